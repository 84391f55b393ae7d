@allure.label.epic:Booking
Feature: Callers whom the line knows
  In order not to tell everything twice
  As a patient who has booked before
  I want the line to know me, and to move or cancel what I have booked

  Rule: A known caller is greeted and asked for the time at once

    @BKG-16 @smoke @essential @normal
    Scenario: Whoever has booked before is greeted by first name
      Given Amira has booked an appointment
      When she calls the booking line
      Then she is greeted as "Amira"
      And she is asked when

    @BKG-16 @normal @needs.calendar @needs.database
    Scenario: A known caller has two appointments after a second call, and one file
      Given Amira has booked the next open day at 2 PM, for 45 minutes
      When she calls again and books the second open day at 11 AM, for 30 minutes
      Then 2 appointments are on record for her
      And she is on record as "Amira Haddad"

    @BKG-16 @critical
    Scenario: A caller from another number is not taken for a known one
      Given Amira has booked an appointment
      When Bruno calls the booking line
      Then he is asked for his name

  Rule: The next appointment can be moved

    @BKG-17 @essential @critical @needs.calendar @needs.database
    Scenario: A moved appointment is at the new time, and no longer at the old one
      Given Amira has booked the next open day at 2 PM, for 45 minutes
      When she calls and moves it to the second open day at 10 AM
      Then she hears that it is moved to the second open day at 10 AM
      And exactly one appointment is on record for her: the second open day at 10 AM, 45 minutes

    @BKG-17 @critical @needs.calendar @needs.database
    Scenario: The old slot of a moved appointment is free for others
      Given Amira has booked the next open day at 2 PM, for 45 minutes
      When she calls and moves it to the second open day at 10 AM
      And Bruno books the next open day at 2 PM, for 45 minutes
      Then exactly one appointment is on record for him: the next open day at 2 PM, 45 minutes

    @BKG-17 @critical @needs.calendar @needs.database
    Scenario: Of several appointments the next one is moved
      Given Amira has booked the third open day at 9 AM, for 30 minutes
      And she has booked the next open day at 2 PM, for 45 minutes
      When she calls and moves it to the second open day at 10 AM
      Then her appointments on record are the second open day at 10 AM, 45 minutes, and the third open day at 9 AM, 30 minutes

    @BKG-17 @critical @needs.calendar @needs.database
    Scenario: An appointment is not moved without a yes
      Given Amira has booked the next open day at 2 PM, for 45 minutes
      When she calls, wants it moved to the second open day at 10 AM, and hangs up before the yes
      Then exactly one appointment is on record for her: the next open day at 2 PM, 45 minutes

  Rule: The next appointment can be cancelled

    @BKG-18 @essential @critical @needs.database
    Scenario: A cancelled appointment is no longer booked
      Given Amira has booked an appointment
      When she calls and cancels it
      Then she hears that it is cancelled
      And no appointment is booked on record for her, and 1 is cancelled

    @BKG-18 @critical @needs.calendar @needs.database
    Scenario: The slot of a cancelled appointment is free for others
      Given Amira has booked the next open day at 2 PM, for 45 minutes
      When she calls and cancels it
      And Bruno books the next open day at 2 PM, for 45 minutes
      Then exactly one appointment is on record for him: the next open day at 2 PM, 45 minutes

    @BKG-18 @normal @needs.database
    Scenario: Whoever does not say yes to the cancellation keeps the appointment
      Given Amira has booked an appointment
      When she calls, wants it cancelled, and then says "no"
      Then exactly one appointment is on record for her

    @BKG-17 @BKG-18 @normal @production-safe
    Scenario Outline: Whoever has no appointment is told so when asking to <change> it
      Given Amira calls the booking line
      When she says "I want to <change> my appointment"
      Then she is told that she has no appointment

      Examples: two changes
        | change     |
        | reschedule |
        | cancel     |
