@allure.label.epic:Onboarding @needs.wizard @needs.faults @resilience
Feature: When Telegram does not take what the bot writes
  In order not to be left without an answer, or with the same answer twice
  As a newcomer on Telegram
  I want the bot to bear the moods of the network between us

  Rule: What Telegram did not take is said in the end, and once

    @ONB-48 @critical
    Scenario Outline: A newcomer is greeted once when Telegram <trouble>
      Given Amira is new to the bot
      And Telegram <trouble> when the bot writes to her
      When she starts the bot
      Then she is greeted as a newcomer
      And the bot says nothing else to her

      Examples: what Telegram may do
        | trouble                       |
        | asks for a second of patience |
        | asks for a minute of patience |
        | fails twice                   |
        | hangs up                      |
        | is slow                       |

    @ONB-48 @normal
    Scenario Outline: A tap changes the message that was tapped, also when Telegram <trouble>
      Given Amira has been greeted
      And Telegram <trouble> when the bot changes a message to her
      When she gets started
      Then the tapped message asks her for an e-mail address
      And the bot says nothing else to her

      Examples: what Telegram may do
        | trouble                    |
        | fails twice                |
        | hangs up                   |
        | shows it and then hangs up |

    @ONB-48 @normal
    Scenario: The button stops waiting, also when Telegram hangs up on the bot
      Given Amira has been greeted
      And Telegram hangs up when the bot takes in what she taps
      When she gets started
      Then the tapped button stops waiting for her
      And the tapped message asks her for an e-mail address

  Rule: What the bot did has its effect once, whatever becomes of the answer

    @ONB-49 @critical @needs.mailbox
    Scenario Outline: A wrong code counts once when Telegram <trouble>
      Given Amira is asked for the code from the mail
      And Telegram <trouble> when the bot writes to her
      When she types a wrong code
      And the bot has finished answering her
      And she types a wrong code
      Then she is told that the code is wrong and 3 attempts remain

      Examples: what Telegram may do
        | trouble                       |
        | asks for a minute of patience |
        | hangs up                      |
        | shows it and then hangs up    |

    @ONB-49 @critical @needs.mailbox
    Scenario: One code is mailed when Telegram hangs up on the news of it
      Given Amira is asked for an e-mail address
      And Telegram hangs up when the bot changes a message to her
      When she gives an e-mail address
      Then she is asked for the code
      And exactly one mail has been sent to her

  Rule: Whoever blocks the bot is left alone, and loses nothing

    @ONB-50 @normal @needs.mailbox
    Scenario: The bot gives up on a newcomer who has blocked it
      Given Amira is asked for an e-mail address
      And the mail service is slow for her
      When she gives an e-mail address and blocks the bot at once
      Then the bot leaves her alone

    @ONB-50 @normal @needs.mailbox
    Scenario: Whoever lets the bot write again goes on where the block began
      Given Amira has blocked the bot while the code was being mailed
      When she lets the bot write again
      And she starts the bot
      Then she is asked for the code
      And she goes on to the main menu
