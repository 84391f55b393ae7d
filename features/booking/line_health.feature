@allure.label.epic:Booking @needs.health
Feature: The line's health
  In order to be woken when something is wrong, and only then
  As the one who watches over the line
  I want the line to say truly how it is

  Rule: The line says whether it runs, and whether it is ready

    @BKG-33 @smoke @health @essential @critical @production-safe
    Scenario: A line that works says so
      Then the line says that it runs
      And the line says that it is ready to book

    @BKG-33 @critical @needs.spare @resilience
    Scenario: A line that has lost its database says so at once, and again when it is back
      Given the line has a database of its own
      When the line's database refuses connections
      Then the line says that it runs
      And the line says that it is not ready to book
      When the line's database works again
      Then the line says that it is ready to book
