@allure.label.epic:Referrals @needs.registration
Feature: Accounts and keys
  In order to be sure that nobody spends my credits
  As a customer of the gateway
  I want my keys alone to open my account, and only as long as I want

  Rule: A sign-up makes an account

    @REF-20 @essential @blocker
    Scenario: Whoever signs up has an account and a key that opens it
      When Amira signs up
      Then she is given an account in her name
      And her key opens it

    @REF-21 @essential @critical
    Scenario Outline: <what> that is taken is refused
      Given Amira is a customer
      When Bruno signs up with <the same> as Amira
      Then he is told that the name or the address is taken
      And he has no account

      Examples: what must be one's own
        | what                                       | the same                              |
        | A username                                 | the same username                     |
        | An e-mail address                          | the same e-mail address               |
        | An e-mail address in capitals              | the same e-mail address in capitals   |

    @REF-21 @critical
    Scenario Outline: An address that <flaw> is refused
      When Amira signs up with an address that <flaw>
      Then she is told that the address is none
      And she has no account

      Examples: no addresses
        | flaw            |
        | has no @        |
        | has no domain   |
        | has two @       |
        | is empty        |
        | has a space     |

    @REF-21 @race @critical @needs.database
    Scenario Outline: Of five who sign up with one username at the same moment one has it, when the gateway <runs so>
      Given the gateway <runs so>
      When 5 people sign up with one username at the same moment
      Then one of them has an account, and the others are told that it is taken
      And one account bears that username

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

  Rule: Without a good key nobody is told anything

    @REF-22 @essential @blocker
    Scenario Outline: With <what> no door opens
      Given Amira is a customer
      When somebody tries every door of the gateway with <what>
      Then every door stays shut

      Examples: what is no key
        | what                        |
        | no key                      |
        | a key that nobody has       |
        | a key with a letter changed |
        | a key without its scheme    |

    @REF-22 @blocker @needs.model
    Scenario: Who asks a model without a good key has it asked nothing
      Given Amira is a customer
      When somebody asks a model with a key that nobody has
      Then that one is refused as unknown
      And no model was asked that

    @REF-23 @essential @critical @needs.operator @needs.payments
    Scenario: A suspended customer is refused until that is taken back
      Given Amira has bought 10 credits
      When an operator suspends Amira
      And she asks something short
      Then she is told that her account is suspended
      And no model was asked for her
      When an operator reinstates Amira
      And she asks something short
      Then she is answered as a customer should be

  Rule: A key works from its first moment to its last

    @REF-24 @essential @critical
    Scenario: A new key opens the account beside the old one
      Given Amira is a customer
      When she makes another key
      Then both of her keys open her account

    @REF-25 @essential @blocker
    Scenario: A deleted key opens nothing from that moment on
      Given Amira is a customer
      When she makes another key
      And she deletes it
      Then the deleted key is refused at every door
      And her first key opens her account

    @REF-25 @blocker @needs.model @needs.payments
    Scenario: A deleted key asks no model
      Given Amira has bought 10 credits
      And she has deleted a key
      When she asks something short with the deleted key
      Then she is refused as unknown
      And no model was asked for her
      And she has neither gained nor lost a credit

    @REF-25 @critical @needs.spare
    Scenario: A key that was deleted at one process is refused by the other at once
      Given the gateway runs as two processes behind one database
      And Amira is a customer
      When she makes another key
      And she uses it at every process
      And she deletes it
      Then it is refused by every process

    @REF-25 @normal
    Scenario: A key that was deleted can't be deleted again
      Given Amira is a customer
      When she makes another key
      And she deletes it
      And she deletes it
      Then she is told that there is no such key

  Rule: A key belongs to one customer

    @REF-26 @essential @blocker
    Scenario: Nobody deletes another's key
      Given Amira and Bruno are customers
      When Bruno makes another key
      And Amira makes another key
      And Bruno tries to delete it
      Then he is refused what is not his
      And both keys of Amira open her account

    @REF-27 @blocker @needs.payments
    Scenario: Nobody sees another's money
      Given Amira has bought 10 credits
      And Bruno is a customer
      Then Bruno is told nothing of what Amira has
