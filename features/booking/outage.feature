@allure.label.epic:Booking @needs.spare @resilience
Feature: When the practice's database fails
  In order to trust what the line tells me
  As a patient
  I want trouble to be admitted, and nothing half done

  Rule: An outage in mid-call is admitted, and leaves nothing half done

    @BKG-32 @critical @needs.database
    Scenario Outline: Whoever says yes while the database <trouble> is told so, and nothing is booked
      Given the line has a database of its own
      And Amira is asked to confirm an appointment
      When the line's database <trouble>
      And she says "yes"
      Then she is told of technical trouble in words, and of no booking
      When the line's database works again
      Then no appointment is on record for her

      Examples: how a database may fail
        | trouble                         |
        | refuses connections             |
        | fails at the end of its work    |
        | fails in the middle of its work |
        | has a full disk                 |

    @BKG-32 @critical @needs.database
    Scenario Outline: Whoever is <question> while the database refuses connections is told so
      Given the line has a database of its own
      And Amira is <question>
      When the line's database refuses connections
      And she answers as she would
      Then she is told of technical trouble in words, and of no booking
      When the line's database works again
      Then the practice keeps nothing of her

      Examples: at other questions
        | question           |
        | asked for her name |
        | asked when         |
        | asked how long     |

    @BKG-32 @critical
    Scenario: Whoever calls while the database is away hears so, and can book when it is back
      Given the line has a database of its own
      And the line's database refuses connections
      When Amira calls the booking line
      Then she is told of technical trouble in words, and of no booking
      When the line's database works again
      Then she can book in another call

    @BKG-32 @normal @needs.database
    Scenario: A slow database delays, and doubles nothing
      Given the line has a database of its own
      And Amira is asked to confirm an appointment
      When the line's database is slow
      And she says "yes"
      Then she hears that her appointment is booked
      And exactly one appointment is on record for her
