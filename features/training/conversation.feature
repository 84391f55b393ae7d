@allure.label.epic:Training
Feature: The conversation with the customer
  In order to rehearse as if it were real
  As a trainee
  I want each of my messages to be taken in, answered and scored

  Rule: Whoever comes to a session is greeted, and the customer begins

    @TRN-06 @essential @blocker
    Scenario: The customer begins
      Given Amira has opened a session of the first scenario of the pilot
      When she connects
      Then she is greeted, and the customer has begun the conversation

    @TRN-06 @critical
    Scenario: The session says what it is about
      Given Amira is in a session
      When she asks what the session is
      Then she is told of the scenario that she picked, and of her session

    @TRN-07 @critical
    Scenario: A session that nobody has opened lets nobody in
      When somebody connects to a session that nobody has opened
      Then the chat refuses the session

  Rule: Each message is acknowledged, answered and scored, in this order

    @TRN-08 @smoke @essential @blocker
    Scenario: A message is acknowledged, answered and scored
      Given Amira is in a session
      When she writes something helpful
      Then the customer has answered, and the coach has scored it
      And nothing else comes

    @TRN-08 @essential @critical
    Scenario: A conversation goes on, message by message
      Given Amira is in a session
      When she writes something helpful 4 times
      Then each message was acknowledged under a number of its own
      And the session holds what was said, in its order

    @TRN-09 @critical
    Scenario: Messages that don't wait for each other are answered one after the other
      Given Amira is in a session
      When she writes 5 messages without waiting for an answer
      Then each of them is acknowledged, answered and scored, in its turn
      And the session holds what was said, in its order

    @TRN-09 @normal
    Scenario Outline: A message <message> is kept as it was written
      Given Amira is in a session
      When she writes a message <message>
      Then the session holds what was said, in its order

      Examples: unusual messages
        | message                         |
        | of 2,000 characters             |
        | in several lines                |
        | in other scripts, with emoji    |
        | that looks like a program       |
        | that looks like a question to a database |

  Rule: The model plays the customer of this scenario, and knows what was said

    @TRN-29 @critical @needs.model
    Scenario: The customer knows what was said before
      Given Amira is in a session
      And she has written something helpful 2 times
      When she writes something helpful
      Then the model has been sent the whole conversation, in its order
      And the model has been told whom to play

    @TRN-29 @normal @needs.model
    Scenario: The customer's words are the model's
      Given Amira is in a session
      And the customer is about to say "Could you send it to my office in Linden Street instead?"
      When she writes something helpful
      Then the customer has said "Could you send it to my office in Linden Street instead?"
