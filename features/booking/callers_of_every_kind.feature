@allure.label.epic:Booking @critical
Feature: Callers of every kind
  In order to be helped as I am
  As a patient
  I want the line to understand how I speak, how fast I am and where I call from

  @BKG-02
  Rule: Everyone comes to an appointment in one call

    @smoke @essential
    Scenario: Quick booking
      Given John wants an appointment
      When he calls and says all at once, as someone in a hurry
      Then every step of his call was answered, and in time
      And his appointment is known to the line

    @essential
    Scenario: Detailed booking
      Given Sarah wants an appointment
      When she calls and answers step by step
      Then every step of her call was answered, and in time
      And her appointment is known to the line

    Scenario: Unclear speech
      Given Miguel wants an appointment
      When he calls and mumbles before each answer
      Then every step of his call was answered, and in time
      And his appointment is known to the line

    Scenario: International caller
      Given Oliver wants an appointment, and calls from abroad
      When he calls and answers step by step
      Then every step of his call was answered, and in time
      And his appointment is known to the line

    @BKG-17 @needs.calendar @needs.database
    Scenario: Reschedule request
      Given Nadia has booked the next open day at 2 PM, for 45 minutes
      When she calls and moves it to the second open day at 10 AM
      Then every step of her call was answered, and in time
      And exactly one appointment is on record for her: the second open day at 10 AM, 45 minutes
      When Bruno books the next open day at 2 PM, for 45 minutes
      Then exactly one appointment is on record for him: the next open day at 2 PM, 45 minutes

    Scenario: Elderly caller
      Given Walter wants an appointment
      When he calls and is slow to answer and repeats himself
      Then every step of his call was answered, and in time
      And his appointment is known to the line
