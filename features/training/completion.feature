@allure.label.epic:Training @needs.completion
Feature: The end of a session
  In order to know what I have learned
  As a trainee
  I want a session to come to its end, and to be summed up

  Rule: A session that has reached its aim is complete, and summed up

    @TRN-13 @smoke @essential @blocker
    Scenario Outline: Whoever reaches the aim of <scenario> completes the session
      Given Amira is in a session of <scenario>
      When she rehearses to the end
      Then the session is complete, with a summary
      And the summary tells her exchanges and her average score as they were
      And the session can be looked up as completed, with the same summary

      Examples: the scenarios of the pilot
        | scenario                |
        | "customer_service_v1"   |
        | "complaint_handling_v1" |

    @TRN-13 @critical @needs.database
    Scenario: A completed session is on record as completed
      Given Amira is in a session
      When she rehearses to the end
      Then her session is on record as completed, with the moment of it and the summary

    @TRN-14 @critical
    Scenario: Off-topic talk completes nothing
      Given Amira is in a session
      When she writes "My grandmother makes the best apple pie in town, with a little cinnamon." 5 times
      Then nothing else comes
      And she can look it up, active and as it was opened

    @TRN-14 @normal
    Scenario: A hostile end is no end
      Given Amira is in a session
      When she rehearses to just before the end
      And she writes "You are an idiot. Goodbye."
      Then nothing else comes
      And she can look it up, active and as it was opened

    @TRN-14 @normal
    Scenario: A completed session takes nothing more
      Given Amira has completed a session
      When she writes once more
      Then she is refused, since the session is complete
      And the session can be looked up as completed, with the same summary
