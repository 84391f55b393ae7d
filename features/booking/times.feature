@allure.label.epic:Booking @needs.clock @needs.calendar
Feature: The time of an appointment
  In order to come when I said I would
  As a patient
  I want the line to understand times as I say them, and to offer what is free

  Rule: A time is understood as people say it, in the practice's time zone

    @BKG-11 @critical
    Scenario Outline: On <today> the words "<words>" mean <moment>
      Given it is <today>
      And Amira is asked when
      When she asks for "<words>", for 30 minutes
      Then she is asked to confirm <moment>, for 30 minutes

      @essential
      Examples: every day's words
        | today           | words             | moment             |
        | Monday at 10 AM | tomorrow at 2 PM  | Tuesday at 2 PM    |
        | Monday at 10 AM | Wednesday at noon | Wednesday at 12 PM |

      Examples: other words
        | today             | words                                         | moment                          |
        | Thursday at 10 AM | Monday morning                                | Monday at 9 AM                  |
        | Friday at 10 AM   | next Thursday at 10                           | Thursday at 10 AM               |
        | Monday at 10 AM   | tomorrow at half past nine                    | Tuesday at 9:30 AM              |
        | Monday at 10 AM   | today at 3 in the afternoon                   | today at 3 PM                   |
        | Monday at 10 AM   | the day after tomorrow at quarter past eleven | Wednesday at 11:15 AM           |
        | Monday at 8 PM    | tomorrow at 2 PM                              | Tuesday at 2 PM                 |
        | Monday at 10 AM   | in two weeks at 10 AM                         | Monday two weeks later at 10 AM |
        | Monday at 10 AM   | could I come on Wednesday around 3 PM please  | Wednesday at 3 PM               |

    @BKG-11 @BKG-26 @essential @critical @needs.database
    Scenario: A time is the practice's own, whatever clock the line runs by
      Given it is Monday at 8 PM
      When Amira books "tomorrow at 2 PM", for 45 minutes
      Then exactly one appointment is on record for her: Tuesday at 2 PM, 45 minutes

  Rule: The end of a month and the change of the clocks shift nothing

    @BKG-12 @critical @needs.database
    Scenario: Tomorrow is in the next month on the last day of a month
      Given it is 10 AM on a last day of a month that an open day follows
      When Amira books "tomorrow at 9:30 AM", for 30 minutes
      Then exactly one appointment is on record for her: the next open day at 9:30 AM, 30 minutes

    @BKG-12 @critical @needs.database
    Scenario Outline: An appointment after the clocks <change> is at the hour that was said
      Given it is 10 AM on the last open day before the clocks <change>
      When Amira books "Monday at 2 PM", for 60 minutes
      Then exactly one appointment is on record for her: Monday at 2 PM, 60 minutes

      Examples: twice a year
        | change     |
        | go forward |
        | go back    |

    @BKG-12 @normal
    Scenario: A day is found by its date
      Given it is 10 AM on a last day of a month that an open day follows
      And Amira is asked when
      When she asks for the second open day at 10:30 AM by its date, for 30 minutes
      Then she is asked to confirm the second open day at 10:30 AM, for 30 minutes

  Rule: Nobody is booked in the past or out of hours

    @BKG-13 @critical @needs.database
    Scenario Outline: Whoever asks for a time <kind> is offered the next free slot: "<words>"
      Given it is Wednesday at 11:40 AM
      And Amira is asked when
      When she asks for "<words>"
      Then she is offered <offer>
      When she accepts the offer, for 30 minutes
      Then exactly one appointment is on record for her: <offer>, 30 minutes

      @essential
      Examples: past, early and late
        | kind         | words             | offer          |
        | in the past  | today at 9 AM     | today at 12 PM |
        | too late     | tomorrow at 8 PM  | Friday at 9 AM |
        | on a weekend | Saturday at 11 AM | Monday at 9 AM |

      Examples: the edges of a day
        | kind        | words             | offer            |
        | too early   | tomorrow at 6 AM  | Thursday at 9 AM |
        | at closing  | tomorrow at 5 PM  | Friday at 9 AM   |
        | in the past | yesterday at 2 PM | today at 12 PM   |

    @BKG-13 @critical @needs.database
    Scenario Outline: Whatever is asked for, nobody is booked in the past: "<words>"
      Given it is Wednesday at 11:40 AM
      When Amira books "<words>", for 30 minutes
      Then her appointment lies ahead

      Examples: an hour ago, days ago, and this very morning
        | words             |
        | today at 10 AM    |
        | yesterday at 2 PM |
        | this morning      |

    @BKG-13 @critical @needs.database
    Scenario: An appointment that would last beyond closing time is not booked
      Given it is Monday at 10 AM
      And Amira is asked when
      When she asks for "tomorrow at 4:30 PM", for 60 minutes
      Then she is offered Wednesday at 9 AM
      And no appointment is on record for her

    @BKG-13 @normal @needs.database
    Scenario: Whoever declines the offer is asked for the time again
      Given it is Monday at 10 AM
      And Amira is asked when
      When she asks for "Saturday at 11 AM"
      And she says "no"
      Then she is asked when
      And no appointment is on record for her

    @BKG-13 @normal
    Scenario Outline: Words that name no time are asked for again: "<words>"
      Given Amira is asked when
      When she says "<words>"
      Then she is asked when

      Examples: no time at all
        | words                     |
        | whenever the moon is blue |
        | I like cheese             |

  Rule: No two appointments overlap

    @BKG-14 @essential @blocker @needs.database
    Scenario Outline: Whoever asks for <wanted> while <taken> is taken is offered <offer>
      Given it is Monday at 10 AM
      And Bruno has booked <taken>
      And Amira is asked when
      When she asks for <wanted>
      Then she is offered <offer>
      When she accepts the offer, for <length>
      Then the appointments of Amira and Bruno do not overlap

      Examples: the same time, and one within another
        | wanted               | length     | taken                           | offer           |
        | "Tuesday at 2 PM"    | 60 minutes | Tuesday at 2 PM, for 60 minutes | Tuesday at 3 PM |
        | "Tuesday at 2:30 PM" | 30 minutes | Tuesday at 2 PM, for 60 minutes | Tuesday at 3 PM |

    @BKG-14 @blocker @needs.database
    Scenario: An appointment that would last into another one is not booked
      Given it is Monday at 10 AM
      And Bruno has booked Tuesday at 2:30 PM, for 60 minutes
      And Amira is asked when
      When she asks for "Tuesday at 2 PM", for 60 minutes
      Then she is offered Tuesday at 3:30 PM
      When she accepts the offer
      Then the appointments of Amira and Bruno do not overlap

    @BKG-14 @blocker @needs.database
    Scenario Outline: Whatever two callers ask for, their appointments do not overlap: <words> for <minutes>
      Given it is Monday at 10 AM
      And Bruno has booked Tuesday at 2:30 PM, for 60 minutes
      When Amira books "<words>", for <minutes>
      Then the appointments of Amira and Bruno do not overlap

      Examples: the same time, into its beginning, into its end, around it
        | words              | minutes    |
        | Tuesday at 2:30 PM | 60 minutes |
        | Tuesday at 2 PM    | 60 minutes |
        | Tuesday at 3 PM    | 30 minutes |
        | Tuesday at 2:15 PM | 45 minutes |

    @BKG-14 @normal @needs.database
    Scenario: One appointment may begin when another ends
      Given it is Monday at 10 AM
      And Bruno has booked Tuesday at 2 PM, for 60 minutes
      When Amira books "Tuesday at 3 PM", for 30 minutes
      Then exactly one appointment is on record for her: Tuesday at 3 PM, 30 minutes
