@allure.label.epic:Training @needs.model @resilience
Feature: When the language model is away
  In order not to lose what I have rehearsed
  As a trainee
  I want the chat to apologise, and to go on when the model is back

  Rule: Without its model the chat apologises in time, scores nothing and loses nothing

    @TRN-28 @critical
    Scenario Outline: A model that <trouble> is apologised for, and nothing is lost
      Given Amira is in a session
      And she has written something helpful 2 times
      When the model <trouble> for her
      And she writes something helpful to a customer who is not there
      Then she is apologised to in time, without a score
      And she is told nothing of what is inside the chat
      When the trouble of her customer is over
      Then the conversation goes on
      And all that was acknowledged is there, in its order

      Examples: how a model may fail
        | trouble                           |
        | is away                           |
        | fails                             |
        | asks to be left alone for a while |
        | wants to be paid first            |
        | hangs up                          |
        | breaks off in its answer          |
        | has nothing to say                |

    @TRN-28 @critical @exclusive
    Scenario: A model that takes too long is apologised for in time
      Given Amira is in a session
      When the model takes too long for her
      And she writes something helpful to a customer who is not there
      Then she is apologised to in time, without a score
      When the trouble of her customer is over
      Then the conversation goes on

    @TRN-28 @normal
    Scenario: One session's trouble is not another's
      Given Amira is in a session
      And Bruno is in a session
      When the model is away for Amira
      And Bruno writes something helpful
      Then the customer has answered, and the coach has scored it
