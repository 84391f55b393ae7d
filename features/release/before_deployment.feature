@allure.label.epic:Release
Feature: Before a deployment
  In order to deploy without surprises
  As a release manager
  I want what no program can judge to be looked at, by name, for each version

  @REL-01
  Rule: Somebody has looked at it

    @manual @critical
    Scenario: The way back is known
      Given a version that is about to be deployed
      When the release manager reads how it is rolled back
      Then the steps are written down, were tried on staging, and take less than ten minutes

    @manual @critical
    Scenario: Changes of the database can be borne by both versions
      Given a version that changes tables or columns
      When a developer other than the author reads the migration
      Then the version that runs today goes on with the changed database

    @manual @critical
    Scenario: Secrets and settings are in place
      Given the settings that the new version needs
      When the one who operates production compares them with what is set there
      Then each is set, none is that of staging, and none stands in the repository

    @manual @normal
    Scenario: The change is announced
      Given a change that customers will notice
      When the product owner reads the release notes
      Then they say what changes for a customer, and support knows of it

    @manual @normal
    Scenario: Somebody watches
      Given the time of the deployment
      When the release manager looks at the calendar
      Then somebody is on duty in the hours after it, and knows the dashboards
