@allure.label.epic:Providers @contract @needs.telegram
Feature: Calling Telegram
  In order to use any client library with any deployment of the service
  As a developer of a bot
  I want every call to be understood as it is documented, and every answer to have one shape

  Rule: A bot learns who it is

    @PRV-01 @critical
    Scenario: A bot learns who it is
      Given a bot
      When it asks who it is
      Then it learns its name and what it may do

    @PRV-02 @normal
    Scenario Outline: The name of a call may be written in any letters
      Given a bot
      When it asks who it is by calling "<name>"
      Then it learns its name and what it may do

      Examples: letters
        | name  |
        | getme |
        | GETME |
        | GetMe |

  Rule: A call is understood however it is written

    @PRV-02 @blocker
    Scenario Outline: A message goes out, written <way>
      Given a bot in a chat with Amira
      When it sends "Is anybody up? 👋 50 % & more", written <way>
      Then the message reads "Is anybody up? 👋 50 % & more"

      Examples: ways
        | way                                      |
        | with everything in the address           |
        | with everything in the address of a post |
        | as a form                                |
        | as JSON                                  |
        | in parts, piece by piece                 |

    @PRV-02 @blocker
    Scenario Outline: A button goes out, written <way>
      Given a bot in a chat with Amira
      When it sends a message with the button "Yes", written <way>
      Then the message comes back with the button "Yes"

      Examples: ways
        | way                                      |
        | with everything in the address           |
        | with everything in the address of a post |
        | as a form                                |
        | as JSON                                  |
        | in parts, piece by piece                 |
        | in parts, with an attachment             |

    @PRV-02 @normal @needs.faults
    Scenario: A number beyond its bounds is moved into them
      Given a bot in a chat with Amira
      And Amira has written 101 messages to the bot
      When it asks for 1000 updates at once
      Then it gets 100 updates

  Rule: A menu of commands is kept for whom it was made

    @PRV-30 @normal
    Scenario: A menu of commands is handed back as it was set
      Given a bot in a chat with Amira
      When it sets the commands "start, help" for Amira
      Then the commands for Amira are "start, help"

    @PRV-30 @normal
    Scenario: A command of forbidden signs is refused
      Given a bot in a chat with Amira
      When it sets the commands "Get-Started" for Amira
      Then Telegram refuses it because the command is none

    @PRV-30 @minor @needs.faults
    Scenario: A menu for one person is not another's
      Given a bot in a chat with Amira
      And the bot is in a chat with Boris
      When it sets the commands "start, help" for Amira
      Then there are no commands for Boris

  Rule: What can't be done is refused in one shape

    @PRV-03 @critical
    Scenario: A call that does not exist is refused
      Given a bot
      When it calls something that does not exist
      Then Telegram refuses it because there is no such method

    @PRV-03 @critical
    Scenario: A token that nobody was given is refused
      Given a bot
      When it calls with a token that nobody was given
      Then Telegram refuses it because nobody has such a token

  Rule: Whoever writes too fast is told how long to wait

    @PRV-04 @critical @needs.faults
    Scenario: One message too many is refused with a time to wait
      Given a bot in a chat with Amira
      And the next message is one too many for 7 seconds
      When it sends "Good morning"
      Then it is told to wait 7 seconds

    @PRV-04 @critical @needs.faults
    Scenario: Whoever writes too fast to one person is stopped after a short burst
      Given a bot in a chat with Amira
      And the flood limits hold for it
      When it sends 12 messages at once
      Then the first goes out, and the last is refused with a time to wait

    @PRV-04 @normal @needs.faults
    Scenario: A flood towards one person does not stop a message to another
      Given a bot in a chat with Amira
      And the flood limits hold for it
      And it has sent 12 messages at once
      And the bot is in a chat with Boris
      When it sends "Good morning, Boris"
      Then the message reads "Good morning, Boris"

    @PRV-04 @normal @needs.faults
    Scenario: A bot that has waited as it was told may write again
      Given a bot in a chat with Amira
      And the flood limits hold for it
      And it has sent 12 messages at once
      When it keeps trying for as long as it was told to wait
      Then the message reads "Again"
