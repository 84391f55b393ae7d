@allure.label.epic:Onboarding @needs.wizard
Feature: The terms
  In order to know what I agree to, and never to agree by accident
  As a newcomer on Telegram
  I want to read the terms, and to be free to decline them

  Rule: Terms can be read before they are accepted

    @ONB-26 @normal
    Scenario: Whoever has read the terms is asked again
      Given Amira is asked to accept the terms without an e-mail address
      When she taps "Read Terms"
      Then she is told what the terms are
      When she taps "Back to Setup"
      Then she is asked to accept the terms in the message that was tapped

    @ONB-26 @critical
    Scenario: Whoever reads the terms has not accepted them
      Given Amira is asked to accept the terms without an e-mail address
      When she taps "Read Terms"
      Then she is not offered the main menu

  Rule: Whoever declines the terms has no account, and a way back

    @ONB-26 @essential @blocker
    Scenario: A declined newcomer has no account
      Given Amira is asked to accept the terms without an e-mail address
      When she taps "Decline"
      Then she is told that the terms were declined
      And she is not offered the main menu
      When she starts the bot
      Then she is asked to accept the terms
      And she is not offered the main menu

    @ONB-26 @critical @needs.database
    Scenario: A declined newcomer is not on record as a user
      Given Amira is asked to accept the terms without an e-mail address
      When she taps "Decline"
      Then she is told that the terms were declined
      And she is on record as not yet a user

    @ONB-26 @normal
    Scenario: Whoever changes her mind after declining becomes a user
      Given Amira is asked to accept the terms without an e-mail address
      When she taps "Decline"
      And she taps "Back to Setup"
      And she accepts the terms
      Then she is told that the account is ready

    @ONB-26 @normal
    Scenario: Words accept nothing
      Given Amira is asked to accept the terms without an e-mail address
      When she writes "I accept the terms"
      Then she is asked to accept the terms
      And she is not offered the main menu
