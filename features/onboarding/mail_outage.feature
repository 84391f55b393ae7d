@allure.label.epic:Onboarding @needs.wizard @needs.mailbox @needs.faults @resilience
Feature: When mail does not go out
  In order not to wait for a mail that never comes
  As a newcomer on Telegram
  I want to be told the truth about my code and to be able to try again

  Rule: Nobody is told of a mail that was not sent

    @ONB-11 @critical
    Scenario: A newcomer is told that the code could not be mailed
      Given Amira is asked for an e-mail address
      And the mail service is out of order for her
      When she gives an e-mail address
      Then she is told that the code could not be mailed
      And she is not told that the code is in the mailbox
      And she is not asked for the code
      And no mail has been sent to her

    @ONB-11 @ONB-12 @critical
    Scenario Outline: A newcomer is told the truth, and can go on, when the mail service <trouble>
      Given Amira is asked for an e-mail address
      And the mail service <trouble> for her
      When she gives an e-mail address
      Then she is told that the code could not be mailed
      And she is not told that the code is in the mailbox
      When the mail service works again for her
      And she asks for the code again
      And she types the code from the mail
      Then she is asked to accept the terms

      Examples: what a mail service may do
        | trouble                     |
        | hangs up                    |
        | does not accept the key     |
        | has no credits left         |
        | is asked too often          |
        | does not accept the address |

    @ONB-56 @critical
    Scenario: A newcomer is told what nobody knows, and the code that arrives all the same is good
      Given Amira is asked for an e-mail address
      And the mail service takes the mail and hangs up for her
      When she gives an e-mail address
      Then she is told that the code may have been mailed
      And she is not told that the code is in the mailbox
      When she types the code that she has found in the mailbox
      Then she is asked to accept the terms
      And exactly one mail has been sent to her

  Rule: A newcomer can go on where the mail failed

    @ONB-12 @critical
    Scenario: The code arrives when the mail service works again
      Given Amira was told that the code could not be mailed
      When the mail service works again for her
      And she asks for the code again
      And she types the code from the mail
      Then she is asked to accept the terms

    @ONB-12 @normal
    Scenario: Whoever asks again before the mail service works is told the truth again
      Given Amira was told that the code could not be mailed
      When she asks for the code again
      Then she is told that the code could not be mailed
      And she is not asked for the code

    @ONB-12 @critical @needs.database
    Scenario: Whoever comes back after an outage loses nothing and becomes a verified user
      Given Amira was told that the code could not be mailed
      When the mail service works again for her
      And she starts the bot
      And she asks for the code again
      And she goes on to the main menu
      Then she is on record as a verified user
      And exactly one welcome mail has been sent to her

  Rule: What is slow or lost on the way ends nobody's way

    @ONB-45 @normal
    Scenario: A slow mail service delays the code and does not double it
      Given Amira is asked for an e-mail address
      And the mail service is slow for her
      When she gives an e-mail address
      Then one message tells her in turn
        | fact                       |
        | the address was received   |
        | the address is valid       |
        | the code is in the mailbox |
      And she is asked for the code
      And exactly one mail has been sent to her

    @ONB-46 @critical @needs.clock
    Scenario: Another code can be asked for when a mail that was accepted never arrives
      Given Amira is asked for an e-mail address
      And the mail service accepts what never arrives for her
      When she gives an e-mail address
      Then she is asked for the code
      When the mail service works again for her
      And 1 minute and 1 second go by for her
      And she asks for the code again
      And she types the code from the mail
      Then she is asked to accept the terms

  Rule: A welcome mail that fails costs nobody the account

    @ONB-47 @normal
    Scenario: The account is ready though the welcome mail does not go out
      Given Amira is asked to accept the terms
      And the mail service is out of order for her
      When she accepts the terms
      Then she is told that the account is ready
      And she is offered the main menu
      And no welcome mail has been sent to her

    @ONB-47 @normal
    Scenario: A welcome mail that did not go out follows when the newcomer comes back
      Given Amira is asked to accept the terms
      And the mail service is out of order for her
      When she accepts the terms
      And the bot has finished answering her
      And the mail service works again for her
      And she starts the bot
      Then exactly one welcome mail has been sent to her
