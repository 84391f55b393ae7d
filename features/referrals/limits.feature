@allure.label.epic:Referrals @needs.registration
Feature: Limits
  In order to be served while others are in a hurry
  As a customer of the gateway
  I want everybody to ask as often as is fair, and to be told when it is too often

  Rule: Who asks too often is told when to come back

    @REF-35 @normal @needs.payments
    Scenario: Each answer tells what is left
      Given Amira has bought 10 credits
      When she asks something short 3 times
      Then each answer tells how many requests are left

    @REF-36 @essential @critical @needs.payments @needs.model
    Scenario: One request too many is refused, and costs nothing
      Given Amira has bought 10 credits
      And she has asked as often as is allowed
      When she asks something short
      Then she is told to come back later
      And she has neither gained nor lost a credit
      And no model was asked for her since then

    @REF-36 @critical @needs.payments
    Scenario: One stream too many is refused
      Given Amira has bought 10 credits
      And she has asked as often as is allowed
      When she asks for a stream
      Then she is told to come back later

  Rule: The limit is one's own, and passes

    @REF-37 @essential @critical @needs.payments
    Scenario: Another customer is served meanwhile
      Given Amira has bought 10 credits
      And Bruno has bought 10 credits
      And Amira has asked as often as is allowed
      When Bruno asks something short
      Then he is answered as a customer should be

    @REF-37 @critical @needs.payments @needs.clock
    Scenario: When the time has gone by, all is as it was
      Given Amira has bought 10 credits
      And she has asked as often as is allowed
      When she asks something short
      Then she is told to come back later
      When as much time has gone by as she was told to wait
      And she asks something short
      Then she is answered as a customer should be

    @REF-39 @race @critical @needs.payments @needs.model
    Scenario Outline: Of many requests at the same moment as many are served as are allowed, when the gateway <runs so>
      Given the gateway <runs so>
      And Amira has bought 10 credits
      When she asks 5 times more than is allowed, all at the same moment
      Then as many are answered as are allowed, and 5 are told to come back later
      And her transactions add up to her balance

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

  Rule: Nobody signs up by the dozen

    @REF-38 @essential @critical
    Scenario: The fourth who signs up from one address within an hour is refused
      Given 3 people have signed up from one address
      When Dana signs up from the same address
      Then she is told to come back later
      And she has no account

    @REF-38 @normal
    Scenario: From another address everybody can sign up meanwhile
      Given 3 people have signed up from one address
      When Dana signs up
      Then she is given an account in her name
