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

  Rule: A newcomer can go on where the mail failed

    @ONB-12 @critical
    Scenario: The code arrives when the mail service works again
      Given Amira was told that the code could not be mailed
      When the mail service works again for her
      And she asks for the code again
      And she types the code from the mail
      Then she is asked to accept the terms
