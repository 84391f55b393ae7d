@allure.label.epic:Booking
Feature: Booking an appointment by phone
  In order to see a practitioner without waiting for office hours
  As a patient
  I want the phone line to book my appointment

  Rule: Whoever answers the questions and says yes has an appointment

    @BKG-01 @smoke @essential @blocker @production-safe
    Scenario: The line answers a call and asks for the caller's name
      When Amira calls the booking line
      Then she is asked for her name

    @BKG-01 @BKG-26 @smoke @essential @blocker @needs.calendar @needs.database
    Scenario: A new patient books an appointment
      Given Amira calls the booking line
      When she gives her name as "Amira Haddad"
      And she asks for the next open day at 2 PM, for 45 minutes
      And she confirms
      Then she hears that her appointment is booked for the next open day at 2 PM
      And exactly one appointment is on record for her: the next open day at 2 PM, 45 minutes

    @BKG-01 @critical
    Scenario: The call ends when the appointment is booked
      Given Amira is asked to confirm an appointment
      When she confirms
      Then she hears that her appointment is booked
      And the line hangs up
      And her appointment is known to the line

  Rule: Each answer moves the conversation one step

    @BKG-03 @essential @critical @needs.calendar
    Scenario: The questions come one after the other
      When Amira calls the booking line
      Then she is asked for her name
      And each answer leads her one question further
        | she says                  | then she is                              |
        | My name is Amira Haddad   | asked whether her name is "Amira Haddad" |
        | yes                       | asked when                               |
        | the next open day at 2 PM | asked how long                           |
        | 45 minutes                | asked to confirm an appointment          |
      When she confirms
      Then she hears that her appointment is booked for the next open day at 2 PM

    @BKG-03 @critical
    Scenario Outline: An answer to another question skips none: <words> at the name
      Given Amira calls the booking line
      When she says "My name is Amira Haddad, <words>"
      Then she is asked whether her name is "Amira Haddad"
      And no appointment is on record for her

      @needs.database
      Examples: what comes too early
        | words                                  |
        | tomorrow at 2 PM                       |
        | for half an hour                       |
        | please book it for me tomorrow at 2 PM |

    @BKG-04 @normal @needs.database
    Scenario: What is said before any question was asked counts for nothing
      When Amira calls the booking line and speaks before anybody has answered
      Then she is asked for her name
      And no appointment is on record for her

  Rule: Every answer is a document as the carrier wants it

    @BKG-35 @essential @critical
    Scenario: Every answer of a call is XML, up to the booking
      Given Amira is asked for her name
      When she stays silent
      And she says "My name is Amira Haddad"
      And she says "purple elephants"
      And she goes on to book an appointment
      Then every answer to her was XML, and said so

    @BKG-35 @normal @production-safe
    Scenario: The line's goodbye to whoever says nothing is XML
      Given Amira calls the booking line
      When she stays silent for 3 turns
      Then the line has said goodbye to her and hung up
      And every answer to her was XML, and said so
