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
        | asked when                               | a time    |
        | asked how long                           | a length  |
        | asked to confirm an appointment          | yes or no |

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
        | asked when                               |
        | asked how long                           |
        | asked to confirm an appointment          |
