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
        | 4      | 1    |

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

    @ONB-09 @normal @needs.database
    Scenario: The records count wrong codes as the bot does
      Given Amira is asked for the code from the mail
      When she types 3 wrong codes
      Then she is told that the code is wrong and 2 attempts remain
      And 3 wrong attempts are on record for her

    @ONB-09 @normal
    Scenario: Whoever looks at the step again sees the attempts that are left
      Given Amira is asked for the code from the mail
      When she types 2 wrong codes
      And she starts the bot
      Then she is told that the code is good for 15 minutes and 3 attempts

  Rule: Whoever is locked out is told the way back in

    @ONB-23 @essential @critical
    Scenario: The fifth wrong code locks the code, and the newcomer is told how to get a new one
      Given Amira is asked for the code from the mail
      When she types 5 wrong codes
      Then she is told that the code is locked
      And she is offered exactly
        | button       |
        | Resend Code  |
        | Change Email |
        | Help         |
        | Cancel Setup |

    @ONB-23 @critical @needs.clock
    Scenario: A new code opens the way after a lock
      Given Amira is asked for the code from the mail
      When she types 5 wrong codes
      And 1 minute and 1 second go by for her
      And she asks for the code again
      And she types the code from the mail
      Then she is asked to accept the terms

    @ONB-23 @critical @needs.clock
    Scenario: A new code comes with five attempts of its own
      Given Amira is asked for the code from the mail
      When she types 5 wrong codes
      And 1 minute and 1 second go by for her
      And she asks for the code again
      Then she is told that the code is good for 15 minutes and 5 attempts
      When she types a wrong code
      Then she is told that the code is wrong and 4 attempts remain

  Rule: A code is taken however it is written, and what is no code is not counted

    @ONB-22 @essential @critical
    Scenario Outline: The right code is accepted <in this way>
      Given Amira is asked for the code from the mail
      When she types the code <in this way>
      Then she is asked to accept the terms

      Examples: ways to write it
        | in this way              |
        | with a space in the middle |
        | with a dash in the middle  |
        | with spaces around it      |
        | digit by digit             |

    @ONB-22 @normal
    Scenario Outline: A code <in this way> has not the shape of a code
      Given Amira is asked for the code from the mail
      When she types the code <in this way>
      Then she is told that it has not the shape of a code
      When she types a wrong code
      Then she is told that the code is wrong and 4 attempts remain

      Examples: no codes
        | in this way             |
        | with a digit missing    |
        | with a digit too many   |
        | with a letter in it     |
        | with a word before it   |
        | in full-width digits    |

  Rule: The mail says all that is needed

    @ONB-14 @critical
    Scenario: The mail names the code and how long it is good for
      Given Amira is asked for the code from the mail
      Then the mail to her names the same code in its subject and its text
      And the mail to her says that the code is good for 15 minutes
      And she alone got the mails

    @ONB-33 @critical @needs.database
    Scenario: Nobody who reads the records learns the code
      Given Amira is asked for the code from the mail
      Then the code is kept for her so that nobody can read it

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
      When it is 14 minutes and 59 seconds since the code was mailed to her
      And she types the code from the mail
      Then she is asked to accept the terms

    @ONB-10 @normal @needs.clock
    Scenario Outline: After <time> the bot says truly that <left> minutes are left
      Given Amira is asked for the code from the mail
      When <time> go by for her
      And she starts the bot
      Then she is told that the code is good for <left> minutes and 5 attempts

      Examples: moments
        | time                      | left |
        | 5 minutes                 | 10   |
        | 14 minutes and 30 seconds | 1    |
