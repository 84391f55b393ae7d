@allure.label.epic:Onboarding @smoke @needs.driver @exclusive
Feature: A deployed bot
  In order to know within minutes of a deployment whether people are served
  As a release manager
  I want a second bot to talk to the deployed one as a user would, whatever state its account is in

  Rule: The deployed bot is there

    @ONB-60 @blocker @production-safe
    Scenario: The deployed bot answers a start with the screen of one step
      When the driver bot starts the deployed bot
      Then the deployed bot shows the screen of one step
      And the screen has its buttons, which a bot can't tap

    @ONB-60 @normal @production-safe
    Scenario: Telegram says in time who the driver bot is
      When the driver bot asks Telegram who it is
      Then Telegram has said so within 3 seconds

    @ONB-61 @normal @production-safe
    Scenario: The deployed bot answers a start in the time promised
      When the driver bot starts the deployed bot
      Then the deployed bot has answered within the time promised for a greeting

    @ONB-62 @normal @production-safe
    Scenario: The deployed bot answers whoever asks for help
      When the driver bot asks the deployed bot for help
      Then the deployed bot answers
      And the deployed bot does not speak of an error

  Rule: The deployed bot keeps its place

    @ONB-63 @critical @production-safe
    Scenario: Starting the deployed bot again loses nothing and skips nothing
      Given the driver bot has started the deployed bot
      When the driver bot starts the deployed bot
      Then the deployed bot shows the same screen again

    @ONB-63 @critical @production-safe
    Scenario: An interrupted flow of the deployed bot is resumed
      Given the driver bot has started the deployed bot
      And the driver bot was interrupted by a request for help
      When the driver bot starts the deployed bot
      Then the deployed bot shows the same screen again

  Rule: The deployed bot takes in only what its step asks for

    @ONB-64 @critical @production-safe
    Scenario: An address that is none leads nowhere on the deployed bot
      Given the driver bot has started the deployed bot
      When the driver bot writes an address that is none
      Then the deployed bot answers as the step of the account demands
      When the driver bot starts the deployed bot
      Then the deployed bot shows the same screen again

    @ONB-64 @critical @production-safe
    Scenario: Digits that nobody has asked for lead nowhere on the deployed bot
      Given the driver bot has started the deployed bot
      When the driver bot writes digits that its step can't use
      Then the deployed bot answers as the step of the account demands
      When the driver bot starts the deployed bot
      Then the deployed bot shows the same screen again

    @ONB-65 @critical
    Scenario: A good address leads to the code where one is asked for
      Given the driver bot has started the deployed bot
      When the driver bot writes a new e-mail address
      Then the deployed bot answers as the step of the account demands
      And the deployed bot has answered within the time promised for a text
      When the driver bot starts the deployed bot
      Then the deployed bot shows the same screen again

  Rule: The deployed bot bears what people write

    @ONB-66 @normal @production-safe
    Scenario: The deployed bot answers five different messages at once
      When the driver bot writes five different messages at once
      Then at least 80 % of them are answered

    @ONB-67 @critical @production-safe
    Scenario Outline: The deployed bot recovers from <nonsense>
      Given the driver bot has started the deployed bot
      When the driver bot writes "<nonsense>" to the deployed bot
      Then the deployed bot answers
      And the deployed bot does not speak of an error
      When the driver bot starts the deployed bot
      Then the deployed bot shows the same screen again

      Examples: what nobody should write
        | nonsense           |
        | a very long text   |
        | emoji              |
        | markup             |
        | a database command |

  Rule: The deployed bot feels good to use

    @ONB-68 @critical @production-safe
    Scenario: The deployed bot is healthy
      When the driver bot goes through all that a bot can do with another
      Then the deployed bot is healthy
