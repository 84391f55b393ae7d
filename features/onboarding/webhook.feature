@allure.label.epic:Onboarding @needs.wizard @needs.webhook
Feature: Only Telegram is listened to
  In order not to have anybody act in my name
  As a user
  I want the bot to listen to Telegram alone, and to do what I did once

  Rule: A stranger is turned away, and has no effect

    @ONB-36 @essential @blocker @needs.database
    Scenario Outline: What a stranger delivers <how> has no effect
      Given Amira is new to the bot
      When a stranger delivers the start of Amira <how>
      Then the stranger is turned away
      And the bot shows nothing to Amira
      And nothing is on record for her

      Examples: strangers
        | how                     |
        | without the secret      |
        | with an empty secret    |
        | with a wrong secret     |
        | with half of the secret |

  Rule: What is no update is called so

    @ONB-36 @critical @needs.database
    Scenario Outline: <What> is no update, and the bot says so
      Given Amira is new to the bot
      When <what> arrives instead of the start of Amira
      Then whoever delivered it is told that it is no update
      And nothing is on record for her

      Examples: deliveries
        | What                             | what                             |
        | Half a message                   | half a message                   |
        | Nothing at all                   | nothing at all                   |
        | A message without a number       | a message without a number       |
        | A message whose number is a word | a message whose number is a word |
        | A list of messages               | a list of messages               |
        | A greeting in plain words        | plain words                      |
        | A heap of bytes                  | bytes that are no text           |

    @ONB-36 @normal
    Scenario: The bot goes on working after what was no update
      Given Amira is new to the bot
      When half a message arrives instead of the start of Amira
      And Telegram delivers the start of Amira
      Then she is greeted as a newcomer

  Rule: What somebody did counts once, and is accepted when the work is done

    @ONB-36 @critical @needs.mailbox
    Scenario: A wrong code that is delivered again counts once
      Given Amira is asked for the code from the mail
      When she types a wrong code
      And Telegram delivers it again
      And she types a wrong code
      Then she is told that the code is wrong and 3 attempts remain

    @ONB-36 @critical @needs.mailbox
    Scenario: An e-mail address that is delivered again brings one mail
      Given Amira is asked for an e-mail address
      When she gives an e-mail address
      And Telegram delivers it again
      Then exactly one mail has been sent to her

    @ONB-36 @critical @needs.database
    Scenario: What the bot has accepted is on record
      Given Amira is new to the bot
      When Telegram delivers the start of Amira
      Then one session under way and an empty "USD" wallet are on record for her

    @ONB-36 @critical @needs.mailbox
    Scenario: The bot accepts an address when it has said all that it has to say
      Given Amira is asked for an e-mail address
      When she gives an e-mail address
      Then she is asked for the code
      And the bot accepted what she did only when its work was done
