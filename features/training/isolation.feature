@allure.label.epic:Training
Feature: Everybody's own session
  In order to make mistakes without witnesses
  As a trainee
  I want nobody else to see or hear anything of my session

  Rule: What is said in a session stays there

    @TRN-22 @essential @blocker
    Scenario: Two who talk by turns hear only of their own session
      Given Amira is in a session
      And Bruno is in a session
      When Amira writes something helpful
      And Bruno writes something helpful
      And Amira writes something helpful
      Then Amira and Bruno have heard only of their own sessions
      And the sessions of Amira and Bruno hold what each has said

    @TRN-22 @essential @blocker
    Scenario: An answer reaches nobody else
      Given Bruno is in a session
      And Amira is in a session
      When Amira writes something helpful
      Then the customer has answered, and the coach has scored it
      And Bruno hears nothing

    @TRN-22 @critical
    Scenario: Two sessions of one trainee are two conversations
      Given Amira is in a session of "customer_service_v1"
      And she has written something helpful 2 times
      When she goes on in a new session of "complaint_handling_v1"
      And she writes something helpful
      Then both of her sessions hold what she has said in them

    @TRN-22 @critical @needs.model
    Scenario: The model hears of one session only
      Given Amira is in a session
      And Bruno is in a session
      When Amira writes something helpful
      And Bruno writes "Good morning, this is about the order of the violin."
      Then the model has heard of the violin for Bruno, and nothing of it for Amira

  Rule: Messages are kept in their order, under the right session

    @TRN-23 @essential @critical @needs.database
    Scenario: Two rows an exchange, in their order
      Given Amira is in a session
      And Bruno is in a session
      When Amira and Bruno write 4 messages each at the same time
      Then the records hold what each has said and heard, two rows an exchange, in their order
