@allure.label.epic:Training
Feature: A fair score
  In order to learn from it
  As a trainee
  I want a score that follows from what I wrote and from nothing else

  Rule: The scenario's own expected words make the score

    @TRN-10 @essential @blocker
    Scenario: Expected words score higher than others of the same tone
      Given Amira is in a session of "customer_service_v1"
      When she writes "Thank you for the message about your order, I am really glad to hear from you about the parcel today."
      And she writes "I am sorry about your order, I understand, and I will send a replacement or a refund right away."
      Then the second message scores at least 10 higher than the first
      And the coach names "apologize" among the words that the second message had

    @TRN-10 @critical
    Scenario: What is expected in one scenario is not expected in another
      Given Amira is in a session of "complaint_handling_v1"
      And Bruno is in a session of "customer_service_v1"
      When Amira writes "I take responsibility for the charge and the account, and I will escalate it to my supervisor."
      And Bruno writes "I take responsibility for the charge and the account, and I will escalate it to my supervisor."
      Then the coach names "responsibility" among the words that Amira had
      And the coach of Bruno does not name "responsibility" at all
      And Amira scores higher than Bruno

    @TRN-10 @critical
    Scenario Outline: What the coach expects in <scenario> are the scenario's own words
      Given Amira is in a session of <scenario>
      When she writes something helpful
      Then what the coach names as said and as missed are the words that the scenario expects

      Examples: the scenarios of the pilot
        | scenario                |
        | "customer_service_v1"   |
        | "complaint_handling_v1" |

    @TRN-10 @normal
    Scenario: The same message scores the same for everybody
      Given Amira is in a session of "customer_service_v1"
      And Bruno is in a session of "customer_service_v1"
      When Amira writes "I am sorry that the delivery is late, and I will check the tracking right away."
      And Bruno writes "I am sorry that the delivery is late, and I will check the tracking right away."
      Then both have the same score

    @TRN-10 @essential @critical
    Scenario Outline: A good reply in <scenario> is told to be good
      Given Amira is in a session of <scenario>
      When she writes something helpful
      Then the message scores at least 75

      Examples: the scenarios of the pilot
        | scenario                |
        | "customer_service_v1"   |
        | "complaint_handling_v1" |

  Rule: What helps nobody is never acceptable

    @TRN-11 @essential @critical
    Scenario Outline: A hostile reply is not acceptable: <reply>
      Given Amira is in a session of "customer_service_v1"
      When she writes <reply>
      Then the message is not acceptable

      Examples: hostile, with and without the expected words
        | reply                                                                                              |
        | "That is not my problem. Stop complaining."                                                        |
        | "You are an idiot, but I will send a replacement or a refund for your order today."                |
        | "I am sorry that you are too stupid to track your order. I will help and follow up within a day."  |
        | "SHUT UP ABOUT YOUR ORDER! I WILL REFUND THE PARCEL TODAY, SO GO AWAY!"                            |

    @TRN-11 @critical
    Scenario Outline: A reply that is beside the point is not acceptable: <reply>
      Given Amira is in a session of "customer_service_v1"
      When she writes <reply>
      Then the message is not acceptable

      Examples: off topic
        | reply                                                                                          |
        | "Did you see the match last night? The second half was the best that I have ever watched."     |
        | "My grandmother makes the best apple pie in town, with a little cinnamon and a lot of love."   |
        | "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor."              |

    @TRN-11 @critical
    Scenario: Expected words without a sentence are not acceptable
      Given Amira is in a session
      When she strings all expected words together
      Then the message is not acceptable

    @TRN-11 @normal
    Scenario Outline: A message of <nothing> is not acceptable
      Given Amira is in a session
      When she sends a message of <nothing>
      Then it is refused, or scored as not acceptable
      And the conversation goes on

      Examples: nothing
        | nothing           |
        | no characters     |
        | blanks            |
        | a single dot      |
        | an invisible sign |

  Rule: The coach says how to do better

    @TRN-12 @normal
    Scenario: A weak reply is told what was missed
      Given Amira is in a session
      When she writes "Hello, I have got your message about the order and the bill."
      Then the coach names words that were missed, and how many of them in hundred were said
      And what she was told to say next time raises the score
