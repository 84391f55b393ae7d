@allure.label.epic:Referrals
Feature: Answers of language models
  In order to build on one interface, whatever model answers
  As a customer of the gateway
  I want answers in the form that every client knows, and trouble in words

  Rule: A customer is answered

    @REF-13 @REF-30 @smoke @essential @blocker @production-safe @needs.account
    Scenario: A customer is answered, or told how to top up, as the balance has it
      Given Amira is a customer who looks at her account
      When she asks something short
      Then she is answered if her balance is enough, and told how to top up if it is not

    @REF-30 @essential @blocker @needs.registration @needs.payments @needs.model
    Scenario: The words of the model reach the customer
      Given Amira has bought 10 credits
      When she asks something, and the model says "Good morning, and how are you?"
      Then she is answered in the words of the model

    @REF-31 @essential @critical @needs.registration @needs.payments
    Scenario: A streamed answer comes in frames
      Given Amira has bought 10 credits
      When she asks for a stream
      Then it comes frame by frame, to its end

    @REF-31 @critical @needs.registration @needs.payments @needs.model
    Scenario: The words of the model reach the customer piece by piece
      Given Amira has bought 10 credits
      When she asks for a stream, and the model says "One piece comes after the other, in order"
      Then it comes frame by frame, to its end
      And she is answered in the words of the model

    @REF-31 @normal @needs.registration @needs.payments @needs.model
    Scenario: What a model has said so far is not kept back
      Given Amira has bought 10 credits
      When the model stops for thought after 3 tokens of a stream for Amira
      Then those 3 tokens have reached her before it goes on

  Rule: What makes no sense is refused before it costs anything

    @REF-32 @essential @critical @needs.registration @needs.payments @needs.model
    Scenario Outline: A request <flaw> is refused
      Given Amira has bought 10 credits
      When she asks <flaw>
      Then she is told what is wrong with the request
      And no model was asked for her
      And she has neither gained nor lost a credit

      Examples: what is wrong with it
        | flaw                                   |
        | a model that nobody has                |
        | no model                               |
        | without a message                      |
        | with a message that nobody can read    |
        | in a role that there is not            |
        | at a temperature of 9                  |
        | for fewer tokens than one              |
        | for a number of tokens in words        |
        | in no language that a program speaks   |
