@allure.label.epic:Referrals @needs.registration
Feature: Buying credits
  In order to get exactly what I pay for
  As a customer of the gateway
  I want each paid purchase to count once, and nothing else to count at all

  Rule: What is paid is credited, once

    @REF-40 @essential @blocker @needs.payments
    Scenario Outline: A purchase for <price> adds <bought>
      Given Amira is a customer who looks at her account
      When she buys <bought>
      Then she has <bought> more, by one transaction

      Examples: small and large
        | price      | bought        |
        | 5 dollars  | 5 credits     |
        | 12.34      | 12.34 credits |
        | 250        | 250 credits   |

    @REF-40 @critical @needs.payments @needs.database
    Scenario: A purchase stands in the books
      Given Amira is a customer
      When she buys 5 credits
      Then the books of Amira hold one paid purchase
      And the books of Amira agree with what she is told

    @REF-41 @essential @blocker @needs.payments
    Scenario: A purchase that is told three times counts once
      Given Amira is a customer who looks at her account
      When she buys 5 credits, and the shop tells of it 3 times
      Then she has 5 credits more, by one transaction

    @REF-41 @race @blocker @needs.payments @needs.webhook
    Scenario Outline: A purchase that is told many times at the same moment counts once, when the gateway <runs so>
      Given the gateway <runs so>
      And Amira is a customer who looks at her account
      When she buys 5 credits, and the shop tells of it 8 times at the same moment
      Then she has 5 credits more, by one transaction
      And her transactions add up to her balance

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

    @REF-41 @critical @needs.payments @needs.webhook
    Scenario: A purchase that is told again as news counts once
      Given Amira is a customer who looks at her account
      When she buys 5 credits
      And the shop tells of the same purchase by another event
      Then she has 5 credits more, by one transaction

  Rule: Only the shop is believed

    @REF-42 @essential @blocker @needs.payments @needs.webhook
    Scenario Outline: News of a purchase with <signature> are turned away
      Given Amira is a customer who looks at her account
      When somebody tells the gateway that her purchase of 5 credits is paid, with <signature>
      Then that one is turned away
      And she has neither gained nor lost a credit

      Examples: who is not the shop, or not now
        | signature                          |
        | no signature                       |
        | a garbled signature                |
        | a signature of another secret      |
        | the signature of other news        |
        | a signature of ten minutes ago     |
        | a signature of ten minutes to come |

    @REF-42 @critical @needs.payments @needs.webhook
    Scenario: News that were changed on the way are turned away
      Given Amira is a customer who looks at her account
      When somebody changes the news of her purchase of 5 credits on their way
      Then that one is turned away
      And she has neither gained nor lost a credit

    @REF-42 @critical @needs.payments @needs.webhook
    Scenario: While the shop changes its secret, one good signature of two is enough
      Given Amira is a customer who looks at her account
      When the shop tells of her purchase of 5 credits, with an old signature beside the good one
      Then she has 5 credits more, by one transaction

    @REF-43 @essential @blocker @needs.payments
    Scenario: A purchase that is completed and not paid adds nothing
      Given Amira is a customer who looks at her account
      When she goes through a checkout for 5 credits without paying
      Then she has neither gained nor lost a credit

    @REF-43 @critical @needs.payments
    Scenario: A checkout that was only opened adds nothing
      Given Amira is a customer who looks at her account
      When she opens a checkout for 5 credits
      Then she has neither gained nor lost a credit

    @REF-43 @critical @needs.payments @needs.webhook
    Scenario Outline: News of <what> add nothing
      Given Amira is a customer who looks at her account
      When the shop tells of <what> for Amira
      Then she has neither gained nor lost a credit

      Examples: what is no paid purchase here
        | what                             |
        | a purchase that the gateway never began |
        | a checkout that has expired      |
        | something else                   |

  Rule: A checkout is for what was asked

    @REF-46 @essential @critical @needs.payments
    Scenario: A customer is led to a checkout for the amount that was asked for
      Given Amira is a customer
      When she opens a checkout for 5 credits
      Then she is led to the shop, where 5 dollars are asked of her and of nobody else

    @REF-44 @essential @critical
    Scenario Outline: A checkout for <amount> is refused
      Given Amira is a customer
      When she opens a checkout for <amount>
      Then she is told that this can't be bought
      And nothing is on offer for her at the shop

      Examples: too little, and nonsense
        | amount            |
        | 499 cents         |
        | 0 cents           |
        | -500 cents        |
        | 500.5 cents       |
        | many cents        |
        | 500 clams         |

    @REF-45 @normal @needs.payments @needs.faults
    Scenario Outline: While the shop <trouble> nobody is led to a checkout, and all is told in words
      Given Amira is a customer who looks at her account
      And the shop <trouble> for Amira
      When she opens a checkout for 5 credits
      Then she is told of trouble with the shop, and of no secret
      And she has neither gained nor lost a credit
      When the shop works again for Amira
      And she buys 5 credits
      Then she has 5 credits more, by one transaction

      Examples: how a shop may fail
        | trouble   |
        | is down   |
        | hangs up  |
