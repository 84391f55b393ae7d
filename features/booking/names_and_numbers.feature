@allure.label.epic:Booking
Feature: Names and numbers
  In order to be found under who I am
  As a patient
  I want my name and my number to be kept as I say them

  Rule: Names of every kind are kept as they were said

    @BKG-09 @critical @needs.database
    Scenario Outline: A name of any kind is read back and kept: <name>
      Given Amira calls the booking line
      When she says "<sentence>", which means "<name>"
      Then she is asked whether her name is "<name>"
      When she goes on to book an appointment
      Then she is on record as "<name>"

      @essential
      Examples: as people introduce themselves
        | sentence                | name        |
        | My name is John Smith   | John Smith  |
        | Hi, this is José García | José García |

      Examples: names from everywhere
        | sentence                     | name                 |
        | 李小龙                       | 李小龙               |
        | I'm Jean-Pierre O'Connor     | Jean-Pierre O'Connor |
        | It's Noah Anthony            | Noah Anthony         |
        | My name is Anthony Nowak     | Anthony Nowak        |
        | My name is Yesenia Knowles   | Yesenia Knowles      |
        | My name is Anna van der Berg | Anna van der Berg    |
        | this is Siobhán McDonald     | Siobhán McDonald     |

    @BKG-09 @BKG-21 @critical @needs.database
    Scenario: A name with an ampersand is read back as it was said
      Given Amira calls the booking line
      When she says "My name is Rose & Thorn", which means "Rose & Thorn"
      Then she is asked whether her name is "Rose & Thorn"
      When she goes on to book an appointment
      Then she is on record as "Rose & Thorn"

  Rule: A name and a number in one sentence are both understood

    @BKG-10 @normal @needs.database
    Scenario Outline: A caller without a number says it along with the name, <spelled>
      Given Amira withholds her number
      And she calls the booking line
      When she says that she is "John Smith" and gives her number <spelled>
      Then she is asked whether her name is "John Smith"
      When she goes on to book an appointment
      Then she is on record as "John Smith"

      Examples: how people say a number
        | spelled           |
        | in groups         |
        | without a pause   |
        | digit by digit    |
        | with country code |

  Rule: A caller who withholds the number is asked for it

    @BKG-20 @critical @needs.database
    Scenario: A caller who withholds the number is kept under the number that she says
      Given Amira withholds her number
      And she calls the booking line
      When she gives her name as "Amira Haddad"
      And she says her number when asked for it
      And she goes on to book an appointment
      Then she is on record as "Amira Haddad"

    @BKG-20 @normal @needs.database
    Scenario: What is no number is asked for again
      Given Amira withholds her number
      And she is asked for her number
      When she says "I don't know it by heart"
      Then she is asked for her number
      When she says her number when asked for it
      Then she is asked when

  Rule: The number that a caller says counts, whatever number the call shows

    @BKG-10 @BKG-34 @critical @needs.database
    Scenario Outline: Whoever says the number of another phone is kept under that one, <spelled>
      Given Amira calls the booking line
      When she says that she is "John Smith" and gives the number of another phone <spelled>
      Then she is asked whether her name is "John Smith"
      When she goes on to book an appointment
      Then she is on record as "John Smith"
      And nobody is on record under the number that she called from

      Examples: how people say a number
        | spelled           |
        | in groups         |
        | digit by digit    |
        | with country code |

    @BKG-10 @BKG-34 @normal @needs.database
    Scenario: Whoever says the number that the call shows is kept under it once
      Given Amira calls the booking line
      When she says that she is "John Smith" and gives her number in groups
      And she goes on to book an appointment
      Then she is on record as "John Smith"
      And exactly one appointment is on record for her

    @BKG-17 @BKG-18 @BKG-34 @blocker @needs.database
    Scenario Outline: Whoever says the number of another patient can <change> nothing of theirs
      Given Bruno has booked an appointment
      And Amira calls the booking line
      When she says that she is "Amira Haddad" and gives the number of Bruno
      And she says "yes"
      And she says "I want to <change> my appointment"
      Then she is told that she has no appointment
      And Amira was told of nothing that Bruno said
      And exactly one appointment is on record for Bruno

      Examples: two changes
        | change     |
        | reschedule |
        | cancel     |

    @BKG-34 @critical @needs.database
    Scenario: Whoever books under the number of another patient renames nobody
      Given Bruno has booked an appointment
      And Amira calls the booking line
      When she says that she is "Amira Haddad" and gives the number of Bruno
      And she goes on to book an appointment
      Then Bruno is on record as "Bruno Keller"
      And 2 appointments are on record for Bruno
