@allure.label.epic:Training
Feature: The pilot
  In order to let the first teams in
  As the one who runs the pilot
  I want everybody to be served at the same time, quickly and to the end

  Rule: Pilot users complete what they began

    @TRN-24 @essential @load @blocker @needs.completion
    Scenario: Pilot users go through every scenario at the same time
      Given the pilot users are there
      When they all rehearse every scenario
      Then enough of their sessions are complete
      And they scored as good trainees should
      And each session holds what its own trainee wrote

  Rule: A session may last as long as it takes

    @TRN-25 @essential @critical @needs.clock
    Scenario: A session of thirty minutes is nothing unusual
      Given Amira is in a session
      When she talks for a long session, with a pause after each exchange
      Then there was room for as many exchanges as are promised
      And the session holds what was said, in its order

    @TRN-25 @normal @needs.clock @needs.database
    Scenario: A long session is on record with its true times
      Given Amira is in a session
      When she talks for a long session, with a pause after each exchange
      Then the records tell how long the session was

  Rule: Everybody is served in time

    @TRN-26 @critical @load @exclusive
    Scenario: Five sessions at once are connected and answered in time
      Given 5 trainees are there
      When they all talk at the same time
      Then everybody was connected and answered in time
      And each session holds what its own trainee wrote

    @TRN-26 @critical @exclusive
    Scenario: A message is answered in time
      Given Amira is in a session
      When she writes something helpful
      Then she was connected and answered in time

    @TRN-27 @essential @critical @load @exclusive
    Scenario: The interface answers in time when the pilot users ask at once
      Given the pilot users are there
      When they all ask for everything
      Then they were answered in time, and hardly ever with an error

    @TRN-30 @critical @race
    Scenario: Sessions that are opened at one moment are all of them there
      Given Amira has picked the first scenario of the pilot
      When as many sessions as are promised are opened for her at the same moment
      Then each of them has a number of its own, and is hers
