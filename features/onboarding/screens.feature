@allure.label.epic:Onboarding @needs.wizard
Feature: What the screens offer
  In order not to be stuck anywhere
  As a newcomer on Telegram
  I want each screen to offer all that I can do, in plain words, and each button to work

  Rule: Each screen offers all its buttons, and no others

    @ONB-39 @critical
    Scenario: The greeting offers one button
      Given Amira is new to the bot
      When she starts the bot
      Then she is offered exactly
        | button      |
        | Get Started |

    @ONB-39 @critical
    Scenario: The question for the address offers three buttons
      Given Amira has been greeted
      When she gets started
      Then she is offered exactly
        | button     |
        | Why Email? |
        | Skip       |
        | Cancel     |

    @ONB-39 @critical @needs.mailbox
    Scenario: The question for the code offers four buttons
      Given Amira is asked for an e-mail address
      When she gives an e-mail address
      Then she is asked for the code
      And she is offered exactly
        | button       |
        | Resend Code  |
        | Change Email |
        | Help         |
        | Cancel Setup |

    @ONB-39 @critical
    Scenario: The terms offer three buttons
      Given Amira is asked for an e-mail address
      When she skips the e-mail address
      Then she is asked to accept the terms
      And she is offered exactly
        | button           |
        | Accept the terms |
        | Read Terms       |
        | Decline          |

    @ONB-39 @critical
    Scenario: A ready account offers the whole menu
      Given Amira is asked to accept the terms without an e-mail address
      When she accepts the terms
      Then she is told that the account is ready
      And she is offered exactly
        | button           |
        | Create New Trade |
        | My Trades        |
        | Add Funds        |
        | Invite Friends   |
        | Support          |
        | Settings & Help  |

  Rule: Help leads back to where it was asked for

    @ONB-28 @normal
    Scenario: A newcomer asks why an address is needed, and goes back
      Given Amira is asked for an e-mail address
      When she taps "Why Email?"
      Then she is told why an address is asked for
      And she is offered exactly
        | button        |
        | Back to Setup |
      When she taps "Back to Setup"
      Then the tapped message asks her for an e-mail address

    @ONB-28 @normal @needs.mailbox
    Scenario: A newcomer asks for help with the code, and goes back
      Given Amira is asked for the code from the mail
      When she taps "Help"
      Then she is told what to do when the mail does not come
      And she is offered exactly
        | button        |
        | Back to Setup |
      When she taps "Back to Setup"
      Then she is asked for the code in the message that was tapped

    @ONB-28 @normal @needs.mailbox
    Scenario: A code is taken while the help is open
      Given Amira is asked for the code from the mail
      When she taps "Help"
      And she types the code from the mail
      Then she is asked to accept the terms

  Rule: Everything reads as plain text, and no button waits for ever

    @ONB-39 @critical @needs.mailbox
    Scenario: A newcomer who looks at everything sees no markup, and every button works
      Given Amira is asked for an e-mail address
      When she looks at the help of every step on the way to the main menu
      And she looks behind every button of the main menu
      Then nothing that she was shown holds markup
      And no button that she tapped still waits
