@allure.label.epic:Training @needs.masking
Feature: Personal data
  In order not to be the one who gave a customer's data away
  As a trainee
  I want what nobody else may know to be kept and passed on only masked

  Background:
    Given Amira is in a session

  Rule: Personal data are kept only masked

    @TRN-20 @essential @blocker @needs.database
    Scenario Outline: <data> is kept only as <mask>
      When she writes a message with <data>
      Then what is on record has <mask> in its place, and nothing of it anywhere

      Examples: how people write them
        | data                                | mask        |
        | an account number                   | {{ACCOUNT}} |
        | an account number in small letters  | {{ACCOUNT}} |
        | a card number                       | {{CARD}}    |
        | a card number with dashes           | {{CARD}}    |
        | a card number without spaces        | {{CARD}}    |
        | an American Express card number     | {{CARD}}    |
        | an e-mail address                   | {{EMAIL}}   |
        | an e-mail address with a plus       | {{EMAIL}}   |
        | a social-security number            | {{SSN}}     |
        | a social-security number with spaces | {{SSN}}    |

    @TRN-20 @critical
    Scenario: What was masked stays masked wherever it is told again
      When she writes a message with a card number
      And her connection is lost, and she comes back
      Then nothing of it is told again, and {{CARD}} is

  Rule: Personal data are passed on to the model only masked

    @TRN-21 @essential @blocker @needs.model
    Scenario Outline: <data> reaches the model only as <mask>
      When she writes a message with <data>
      And she writes something helpful
      Then the model has been sent <mask> in its place, and nothing of it ever

      Examples: one of each kind
        | data                     | mask        |
        | an account number        | {{ACCOUNT}} |
        | a card number            | {{CARD}}    |
        | an e-mail address        | {{EMAIL}}   |
        | a social-security number | {{SSN}}     |

    @TRN-21 @critical @needs.model @needs.database
    Scenario: A message with all of them keeps none of them
      When she writes a message with all kinds of personal data
      Then what is on record has all masks in their places, and nothing of it anywhere
      And the model has been sent all masks in their places, and nothing of it ever

    @TRN-20 @critical @needs.model @needs.database
    Scenario: What the customer says is masked as well
      Given the customer is about to say what is an account number
      When she writes something helpful
      Then what is on record has {{ACCOUNT}} in its place, and nothing of it anywhere

  Rule: What is no personal data is kept as it is

    @TRN-20 @normal
    Scenario Outline: <harmless> is not masked
      When she writes a message with <harmless>
      Then the session holds what was said, in its order

      Examples: what only looks like it
        | harmless                      |
        | an order number               |
        | a date and a time             |
        | a price                       |
        | sixteen digits that are no card |
