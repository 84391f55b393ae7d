@allure.label.epic:Booking
Feature: Callers at the same time
  In order to be served as if I were the only one
  As a patient
  I want other callers to change nothing for me

  Rule: Nobody hears or changes another's conversation

    @BKG-28 @essential @blocker
    Scenario: Two conversations by turns do not mix
      Given Amira is asked whether her name is "Amira Haddad"
      And Bruno is asked whether his name is "Bruno Keller"
      When Amira goes on to book an appointment
      Then Amira was told of nothing that Bruno said
      When Bruno goes on to book an appointment
      Then Bruno was told of nothing that Amira said

    @BKG-28 @critical
    Scenario: Two who withhold their numbers do not mix
      Given Amira and Bruno withhold their numbers
      And Amira is asked whether her name is "Amira Haddad"
      And Bruno is asked whether his name is "Bruno Keller"
      When Amira goes on to book an appointment
      Then Amira was told of nothing that Bruno said
      When Bruno goes on to book an appointment
      Then Bruno was told of nothing that Amira said

    @BKG-28 @essential @critical
    Scenario: Different callers at the same moment all have an appointment
      Given callers of different kinds want an appointment
      When they all call at the same moment
      Then every step of each call was answered, and in time
      And enough of them have completed a booking

  Rule: Two never get the same slot

    @BKG-29 @race @blocker @needs.calendar @needs.database @exclusive
    Scenario Outline: Of two who confirm the last slot at the same moment one gets it, when the line <runs so>
      Given the line <runs so>
      And Amira and Bruno are asked to confirm the same last hour of a day
      When all say yes at the same moment
      Then one of them has the slot, and everybody else is offered another
      When the others accept what they are offered
      Then the appointments of Amira and Bruno do not overlap

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

    @BKG-29 @race @blocker @needs.calendar @needs.database @exclusive
    Scenario Outline: Of ten who confirm one slot at the same moment one gets it, when the line <runs so>
      Given the line <runs so>
      And 10 callers are asked to confirm the same last hour of a day
      When all say yes at the same moment
      Then one of them has the slot, and everybody else is offered another
      And exactly one appointment stands in the line's calendar

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

    @BKG-28 @critical @needs.spare
    Scenario: A conversation goes on with another process of the line
      Given the line runs as two processes behind one database
      And Amira is asked whether her name is "Amira Haddad"
      When her "yes" reaches the other process of the line, which asks when
      And she says "tomorrow at 2 PM"
      And she goes on to book an appointment
      Then exactly one appointment is on record for her
