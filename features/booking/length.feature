@allure.label.epic:Booking @needs.calendar
Feature: The length of an appointment
  In order to have the time that I need with the practitioner
  As a patient
  I want to press or say how long my appointment should be

  Rule: The length can be pressed or said

    @BKG-15 @critical
    Scenario Outline: Key <key> is an appointment of <length>
      Given Amira is asked how long
      When she presses <key>
      Then she is asked to confirm <length> for "Amira Haddad"

      @essential
      Examples: a key
        | key | length     |
        | 1   | 30 minutes |

      Examples: the other keys
        | key | length     |
        | 2   | 45 minutes |
        | 3   | 60 minutes |

    @BKG-15 @critical
    Scenario Outline: The words "<words>" are an appointment of <length>
      Given Amira is asked how long
      When she says "<words>"
      Then she is asked to confirm <length> for "Amira Haddad"

      Examples: as people say it
        | words                     | length     |
        | half an hour              | 30 minutes |
        | thirty minutes please     | 30 minutes |
        | forty-five                | 45 minutes |
        | three quarters of an hour | 45 minutes |
        | sixty                     | 60 minutes |
        | an hour                   | 60 minutes |

    @BKG-15 @normal
    Scenario Outline: What is no length is asked for again: <answer>
      Given Amira is asked how long
      When she <answer>
      Then she is asked how long
      When she presses 2
      Then she is asked to confirm 45 minutes for "Amira Haddad"

      Examples: keys and words without a meaning
        | answer                     |
        | presses 9                  |
        | says "as long as it takes" |
        | says "seven hundred hours" |
