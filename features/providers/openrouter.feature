@allure.label.epic:Providers @contract @needs.openrouter
Feature: Language models through OpenRouter
  In order to bill and to tell people exactly what a language model has answered
  As a developer of a product that asks language models
  I want each answer with its words, its end and what it took, or a refusal with the reason

  Rule: An answer comes with all that it took

    @PRV-40 @blocker
    Scenario: An answer in one piece tells what it took
      Given a product that asks a language model
      When it asks the model for an answer
      Then the model answers in one piece, with all that it took

    @PRV-40 @critical @needs.faults
    Scenario: An answer says what the model said
      Given a product that asks a language model
      And its model will say "Good morning to you"
      When it asks the model for an answer
      Then the model says "Good morning to you" in one piece

    @PRV-48 @critical
    Scenario: An answer costs its tokens at the prices of the catalog
      Given a product that asks a language model
      When it asks the model for an answer
      Then the answer costs what the catalog says for its tokens

  Rule: A stream tells the same in chunks

    @PRV-41 @blocker
    Scenario: A stream ends once, and tells at last what it took
      Given a product that asks a language model
      When it asks the model for a stream
      Then the model answers in chunks, ends once, and tells at last what it took

    @PRV-41 @critical @needs.faults
    Scenario: The chunks of a stream make up what the model said
      Given a product that asks a language model
      And its model will say "Good morning to you"
      When it asks the model for a stream
      Then the model says "Good morning to you" in chunks

  Rule: An answer is no longer than it may be, and says when it was cut short

    @PRV-42 @critical
    Scenario: An answer in one piece that was cut short says so
      Given a product that asks a language model
      And there is little room for an answer
      When it asks the model for more than there is room for, in one piece
      Then the model answers in one piece, and was cut short

    @PRV-42 @critical
    Scenario: A stream that was cut short says so
      Given a product that asks a language model
      And there is little room for an answer
      When it asks the model for more than there is room for, as a stream
      Then the model answers in chunks, and was cut short

  Rule: What no model can answer is refused with the reason

    @PRV-43 @critical
    Scenario Outline: A request that no model can answer is refused
      Given a product that asks a language model
      When it asks for an answer <mistake>
      Then OpenRouter refuses it because <reason>

      Examples: mistakes
        | mistake                              | reason                     |
        | with a blank model                   | no model is named          |
        | to a model that nobody knows         | the model is unknown       |
        | without messages                     | there is nothing to answer |
        | with an empty list of messages       | there is nothing to answer |
        | with a message of an unknown role    | the request is not valid   |
        | with messages that are none          | the request is not valid   |
        | at a temperature of 3                | the request is not valid   |
        | for less than one token              | the request is not valid   |
        | for more tokens than the model takes | there is not so much room  |

  Rule: Only those who have a key are answered

    @PRV-44 @critical
    Scenario: A key that nobody was given opens no model
      Given a product that asks a language model
      When it asks the model with a key that nobody was given
      Then OpenRouter refuses it because the key is unknown

    @PRV-44 @critical
    Scenario: A request without a key reaches no model
      Given a product that asks a language model
      When it asks the model without a key
      Then OpenRouter refuses it because there is no key

  Rule: Each failure is told in its own way

    @PRV-45 @critical @needs.faults
    Scenario Outline: A product that <failure> is told so
      Given a product that asks a language model
      And OpenRouter finds that it <failure>
      When it asks the model for an answer
      Then OpenRouter refuses it because <reason>

      Examples: failures
        | failure                           | reason                      |
        | has no credits left               | the credits are used up     |
        | asks for what is not allowed      | the words are not allowed   |
        | asks a model that takes too long  | the model took too long     |
        | asks too often                    | there are too many requests |
        | asks a model that is down         | the model is down           |
        | asks a model that nobody runs now | nobody runs the model       |

    @PRV-45 @critical @needs.faults
    Scenario: A stream that fails before it begins is refused like any other request
      Given a product that asks a language model
      And OpenRouter finds that it asks a model that is down
      When it asks the model for a stream
      Then OpenRouter refuses it because the model is down

    @PRV-45 @normal @needs.faults
    Scenario: One request too many for a model is told how long to wait
      Given a product that asks a language model
      And its next request is one too many for 7 seconds
      When it asks the model for an answer
      Then OpenRouter tells it to wait 7 seconds

  Rule: A model that breaks off in the middle says so in its answer

    @PRV-46 @critical @needs.faults
    Scenario: A stream that breaks off says so in its last chunk
      Given a product that asks a language model
      And its model will break off after 2 words
      When it asks the model for a stream
      Then the model has broken off after "one two", and says so

    @PRV-46 @critical @needs.faults
    Scenario: An answer in one piece that breaks off says so beside its words
      Given a product that asks a language model
      And its model will break off after 2 words
      When it asks the model for an answer
      Then the model has broken off after "one two", and says so

  Rule: The catalog tells what models cost and take

    @PRV-47 @critical
    Scenario: Anybody may see what a token costs
      Given a product that asks a language model
      When it looks at the catalog of models
      Then each model has the price of a token as text, and its limits
