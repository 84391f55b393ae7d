@allure.label.epic:Onboarding @needs.wizard @needs.mailbox @needs.spare @resilience
Feature: When the bot's own database fails
  In order to trust what the bot tells me
  As a newcomer on Telegram
  I want trouble to be admitted, and what I did to count once when it is over

  Rule: Trouble is admitted, and what was done counts once as soon as it is over

    @ONB-51 @ONB-52 @critical
    Scenario Outline: A wrong code counts once when the database <trouble> and works again
      Given the bot has a database of its own
      And Amira is asked for the code from the mail
      When the database <trouble>
      And she types a wrong code
      Then she is told of technical trouble once, and of nothing else
      When the database works again
      Then she is told that the code is wrong and 4 attempts remain
      And she goes on to the main menu

      Examples: how a database may fail
        | trouble                         |
        | refuses connections             |
        | fails at the end of its work    |
        | fails in the middle of its work |
        | has no connection left          |
        | has a full disk                 |

    @ONB-51 @ONB-52 @critical @needs.database
    Scenario: Whoever comes while the database is down hears so once, and is greeted when it is back
      Given the bot has a database of its own
      And the database refuses connections
      And Amira is new to the bot
      When she starts the bot
      And what she did has been delivered twice in vain
      Then she is told of technical trouble once, and of nothing else
      When the database works again
      Then she is greeted as a newcomer
      And exactly one account, session and "USD" wallet are on record for her

    @ONB-51 @ONB-52 @blocker @needs.database
    Scenario: Nobody is told of a ready account that is not on record
      Given the bot has a database of its own
      And Amira is asked to accept the terms
      When the database fails at the end of its work
      And she accepts the terms
      Then she is told of technical trouble once, and of nothing else
      When the database works again
      Then she is told that the account is ready
      And exactly one account, finished session and "USD" wallet are on record for her
      And exactly one welcome mail has been sent to her

  Rule: A code that was mailed is worth something, and is mailed once

    @ONB-52 @critical
    Scenario: One code is mailed to whoever gives an address while the database fails
      Given the bot has a database of its own
      And Amira is asked for an e-mail address
      When the database fails at the end of its work
      And she gives an e-mail address
      And what she did has been delivered twice in vain
      And the database works again
      Then she is asked for the code
      And exactly one mail has been sent to her

    @ONB-53 @critical
    Scenario: A code that was mailed just before the database failed opens the next step
      Given the bot has a database of its own
      And Amira is asked for an e-mail address
      And the mail service is slow for her
      When she gives an e-mail address
      And the database refuses connections while the code is being mailed to her
      Then she is told of technical trouble
      When the database works again
      And she types the code that she has found in the mailbox
      Then she is asked to accept the terms
      And exactly one mail has been sent to her

  Rule: A slow database delays, and doubles nothing

    @ONB-54 @normal
    Scenario: A wrong code counts once when the database is slow
      Given the bot has a database of its own
      And Amira is asked for the code from the mail
      When the database is slow
      And she types a wrong code
      Then she is told that the code is wrong and 4 attempts remain
      And the bot says nothing else to her
