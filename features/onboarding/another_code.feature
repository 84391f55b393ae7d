@allure.label.epic:Onboarding @needs.wizard @needs.mailbox
Feature: Asking for another code
  In order not to be stuck when a mail is lost, and not to be flooded either
  As a newcomer on Telegram
  I want to get another code when I ask for it, within reason

  Rule: Another code comes after a minute, and the old one is worth nothing then

    @ONB-24 @critical
    Scenario: Whoever asks again at once is told how long to wait
      Given Amira is asked for the code from the mail
      When she asks for the code again
      Then she is told to wait for about 60 seconds
      And exactly one mail has been sent to her

    @ONB-24 @normal @needs.clock
    Scenario: The time to wait is told truly, and the code still works
      Given Amira is asked for the code from the mail
      When 20 seconds go by for her
      And she asks for the code again
      Then she is told to wait for about 40 seconds
      When she types the code that came first
      Then she is asked to accept the terms

    @ONB-24 @essential @critical @needs.clock
    Scenario: Another code comes after a minute
      Given Amira is asked for the code from the mail
      When 1 minute and 1 second go by for her
      And she asks for the code again
      Then she is told that the code was sent again
      And she is told that the code is good for 15 minutes and 5 attempts
      When she types the code from the mail
      Then she is asked to accept the terms

    @ONB-24 @essential @blocker @needs.clock
    Scenario: The old code is refused when another one has come
      Given Amira is asked for the code from the mail
      When she gets another code 1 times, as soon as she may
      And she types the code that came before the newest
      Then she is told that the code is wrong and 4 attempts remain
      And she is not asked to accept the terms

  Rule: There are four more codes in an hour

    @ONB-24 @normal @needs.clock
    Scenario: The fifth time in an hour a newcomer has to wait
      Given Amira is asked for the code from the mail
      When she gets another code 4 times, as soon as she may
      And 1 minute and 1 second go by for her
      And she asks for the code again
      Then she is told to wait for 56 minutes
      And exactly 5 mails with a code have been sent to her

    @ONB-24 @normal @needs.clock
    Scenario: After an hour there is another code again
      Given Amira is asked for the code from the mail
      When she gets another code 4 times, as soon as she may
      And 1 hour go by for her
      And she asks for the code again
      And she types the code from the mail
      Then she is asked to accept the terms
      And exactly 6 mails with a code have been sent to her
