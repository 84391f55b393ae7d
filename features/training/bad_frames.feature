@allure.label.epic:Training
Feature: What no program should send
  In order to go on when a program of mine has a fault
  As a trainee
  I want the chat to say what is wrong, and to go on

  Rule: Whatever can't be understood is refused in plain words, and the conversation goes on

    @TRN-17 @critical
    Scenario Outline: The chat refuses <frame>, and goes on
      Given Amira is in a session
      When she sends <frame>
      Then she is refused once, and told what was wrong
      And she is told nothing of what is inside the chat
      And the conversation goes on

      Examples: what is no message
        | frame                                |
        | a frame of an unknown type           |
        | a frame of no type                   |
        | a frame whose type is a number       |
        | a list instead of an object          |
        | a number instead of an object        |
        | nothing but null                     |
        | half an object                       |
        | plain words                          |
        | brackets without end                 |
        | an empty frame                       |
        | a binary frame                       |
        | bytes that are no text               |

      Examples: what is no good message
        | frame                                |
        | a message of 2,001 characters        |
        | a message without words              |
        | a message whose words are a number   |
        | a message whose words are a list     |

    @TRN-17 @normal
    Scenario: One bad frame after the other is refused, each once
      Given Amira is in a session
      When she sends every bad frame there is, one after the other
      Then each of them is refused once
      And the session holds what was said, in its order
      And the conversation goes on
