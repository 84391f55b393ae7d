@allure.label.epic:Referrals @needs.registration @needs.payments
Feature: Paying for answers
  In order to pay for what was used and nothing else
  As a customer of the gateway
  I want each answer to cost what its tokens cost, to the last digit

  Rule: An answer costs its tokens

    @REF-10 @REF-11 @essential @blocker @needs.model
    Scenario Outline: An answer of <answer> tokens to a question of <question> tokens costs exactly that
      Given Amira has bought 10 credits
      When she asks <model> in <question> tokens and is answered in <answer> tokens
      Then she is billed exactly what those tokens cost
      And her transactions add up to her balance

      Examples: amounts that a binary float can't hold
        | model              | question | answer |
        | the cheapest model | 2        | 3      |
        | the cheapest model | 2        | 5      |
        | the cheapest model | 1999     | 733    |
        | the dearest model  | 2        | 3      |
        | the dearest model  | 13       | 29     |

    @REF-10 @REF-11 @essential @blocker
    Scenario: What a customer is billed is what the answer says that it used
      Given Amira has bought 10 credits
      When she asks something short
      Then she is answered as a customer should be
      And she is billed exactly what those tokens cost

    @REF-11 @critical @needs.database
    Scenario: A bill stands in the books with the balance before and after
      Given Amira has bought 10 credits
      When she asks something short
      And she asks something short
      Then the last bill stands in the books of Amira, for a request of its own
      And the books of Amira agree with what she is told

    @REF-10 @critical @needs.model
    Scenario: Fifteen small answers cost fifteen times one
      Given Amira has bought 10 credits
      When she asks the cheapest model the same 15 times
      Then she is billed 15 times the same, exactly what each answer cost
      And her transactions add up to her balance

    @REF-14 @critical @needs.model
    Scenario: An answer costs the same whole and in frames
      Given Amira has bought 10 credits
      When she is given the same answer whole and in frames
      Then both answers were billed the same

    @REF-10 @REF-14 @critical @needs.model
    Scenario: What a model has thought without saying it is paid for, whole and in frames
      Given Amira has bought 10 credits
      When she is given the same answer of 3 tokens whole and in frames, for which the model has used 29
      Then both answers were billed the same

  Rule: Nothing is sold on credit

    @REF-13 @smoke @essential @blocker @needs.model
    Scenario: Whoever can't pay is told how to top up, and no model is asked
      Given Amira is a customer who looks at her account
      When she asks for more than she can pay
      Then she is told that her credits are not enough, and how to top up
      And no model was asked for her
      And she has neither gained nor lost a credit

    @REF-13 @critical @needs.model
    Scenario: After a purchase the same question is answered
      Given Amira is a customer who looks at her account
      When she asks for more than she can pay
      Then she is told that her credits are not enough, and how to top up
      When she buys 10 credits
      And she asks the same again
      Then she is answered as a customer should be

    @REF-17 @race @blocker @needs.model @exclusive
    Scenario Outline: Of <number> requests for the last credits one is answered, when the gateway <runs so>
      Given the gateway <runs so>
      And Amira has credits for one dear answer, and not for two
      When she asks for <number> dear answers at the same moment
      Then one of them is answered and billed, and the others are told how to top up
      And a model was asked once for her
      And her transactions add up to her balance

      Examples: one process or several
        | number | runs so          |
        | 2      | runs as deployed |
        | 10     | runs as deployed |

      @needs.spare
      Examples: two processes
        | number | runs so                                   |
        | 2      | runs as two processes behind one database |
        | 10     | runs as two processes behind one database |

    @REF-17 @race @blocker @needs.model
    Scenario Outline: Ten answers at the same moment are ten bills, when the gateway <runs so>
      Given the gateway <runs so>
      And Amira has bought 10 credits
      When she asks for 10 cheap answers at the same moment
      Then all of them are answered and billed
      And her transactions add up to her balance

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

  Rule: Only what was delivered is paid

    @REF-15 @essential @critical @needs.model
    Scenario Outline: A stream that is left after <number> tokens is billed for them
      Given Amira has bought 10 credits
      When she leaves a stream after <number> tokens
      Then she is billed for the question and <number> tokens

      Examples: sooner or later
        | number |
        | 1      |
        | 4      |
        | 11     |

    @REF-15 @normal @needs.model
    Scenario: Who has left a stream can spend the rest
      Given Amira has credits for one dear answer, and not for two
      When she leaves a dear stream after 3 tokens
      Then she is billed for the question and 3 tokens
      When she asks for a dear answer
      Then she is answered as a customer should be

    @REF-16 @REF-33 @essential @blocker @needs.model
    Scenario Outline: A model that <trouble> costs nothing
      Given Amira has bought 10 credits
      And the model <trouble> when Amira asks
      When she asks something short
      Then she is told of trouble with the model, and of no secret
      And she is not billed for what failed

      Examples: how a model may fail
        | trouble                         |
        | is down                         |
        | is overloaded                   |
        | is asked too often              |
        | refuses the gateway's key       |
        | has no credits left             |
        | hangs up                        |
        | hangs up when all is said       |
        | answers too late                |
        | fails in the middle             |

    @REF-16 @REF-33 @critical @needs.model
    Scenario Outline: A stream that <breaks off> says so
      Given Amira has bought 10 credits
      And the model <trouble> in the middle of its stream when Amira asks
      When she asks for a stream
      Then she is told in the stream that the model has broken off
      And she is not billed for what failed
      And her transactions add up to her balance

      Examples: how a stream may break off
        | breaks off             | trouble   |
        | fails in the middle    | fails     |
        | is cut in the middle   | hangs up  |

    @REF-16 @critical @needs.model
    Scenario: What failed leaves the credits free
      Given Amira has credits for one dear answer, and not for two
      And the model is down when Amira asks
      When she asks for a dear answer
      Then she is told of trouble with the model, and of no secret
      When the model works again for Amira
      And she asks for a dear answer
      Then she is answered as a customer should be

  Rule: What is repeated is paid once

    @REF-18 @critical @needs.model
    Scenario: A request that is repeated is answered again and billed once
      Given Amira has bought 10 credits
      When she sends the same request twice, under one name
      Then she is given the same answer twice
      And a model was asked once for her
      And she is billed once

    @REF-18 @race @critical @needs.model
    Scenario Outline: A request that arrives four times at the same moment is billed once, when the gateway <runs so>
      Given the gateway <runs so>
      And Amira has bought 10 credits
      When she sends the same request 4 times at the same moment, under one name
      Then she is billed once
      And a model was asked once for her

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

  Rule: The books always add up

    @REF-19 @normal
    Scenario: Transactions are listed page by page, the newest first
      Given Amira has bought 10 credits
      When she asks something short 5 times
      Then her transactions are listed the newest first
      And in pages of 2 there is nothing twice and nothing left out

    @REF-19 @normal
    Scenario Outline: A list of transactions <that there is not> is refused
      Given Amira has bought 10 credits
      When she asks for her transactions <that there is not>
      Then she is told what is wrong with the request

      Examples: pages that nobody can turn to
        | that there is not  |
        | in pages of many   |
        | from place -1 on   |
        | from the middle on |

    @REF-12 @essential @blocker @needs.model @needs.database @race
    Scenario Outline: After a hundred mixed operations at once all adds up, when the gateway <runs so>
      Given the gateway <runs so>
      And 10 customers have bought 10 credits each
      When each of them does 10 different things, all at once
      Then each of them was billed for what was answered, and for nothing else
      And the transactions of each of them add up to the balance
      And the books of each of them agree with what they are told

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |
