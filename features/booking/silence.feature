@allure.label.epic:Booking
Feature: Silence on the line
  In order not to be left alone, nor kept for ever
  As a patient who is slow, distracted, or no longer there
  I want help with the question, and an end when I do not answer

  @BKG-19
  Rule: Silence is met with help for that question

    @normal
    Scenario Outline: Whoever says nothing when <question> is helped to say <help>, and can go on
      Given Amira is <question>
      When she stays silent
      Then she is helped to say <help>
      And she is <question>
      When she goes on to book an appointment
      Then she hears that her appointment is booked

      Examples: at each question
        | question                                 | help      |
        | asked for her name                       | a name    |
        | asked whether her name is "Amira Haddad" | yes or no |
        | asked for her number                     | a number  |
        | asked when                               | a time    |
        | offered another time                     | yes or no |
        | asked how long                           | a length  |
        | asked to confirm an appointment          | yes or no |

    @normal @needs.database
    Scenario: Whoever says nothing when asked whether to cancel is helped to say yes or no, and can still do it
      Given Amira is asked whether to cancel her appointment
      When she stays silent
      Then she is helped to say yes or no
      And she is asked whether to cancel her appointment
      When she says "yes"
      Then no appointment is booked on record for her, and 1 is cancelled

  @BKG-19
  Rule: After three silent turns the line says goodbye

    @critical @needs.database
    Scenario Outline: Whoever stays silent when <question> is said goodbye to after three turns
      Given Amira is <question>
      When she stays silent for 3 turns
      Then the line has said goodbye to her and hung up
      And the practice keeps nothing of her

      @essential
      Examples: at the first question
        | question           |
        | asked for her name |

      Examples: at the other questions
        | question                                 |
        | asked whether her name is "Amira Haddad" |
        | asked for her number                     |
        | asked when                               |
        | offered another time                     |
        | asked how long                           |
        | asked to confirm an appointment          |

    @critical @needs.database
    Scenario: Whoever stays silent when asked whether to cancel keeps the appointment
      Given Amira is asked whether to cancel her appointment
      When she stays silent for 3 turns
      Then the line has said goodbye to her and hung up
      And exactly one appointment is on record for her

    @critical
    Scenario Outline: <An answer> between two silences lets the line count them anew
      Given Amira is asked for her name
      When she stays silent for 2 turns
      And she says "<words>"
      And she stays silent for 2 turns
      Then she is <question>
      When she stays silent
      Then the line has said goodbye to her and hung up

      Examples: one that leads on, and one that does not
        | An answer                 | words                   | question                                 |
        | An answer                 | My name is Amira Haddad | asked whether her name is "Amira Haddad" |
        | Something without meaning | what did you say        | asked for her name                       |
