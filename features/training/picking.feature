@allure.label.epic:Training
Feature: Picking something to rehearse
  In order to rehearse what I find difficult
  As a trainee
  I want to pick a scenario and have a session of my own

  Rule: The chat says truly how it is

    @TRN-01 @smoke @health @critical @production-safe
    Scenario: A chat that works says so
      When Amira asks the chat how it is
      Then she hears that it is healthy, of which version, and when it said so

  Rule: Every scenario says what it is about

    @TRN-02 @essential @blocker @production-safe
    Scenario: There is something to pick
      When Amira looks for something to rehearse
      Then she finds two scenarios at least, each under an id of its own
      And she finds every scenario that the pilot is about

  Rule: Whoever opens a session has one of their own

    @TRN-03 @essential @blocker
    Scenario: A session is opened for its trainee
      Given Amira has picked the first scenario of the pilot
      When she opens a session
      Then she can look it up, active and as it was opened
      And a second session that she opens has a number of its own

    @TRN-03 @normal @needs.database
    Scenario Outline: An order <order> opens no session
      Given Amira has picked the first scenario of the pilot
      When she orders a session <order>
      Then she is told that <reason>
      And she has no session on record

      Examples: for something that is not there
        | order                           | reason            |
        | for a scenario that nobody knows | there is no such |

      Examples: what is no order
        | order                              | reason       |
        | without a scenario                 | it is no order |
        | for a scenario that is a word      | it is no order |
        | without a user                     | it is no order |
        | for a user without a name          | it is no order |
        | for a user whose name is a number  | it is no order |
        | for a user of 101 characters       | it is no order |
        | that is a list                     | it is no order |

    @TRN-03 @minor
    Scenario: The longest name that a user may have is taken
      Given Amira has a name of 100 characters
      And she has picked the first scenario of the pilot
      When she opens a session
      Then she can look it up, active and as it was opened

    @TRN-03 @normal
    Scenario: A session that nobody has opened can't be looked up
      Given Amira has picked the first scenario of the pilot
      When she looks up a session that nobody has opened
      Then she is told that there is no such
