@allure.label.epic:Providers @contract @needs.brevo
Feature: Mail through Brevo
  In order to tell people the truth about the mail they wait for
  As a developer of a product that sends mail
  I want a mail to be accepted or refused with the reason, and to learn what became of it

  Rule: A mail in order is accepted

    @PRV-19 @blocker
    Scenario: A mail in order is accepted under an id
      Given a product that sends mail
      When it tries a mail out
      Then Brevo accepts the mail under an id

    @PRV-19 @normal
    Scenario: An answer tells how many requests are left
      Given a product that sends mail
      When it tries a mail out
      Then the answer tells how many requests are left

  Rule: A mail that can't be sent is refused, and the refusal names the reason

    @PRV-20 @critical
    Scenario Outline: A mail that can't be sent is refused
      Given a product that sends mail
      When it hands in a mail <mistake>
      Then Brevo refuses it because <reason>

      Examples: something is missing
        | mistake                          | reason                     |
        | without a sender                 | the sender is missing      |
        | without recipients               | the recipients are missing |
        | with an empty list of recipients | there is no recipient      |
        | without a subject                | the subject is missing     |
        | with a blank subject             | the subject is blank       |
        | without any content              | the content is missing     |
        | to a recipient without an address | a recipient has no address |

      Examples: something is wrong
        | mistake                                | reason                         |
        | to an address that is none             | a recipient's address is none  |
        | from an address that is none           | the sender's address is none   |
        | with a copy to an address that is none | the copy's address is none     |

  Rule: Only those who may send are served

    @PRV-21 @critical
    Scenario: A key that nobody was given is refused
      Given a product that sends mail
      When it sends a mail with a key that nobody was given
      Then Brevo refuses it because the key is unknown

    @PRV-21 @critical
    Scenario: A mail without a key is refused
      Given a product that sends mail
      When it sends a mail without a key
      Then Brevo refuses it because there is no key

    @PRV-21 @critical @needs.faults
    Scenario: A mail is refused when the credits are used up
      Given a product that sends mail
      And its credits are used up
      When it sends a mail
      Then Brevo refuses it because the credits are used up
      And no mail arrives

    @PRV-21 @critical @needs.faults
    Scenario: One request too many is refused
      Given a product that sends mail
      And its next requests are too many
      When it sends a mail
      Then Brevo refuses it as one request too many
      And no mail arrives

  Rule: What became of a mail is told by events

    @PRV-22 @critical
    Scenario: A mail that arrives is told of, sooner or later
      Given a product that sends mail
      When it sends a mail
      Then Brevo tells that the mail was sent on its way and delivered

    @PRV-22 @critical @needs.faults
    Scenario: A mail that was delivered lies in the mailbox once
      Given a product that sends mail
      When it sends a mail
      Then exactly one mail arrives

    @PRV-22 @critical @needs.faults
    Scenario Outline: A mail that is accepted may still be <fate>
      Given a product that sends mail
      And its mail will be <fate>
      When it sends a mail
      Then Brevo accepts the mail under an id
      And Brevo tells that the mail was sent on its way and <fate>
      And Brevo gives a reason
      And no mail arrives

      Examples: fates
        | fate             |
        | bounced for good |
        | bounced for now  |
        | blocked          |
        | deferred         |

    @PRV-22 @normal
    Scenario: Nothing is told of a mail that never was
      Given a product that sends mail
      When it asks about a mail that never was
      Then Brevo tells nothing

    @PRV-22 @minor
    Scenario: More events than Brevo gives at once are refused
      Given a product that sends mail
      When it asks for 5001 events at once
      Then Brevo refuses it because the limit is beyond its bounds

  Rule: A mail that is only tried out reaches nobody

    @PRV-23 @critical
    Scenario: A mail that is only tried out makes no event
      Given a product that sends mail
      When it tries a mail out
      Then Brevo accepts the mail under an id
      And Brevo tells nothing of the mail

    @PRV-23 @critical @needs.faults
    Scenario: A mail that is only tried out does not arrive
      Given a product that sends mail
      When it tries a mail out
      Then Brevo accepts the mail under an id
      And no mail arrives
