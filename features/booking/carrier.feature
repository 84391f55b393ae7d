@allure.label.epic:Booking @needs.signature
Feature: Only the carrier can call
  In order to be sure that nobody books, moves or cancels in a patient's name
  As the practice
  I want the line to listen to nobody but the carrier

  Rule: A call without the right signature is turned away

    @BKG-22 @smoke @essential @blocker
    Scenario Outline: A call with <signature> is turned away
      When Amira calls with <signature>
      Then the line turns her away

      Examples: wrong in three ways
        | signature                     |
        | no signature                  |
        | a garbled signature           |
        | the signature of another call |

    @BKG-22 @essential @blocker
    Scenario: A call with the right signature is let in
      When Amira calls with the right signature
      Then the line lets her in

    @BKG-22 @blocker @needs.database
    Scenario Outline: An answer with <signature> in the middle of a call changes nothing
      Given Amira is asked to confirm an appointment
      When somebody says "yes" in her call, with <signature>
      Then the line turns her away
      And no appointment is on record for her

      Examples: wrong in three ways
        | signature                     |
        | no signature                  |
        | a garbled signature           |
        | the signature of another call |

  Rule: What the carrier does not know of a caller is signed too

    @BKG-23 @essential @critical
    Scenario Outline: A call from a place that the carrier <knows> is let in
      When Amira calls from a place that the carrier <knows>
      Then the line lets her in

      Examples: parameters without a value
        | knows                |
        | knows                |
        | knows only in part   |
        | does not know at all |

    @BKG-23 @normal
    Scenario: An answer that the carrier could not make out is let in
      Given Amira is asked for her name
      When she says nothing at all
      Then the line lets her in
