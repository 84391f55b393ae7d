@allure.label.epic:Onboarding @needs.wizard @needs.mailbox
Feature: The e-mail address
  In order not to be stopped by my own address, nor to lose it to somebody else
  As a newcomer on Telegram
  I want every real address to be accepted, and mine to be mine alone

  Rule: Every good address is accepted, however it is written

    @ONB-19 @essential @critical
    Scenario Outline: A newcomer whose address <is special> becomes verified with it
      Given Amira, whose address <is special>, is asked for an e-mail address
      When she gives an e-mail address
      And she types the code from the mail
      Then she is asked to accept the terms
      And she alone got the mails

      Examples: good addresses
        | is special                  |
        | has a plus in it            |
        | has dots and dashes in it   |
        | is at a sub-domain          |
        | is at a domain with a dash  |
        | has 64 letters before the @ |
        | has 253 letters after the @ |

    @ONB-19 @critical
    Scenario Outline: An address that is written <in this way> is accepted
      Given Amira is asked for an e-mail address
      When she gives an e-mail address <in this way>
      Then she is told that the code was sent to the own address
      And exactly one mail has been sent to her
      And she alone got the mails

      Examples: careless writing
        | in this way           |
        | in capital letters    |
        | with an @ in front    |
        | with spaces around it |

  Rule: What is no address is refused, in words of its own

    @ONB-20 @critical
    Scenario Outline: What is written <in this way> is no address
      Given Amira is asked for an e-mail address
      When she gives an e-mail address <in this way>
      Then she is told that the address is wrong
      And she is offered exactly
        | button     |
        | Why Email? |
        | Skip       |
        | Cancel     |

      Examples: no addresses
        | in this way                  |
        | without an @                 |
        | with two @                   |
        | with an @ in its domain      |
        | with two dots in its name    |
        | with two dots in its domain  |
        | without a dot in its domain  |
        | with nothing before the @    |
        | with nothing after the @     |
        | with 65 letters before the @ |
        | with 254 letters after the @ |
        | with a space in it           |
        | with a line break in it      |
        | with an emoji in it          |
        | with a second one behind it  |

    @ONB-20 @normal
    Scenario: A code is no address, and the newcomer is told why
      Given Amira is asked for an e-mail address
      When she writes "123 456"
      Then she is told that it is a code and no address
      And she is not asked for the code

    @ONB-20 @critical
    Scenario: Whoever wrote no address gets no mail, and can write the right one
      Given Amira is asked for an e-mail address
      When she gives an e-mail address with a second one behind it
      Then she is told that the address is wrong
      And she is not asked for the code
      When she writes the right address
      Then she is told that the code was sent to the own address
      And exactly one mail has been sent to her

  Rule: An address belongs to whoever has verified it

    @ONB-21 @essential @critical
    Scenario Outline: The address of a verified user is refused when it is written <in this way>
      Given Noor has become a verified user
      And Amira is asked for an e-mail address
      When she gives the address of Noor <in this way>
      Then she is told that the address is taken
      And she is not asked for the code
      And exactly one mail with a code has been sent to Noor

      Examples: ways to write it
        | in this way           |
        | in capital letters    |
        | with an @ in front    |

    @ONB-21 @normal
    Scenario: Whoever was refused an address can give another one
      Given Noor has become a verified user
      And Amira is asked for an e-mail address
      When she gives the address of Noor in capital letters
      And she writes the right address
      Then she is told that the code was sent to the own address

    @ONB-21 @essential @blocker
    Scenario: A code that was mailed to somebody else is not accepted
      Given Noor is asked for the code from the mail
      And Amira is asked for the code from the mail
      When Amira types the code of Noor
      Then she is told that the code is wrong and 4 attempts remain
      And she is not asked to accept the terms

    @ONB-21 @blocker
    Scenario: A code that was made for somebody else is not accepted for the same address either
      Given Noor is asked for the code from the mail
      And Amira is asked for the code from a mail to the address of Noor
      When Amira types the code of Noor
      Then she is told that the code is wrong and 4 attempts remain
      And she is not asked to accept the terms

    @ONB-21 @critical @needs.database
    Scenario: Of two who try one address the first to verify it has it
      Given Noor is asked for the code from the mail
      And Amira is asked for the code from a mail to the address of Noor
      When Amira types the code of Amira
      And Noor types the code of Noor
      Then Noor is told that the address is taken
      And Noor is not asked to accept the terms
      And Noor is on record as not yet a user

  Rule: A changed address needs a code of its own

    @ONB-25 @essential @critical @needs.database
    Scenario: A newcomer who changes the address becomes verified with the new one
      Given Amira is asked for the code from the mail
      When she gives another e-mail address
      And she goes on to the main menu
      Then she is on record as a verified user
      And exactly one welcome mail has been sent to her

    @ONB-25 @critical
    Scenario: The code of the old address is worth nothing after a change
      Given Amira is asked for the code from the mail
      When she gives another e-mail address
      And she types the code that came first
      Then she is told that the code is wrong and 4 attempts remain
      And she is not asked to accept the terms

    @ONB-25 @critical
    Scenario: The code of the old address is withdrawn as soon as the address is to be changed
      Given Amira is asked for the code from the mail
      When she taps "Change Email"
      And she types the code that came first
      Then she is told that it is a code and no address
      And she is not asked to accept the terms
