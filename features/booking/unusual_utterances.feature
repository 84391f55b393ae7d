@allure.label.epic:Booking
Feature: Whatever is said
  In order to be helped also when the line hears badly
  As a patient
  I want an answer that makes sense whatever reaches the line

  @BKG-21
  Rule: The answer is well formed, comes in time, and the caller can go on

    @critical
    Scenario Outline: <utterance> instead of a name
      Given Amira is asked for her name
      When she says <utterance>
      Then she is answered in time, and asked something
      When she starts over and books an appointment
      Then her appointment is known to the line

      @essential
      Examples: what speech recognition makes of a noise
        | utterance                |
        | nothing at all           |
        | signs that no name holds |

      Examples: other noises
        | utterance                   |
        | a speech without an end     |
        | nothing but digits          |
        | a thousand ampersands       |
        | something in many scripts   |
        | words that look like markup |

    @critical @needs.database
    Scenario Outline: <utterance> when <question>
      Given Amira is <question>
      When she says <utterance>
      Then she is answered in time, and asked something
      And the practice keeps nothing of her

      Examples: at the questions that follow
        | question                                 | utterance                   |
        | asked whether her name is "Amira Haddad" | a speech without an end     |
        | asked whether her name is "Amira Haddad" | signs that no name holds    |
        | asked when                               | a speech without an end     |
        | asked when                               | nothing but digits          |
        | asked when                               | signs that no name holds    |
        | asked how long                           | a speech without an end     |
        | asked how long                           | nothing but digits          |
        | asked how long                           | words that look like markup |
        | asked to confirm an appointment          | a speech without an end     |
        | asked to confirm an appointment          | signs that no name holds    |
        | asked to confirm an appointment          | something in many scripts   |
