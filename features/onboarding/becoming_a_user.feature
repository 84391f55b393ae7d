@allure.label.epic:Onboarding @needs.wizard
Feature: Becoming a user
  In order to make my first trade within minutes of hearing about the service
  As a newcomer on Telegram
  I want the bot to lead me from its greeting to a ready account

  Rule: A newcomer is greeted and invited

    @ONB-01 @smoke @essential @blocker
    Scenario: A newcomer is greeted and invited to get started
      Given Amira is new to the bot
      When she starts the bot
      Then she is greeted as a newcomer
      And she is offered "Get Started"

    @ONB-15 @normal
    Scenario: One start is answered by one greeting
      Given Amira is new to the bot
      When she starts the bot
      Then she is greeted as a newcomer
      And the bot says nothing else to her

  Rule: Three steps lead to a ready account

    @ONB-02 @smoke @essential @blocker @needs.mailbox
    Scenario: A newcomer becomes a verified user in three steps
      Given Amira is new to the bot
      When she gets started
      And she gives an e-mail address
      And she types the code from the mail
      And she accepts the terms
      Then she is told that the account is ready
      And she is offered the main menu

    @ONB-03 @critical @needs.mailbox @needs.database
    Scenario: The records agree with what a verified user was told
      Given Amira has become a verified user
      Then she is on record as a verified user
      And exactly one account, finished session and "USD" wallet are on record for her

    @ONB-04 @essential @critical @needs.mailbox
    Scenario: A right code alone does not open an account
      Given Amira is asked for the code from the mail
      When she types the code from the mail
      Then she is asked to accept the terms
      And she is not offered the main menu

    @ONB-04 @critical @needs.mailbox
    Scenario: Starting the bot again does not get round the terms
      Given Amira is asked for the code from the mail
      When she types the code from the mail
      And she starts the bot
      Then she is asked to accept the terms
      And she is not offered the main menu

  Rule: A newcomer may go on without an e-mail address

    @ONB-05 @smoke @essential @critical
    Scenario: A newcomer skips the e-mail address and still reaches the menu
      Given Amira is asked for an e-mail address
      When she skips the e-mail address
      And she accepts the terms
      Then she is told that the account is ready
      And she is offered the main menu

    @ONB-05 @normal @needs.database
    Scenario: Whoever skipped the e-mail address is not on record as verified
      Given Amira has become a user without an e-mail address
      Then she is on record as a user who is not verified
      And exactly one account, finished session and "USD" wallet are on record for her

  Rule: A finished newcomer is welcomed by mail, once

    @ONB-06 @normal @needs.mailbox
    Scenario: A verified user finds one welcome mail
      Given Amira has become a verified user
      Then exactly one welcome mail has been sent to her

  Rule: The bot says what it is doing, and answers in time

    @ONB-07 @normal @needs.mailbox
    Scenario: The sending of the code is told step by step in one message
      Given Amira is asked for an e-mail address
      When she gives an e-mail address
      Then one message tells her in turn
        | fact                       |
        | the address was received   |
        | the address is valid       |
        | the code is in the mailbox |
      And she is told that the code is good for 15 minutes and 5 attempts

    @ONB-13 @normal
    Scenario: A tap changes the message that was tapped
      Given Amira has been greeted
      When she gets started
      Then the tapped message asks her for an e-mail address
      And the tapped button stops waiting for her

    @ONB-08 @normal @exclusive
    Scenario Outline: The bot answers <what> in the time promised
      Given Amira <has come so far>
      When she <does this>
      Then she is answered within the time promised for <what>

      Examples: what a newcomer does first
        | has come so far                | does this               | what       |
        | is new to the bot              | starts the bot          | a greeting |
        | has been greeted               | gets started            | a tap      |
        | is asked for an e-mail address | gives an e-mail address | a text     |
