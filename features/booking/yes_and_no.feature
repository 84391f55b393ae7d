@allure.label.epic:Booking
Feature: Yes and no
  In order not to be booked by mistake
  As a patient
  I want only what I mean as a yes to be taken for one

  Rule: Only a clear yes to the last question books

    @BKG-06 @BKG-07 @blocker @needs.database
    Scenario Outline: A clear yes books: <answer>
      Given Amira is asked to confirm an appointment
      When she says "<answer>"
      Then she hears that her appointment is booked
      And exactly one appointment is on record for her

      @essential
      Examples: a yes
        | answer       |
        | Yes, please. |

      Examples: other ways to say it
        | answer         |
        | yeah           |
        | sure, go ahead |
        | that's correct |
        | OK, book it    |

    @BKG-06 @BKG-07 @blocker @needs.database
    Scenario Outline: A negated yes books nothing, and asks for another time: <answer>
      Given Amira is asked to confirm an appointment
      When she says "<answer>"
      Then she is asked when
      And she is not told that anything is booked
      And no appointment is on record for her

      @essential
      Examples: a negated yes
        | answer                  |
        | don't book it           |
        | that is not right       |
        | no, that is not correct |

    @BKG-06 @BKG-07 @blocker @needs.database
    Scenario Outline: An answer that only sounds like a yes books nothing: <answer>
      Given Amira is asked to confirm an appointment
      When she says "<answer>"
      Then she is asked to confirm again
      And she is not told that anything is booked
      And no appointment is on record for her

      Examples: neither
        | answer                         |
        | I'm not sure                   |
        | yesterday I called you already |
        | what did you say               |
        | my book is on the table        |
        | yes, or rather no              |

    @BKG-07 @critical @needs.database
    Scenario Outline: An unclear answer to the last question asks it again: <answer>
      Given Amira is asked to confirm an appointment
      When she says "<answer>"
      Then she is asked to confirm again
      When she confirms
      Then exactly one appointment is on record for her

      Examples: unclear
        | answer           |
        | I'm not sure     |
        | what did you say |
        | purple elephants |

    @BKG-08 @essential @critical @needs.calendar @needs.database
    Scenario: Whoever says no to the last question is asked for the time again, and the old slot is forgotten
      Given Amira is asked to confirm the next open day at 2 PM, for 45 minutes
      When she says "no"
      Then she is asked when
      When she asks for the second open day at 10 AM, for 60 minutes
      Then she is asked to confirm the second open day at 10 AM, for 60 minutes
      When she confirms
      Then exactly one appointment is on record for her: the second open day at 10 AM, 60 minutes

    @BKG-08 @critical @needs.calendar @needs.database
    Scenario: A slot that somebody said no to is free for the next caller
      Given Amira is asked to confirm the next open day at 2 PM, for 45 minutes
      And she says "no"
      When Bruno books the next open day at 2 PM, for 45 minutes
      Then exactly one appointment is on record for him: the next open day at 2 PM, 45 minutes
      And no appointment is on record for Amira

  Rule: The name that was heard is read back

    @BKG-05 @BKG-06 @critical
    Scenario Outline: A wrong name can be said again: <answer>
      Given Amira is asked whether her name is "Amelia Hadley"
      When she says "<answer>"
      Then she is asked for her name
      When she gives her name as "Amira Haddad"
      Then she is asked when

      @essential
      Examples: a no
        | answer |
        | No     |

      Examples: other ways to say it
        | answer            |
        | that is not right |
        | nope, wrong       |
        | that's incorrect  |

    @BKG-05 @BKG-06 @critical
    Scenario Outline: Neither yes nor no asks whether the name is right again: <answer>
      Given Amira is asked whether her name is "Amira Haddad"
      When she says "<answer>"
      Then she is asked whether her name is "Amira Haddad"
      When she says "yes"
      Then she is asked when

      Examples: words that hold a yes or a no
        | answer            |
        | I know nothing    |
        | in November       |
        | my eyes are tired |
        | I'm not sure      |
