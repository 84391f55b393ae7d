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
        | question                                 |
        | asked for her name                       |
        | asked whether her name is "Amira Haddad" |
        | asked for her number                     |
        | asked when                               |
        | offered another time                     |
        | asked how long                           |

    @BKG-32 @critical @needs.database
    Scenario Outline: Whoever moves an appointment while the database <trouble> is told so, and keeps the old time
      Given the line has a database of its own
      And Amira has booked the next open day at 2 PM, for 45 minutes
      And she is asked to confirm that it is moved to the second open day at 10 AM
      When the line's database <trouble>
      And she says "yes"
      Then she is told of technical trouble in words, and of no booking
      When the line's database works again
      Then exactly one appointment is on record for her: the next open day at 2 PM, 45 minutes

      Examples: before and after the old time was given up
        | trouble                         |
        | fails in the middle of its work |
        | fails at the end of its work    |

    @BKG-32 @critical @needs.database
    Scenario: Whoever cancels while the database refuses connections is told so, and keeps the appointment
      Given the line has a database of its own
      And Amira is asked whether to cancel her appointment
      When the line's database refuses connections
      And she says "yes"
      Then she is told of technical trouble in words, and of no booking
      When the line's database works again
      Then exactly one appointment is on record for her

    @BKG-32 @BKG-35 @critical
    Scenario: Whoever calls while the database is away hears so, and can book when it is back
      Given the line has a database of its own
      And the line's database refuses connections
      When Amira calls the booking line
      Then she is told of technical trouble in words, and of no booking
      And every answer to her was XML, and said so
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
