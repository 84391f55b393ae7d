@allure.label.epic:Referrals
Feature: The gateway's health and its catalogs
  In order to be woken when something is wrong, and to know what can be bought
  As the one who runs the gateway or buys from it
  I want it to say truly how it is and what it sells

  Rule: The gateway says how it is

    @REF-50 @smoke @health @essential @critical @production-safe
    Scenario: A gateway that works says so, of its database and its cache too
      Then the gateway says that it, its database and its cache are well

    @REF-50 @critical @needs.spare @needs.faults @resilience
    Scenario: A gateway that has lost its database says so at once, and again when it is back
      Given the gateway has a database of its own
      When the gateway's database refuses connections
      Then the gateway says that its database is away
      When the gateway's database works again
      Then the gateway says that it, its database and its cache are well

    @REF-50 @critical @needs.spare @needs.cache @resilience
    Scenario: A gateway that has lost its cache says so at once, and again when it is back
      Given the gateway has a cache of its own
      When the gateway's cache goes away
      Then the gateway says that its cache is away
      When the gateway's cache is back
      Then the gateway says that it, its database and its cache are well

  Rule: The catalogs say what is sold

    @REF-51 @smoke @essential @critical @production-safe
    Scenario: The catalog of models tells exact prices
      When somebody reads the catalog of models
      Then each model has a name, a length and exact prices for a token

    @REF-51 @smoke @essential @critical @production-safe
    Scenario: The catalog of providers names them
      When somebody reads the catalog of providers
      Then each provider has a name

    @REF-51 @normal @production-safe
    Scenario Outline: The catalog of <what> can be read page by page
      When somebody reads the catalog of <what> in pages of 2
      Then it is the same as the whole, nothing twice and nothing left out

      Examples: both catalogs
        | what      |
        | models    |
        | providers |

    @REF-51 @normal @production-safe
    Scenario Outline: A catalog of <what> <that there is not> is refused
      When somebody reads the catalog of <what> <that there is not>
      Then the gateway says what is wrong with the request

      Examples: pages that nobody can turn to
        | what      | that there is not  |
        | models    | in pages of many   |
        | models    | from place -1 on   |
        | providers | from the middle on |

  Rule: In an outage nobody gains or loses

    @REF-52 @critical @needs.spare @needs.faults @needs.payments @needs.model @resilience
    Scenario: Whoever asks while the database is away is not served for nothing
      Given the gateway has a database of its own
      And Amira has bought 10 credits
      When the gateway's database refuses connections
      And she asks something short
      Then she is told that the gateway can't serve now
      When the gateway's database works again
      Then no model was asked for her
      And she has neither gained nor lost a credit

    @REF-52 @critical @needs.spare @needs.faults @needs.payments @resilience
    Scenario: A purchase that is told while the database is away is credited when it is told again
      Given the gateway has a database of its own
      And Amira is a customer who looks at her account
      When the gateway's database refuses connections while the shop tells of her purchase of 5 credits
      And the gateway's database works again
      Then she has neither gained nor lost a credit
      When the shop tells of that purchase again
      Then she has 5 credits more, by one transaction

    @REF-12 @REF-52 @critical @needs.spare @needs.faults @needs.payments @needs.database @resilience
    Scenario Outline: A bill that can't be written when the database <trouble> is never half written
      Given the gateway has a database of its own
      And Amira has bought 10 credits
      When the gateway's database <trouble>
      And she asks something short
      And the gateway's database works again
      Then her transactions add up to her balance
      And the books of Amira agree with what she is told

      Examples: how a database may fail
        | trouble                         |
        | fails at the end of its work    |
        | fails in the middle of its work |
        | has a full disk                 |

    @REF-53 @normal @needs.spare @needs.cache @needs.payments @resilience
    Scenario: While the cache is away money is counted rightly, and all goes on when it is back
      Given the gateway has a cache of its own
      And Amira has bought 10 credits
      When the gateway's cache goes away
      And she asks something short
      Then her transactions add up to her balance
      When the gateway's cache is back
      And she asks something short
      Then she is answered as a customer should be
      And her transactions add up to her balance
