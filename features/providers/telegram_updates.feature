@allure.label.epic:Providers @contract @needs.telegram
Feature: Updates from Telegram
  In order to miss nothing that people do, and to do nothing twice
  As a developer of a bot
  I want each update to be offered until I have taken it, in order, and in one place

  Rule: A tap reaches the bot and is answered once

    @PRV-12 @critical @needs.faults
    Scenario: A tap brings what the button says
      Given a bot in a chat with Amira
      And it has sent a message with the button "Yes"
      And Amira has tapped "Yes" under it
      When it asks for updates
      Then it gets the tap that says "yes"

    @PRV-12 @critical @needs.faults
    Scenario: A tap is taken in
      Given a bot in a chat with Amira
      And it has sent a message with the button "Yes"
      And Amira has tapped "Yes" under it
      When it takes the tap in
      Then Telegram does it
      And the button stops waiting for Amira

    @PRV-12 @critical @needs.faults
    Scenario: A tap can't be taken in twice
      Given a bot in a chat with Amira
      And it has sent a message with the button "Yes"
      And Amira has tapped "Yes" under it
      And it has taken the tap in
      When it takes the tap in
      Then Telegram refuses it because the tap is too old or unknown

    @PRV-12 @normal
    Scenario: A tap that never was can't be taken in
      Given a bot
      When it takes a tap in that never was
      Then Telegram refuses it because the tap is too old or unknown

    @PRV-12 @normal @needs.faults
    Scenario: A notice of more than 200 letters is refused
      Given a bot in a chat with Amira
      And it has sent a message with the button "Yes"
      And Amira has tapped "Yes" under it
      When it takes the tap in with a notice of 201 letters
      Then Telegram refuses it because the notice is too long

    @PRV-11 @normal @needs.faults
    Scenario: A phone number comes with a tap
      Given a bot in a chat with Amira
      And it has asked for the phone number
      And Amira has tapped "Share my number" under it
      When it asks for updates
      Then it gets Amira's phone number

  Rule: An update is offered until it is confirmed

    @PRV-13 @blocker @needs.faults
    Scenario: An update that was not confirmed is offered again
      Given a bot in a chat with Amira
      And Amira has written "one" to the bot
      And Amira has written "two" to the bot
      And it has asked for updates
      When it asks for updates
      Then it gets "one, two"

    @PRV-13 @blocker @needs.faults
    Scenario: An update that was confirmed does not come again
      Given a bot in a chat with Amira
      And Amira has written "one" to the bot
      And Amira has written "two" to the bot
      And it has asked for what comes after "one"
      When it asks for updates
      Then it gets "two"

    @PRV-13 @normal @needs.faults
    Scenario: All but the newest updates can be passed over
      Given a bot in a chat with Amira
      And Amira has written "one" to the bot
      And Amira has written "two" to the bot
      And Amira has written "three" to the bot
      And it has asked for the newest 2 updates only
      When it asks for updates
      Then it gets "two, three"

    @PRV-13 @normal @needs.faults
    Scenario: The kinds of updates that were asked for stay in force
      Given a bot in a chat with Amira
      And it has asked for taps only
      And Amira has written "one" to the bot
      When it asks for updates
      Then it gets nothing

    @PRV-13 @critical @needs.faults
    Scenario: Who waits for news has it at once
      Given a bot in a chat with Amira
      And a call of the bot waits for news
      When Amira writes "one" to the bot
      Then the waiting call gets "one"

    @PRV-14 @critical @needs.faults
    Scenario: A bot never gets its own messages
      Given a bot in a chat with Amira
      And it has sent "My own words"
      And Amira has written "one" to the bot
      When it asks for updates
      Then it gets "one"

  Rule: Updates go one way

    @PRV-15 @critical
    Scenario: A second call ends the one that waits
      Given a bot
      And a call of the bot waits for news
      When it asks for updates in another place
      Then the waiting call is refused because another one took its place
      And Telegram does it

    @PRV-15 @critical @needs.faults
    Scenario: While a webhook is set nobody can ask
      Given a bot in a chat with Amira
      And it has set a webhook
      When it asks for updates
      Then Telegram refuses it because a webhook is set

    @PRV-15 @normal @needs.faults
    Scenario: A webhook ends the call that waits
      Given a bot in a chat with Amira
      And a call of the bot waits for news
      When it sets a webhook
      Then the waiting call is refused because a webhook took its place

    @PRV-15 @normal @needs.faults
    Scenario: Without the webhook asking works again
      Given a bot in a chat with Amira
      And it has set a webhook
      And it has given the webhook up
      And Amira has written "one" to the bot
      When it asks for updates
      Then it gets "one"

  Rule: A webhook is brought each update until it takes it

    @PRV-16 @blocker @needs.faults
    Scenario: An update is brought once, with the secret
      Given a bot in a chat with Amira
      And it has set a webhook with the secret "Open-Sesame_1"
      When Amira writes "one" to the bot
      Then the webhook is brought "one" of Amira
      And every update carries the secret "Open-Sesame_1"

    @PRV-16 @normal @needs.faults
    Scenario: Without a secret no update carries one
      Given a bot in a chat with Amira
      And it has set a webhook
      When Amira writes "one" to the bot
      Then the webhook is brought "one" of Amira
      And no update carries a secret

    @PRV-16 @blocker @needs.faults
    Scenario: An update that was not taken is brought again, before those after it
      Given a bot in a chat with Amira
      And it has set a webhook
      And the webhook does not take "one" 2 times
      When Amira writes "one" to the bot
      And Amira writes "two" to the bot
      Then the webhook is brought "one, one, one, two" of Amira

    @PRV-16 @normal @exclusive @needs.faults
    Scenario: A webhook in trouble is left more and more alone
      Given a bot in a chat with Amira
      And it has set a webhook
      And the webhook does not take "one" 3 times
      When Amira writes "one" to the bot
      Then the webhook is brought "one, one, one, one" of Amira
      And the pauses between the tries grow

    @PRV-16 @critical @needs.faults
    Scenario: An update of one person does not wait for another's
      Given a bot in a chat with Amira
      And it has set a webhook
      And the bot is in a chat with Boris
      And the webhook does not take "one" 99 times
      When Amira writes "one" to the bot
      And Boris writes "hello" to the bot
      Then the webhook is brought "hello" of Boris

    @PRV-16 @normal @needs.faults
    Scenario: A webhook that asks for a pause gets it
      Given a bot in a chat with Amira
      And it has set a webhook
      And the webhook does not take "one" once and asks for a pause of 1 second
      When Amira writes "one" to the bot
      Then the webhook is brought "one, one" of Amira
      And the second try came no sooner than after 1 second

    @PRV-16 @critical @needs.faults
    Scenario: What waited when the webhook was set is brought in order
      Given a bot in a chat with Amira
      And Amira has written "one" to the bot
      And Amira has written "two" to the bot
      When it sets a webhook
      Then the webhook is brought "one, two" of Amira

    @PRV-17 @normal @needs.faults
    Scenario: A webhook may answer with a message
      Given a bot in a chat with Amira
      And it has set a webhook
      And the webhook answers with the message "Pong"
      When Amira writes "Ping" to the bot
      Then the message "Pong" reaches Amira

    @PRV-17 @normal @needs.faults
    Scenario: The state of a webhook tells what waits and what failed
      Given a bot in a chat with Amira
      And it has set a webhook
      And the webhook does not take "one" 99 times
      When Amira writes "one" to the bot
      And Amira writes "two" to the bot
      Then the webhook's state tells that 2 updates wait and that it answered with an error

    @PRV-18 @normal
    Scenario Outline: A webhook that Telegram does not bring updates to is refused
      Given a bot
      When it sets a webhook <place>
      Then Telegram refuses it because <reason>

      Examples: webhooks
        | place                                   | reason                         |
        | at an address that is not encrypted     | the webhook must be encrypted  |
        | at a port that Telegram does not serve  | the port is not served         |
        | with a secret of forbidden signs        | the secret has forbidden signs |
        | with a secret of 257 signs              | the secret is too long         |
