@allure.label.epic:Providers @contract @needs.twilio
Feature: SMS through Twilio
  In order to reach people on their phones and to know whether I did
  As a developer of a product that sends SMS
  I want a message to be accepted or refused with a code, and to learn what became of it

  Rule: A message in order is accepted

    @PRV-24 @blocker
    Scenario: A message in order is accepted and queued
      Given a product that sends SMS
      When it sends the SMS "Your code is 123456"
      Then Twilio accepts the SMS "Your code is 123456" and queues it

    @PRV-25 @normal
    Scenario Outline: A text of <text> goes out in <number> segments
      Given a product that sends SMS
      When it sends an SMS of <text>
      Then the SMS has <number> segments

      Examples: plain alphabet
        | text              | number |
        | 160 plain letters | 1      |
        | 161 plain letters | 2      |
        | 306 plain letters | 2      |
        | 307 plain letters | 3      |
        | 80 euro signs     | 1      |
        | 81 euro signs     | 2      |

      Examples: other alphabets
        | text                | number |
        | 70 Cyrillic letters | 1      |
        | 71 Cyrillic letters | 2      |
        | 35 emoji            | 1      |
        | 36 emoji            | 2      |

  Rule: A message that can't be sent is refused with a code that says why

    @PRV-26 @critical
    Scenario Outline: A message that can't be sent by SMS is refused
      Given a product that sends SMS
      When it hands in an SMS <mistake>
      Then Twilio refuses it because <reason>

      Examples: mistakes
        | mistake                           | reason                             |
        | without a recipient               | the recipient is missing           |
        | without a sender                  | the sender is missing              |
        | without a text                    | the text is missing                |
        | with 1601 letters                 | the text is too long               |
        | from a number of somebody else    | the sender is not the account's    |
        | from a number to itself           | sender and recipient are the same  |
        | to something that is no number    | the recipient is no number         |

      Examples: Twilio's own numbers for tests
        | mistake                             | reason                         |
        | to the number that is not valid     | the recipient is no number     |
        | to the number that can't be reached | the recipient can't be reached |
        | to the number in a forbidden region | the region is not permitted    |
        | to the number that has opted out    | the recipient has opted out    |
        | to the number that takes no texts   | the recipient takes no texts   |

    @PRV-26 @critical @needs.faults
    Scenario: Whoever has opted out is not written to
      Given a product that sends SMS
      And the recipient has opted out
      When it sends the SMS "Your code is 123456"
      Then Twilio refuses it because the recipient has opted out

    @PRV-26 @normal @needs.faults
    Scenario: Whoever has opted in again is written to
      Given a product that sends SMS
      And the recipient has opted out
      And the recipient has opted in again
      When it sends the SMS "Your code is 123456"
      Then Twilio accepts the SMS "Your code is 123456" and queues it

  Rule: Only those who may send are served by Twilio

    @PRV-27 @critical
    Scenario: A wrong token is refused
      Given a product that sends SMS
      When it sends an SMS with a token that is not the account's
      Then Twilio refuses it because the credentials are wrong

    @PRV-27 @critical
    Scenario: A message without credentials is refused
      Given a product that sends SMS
      When it sends an SMS without credentials
      Then Twilio refuses it because the credentials are wrong

    @PRV-27 @normal @needs.faults
    Scenario: One message too many is refused by Twilio
      Given a product that sends SMS
      And its next messages are too many
      When it sends the SMS "Your code is 123456"
      Then Twilio refuses it because there were too many requests

  Rule: What became of a message can be looked up

    @PRV-28 @critical @needs.faults
    Scenario: A message that arrives is delivered in the end
      Given a product that sends SMS
      When it sends the SMS "Your code is 123456"
      Then the SMS becomes "delivered"

    @PRV-28 @critical @needs.faults
    Scenario Outline: A message that is accepted may still be <fate>
      Given a product that sends SMS
      And its SMS will be "<fate>" with the error <error>
      When it sends the SMS "Your code is 123456"
      Then Twilio accepts the SMS "Your code is 123456" and queues it
      And the SMS becomes "<fate>" with the error <error>

      Examples: fates
        | fate        | error |
        | undelivered | 30003 |
        | failed      | 30008 |

    @PRV-28 @normal @needs.faults
    Scenario: A message may stay sent, and nobody knows more
      Given a product that sends SMS
      And its SMS will be "sent" for ever
      When it sends the SMS "Your code is 123456"
      Then the SMS becomes "sent"

    @PRV-28 @normal @needs.faults
    Scenario: The messages to one number are listed, the newest first
      Given a product that sends SMS
      When it sends the SMS "one"
      And it sends the SMS "two"
      Then Twilio lists "two, one" for the recipient

    @PRV-28 @normal @needs.faults
    Scenario: A message that never was can't be looked up
      Given a product that sends SMS
      When it looks up an SMS that never was
      Then Twilio refuses it because there is no such message

  Rule: Twilio calls back with each change

    @PRV-29 @critical @needs.faults
    Scenario: Each change of a message is told in turn, signed
      Given a product that sends SMS
      When it sends the SMS "Your code is 123456" and listens
      Then Twilio calls back with "sending, sent, delivered" in turn, signed

    @PRV-29 @critical @needs.faults
    Scenario: A message that did not arrive is told of, signed
      Given a product that sends SMS
      And its SMS will be "undelivered" with the error 30003
      When it sends the SMS "Your code is 123456" and listens
      Then Twilio calls back with "sending, sent, undelivered" in turn, signed
