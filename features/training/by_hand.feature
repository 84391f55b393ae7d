@allure.label.epic:Training
Feature: What a pilot is tried with by hand
  In order to know how it feels
  As the one who runs the pilot
  I want people to look at what no program can judge

  Rule: A person has looked at it

    @manual @normal
    Scenario: A rehearsal feels like a conversation
      Given a tester opens the chat in a browser, and picks a scenario of the pilot
      When they talk with the customer for ten minutes
      Then the customer stays in the role, and answers what was said

    @manual @normal
    Scenario: The coach's advice helps
      Given a tester has written a weak reply
      When they read the coach's feedback, and follow it
      Then the feedback was understandable, fair and useful

    @manual @normal
    Scenario: The documents are fit to be read
      Given a tester has picked a scenario of the pilot
      When they open each of its documents on a screen and on a phone
      Then each can be read without scrolling sideways, and fits the scenario

    @manual @normal
    Scenario: A lost network is survived
      Given a tester is in the middle of a session on a phone
      When they go through a tunnel, or switch the network off and on
      Then the browser comes back to the session, and shows what was said

    @manual @normal
    Scenario: The summary is worth reading
      Given a tester has completed a session
      When they read the summary aloud to a coach
      Then the coach agrees with the strengths and with what to improve

    @manual @minor
    Scenario: The chat can be used without a mouse and without sight
      Given a tester uses the chat with the keyboard and a screen reader
      When they rehearse to the end
      Then everything that is said is read out in its order
