@allure.label.epic:Onboarding @needs.wizard
Feature: Who is let in
  In order to keep the house safe, and nobody in the dark
  As the operator of the service
  I want those who are shut out to be told so, and to get nowhere

  Rule: Whoever is suspended or blocked is told so, and gets no further

    @ONB-32 @essential @critical @needs.operator
    Scenario Outline: A user whom the operator <does this to> is told so, whatever she does
      Given Amira has become a user without an e-mail address
      When the operator <does this to> her
      And she starts the bot
      Then she is told <what>
      When she taps an old "Add Funds"
      Then she is told <what>
      And she is not offered the main menu

      Examples: standings
        | does this to | what                          |
        | suspends     | that the account is suspended |
        | blocks       | that the account is blocked   |

    @ONB-32 @blocker @needs.operator @needs.mailbox @needs.database
    Scenario Outline: A newcomer whom the operator <does this to> can't go on
      Given Amira is asked for the code from the mail
      When the operator <does this to> her
      And she types the code that came first
      Then she is told <what>
      And she is not asked to accept the terms
      And she has no open account on record

      Examples: standings
        | does this to | what                          |
        | suspends     | that the account is suspended |
        | blocks       | that the account is blocked   |

    @ONB-32 @normal @needs.operator
    Scenario: A user who is let in again has the menu back
      Given Amira has become a user without an e-mail address
      When the operator suspends her
      And the operator reinstates her
      And she starts the bot
      Then she is shown the main menu

  Rule: During maintenance everybody is told so

    @ONB-32 @critical @needs.spare @needs.database
    Scenario: A newcomer who comes during maintenance is told so, and nothing begins
      Given the bot is under maintenance
      And Amira is new to the bot
      When she starts the bot
      Then she is told that the bot is under maintenance
      And the bot says nothing else to her
      And nothing is on record for her

  Rule: A group is left in peace

    @ONB-35 @critical @needs.database @needs.faults
    Scenario Outline: Nobody is onboarded in a group by writing <words>
      Given Amira is new to the bot
      When she writes "<words>" in a group that the bot is in
      Then the bot stays silent in the group
      And nothing is on record for her

      Examples: words in a group
        | words             |
        | /start            |
        | Hello             |
        | amira@example.com |
