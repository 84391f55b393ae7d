@allure.label.epic:Onboarding @needs.wizard @needs.mailbox @needs.sms
Feature: SMS alerts
  In order to hear at once of what happens to my money
  As a user with a phone
  I want my own number, and nobody else's, to get alerts

  Rule: Whoever shares a number gets one welcome SMS

    @ONB-38 @essential @critical
    Scenario: A user shares the own number and gets one welcome SMS
      Given Amira has become a verified user with a phone
      When she shares the own phone number
      Then she is told that SMS alerts are on
      And exactly one SMS has been sent to her

    @ONB-38 @normal
    Scenario: The settings offer SMS alerts
      Given Amira has become a verified user with a phone
      When she taps "Settings & Help"
      Then she is offered exactly
        | button       |
        | SMS alerts   |
        | Back to Menu |

    @ONB-38 @normal
    Scenario: A user who does not want to share a number has not to
      Given Amira has become a verified user with a phone
      When she asks for SMS alerts
      Then she is asked for the phone number
      When she taps "Not now"
      Then she is told that no number was shared
      And she is shown the main menu
      And no SMS has been sent to her

    @ONB-38 @normal
    Scenario: Whoever comes back gets no second welcome SMS
      Given Amira has become a verified user with a phone
      When she shares the own phone number
      And she comes back and asks for SMS alerts
      Then she is told that SMS alerts are on
      And exactly one SMS has been sent to her

  Rule: A number belongs to one user, and only its owner can share it

    @ONB-38 @critical @needs.webhook
    Scenario: Somebody else's contact is refused
      Given Amira has become a verified user with a phone
      When she shares the contact of somebody else
      Then she is told that the number is somebody else's
      And no SMS has been sent to her

    @ONB-38 @critical
    Scenario: A number that somebody uses already is refused
      Given Noor has become a verified user with a phone
      And Noor has SMS alerts
      And Amira has become a verified user with the phone number of Noor
      When Amira shares the own phone number
      Then she is told that the number is taken
      And exactly one SMS has been sent to Noor
