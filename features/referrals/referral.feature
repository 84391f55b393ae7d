@allure.label.epic:Referrals
Feature: Inviting friends
  In order to be thanked for a friend who stays
  As a customer of the gateway
  I want a bonus for each friend who buys through me, neither more nor less

  Rule: Each customer has one link

    @REF-01 @smoke @essential @critical @production-safe @needs.account
    Scenario: A customer has a referral link
      Given Amira is a customer
      When she asks for her referral link twice
      Then she is given the same code and the same link

    @REF-01 @normal @needs.registration
    Scenario: No two customers share a link
      Given Amira and Bruno are customers
      Then their referral codes and links are different

  Rule: A sign-up counts, and pays nothing

    @REF-02 @REF-08 @essential @blocker @needs.registration
    Scenario: A friend who only signs up pays nobody
      Given Amira is a customer who looks at her account
      When Bruno signs up through the link of Amira
      Then Amira has 1 pending referral and 0 completed ones
      And she has neither gained nor lost a credit
      And Bruno has been paid no bonus

  Rule: The first purchase that counts pays, once

    @REF-02 @REF-03 @REF-05 @REF-08 @smoke @essential @blocker @needs.registration @needs.payments
    Scenario: From the link to the bonus
      Given Amira is a customer who looks at her account
      When Bruno signs up through the link of Amira
      Then Amira has 1 pending referral and 0 completed ones
      When Bruno buys the least that pays a bonus
      Then Amira is paid the bronze bonus once
      And Amira has 0 pending referrals and 1 completed one
      And the transactions of Amira and Bruno add up to their balances

    @REF-03 @blocker @needs.registration @needs.payments @needs.database
    Scenario: A bonus stands in the books as one entry
      Given Amira has invited Bruno
      When Bruno buys the least that pays a bonus
      Then the books of Amira hold one completed referral and one bronze bonus
      And the books of Amira agree with what she is told
      And the books of Bruno agree with what he is told

    @REF-03 @critical @needs.registration @needs.payments
    Scenario: The friend gets what was bought, and what the programme gives the invited
      Given Amira has invited Bruno
      When Bruno buys the least that pays a bonus
      Then he has the credits that he bought and the bonus of the invited

    @REF-04 @critical @needs.registration @needs.payments
    Scenario: A purchase that is a cent too small pays nothing
      Given Amira has invited Bruno
      When Bruno buys a cent less than what pays a bonus
      Then Amira has neither gained nor lost a credit
      And she has 1 pending referral and 0 completed ones

    @REF-04 @critical @needs.registration @needs.payments
    Scenario: After purchases that were too small the first one that counts pays
      Given Amira has invited Bruno
      When Bruno buys a cent less than what pays a bonus
      And he buys the least that pays a bonus
      Then Amira is paid the bronze bonus once

    @REF-04 @blocker @needs.registration @needs.payments
    Scenario: A second purchase pays no second bonus
      Given Amira has invited Bruno
      When Bruno buys the least that pays a bonus
      And he buys the least that pays a bonus
      Then Amira is paid the bronze bonus once

    @REF-04 @normal @needs.registration @needs.payments
    Scenario: Whoever was invited by nobody pays nobody
      Given Amira and Bruno are customers
      And Amira looks at her account
      When Bruno buys the least that pays a bonus
      Then Amira has neither gained nor lost a credit

    @REF-03 @REF-41 @critical @needs.registration @needs.payments
    Scenario: A purchase that is told three times pays one bonus
      Given Amira has invited Bruno
      When Bruno buys the least that pays a bonus, and the shop tells of it 3 times
      Then Amira is paid the bronze bonus once

    @REF-03 @REF-41 @race @blocker @needs.registration @needs.payments @needs.webhook
    Scenario Outline: A purchase that is told many times at the same moment pays one bonus, when the gateway <runs so>
      Given the gateway <runs so>
      And Amira has invited Bruno
      When Bruno buys the least that pays a bonus, and the shop tells of it 8 times at the same moment
      Then Amira is paid the bronze bonus once
      And Bruno has the credits that he bought and the bonus of the invited

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

    @REF-03 @race @blocker @needs.registration @needs.payments @needs.webhook
    Scenario Outline: Two purchases of one friend at the same moment pay one bonus, when the gateway <runs so>
      Given the gateway <runs so>
      And Amira has invited Bruno
      When the shop tells of 2 purchases of Bruno at the same moment, both of them large enough
      Then Amira is paid the bronze bonus once

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

  Rule: The bonus grows with the inviter

    @REF-05 @REF-08 @essential @critical @needs.registration @needs.payments
    Scenario Outline: An inviter who <stands so> is <tier>, and is paid the <tier> bonus for the next friend
      Given Amira <stands so>
      Then she is a <tier> inviter
      When another friend of Amira makes a first purchase that counts
      Then she is paid the <tier> bonus once
      And she is a <next> inviter
      And what she is told of her referrals is what has happened

      Examples: the edges of the tiers
        | stands so                           | tier   | next   |
        | has completed no referral           | bronze | bronze |
        | is one referral short of silver     | bronze | silver |
        | has just become silver              | silver | silver |
        | is one referral short of gold       | silver | gold   |
        | has just become gold                | gold   | gold   |

    @REF-05 @race @critical @needs.registration @needs.payments @needs.webhook
    Scenario Outline: Two friends who pay at the same moment lead an inviter over the edge once, when the gateway <runs so>
      Given the gateway <runs so>
      And Amira is one referral short of silver
      When the shop tells of the first purchases of 2 more of her friends at the same moment
      Then she is paid one bronze bonus and one silver bonus
      And she is a silver inviter

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

  Rule: Codes can't be farmed

    @REF-06 @essential @critical @needs.registration
    Scenario: A code that nobody has is refused
      When Bruno signs up with a code that nobody has
      Then he is told that the code is not good
      And he has no account

    @REF-06 @critical @needs.registration
    Scenario Outline: <whose> is refused for somebody who is a customer already
      Given Amira has invited Bruno
      And Chen has bought 5 credits
      When <who> enters the code of <owner> afterwards
      Then <who> is told that the code is not good
      And <owner> has <pending> pending referrals and 0 completed ones

      Examples: codes that come too late
        | whose             | who   | owner | pending |
        | One's own code    | Amira | Amira | 1       |
        | A second code     | Bruno | Chen  | 0       |
        | A friend's code   | Chen  | Amira | 1       |

    @REF-06 @critical @needs.registration
    Scenario: Nobody becomes a customer twice in order to be invited
      Given Amira and Bruno are customers
      When Bruno signs up again through the link of Amira
      Then he is told that the name or the address is taken
      And Amira has 0 pending referrals and 0 completed ones

    @REF-07 @normal @needs.registration
    Scenario: There is a limit to pending referrals
      Given Amira has as many pending referrals as anybody can have
      When Bruno signs up through the link of Amira
      Then he is told that the code is not good
      And the referrals of Amira are as many as before

    @REF-07 @normal @needs.registration @needs.payments
    Scenario: A referral that is completed makes room for another
      Given Amira has as many pending referrals as anybody can have
      When one of her friends makes a first purchase that counts
      And Bruno signs up through the link of Amira
      Then he has an account
