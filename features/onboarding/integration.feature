@allure.label.epic:Onboarding @integration @needs.wizard
Feature: Codes and alerts arrive on the newcomer's own devices
  In order to get my code and my alerts where I look for them
  As a newcomer on Telegram
  I want what the bot sends me by mail and SMS to be delivered

  Rule: A code that was mailed is delivered, and opens the way

    @ONB-70 @critical @needs.brevo
    Scenario: The code is delivered and leads to the main menu
      Given the mail to Amira can be followed
      When she gets started
      And she gives an e-mail address
      Then the mail with the code is delivered to her
      When she types the code from the mail
      And she accepts the terms
      Then she has come from the code to the main menu

    @ONB-71 @critical @needs.brevo @needs.clock
    Scenario: A code that was asked for again is delivered and is the one that counts
      Given a mail with a code was delivered to Amira
      When 1 minute and 1 second go by for her
      And she asks for the code again
      Then the mail with the code is delivered to her
      When she types the code from the mail
      Then she is asked to accept the terms

  Rule: Whoever typed a delivered code is welcomed by mail, and on record

    @ONB-72 @critical @needs.brevo @needs.database
    Scenario: A newcomer with a delivered code is welcomed by mail and on record as verified
      Given a mail with a code was delivered to Amira
      When she types the code from the mail
      And she accepts the terms
      Then the welcome mail is delivered to her
      And she is on record as a verified user

  @exclusive
  Rule: SMS alerts begin with an SMS that is delivered

    @ONB-73 @normal @needs.twilio
    Scenario: The welcome SMS is delivered
      Given the SMS to Amira can be followed
      When she shares the own phone number
      Then the SMS is delivered to her

    @ONB-74 @normal @needs.twilio
    Scenario: Whoever comes back to the SMS alerts gets no second SMS
      Given the SMS to Amira can be followed
      When she shares the own phone number
      Then the SMS is delivered to her
      When she comes back and asks for SMS alerts
      Then no second SMS has been sent to her
