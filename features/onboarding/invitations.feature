@allure.label.epic:Onboarding @needs.wizard
Feature: First words and invitations
  In order to feel welcome, and not to lose what a friend has promised me
  As a newcomer on Telegram
  I want the bot to know why I came, whatever I say first

  Rule: Whatever a newcomer says first is answered by the greeting

    @ONB-16 @normal
    Scenario Outline: A newcomer whose first words are <what they are> is greeted
      Given Amira is new to the bot
      When she writes "<words>"
      Then she is greeted as a newcomer
      And the bot says nothing else to her

      Examples: first words
        | what they are  | words             |
        | a hello        | Hello, anyone?    |
        | a number       | 123456            |
        | an address     | amira@example.com |
        | another order  | /menu             |

    @ONB-16 @critical @needs.database
    Scenario: A first word opens one session and one empty wallet
      Given Amira is new to the bot
      When she writes "Hello"
      Then she is greeted as a newcomer
      And one session under way and an empty "USD" wallet are on record for her

    @ONB-16 @normal
    Scenario: Chatting on instead of getting started brings the greeting back
      Given Amira has been greeted
      When she writes "What is this?"
      Then she is greeted as a newcomer
      And she is not asked for the code

  Rule: A friend's invitation is honoured

    @ONB-17 @essential @critical
    Scenario: Whoever follows a friend's link is welcomed in the friend's name
      Given Noor has become a user without an e-mail address
      And Amira is new to the bot
      When she follows the link of Noor
      Then she is welcomed as a friend of "Noor", with a bonus
      And she is offered exactly
        | button      |
        | Claim Bonus |
      And the bot says nothing else to her

    @ONB-17 @normal
    Scenario Outline: The name of a friend who is called <so> is shown as it is written
      Given Noor, who is called "<so>" on Telegram, has become a user
      And Amira is new to the bot
      When she follows the link of Noor
      Then she is welcomed as a friend of "<so>", with a bonus

      Examples: names
        | so             |
        | R&D Noor       |
        | a < b > c      |
        | 🦊 Zoë 李小龙   |
        | O'Noor *bold*  |

    @ONB-17 @critical
    Scenario: Whoever claims the bonus goes on like everybody else
      Given Noor has become a user without an e-mail address
      And Amira is new to the bot
      When she follows the link of Noor
      And she claims the bonus
      Then the tapped message asks her for an e-mail address

    @ONB-17 @critical @needs.database
    Scenario: A friend who follows the link counts for whoever has invited her
      Given Noor has become a user without an e-mail address
      And Amira is new to the bot
      When she follows the link of Noor
      And she goes through the setup without an e-mail address
      Then she is on record as brought by Noor
      When Noor taps "Invite Friends"
      Then Noor is told that 1 friends have followed the link

  Rule: What is no invitation leads to the usual greeting

    @ONB-18 @normal
    Scenario Outline: Whoever follows a link with <what> is greeted like everybody else
      Given Amira is new to the bot
      When she follows a link with "<payload>"
      Then she is greeted as a newcomer
      And the bot says nothing else to her

      Examples: links
        | what                | payload       |
        | an unknown code     | ref_NOSUCHONE |
        | no code             | ref_          |
        | another word        | spring_sale   |
        | a database's words  | ref_'OR'1     |

    @ONB-18 @critical @needs.database
    Scenario: Nobody can invite herself
      Given Amira has been greeted
      When she follows a link with the own code
      Then she is greeted as a newcomer
      And she is on record as brought by nobody

    @ONB-18 @normal
    Scenario: A user who follows the own link sees the menu
      Given Noor has become a user without an e-mail address
      When Noor follows the link of Noor
      Then Noor is shown the main menu
