@allure.label.epic:Onboarding @needs.wizard
Feature: The main menu
  In order to find everything in one place
  As a user
  I want the menu at any time, and a living screen behind each of its buttons

  Rule: Whoever is done with the setup gets the menu

    @ONB-30 @essential @critical
    Scenario: A user who starts the bot gets the menu
      Given Amira has become a user without an e-mail address
      When she starts the bot
      Then she is shown the main menu
      And she is offered exactly
        | button           |
        | Create New Trade |
        | My Trades        |
        | Add Funds        |
        | Invite Friends   |
        | Support          |
        | Settings & Help  |
      And the bot says nothing else to her

    @ONB-30 @normal
    Scenario: A user who writes anything gets the menu
      Given Amira has become a user without an e-mail address
      When she writes "Hello again"
      Then she is shown the main menu

  Rule: No button of the menu is dead

    @ONB-30 @critical
    Scenario Outline: <Button> opens a screen that leads back
      Given Amira has become a user without an e-mail address
      When she taps "<Button>"
      Then she is told <what>
      And she is offered exactly
        | button       |
        | Back to Menu |
      When she taps "Back to Menu"
      Then she is shown the main menu in the message that was tapped

      Examples: buttons
        | Button           | what                        |
        | Create New Trade | how a trade is paid         |
        | My Trades        | which trades there are      |
        | Add Funds        | how the wallet is filled    |
        | Invite Friends   | how friends are invited     |
        | Support          | where support is to be had  |

    @ONB-30 @critical
    Scenario: Settings and help opens a screen that leads on and back
      Given Amira has become a user without an e-mail address
      When she taps "Settings & Help"
      Then she is told what the bot knows about the user
      And she is offered "Back to Menu"
      When she taps "Back to Menu"
      Then she is shown the main menu in the message that was tapped

    @ONB-30 @critical
    Scenario: The wallet of a new user is empty
      Given Amira has become a user without an e-mail address
      When she taps "Add Funds"
      Then she is told that the wallet holds "0.00 USD"

  Rule: The welcome mail comes once

    @ONB-06 @critical @needs.mailbox
    Scenario: Whoever looks round and comes back gets no second welcome mail
      Given Amira has become a verified user
      When she looks behind every button of the main menu
      And she starts the bot
      Then she is shown the main menu
      And exactly one welcome mail has been sent to her
      And she alone got the mails
