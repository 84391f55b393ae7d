@allure.label.epic:Onboarding @needs.wizard @needs.webhook @race
Feature: When things happen at the same moment
  In order to have one account and one wallet, however nervous my thumb and however bad my line is
  As a newcomer on Telegram
  I want the bot to make of what arrives together what I meant

  Rule: Whatever arrives at once, a newcomer is there once

    @ONB-40 @critical @needs.database
    Scenario Outline: Five starts at the same moment make one newcomer, when the bot <runs so>
      Given the bot <runs so>
      And 6 people are new to the bot
      When each of them in turn starts the bot 5 times at the same moment
      Then each of them is answered by at most 2 messages
      And none of them is told of any trouble
      And exactly one account, session and "USD" wallet are on record for each of them

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

    @ONB-40 @critical @needs.database
    Scenario Outline: A double tap on Accept opens one account, when the bot <runs so>
      Given the bot <runs so>
      And 4 people are asked to accept the terms
      When each of them in turn accepts the terms 2 times at the same moment
      Then each of them is told once that the account is ready
      And exactly one welcome mail has been sent to each of them
      And exactly one account, finished session and "USD" wallet are on record for each of them

      @needs.mailbox
      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.mailbox @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

  Rule: Of several codes at the same moment one is good

    @ONB-41 @critical @needs.mailbox
    Scenario Outline: <addresses> at the same moment lead to one good code, when the bot <runs so>
      Given the bot <runs so>
      And Amira is asked for an e-mail address
      When she gives <addresses> at the same moment
      Then she is not told of any trouble
      And one and only one of the codes mailed to her is accepted

      Examples: one process or several
        | addresses                     | runs so          |
        | the same e-mail address twice | runs as deployed |
        | 3 e-mail addresses            | runs as deployed |

      @needs.spare
      Examples: two processes
        | addresses                     | runs so                                   |
        | the same e-mail address twice | runs as two processes behind one database |
        | 3 e-mail addresses            | runs as two processes behind one database |

  Rule: Nobody gains by being quick

    @ONB-42 @critical @needs.mailbox
    Scenario Outline: Five wrong codes at the same moment lock the code, when the bot <runs so>
      Given the bot <runs so>
      And 4 people are asked for the code from the mail
      When each of them in turn types 5 wrong codes at the same moment
      And each of them types the code from the mail
      Then each of them is told that the code is locked
      And none of them is asked to accept the terms

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

    @ONB-42 @critical @needs.mailbox
    Scenario Outline: A wrong code that arrives twice is counted once, when the bot <runs so>
      Given the bot <runs so>
      And Amira is asked for the code from the mail
      When she types a wrong code that arrives twice at the same moment
      Then the bot says nothing else to her
      When she types a wrong code
      Then she is told that the code is wrong and 3 attempts remain

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

    @ONB-43 @critical @needs.mailbox @needs.database
    Scenario Outline: Of two who verify one address at the same moment one gets it, when the bot <runs so>
      Given the bot <runs so>
      And Amira and Bruno are asked for the code from a mail to the same address
      When Amira and Bruno type their codes at the same moment
      Then the address belongs to one of Amira and Bruno
      And the one of Amira and Bruno goes on, and the other is told that the address is taken

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |

  Rule: Many at once do not get in each other's way

    @ONB-44 @critical @needs.mailbox @needs.database
    Scenario Outline: Twenty newcomers at the same moment become twenty users, when the bot <runs so>
      Given the bot <runs so>
      And 20 people are new to the bot
      When they all become verified users, each step at the same moment
      Then each of them is on record with their own address
      And none of them sees anything that is meant for another, or more than the others

      Examples: one process or several
        | runs so          |
        | runs as deployed |

      @needs.spare
      Examples: two processes
        | runs so                                   |
        | runs as two processes behind one database |
