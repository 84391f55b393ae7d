@allure.label.epic:Training
Feature: What there is to read beforehand
  In order to come prepared
  As a trainee
  I want to read the documents of a scenario, and nobody to read anything else

  Rule: The documents of a scenario are there to be read

    @TRN-04 @essential @critical @production-safe
    Scenario: Every document that is listed can be read
      Given Amira has picked the first scenario of the pilot
      When she looks through its documents
      Then every one of them is there, and can be read where the list says

    @TRN-04 @normal @production-safe
    Scenario: A leaflet opens in its place
      Given Amira has picked the first scenario of the pilot
      When she opens its document of the kind ".pdf"
      Then it is a true PDF, to be shown in its place
      When she asks for its text
      Then she is told that its text can't be told

    @TRN-04 @normal @production-safe
    Scenario: A text can be read in the chat
      Given Amira has picked the first scenario of the pilot
      When she opens its document of the kind ".md"
      Then it is plain text
      And the chat tells the same text, with its name and its size

    @TRN-04 @normal @production-safe
    Scenario: A scenario of the pilot is valid
      Given Amira has picked the first scenario of the pilot
      When she has it validated
      Then nothing is said to be missing or wrong

    @TRN-04 @critical @production-safe @needs.draft
    Scenario: A scenario that lacks a document says which
      When Amira has the draft validated that lacks a document
      Then it is said to be invalid, and which document it lacks

  Rule: Nobody gets at a file that is no document

    @TRN-05 @normal @production-safe
    Scenario: A document that is not there is not found
      Given Amira has picked the first scenario of the pilot
      When she asks for a document that is not there
      Then she is told that there is no such

    @TRN-05 @critical
    Scenario Outline: A file <file> is refused
      Given Amira has picked the first scenario of the pilot
      When she asks for a file <file>
      Then she is told that it is forbidden

      Examples: what is no document
        | file                                   |
        | of a type that no document has         |
        | of a program                           |
        | above its folder                       |
        | above its folder, in disguise          |
        | above its folder, in a double disguise |
        | with nothing in the middle of its name |
