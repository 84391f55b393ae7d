@allure.label.epic:Release
Feature: After a deployment
  In order to take back a bad version before customers tell of it
  As the one on duty
  I want to look at what no program can judge, by name, for each version

  @REL-02
  Rule: Somebody has looked at it

    @manual @critical
    Scenario: The version in production is the one that was signed off
      Given a deployment that has just ended
      When the one on duty compares the version that production tells with that of the sign-off
      Then they are the same

    @manual @critical
    Scenario: Dashboards look as before
      Given a deployment that ended fifteen minutes ago
      When the one on duty looks at errors, answer times and the load of the database
      Then none of them is out of what was usual before

    @manual @critical
    Scenario: The money is right
      Given the first purchases after a deployment
      When somebody from finance compares three of them with the payment provider
      Then what was paid, what was credited and what was billed agree

    @manual @normal
    Scenario: Support hears nothing unusual
      Given a deployment that ended an hour ago
      When the one on duty asks support
      Then nobody has reported what they did not report before
