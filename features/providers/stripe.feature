@allure.label.epic:Providers @contract @needs.stripe
Feature: Selling through Stripe
  In order to be paid once for what was really bought
  As a developer of a product that sells credits
  I want a checkout to be opened or refused with a reason, and to be told when it is paid

  Rule: A checkout in order is opened and waits to be paid

    @PRV-60 @blocker
    Scenario: A checkout in order is opened with all that was written onto it
      Given a product that sells
      When it opens a checkout for 1000 cents
      Then Stripe shows the checkout as "open" and "unpaid"

    @PRV-60 @critical
    Scenario: A checkout that is looked up is the same still
      Given a product that sells
      When it opens a checkout for 50 cents
      And it looks the checkout up
      Then Stripe shows the checkout as "open" and "unpaid"

    @PRV-60 @normal
    Scenario: What is sold is listed and added up
      Given a product that sells
      When it opens a checkout for two of each at "500, 25" cents
      Then Stripe shows the checkout as "open" and "unpaid"
      When it looks up what is sold
      Then Stripe lists two of each at "500, 25" cents

    @PRV-60 @normal
    Scenario: A checkout that never was can't be looked up
      Given a product that sells
      When it looks up a checkout that never was
      Then Stripe refuses it because there is no such checkout

  Rule: A checkout that can't be opened is refused with what is wrong

    @PRV-61 @critical
    Scenario Outline: A checkout that can't be opened is refused
      Given a product that sells
      When it asks for a checkout <mistake>
      Then Stripe refuses it because <reason>

      Examples: something is missing or unknown
        | mistake                            | reason                   |
        | without anything to sell           | there is nothing to sell |
        | without a way back                 | there is no way back     |
        | with a parameter that nobody knows | the parameter is unknown |
        | with an empty mode                 | the mode is empty        |
        | in an unknown mode                 | the mode is unknown      |

      Examples: something is not what it should be
        | mistake                            | reason                        |
        | with a way back that is no address | the way back is no address    |
        | for an e-mail address that is none | the e-mail address is none    |
        | for a broken amount                | the amount is no whole number |
        | for less than nothing              | the amount is negative        |
        | for 49 cents                       | the amount is too small       |
        | in a currency that nobody knows    | the currency is unknown       |
        | that ends in a minute              | it would end too soon         |

  Rule: Only those who have a key can sell

    @PRV-62 @critical
    Scenario: A checkout with an unknown key is refused
      Given a product that sells
      When it sells with a key that nobody was given
      Then Stripe refuses it because the key is unknown

    @PRV-62 @critical
    Scenario: A checkout without a key is refused
      Given a product that sells
      When it sells without a key
      Then Stripe refuses it because there is no key

  Rule: What is asked twice under one key is done once

    @PRV-63 @blocker
    Scenario: A request that is repeated under its key opens no second checkout
      Given a product that sells
      When it opens a checkout for 1000 cents
      And it sends the same request again
      Then Stripe answers with the same checkout, marked as repeated

    @PRV-63 @critical
    Scenario: Another request under the same key is refused
      Given a product that sells
      When it opens a checkout for 1000 cents
      And it asks for another amount under the same key
      Then Stripe refuses it because the request's key stands for something else

    @PRV-63 @critical @needs.faults
    Scenario: A product whose answer was lost asks again and has one checkout
      Given a product that sells
      And the next answer of Stripe is lost
      When it opens a checkout for 1000 cents in vain
      And it sends the same request again
      Then Stripe answers with the same checkout, marked as repeated
      And Stripe has opened one checkout

  Rule: A checkout ends once

    @PRV-64 @critical
    Scenario: A checkout can be ended before anybody has paid
      Given a product that sells
      When it opens a checkout for 1000 cents
      And it ends the checkout
      Then Stripe shows the checkout as "expired" and "unpaid"

    @PRV-64 @normal
    Scenario: A checkout that has ended can't be ended again
      Given a product that sells
      When it opens a checkout for 1000 cents
      And it ends the checkout
      And it ends the checkout
      Then Stripe refuses it because the checkout is over

    @PRV-64 @critical @needs.faults
    Scenario: A checkout that is paid can't be ended
      Given a product that sells
      When it opens a checkout for 1000 cents
      And the buyer pays
      And it ends the checkout
      Then Stripe refuses it because the checkout is over

  Rule: What has happened can be looked up

    @PRV-65 @critical
    Scenario: The end of a checkout is an event that can be looked up
      Given a product that sells
      When it opens a checkout for 1000 cents
      And it ends the checkout
      And it looks up the event "checkout.session.expired"
      Then Stripe shows the event "checkout.session.expired" with the checkout "expired" and "unpaid"

    @PRV-65 @critical @needs.faults
    Scenario: A payment is an event that can be looked up
      Given a product that sells
      When it opens a checkout for 1000 cents
      And the buyer pays
      And it looks up the event "checkout.session.completed"
      Then Stripe shows the event "checkout.session.completed" with the checkout "complete" and "paid"

    @PRV-65 @normal
    Scenario: An event that never was can't be looked up
      Given a product that sells
      When it looks up an event that never was
      Then Stripe refuses it because there is no such event

  Rule: A payment is told, signed, until it is heard

    @PRV-66 @blocker @needs.faults
    Scenario: A checkout that is paid is told once, signed
      Given a product that sells and listens
      When it opens a checkout for 1000 cents
      And the buyer pays
      Then Stripe brings "checkout.session.completed" with the checkout "complete" and "paid"

    @PRV-66 @critical @needs.faults
    Scenario: A checkout whose money is still to come is told as unpaid, and later as paid
      Given a product that sells and listens
      When it opens a checkout for 1000 cents
      And the buyer promises to pay
      And the money comes
      Then Stripe brings the promise and then the money

    @PRV-66 @critical @needs.faults
    Scenario: A payment that is not heard is told again, each time later
      Given a product that sells and listens, but fails twice
      When it opens a checkout for 1000 cents
      And the buyer pays
      Then Stripe brings the same event 3 times, each time later and signed

    @PRV-67 @critical @needs.faults
    Scenario: While a secret is rolled an event is signed with the old one and the new
      Given a product that sells and listens
      And its secret is rolled
      When it opens a checkout for 1000 cents
      And the buyer pays
      Then Stripe brings "checkout.session.completed" with the checkout "complete" and "paid"

  Rule: Whoever asks too much is told so

    @PRV-68 @normal @needs.faults
    Scenario Outline: A checkout that is asked for <how> is refused
      Given a product that sells
      And it asks Stripe <how>
      When it opens a checkout for 1000 cents
      Then Stripe refuses it because <reason>

      Examples: what is too much
        | how                                      | reason                             |
        | too often                                | there are too many requests        |
        | while another request holds the checkout | another request holds the checkout |
