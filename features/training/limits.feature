@allure.label.epic:Training
Feature: Limits
  In order to have a chat that is there for everybody
  As the one who runs it
  I want nobody to take more than their share, and to say so

  Rule: More than twenty messages a minute must wait

    @TRN-18 @critical @needs.clock
    Scenario: The twenty-first message within a minute must wait
      Given Amira is in a session
      When she writes 20 messages within a minute
      And she writes one more
      Then she is told how many seconds to wait
      And the session holds what was said, in its order

    @TRN-18 @critical @needs.clock
    Scenario: Whoever has waited as long as was said can go on
      Given Amira is in a session
      And she has written 20 messages within a minute
      When she writes one more
      Then she is told how many seconds to wait
      When she has waited so long
      Then the conversation goes on

    @TRN-18 @normal @needs.clock
    Scenario: Coming back does not begin a new minute
      Given Amira is in a session
      And she has written 20 messages within a minute
      When her connection is lost, and she comes back
      And she writes one more
      Then she is told how many seconds to wait

    @TRN-18 @normal @needs.clock
    Scenario: One trainee's limit is not another's
      Given Amira is in a session
      And Bruno is in a session
      When Amira writes 20 messages within a minute
      And Bruno writes something helpful
      Then the customer has answered, and the coach has scored it

  Rule: A frame that is too large ends the connection, and nothing else

    @TRN-19 @normal
    Scenario: A frame of more than sixteen mebibytes ends the connection
      Given Amira is in a session
      And she has written something helpful 2 times
      When she sends a frame of 17 mebibytes
      Then she is dismissed for a frame that is too large
      When she comes back
      Then the session holds what was said, in its order
      And the conversation goes on
