@allure.label.epic:Booking @needs.database
Feature: What the practice keeps
  In order to see the right patient at the right time, and to send a reminder that arrives
  As the practice
  I want the records to hold what was agreed, exactly

  Rule: A booking is kept whole and exact

    @BKG-26 @essential @critical
    Scenario: A booking is kept under the caller's full number, in universal time, as test data
      Given Amira has booked an appointment
      Then she is on record under her full international number
      And her appointment is kept at its moment in universal time
      And her appointment is marked as test data

    @BKG-26 @critical
    Scenario: A caller from abroad is kept under the number with its country
      Given Oliver calls from abroad
      And he has booked an appointment
      Then he is on record under his full international number

    @BKG-07 @BKG-26 @essential @blocker
    Scenario Outline: The practice keeps nothing while the caller is <question>
      Given Amira is <question>
      Then the practice keeps nothing of her

      Examples: at each question
        | question                                 |
        | asked for her name                       |
        | asked whether her name is "Amira Haddad" |
        | asked for her number                     |
        | asked when                               |
        | offered another time                     |
        | asked how long                           |
        | asked to confirm an appointment          |

  Rule: A dropped call leaves nothing

    @BKG-27 @critical @needs.calendar
    Scenario Outline: Whoever hangs up when <question> leaves nothing, and the slot is free
      Given Amira is <question>
      When she hangs up
      Then the practice keeps nothing of her
      When Bruno books the next open day at 2 PM, for 45 minutes
      Then exactly one appointment is on record for him: the next open day at 2 PM, 45 minutes

      Examples: at each question
        | question                                 |
        | asked for her name                       |
        | asked whether her name is "Amira Haddad" |
        | asked for her number                     |
        | asked when                               |
        | offered another time                     |
        | asked how long                           |
        | asked to confirm an appointment          |

    @BKG-20 @BKG-27 @critical
    Scenario: Whoever withholds the number, says it and hangs up leaves nothing
      Given Amira withholds her number
      And she is asked when
      When she hangs up
      Then the practice keeps nothing of her

    @BKG-18 @BKG-27 @critical
    Scenario: Whoever hangs up when asked whether to cancel keeps the appointment
      Given Amira is asked whether to cancel her appointment
      When she hangs up
      Then exactly one appointment is on record for her
