@allure.label.epic:Onboarding @needs.wizard
Feature: Old buttons
  In order to trust what I see
  As a user whose phone still shows an old screen
  I want an old button to bring me to where I am, and nothing else

  Rule: An old button never leads past a step

    @ONB-34 @critical @needs.mailbox
    Scenario Outline: An old <button> does not lead past the code
      Given Amira is asked for the code from the mail
      When she taps an old "<button>"
      Then she is asked for the code in the message that was tapped
      And she is not asked to accept the terms

      Examples: old buttons
        | button      |
        | Skip        |
        | Get Started |

    @ONB-34 @critical @needs.mailbox @needs.database
    Scenario Outline: An old <button> changes nothing of a verified address
      Given Amira is asked to accept the terms
      When she taps an old "<button>"
      Then she is asked to accept the terms in the message that was tapped
      And she is not offered the main menu
      When she accepts the terms
      Then she is told that the account is ready
      And she is on record as a verified user

      Examples: old buttons
        | button       |
        | Skip         |
        | Resend Code  |
        | Change Email |
        | Cancel Setup |
        | Get Started  |

    @ONB-34 @critical @needs.mailbox @needs.database
    Scenario Outline: An old <button> takes nothing from a finished user
      Given Amira has become a verified user
      When she taps an old "<button>"
      Then she is offered the main menu
      And she is on record as a verified user
      And exactly one welcome mail has been sent to her

      Examples: old buttons
        | button           |
        | Accept the terms |
        | Decline          |
        | Skip             |
        | Cancel Setup     |
        | Change Email     |
        | Get Started      |

    @ONB-34 @critical @needs.mailbox
    Scenario: An old button of a cancelled setup mails nothing
      Given Amira is asked for the code from the mail
      When she taps "Cancel Setup"
      And she taps an old "Resend Code"
      Then she is greeted as a newcomer
      And exactly one mail has been sent to her

    @ONB-34 @critical @needs.mailbox
    Scenario: An old Skip of a cancelled setup leads past nothing
      Given Amira is asked for an e-mail address
      When she taps "Cancel"
      And she taps an old "Skip"
      Then she is greeted as a newcomer
      And she is not asked to accept the terms
