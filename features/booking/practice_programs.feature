@allure.label.epic:Booking @needs.appointments
Feature: The practice's own programs
  In order to see and make appointments at the desk
  As the practice
  I want my programs to reach the calendar, and nobody else

  Rule: Programs reach the calendar with their key alone

    @BKG-24 @essential @blocker
    Scenario: A program finds what was booked by phone
      Given Amira has booked an appointment
      When the practice's program asks for her appointments
      Then it finds the appointment that she was told

    @BKG-24 @smoke @essential @blocker @production-safe
    Scenario Outline: A program with <key> sees nothing
      When a program with <key> asks for somebody's appointments
      Then it is refused as unknown

      Examples: no right key
        | key         |
        | no key      |
        | a wrong key |

    @BKG-24 @blocker @needs.database
    Scenario Outline: A program with <key> makes no appointment
      Given Amira wants an appointment
      When a program with <key> makes an appointment for her
      Then it is refused as unknown
      And no appointment is on record for her

      Examples: no right key
        | key         |
        | no key      |
        | a wrong key |

    @BKG-24 @critical @needs.database
    Scenario: A program makes an appointment
      Given Amira wants an appointment
      When the practice's program makes an appointment for her on the next open day at 2 PM, for 45 minutes
      Then it is accepted
      And exactly one appointment is on record for her: the next open day at 2 PM, 45 minutes

  Rule: What is asked for twice, or for a moment at which nobody can come, is refused

    @BKG-25 @essential @critical @needs.database
    Scenario: The same appointment is made once
      Given Amira wants an appointment
      When the practice's program makes an appointment for her on the next open day at 2 PM, for 45 minutes
      And it makes the same appointment again
      Then it is refused because it is there already
      And exactly one appointment is on record for her: the next open day at 2 PM, 45 minutes

    @BKG-25 @critical @needs.database
    Scenario Outline: An appointment <date> is refused
      Given Amira wants an appointment
      When the practice's program makes an appointment for her <date>
      Then it is refused because the moment makes no sense
      And the practice keeps nothing of her

      Examples: no moment
        | date                    |
        | on the 30th of February |
        | on "next Tuesday or so" |
        | without a date          |

    @BKG-14 @BKG-25 @essential @blocker @needs.calendar @needs.database
    Scenario Outline: A program does not get a slot that another patient has: <wanted>
      Given Bruno has booked the next open day at 2 PM, for 60 minutes
      And Amira wants an appointment
      When the practice's program makes an appointment for her on <wanted>
      Then it is refused because the time is taken
      And the practice keeps nothing of her
      And exactly one appointment stands in the line's calendar

      Examples: the same time, and times that reach into it
        | wanted                                       |
        | the next open day at 2 PM, for 60 minutes    |
        | the next open day at 2:30 PM, for 30 minutes |
        | the next open day at 1:30 PM, for 45 minutes |

    @BKG-13 @BKG-25 @critical @needs.database
    Scenario Outline: An appointment <moment> is refused
      Given Amira wants an appointment
      When the practice's program makes an appointment for her <moment>
      Then it is refused because nobody can come then
      And the practice keeps nothing of her

      Examples: over, too early, too late, and closed
        | moment                               |
        | in the past                          |
        | before the practice opens            |
        | that lasts beyond closing time       |
        | on a day when the practice is closed |
