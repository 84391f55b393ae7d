@allure.label.epic:Booking @load @exclusive
Feature: A busy line
  In order to fill the calendar on a day when everybody calls
  As the practice
  I want nearly all callers to complete a booking, and soon

  Rule: Nearly all callers complete a booking, however many call

    @BKG-30 @essential @critical
    Scenario: The peak hour
      Given the callers of a peak hour want an appointment
      When all of them call when their time has come, in compressed time
      Then enough of them have completed a booking
      And they were answered fast enough on average

    @BKG-31 @critical
    Scenario: The daily pattern
      Given the callers of an ordinary day want an appointment
      When all of them call when their time has come, in compressed time
      Then enough of them have completed a booking
      And they were answered fast enough on average
