@allure.label.epic:Training
Feature: Interruptions
  In order not to begin again
  As a trainee whose connection is poor
  I want to go on where I was

  Rule: Whoever comes back goes on where they were

    @TRN-15 @essential @critical @needs.replay
    Scenario: After a lost connection the conversation is told again
      Given Amira is in a session
      And she has written something helpful 3 times
      When her connection is lost, and she comes back
      Then she is told what was said before, in its order and once
      And the conversation goes on

    @TRN-15 @critical @needs.replay
    Scenario: Coming back twice changes nothing
      Given Amira is in a session
      And she has written something helpful 2 times
      When her connection is lost, and she comes back
      And her connection is lost, and she comes back
      Then she is told what was said before, in its order and once
      And the session holds what was said, in its order

    @TRN-15 @critical
    Scenario: What was written just before the connection was lost is not lost
      Given Amira is in a session
      When she writes something helpful, and loses her connection before it is answered
      And she comes back
      Then her message and the customer's answer are there, once
      And the conversation goes on

    @TRN-15 @normal @needs.replay @needs.completion
    Scenario: A completed session can be looked back on
      Given Amira has completed a session
      When she comes back
      Then she is told what was said before, in its order and once

  Rule: A chat that is killed or deployed anew has lost nothing

    @TRN-16 @critical @needs.spare @needs.replay @resilience
    Scenario Outline: After the chat <was interrupted> the session goes on
      Given the chat is one of the scenario's own
      And Amira is in a session
      And she has written something helpful 3 times
      When the chat <was interrupted>
      Then she is dismissed <farewell>
      When the chat runs again, and she comes back
      Then she is told what was said before, in its order and once
      And the session holds what was said, in its order
      And the conversation goes on

      Examples: how it may end
        | was interrupted | farewell                  |
        | is killed       | without a farewell        |
        | is stopped      | as one that will be back  |

    @TRN-16 @critical @needs.spare @needs.model @resilience
    Scenario: What was acknowledged before the chat was killed is not lost
      Given the chat is one of the scenario's own
      And Amira is in a session
      And she has written something helpful 2 times
      And the customer is about to think for a while
      When she writes something helpful, and the chat is killed once it is acknowledged
      And the chat runs again, and she comes back
      Then all that was acknowledged is there, in its order
      And the conversation goes on

    @TRN-16 @critical @needs.spare @needs.completion @resilience
    Scenario: A session can be completed in spite of a kill
      Given the chat is one of the scenario's own
      And Amira is in a session
      And she has written something helpful 3 times
      When the chat is killed
      And the chat runs again, and she comes back
      And she rehearses to the end
      Then the session is complete, with a summary
      And the summary tells her exchanges and her average score as they were
