@allure.label.epic:Onboarding
Feature: The bot's health
  In order to be woken when something is wrong, and only then
  As the one who watches over the bot
  I want the bot to say truly how it is

  Rule: The bot says how it is at this moment

    @ONB-37 @smoke @health @essential @critical @production-safe
    Scenario: A bot that works says so
      Then the bot says that it is healthy

    @ONB-37 @critical @needs.spare @resilience
    Scenario: A bot that has lost its database says so at once, and again when it is back
      Given the bot has a database of its own
      Then the bot says that it is healthy
      When the database refuses connections
      Then the bot says that it has lost its database
      When the database works again
      Then the bot says that it is healthy
