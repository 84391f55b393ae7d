@allure.label.epic:Onboarding @needs.wizard @needs.mailbox
Feature: The one-time code
  In order to be sure that nobody opens an account in my name
  As the owner of an e-mail address
  I want only the code that was mailed to me to be accepted, and only for a short time

  Rule: Only the code from the mail opens the next step

    @ONB-09 @smoke @essential @critical
    Scenario: A wrong code is refused and counted
      Given Amira is asked for the code from the mail
      When she types a wrong code
      Then she is told that the code is wrong and 4 attempts remain
      And she is not asked to accept the terms

    @ONB-09 @critical
    Scenario: A wrong code leaves a newcomer where she was
      Given Amira is asked for the code from the mail
      When she types a wrong code
      And she starts the bot
      Then she is asked for the code

    @ONB-09 @normal
    Scenario Outline: Each of <number> wrong codes is counted
      Given Amira is asked for the code from the mail
      When she types <number> wrong codes
      Then she is told that the code is wrong and <left> attempts remain

      Examples: wrong codes
        | number | left |
        | 2      | 3    |
        | 3      | 2    |

    @ONB-09 @critical
    Scenario: After five wrong codes not even the right one is accepted
      Given Amira is asked for the code from the mail
      When she types 5 wrong codes
      And she types the code from the mail
      Then she is told that the code is locked
      And she is not asked to accept the terms

    @ONB-09 @normal
    Scenario: The right code is still accepted after a wrong one
      Given Amira is asked for the code from the mail
      When she types a wrong code
      And she types the code from the mail
      Then she is asked to accept the terms

  Rule: The mail says all that is needed

    @ONB-14 @critical
    Scenario: The mail names the code and how long it is good for
      Given Amira is asked for the code from the mail
      Then the mail to her names the same code in its subject and its text
      And the mail to her says that the code is good for 15 minutes

  Rule: A code is valid for 15 minutes

    @ONB-10 @critical @needs.clock
    Scenario: A code is refused when its time is over
      Given Amira is asked for the code from the mail
      When 15 minutes and 1 second go by for her
      And she types the code from the mail
      Then she is told that the code has expired
      And she is not asked to accept the terms

    @ONB-10 @critical @needs.clock
    Scenario: An expired code leaves a newcomer where she was
      Given Amira is asked for the code from the mail
      When 15 minutes and 1 second go by for her
      And she types the code from the mail
      And she starts the bot
      Then she is asked for the code

    @ONB-10 @normal @needs.clock
    Scenario: A code is accepted shortly before its time is over
      Given Amira is asked for the code from the mail
      When 14 minutes and 50 seconds go by for her
      And she types the code from the mail
      Then she is asked to accept the terms
