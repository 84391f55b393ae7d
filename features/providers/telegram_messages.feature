@allure.label.epic:Providers @contract @needs.telegram
Feature: Messages on Telegram
  In order to show people what I mean, and to know when they do not see it
  As a developer of a bot
  I want what is sent to be taken as it is, and what can't be sent to be refused with the reason

  Rule: What can't be sent is refused with the reason

    @PRV-05 @critical
    Scenario Outline: A message that can't be sent is refused
      Given a bot in a chat with Amira
      When it tries to send <message>
      Then Telegram refuses it because <reason>

      Examples: texts
        | message                                | reason                         |
        | an empty text                          | the text is empty              |
        | no text at all                         | the text is empty              |
        | nothing but blanks                     | nothing is left of the text    |
        | a text of 4097 letters                 | the text is too long           |
        | a text of 4097 emoji                   | the text is too long           |
        | a text in a markup that does not exist | the markup is unknown          |

      Examples: places
        | message                               | reason                         |
        | a text to somebody who does not exist | there is no such chat          |
        | a text to nobody                      | no chat is named               |
        | an answer to a message that never was | there is no message to answer  |

    @PRV-05 @critical
    Scenario Outline: The longest text goes out whole
      Given a bot in a chat with Amira
      When it sends a text of 4096 <signs>
      Then the message reads as it was sent

      Examples: signs
        | signs   |
        | letters |
        | emoji   |

    @PRV-05 @normal
    Scenario: An unknown sign of life is refused
      Given a bot in a chat with Amira
      When it lets Amira see that it is "dancing"
      Then Telegram refuses it because the kind of sign is unknown

    @PRV-05 @normal
    Scenario: A sign of life is shown
      Given a bot in a chat with Amira
      When it lets Amira see that it is "typing"
      Then Telegram does it

  Rule: A bot writes only to those who want it

    @PRV-06 @critical @needs.faults
    Scenario: Whoever never started the bot can't be written to
      Given a bot
      And Amira, who has never started it
      When it sends "Good morning"
      Then Telegram refuses it because the person never started the bot

    @PRV-06 @critical @needs.faults
    Scenario: Whoever has blocked the bot can't be written to
      Given a bot in a chat with Amira
      And Amira has blocked it
      When it sends "Good morning"
      Then Telegram refuses it because the person has blocked the bot

    @PRV-06 @normal @needs.faults
    Scenario: Whoever has let the bot in again can be written to
      Given a bot in a chat with Amira
      And Amira has blocked it
      And Amira has let it in again
      When it sends "Good morning"
      Then the message reads "Good morning"

  Rule: Words are marked where they stand

    @PRV-07 @normal
    Scenario Outline: Telegram finds <kind> by itself
      Given a bot in a chat with Amira
      When it sends "<text>"
      Then "<words>" alone is marked as <kind>

      Examples: kinds
        | kind           | text                               | words             |
        | a command      | 👋🏽 Press /start to begin           | /start            |
        | a mention      | 👋🏽 Ask @countersign_bot about it   | @countersign_bot  |
        | a hashtag      | 👋🏽 It is all under #support now    | #support          |
        | a web address  | 👋🏽 Read example.com today          | example.com       |
        | a mail address | 👋🏽 Write to amira@example.com soon | amira@example.com |
        | a phone number | 👋🏽 Call +12015550123 now           | +12015550123      |

    @PRV-07 @normal
    Scenario Outline: Words behind emoji are <style>, marked <how>
      Given a bot in a chat with Amira
      When it sends "at noon" as <style>, marked <how>
      Then "at noon" alone is marked as <style>
      And the message reads "👋🏽 Tomorrow: at noon & on"

      Examples: by tags
        | style        | how     |
        | bold         | by tags |
        | italic       | by tags |
        | underlined   | by tags |
        | struck out   | by tags |
        | a spoiler    | by tags |
        | code         | by tags |
        | preformatted | by tags |
        | a quotation  | by tags |
        | a link       | by tags |

      Examples: by their place
        | style        | how            |
        | bold         | by their place |
        | italic       | by their place |
        | code         | by their place |

    @PRV-08 @normal
    Scenario Outline: Markup that can't be understood is refused with the place of the mistake
      Given a bot in a chat with Amira
      When it tries to send <markup>
      Then Telegram refuses it because <reason>

      Examples: mistakes
        | markup                         | reason                              |
        | a bold word that never ends    | the bold word has no end            |
        | an unknown tag behind an accent | the tag at byte 3 is unknown       |
        | an end without a beginning     | nothing ends at byte 4              |
        | tags that cross                | the end at byte 17 is another one's |
        | a tag that is cut off          | the tag at byte 4 is cut off        |

  Rule: A message is changed and deleted in place

    @PRV-09 @critical
    Scenario: A message is changed in place
      Given a bot in a chat with Amira
      And it has sent "Draft"
      When it changes the message to "Final"
      Then the message reads "Final"
      And it is the same message, marked as changed

    @PRV-09 @critical
    Scenario: A change that changes nothing is refused
      Given a bot in a chat with Amira
      And it has sent "Draft"
      When it changes the message to "Draft"
      Then Telegram refuses it because nothing would change

    @PRV-09 @normal
    Scenario: The same text with another button is a change
      Given a bot in a chat with Amira
      And it has sent a message with the button "Yes"
      When it changes the button to "No"
      Then the message comes back with the button "No"

    @PRV-09 @normal
    Scenario: The same button again is no change
      Given a bot in a chat with Amira
      And it has sent a message with the button "Yes"
      When it changes the button to "Yes"
      Then Telegram refuses it because nothing would change

    @PRV-09 @normal
    Scenario: A change to a text that is too long is refused
      Given a bot in a chat with Amira
      And it has sent "Draft"
      When it changes the message to a text of 4097 letters
      Then Telegram refuses it because the new text is too long

    @PRV-09 @critical
    Scenario: A message that never was can't be changed
      Given a bot in a chat with Amira
      When it changes a message that never was
      Then Telegram refuses it because there is no message to change

    @PRV-09 @normal
    Scenario: A message that was deleted can't be changed
      Given a bot in a chat with Amira
      And it has sent "Draft"
      And it has deleted the message
      When it changes the message to "Final"
      Then Telegram refuses it because there is no message to change

    @PRV-09 @normal
    Scenario: A message with a keyboard that writes can't be changed
      Given a bot in a chat with Amira
      And it has sent a message with a keyboard that writes "Yes"
      When it changes the message to "Final"
      Then Telegram refuses it because the message can't be changed

    @PRV-09 @normal @needs.faults
    Scenario: A message of somebody else can't be changed
      Given a bot in a chat with Amira
      And Amira has written "My own words" to the bot
      When it changes what Amira wrote
      Then Telegram refuses it because the message can't be changed

    @PRV-09 @critical
    Scenario: A message is deleted once
      Given a bot in a chat with Amira
      And it has sent "Draft"
      And it has deleted the message
      When it deletes the message
      Then Telegram refuses it because there is no message to delete

  Rule: Buttons are handed back, keyboards are not

    @PRV-10 @critical
    Scenario: A keyboard that writes for the user is not handed back
      Given a bot in a chat with Amira
      When it sends a message with a keyboard that writes "Yes"
      Then the message comes back without a keyboard

    @PRV-10 @normal
    Scenario: What Telegram does not know of a button is passed over
      Given a bot in a chat with Amira
      When it sends a message with the button "Yes", which is not to be hidden
      Then the message comes back with the button "Yes"

    @PRV-11 @normal
    Scenario: A phone number may be asked for in private
      Given a bot in a chat with Amira
      When it asks for the phone number
      Then the message comes back without a keyboard

    @PRV-11 @normal @needs.faults
    Scenario: A phone number can't be asked for in a group
      Given a bot in a group with Amira
      When it asks for the phone number
      Then Telegram refuses it because a phone number is asked for in private only

    @PRV-11 @normal
    Scenario: A button may say 64 bytes
      Given a bot in a chat with Amira
      When it sends a message with a button that says 64 bytes
      Then the message comes back with the button "Yes"

    @PRV-11 @normal
    Scenario Outline: A button or keyboard that Telegram can't use is refused
      Given a bot in a chat with Amira
      When it tries to send <keyboard>
      Then Telegram refuses it because <reason>

      Examples: keyboards
        | keyboard                                   | reason                       |
        | a button that says more than 64 bytes      | the button says too much     |
        | a button that says 33 letters of two bytes | the button says too much     |
        | a button that says nothing                 | the button does nothing      |
        | a button without words                     | the button has no words      |
        | a keyboard that is none                    | the keyboard can't be read   |
