@allure.label.epic:Onboarding @needs.wizard @needs.webhook @needs.mailbox @resilience @exclusive
Feature: A rush of newcomers
  In order to have an answer on the day when everybody comes
  As a newcomer on Telegram
  I want the bot to keep its head, and my answer for me

  Rule: In a rush everybody is answered, and nobody gets another's answer

    @ONB-55 @critical
    Scenario: A hundred newcomers at the same moment are all greeted once, and get a code of their own
      Given 100 people are new to the bot
      When they all start the bot at the same moment
      Then each of them is greeted once
      When they all give an e-mail address at the same moment
      Then each of them is asked for the code that was mailed to their own address
      And none of them sees anything that is meant for another, or more than the others
