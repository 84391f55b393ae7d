@allure.label.epic:Onboarding @needs.wizard @needs.mailbox @needs.sms @needs.faults @resilience
Feature: When an SMS does not go out
  In order to rely on my SMS alerts, or to know that I can't
  As a user who has shared a phone number
  I want to be told the truth about my welcome SMS, and what I can do

  Rule: Nobody is told of an SMS that was not sent, and everybody of what can be done

    @ONB-57 @critical
    Scenario Outline: A user is told what is wrong when the SMS service <trouble>
      Given Amira has become a verified user with a phone
      And the SMS service <trouble> for her
      When she shares the own phone number
      Then she is told that <fact>
      And she is not told that SMS alerts are on
      And no SMS has been sent to her

      Examples: what an SMS service may do
        | trouble                     | fact                        |
        | is out of order             | the SMS could not be sent   |
        | does not accept the account | the SMS could not be sent   |
        | is asked too often          | too many SMS are being sent |
        | cannot reach the number     | the number cannot get SMS   |
        | may not write to the region | the number cannot get SMS   |
        | has been told to stop       | the number has opted out    |

  Rule: What was not sent goes out when it is asked for again, and never twice

    @ONB-58 @critical
    Scenario Outline: A user gets the SMS when the service, which <trouble>, works again
      Given Amira has become a verified user with a phone
      And the SMS service <trouble> for her
      When she shares the own phone number
      Then she is told that <fact>
      When the SMS service works again for her
      And she asks for SMS alerts again
      Then she is told that SMS alerts are on
      And exactly one SMS has been sent to her

      Examples: outages
        | trouble               | fact                        |
        | is out of order       | the SMS could not be sent   |
        | has been told to stop | the number has opted out    |

    @ONB-58 @critical
    Scenario: Nobody gets a second SMS because the answer to the first got lost
      Given Amira has become a verified user with a phone
      And the SMS service takes the SMS and hangs up for her
      When she shares the own phone number
      Then she is told that the SMS may still arrive
      When the SMS service works again for her
      And she comes back and asks for SMS alerts
      Then exactly one SMS has been sent to her

    @ONB-58 @normal
    Scenario: A number that cannot get SMS can be given again
      Given Amira has become a verified user with a phone
      And the SMS service cannot reach the number for her
      When she shares the own phone number
      Then she is told that the number cannot get SMS
      When the SMS service works again for her
      And she asks for SMS alerts again and shares the number
      Then she is told that SMS alerts are on
      And exactly one SMS has been sent to her
