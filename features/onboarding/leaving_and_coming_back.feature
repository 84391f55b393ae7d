@allure.label.epic:Onboarding @needs.wizard
Feature: Leaving and coming back
  In order to join at my own pace, or not at all
  As a newcomer on Telegram
  I want to leave whenever I like, and to find my place again when I come back

  Rule: Whoever cancels leaves nothing behind, and can start over

    @ONB-27 @essential @critical
    Scenario: A newcomer cancels before giving an address
      Given Amira is asked for an e-mail address
      When she taps "Cancel"
      Then she is told that the setup was cancelled
      And she is offered exactly
        | button      |
        | Get Started |
      When she starts the bot
      Then she is greeted as a newcomer

    @ONB-27 @critical @needs.mailbox @needs.database
    Scenario: A cancelled setup is on record no more
      Given Amira is asked for the code from the mail
      When she taps "Cancel Setup"
      Then she is told that the setup was cancelled
      And no session is on record for her

    @ONB-27 @blocker @needs.mailbox
    Scenario: The code of a cancelled setup is worth nothing
      Given Amira is asked for the code from the mail
      When she taps "Cancel Setup"
      And she gets started
      And she types the code that came first
      Then she is told that it is a code and no address
      And she is not asked to accept the terms

    @ONB-27 @critical @needs.mailbox @needs.clock @needs.database
    Scenario: Whoever starts over after a cancellation becomes a verified user
      Given Amira is asked for the code from the mail
      When she taps "Cancel Setup"
      And 1 minute and 1 second go by for her
      And she gets started
      And she gives an e-mail address
      And she goes on to the main menu
      Then exactly one account, finished session and "USD" wallet are on record for her

  Rule: Whoever starts the bot again is where she was

    @ONB-29 @essential @critical
    Scenario: Starting again brings the question for the address back
      Given Amira is asked for an e-mail address
      When she starts the bot
      Then she is asked for an e-mail address
      And the bot says nothing else to her

    @ONB-29 @essential @critical @needs.mailbox
    Scenario: Starting again brings the question for the code back
      Given Amira is asked for the code from the mail
      When she starts the bot
      Then she is told that the code is good for 15 minutes and 5 attempts
      And the bot says nothing else to her

    @ONB-29 @critical @needs.mailbox
    Scenario: The code still works when the bot was started again
      Given Amira is asked for the code from the mail
      When she starts the bot
      And she types the code from the mail
      Then she is asked to accept the terms
      And exactly one mail has been sent to her

    @ONB-29 @critical
    Scenario: Starting again brings the terms back
      Given Amira is asked to accept the terms without an e-mail address
      When she starts the bot
      Then she is asked to accept the terms
      And the bot says nothing else to her

    @ONB-29 @normal @needs.mailbox
    Scenario: A friend's link leads whoever is on the way back to her step
      Given Noor has become a user without an e-mail address
      And Amira is asked for the code from the mail
      When she follows the link of Noor
      Then she is asked for the code
      And she is not told of any trouble

    @ONB-29 @normal
    Scenario: Whoever skipped the address is not asked for it again
      Given Amira is asked for an e-mail address
      When she skips the e-mail address
      Then she is told that the setup goes on without an address
      When she starts the bot
      Then she is asked to accept the terms

  Rule: A setup waits for a day

    @ONB-31 @critical @needs.clock
    Scenario: A newcomer who comes back within a day is where she was
      Given Amira is asked for an e-mail address
      When 23 hours and 59 minutes go by for her
      And she starts the bot
      Then she is asked for an e-mail address

    @ONB-31 @critical @needs.clock
    Scenario: A newcomer who comes back after a day begins anew, and is told why
      Given Amira is asked for an e-mail address
      When 24 hours and 1 second go by for her
      And she starts the bot
      Then she is greeted as a newcomer
      And she is told that a new setup has begun
      And the bot says nothing else to her

    @ONB-31 @critical @needs.clock @needs.mailbox @needs.database
    Scenario: A setup of yesterday can't be ended by an old button
      Given Amira is asked to accept the terms
      When 24 hours and 1 second go by for her
      And she taps an old "Accept the terms"
      Then she is not offered the main menu
      And she is on record as not yet a user

    @ONB-31 @critical @needs.clock @needs.mailbox @needs.database
    Scenario: Whoever begins anew after a day becomes a verified user, with one session
      Given Amira is asked for the code from the mail
      When 24 hours and 1 second go by for her
      And she starts the bot
      And she gets started
      And she gives an e-mail address
      And she goes on to the main menu
      Then exactly one account, finished session and "USD" wallet are on record for her
