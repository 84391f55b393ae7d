"""Training sessions: coming to a session, talking, and what comes of it."""

from behave import given, then, when

from countersign.matchers.judging import judge
from countersign.matchers.said_in_session import holds_conversation
from countersign.matchers.scores import (
    had,
    hears_of,
    not_acceptable,
    scored_at_least,
    scored_by,
    scored_higher_than,
    scored_same_as,
)
from countersign.matchers.sessions import (
    completed_with,
    has_begun,
    reads_plainly,
    refused_because,
    summed_up_truly,
)

# ---- coming to a session


@given("{who:Person} has opened a session of the first scenario of the pilot")
def step_has_opened(context, who):
    """Somebody who has picked what to rehearse, and is about to begin."""
    trainee = context.world.training.trainee(who)
    trainee.picks(context.world.training.scenario_ids[0])
    trainee.opens()


@given("{who:Person} is in a session")
def step_in_session(context, who):
    """Somebody whom the customer waits for, in the first scenario of the pilot."""
    scene = context.world.training
    scene.trainee(who).comes_to_session(scene.scenario_ids[0])


@given("{who:Person} is in a session of {scenario:Quoted}")
def step_in_session_of(context, who, scenario):
    """Somebody whom the customer of that scenario waits for."""
    context.world.training.trainee(who).comes_to_session(scenario)


@when("{who:Person} goes on in a new session of {scenario:Quoted}")
def step_new_session(context, who, scenario):
    """Leaves the session that was, and comes to another one."""
    context.world.who(who).goes_on_elsewhere(scenario)


@when("{who:Person} connects")
def step_connects(context, who):
    """Comes to the session that was opened."""
    context.world.who(who).connects()


@then("{who:Person} is greeted, and the customer has begun the conversation")
def step_is_greeted(context, who):
    """The greeting comes first, then the customer's first words, and then nobody says anything."""
    trainee = context.world.who(who)
    judge(trainee.name, [("the customer", trainee.opening)], has_begun("the customer"))
    trainee.chat.hears_nothing()


@when("{who:Person} asks what the session is")
def step_asks_what(context, who):
    """As a program does that has just been opened."""
    context.world.who(who).asks_what_it_is()


@then("{who:Person} is told of the scenario that she picked, and of {whose:Whose} session")
def step_told_what(context, who, whose):
    """Under the very ids."""
    context.world.who(who).hindsight.was_told_what_it_is()


# ---- talking


@when("{who:Person} writes something helpful")
def step_writes_well(context, who):
    """What a good trainee says next; the answer and the score are waited for."""
    context.world.who(who).rehearsal.writes_well()


@given("{who:Person} has written something helpful {times:Number} times")
@when("{who:Person} writes something helpful {times:Number} times")
def step_writes_well_often(context, who, times):
    """So many exchanges, each to its end."""
    context.world.who(who).rehearsal.writes_well_often(times)


@when("{who:Person} writes {words:Quoted} {times:Number} times")
def step_writes_often(context, who, words, times):
    """So many exchanges with the very same words."""
    context.world.who(who).rehearsal.writes_often(words, times)


@when("{who:Person} writes a message {message:UnusualMessage}")
def step_writes_unusual(context, who, message):
    """Writes what a chat may stumble over, and is answered."""
    context.world.who(who).writes(message)


@when("{who:Person} writes {number:Number} messages without waiting for an answer")
def step_writes_without_waiting(context, who, number):
    """All are on their way before the first is answered."""
    context.world.who(who).rehearsal.sends_many(number)


@then("each of them is acknowledged, answered and scored, in its turn")
def step_each_in_turn(context):
    """Three for each message, and the next message's only after them."""
    context.world.who("she").rehearsal.is_answered_in_turn()


@then("the customer has answered, and the coach has scored it")
def step_was_answered(context):
    """All three have come, in their order, and nothing else before the next deed."""
    context.world.who("she").hindsight.was_answered()


@then("nothing else comes")
def step_nothing_else(context):
    """Silence, for as long as this deployment needs to be sure of it."""
    context.world.who("she").chat.hears_nothing()


@then("{who:Person} hears nothing")
def step_hears_nothing(context, who):
    """Silence, for as long as this deployment needs to be sure of it."""
    context.world.who(who).chat.hears_nothing()


@then("each message was acknowledged under a number of its own")
def step_own_numbers(context):
    """No two acknowledgements name the same message."""
    context.world.who("she").hindsight.has_numbers_of_their_own()


@then("the session holds what was said, in its order")
def step_session_holds(context):
    """Asks the chat for the session: every message and every answer, in order, and nothing else."""
    trainee = context.world.who("she")
    judge(trainee.name, trainee.conversation(trainee.kept().said), holds_conversation(trainee.said))


@then("the conversation goes on")
def step_goes_on(context):
    """A helpful message is acknowledged, answered and scored, as if nothing had been."""
    context.world.who("she").rehearsal.writes_well()


# ---- scores


@then("the second message scores at least {points:Number} higher than the first")
def step_second_higher(context, points):
    """Of the two messages of whoever wrote last."""
    first, second = context.world.who("she").exchanges[-2:]
    judge("The second message", second, scored_higher_than(first, points))


@then("{first:Person} scores higher than {second:Person}")
def step_scores_higher(context, first, second):
    """With the message that each wrote last."""
    other = context.world.people.mentioned(second).last
    judge(first, context.world.who(first).last, scored_higher_than(other))


@then("both have the same score")
def step_same_score(context):
    """Those two who were named last wrote the same."""
    one, other = context.world.training.pairs.two_last()
    judge(one.name, one.last, scored_same_as(other.last))


@then("the coach names {word:Quoted} among the words that the second message had")
@then("the coach names {word:Quoted} among the words that {who:Person} had")
def step_had(context, word, who="she"):
    """The feedback says what was good."""
    trainee = context.world.who(who)
    judge(trainee.name, trainee.last, had(word))


@then("the coach of {who:Person} does not name {word:Quoted} at all")
def step_not_named(context, who, word):
    """Neither as said nor as missed: it belongs to another scenario."""
    trainee = context.world.who(who)
    judge(trainee.name, trainee.last, hears_of(word), wanted=False)


@then("what the coach names as said and as missed are the words that the scenario expects")
def step_scenarios_own(context):
    """All of them, each once, and no other."""
    trainee = context.world.who("she")
    judge(trainee.name, trainee.last, scored_by(trainee.scenario.config.expected_keywords))


@then("the message scores at least {points:Number}")
def step_scores_at_least(context, points):
    """Of a hundred."""
    trainee = context.world.who("she")
    judge(trainee.name, trainee.last, scored_at_least(points))


@then("the message is not acceptable")
def step_not_acceptable(context):
    """It has less than 70 of a hundred."""
    trainee = context.world.who("she")
    judge(trainee.name, trainee.last, not_acceptable())


@when("{who:Person} strings all expected words together")
def step_strings_words(context, who):
    """What the coach expects, one word after the other, without saying anything."""
    context.world.who(who).rehearsal.strings_expected_words_together()


@when("{who:Person} sends a message of {nothing:Nothing}")
def step_sends_nothing(context, who, nothing):
    """Presses Enter without having written anything."""
    context.world.who(who).mischief.sends_nothing(nothing)


@then("it is refused, or scored as not acceptable")
def step_refused_or_low(context):
    """Whichever it is, it is never told to be good."""
    context.world.who("she").mischief.is_not_praised()


@then("the coach names words that were missed, and how many of them in hundred were said")
def step_names_missed(context):
    """The numbers fit the words."""
    context.world.who("she").hindsight.was_told_what_was_missed()


@then("what {who:Person} was told to say next time raises the score")
def step_advice_helps(context, who):
    """Writes what the coach missed, in sentences, and scores higher than before."""
    trainee = context.world.who(who)
    before = trainee.last
    trainee.rehearsal.writes_well()
    judge(trainee.name, trainee.last, scored_higher_than(before))


# ---- the end of a session


@when("{who:Person} rehearses to the end")
def step_to_the_end(context, who):
    """Writes well until the chat says that the session is complete."""
    context.world.who(who).rehearsal.goes_on_to_the_end()


@when("{who:Person} rehearses to just before the end")
def step_before_the_end(context, who):
    """Writes well, but doesn't say goodbye."""
    context.world.who(who).rehearsal.goes_on_to_just_before_the_end()


@given("{who:Person} has completed a session")
def step_has_completed(context, who):
    """Somebody who has rehearsed the first scenario of the pilot to its end."""
    scene = context.world.training
    trainee = scene.trainee(who)
    trainee.comes_to_session(scene.scenario_ids[0])
    trainee.rehearsal.goes_on_to_the_end()
    trainee.rehearsal.must_complete()


@then("the session is complete, with a summary")
def step_is_complete(context):
    """The end was told once, after the last answer and its score, and nothing comes after it."""
    trainee = context.world.who("she")
    trainee.rehearsal.must_complete()
    trainee.chat.hears_nothing()


@then("the summary tells {whose:Whose} exchanges and {again:Whose} average score as they were")
def step_summary_true(context, whose, again):
    """So many messages were scored, and that is their mean."""
    trainee = context.world.who("she")
    judge(trainee.name, trainee.rehearsal.must_complete().summary, summed_up_truly(trainee.scores))


@then("the session can be looked up as completed, with the same summary")
def step_kept_as_completed(context):
    """Asks the chat for the session."""
    trainee = context.world.who("she")
    judge(trainee.name, trainee.kept(), completed_with(trainee.rehearsal.must_complete().summary))


@when("{who:Person} writes once more")
def step_once_more(context, who):
    """Though the session is over."""
    context.world.who(who).sends_once_more()


@then("{who:Person} is refused, since the session is complete")
def step_refused_complete(context, who):
    """One refusal, which says so; nothing is answered or scored."""
    trainee = context.world.who(who)
    judge(trainee.name, trainee, refused_because("says the session is complete"))


# ---- interruptions


@when("{whose:Whose} connection is lost, and {who:Person} comes back")
def step_lost_and_back(context, whose, who):
    """Without a farewell, and to the same session; asks for what was said before."""
    trainee = context.world.who(who)
    trainee.loses_connection()
    trainee.comes_back()


@when("{who:Person} comes back")
def step_comes_back(context, who):
    """Connects to the same session, and asks for what was said before."""
    context.world.who(who).comes_back()


@when("{who:Person} writes something helpful, and loses {whose:Whose} connection before it is answered")
def step_writes_and_is_lost(context, who, whose):
    """The message has been acknowledged; then the network is gone."""
    context.world.who(who).rehearsal.writes_and_is_lost()


@then("{who:Person} is told what was said before, in its order and once")
def step_told_again(context, who):
    """Every message and every answer, and nothing else."""
    trainee = context.world.who(who)
    judge(trainee.name, trainee.conversation(trainee.earlier), holds_conversation(trainee.said))


@then("{whose:Whose} message and the customer's answer are there, once")
def step_message_is_there(context, whose):
    """Asks the chat for the session until the answer is there, bounded."""
    trainee = context.world.who("she")
    trainee.rehearsal.finds_the_answer_that_was_missed()
    judge(trainee.name, trainee.conversation(trainee.kept().said), holds_conversation(trainee.said))


@then("all that was acknowledged is there, in its order")
def step_all_acknowledged(context):
    """Asks the chat for the session; what was acknowledged was promised to be kept."""
    trainee = context.world.who("she")
    judge(trainee.name, trainee.conversation(trainee.kept().said), holds_conversation(trainee.said))


@given("the chat is one of the scenario's own")
def step_own_chat(context):
    """A chat that this scenario has for itself: whatever breaks, breaks for nobody else."""
    context.world.training.moves_to_spare()


@when("the chat is killed")
def step_killed(context):
    """At once and without a farewell, as by a machine that loses its power."""
    context.world.training.process.kill()


@when("the chat is stopped")
def step_stopped(context):
    """In good order, as by somebody who deploys a new version."""
    context.world.training.process.end()


@when("{who:Person} writes something helpful, and the chat is killed once it is acknowledged")
def step_killed_in_exchange(context, who):
    """While the customer still thinks about an answer."""
    context.world.training.is_killed_in_the_middle(context.world.who(who))


@when("the chat runs again, and {who:Person} comes back")
def step_runs_again(context, who):
    """At the same address, with the same records."""
    context.world.training.process.start()
    context.world.who(who).comes_back()


@then("{who:Person} is dismissed {farewell:Farewell}")
def step_dismissed(context, who, farewell):
    """The chat has ended the connection, in this way and in no other."""
    context.world.who(who).mischief.is_dismissed(farewell)


# ---- bad frames and limits


@when("{who:Person} sends {bad:BadFrame}")
def step_sends_bad(context, who, bad):
    """What no program should send."""
    context.world.who(who).mischief.sends(bad)


@then("{who:Person} is refused once, and told what was wrong")
def step_refused_once(context, who):
    """One refusal, which names the problem, and nothing else."""
    trainee = context.world.who(who)
    judge(trainee.name, trainee, refused_because(trainee.mischief.bad.means))


@then("{who:Person} is told nothing of what is inside the chat")
def step_no_internals(context, who):
    """No names of files, errors or programs: they help nobody but those who mean harm."""
    trainee = context.world.who(who)
    judge(trainee.name, trainee, reads_plainly())


@when("{who:Person} sends every bad frame there is, one after the other")
def step_sends_every_bad(context, who):
    """Waits for the refusal of each."""
    context.world.who(who).mischief.sends_everything_bad()


@then("each of them is refused once")
def step_each_refused(context):
    """As many refusals as bad frames, and nothing else."""
    context.world.who("she").mischief.was_refused_each_time()


@given("{who:Person} has written {number:Number} messages within a minute")
@when("{who:Person} writes {number:Number} messages within a minute")
def step_writes_many(context, who, number):
    """As many as a hurried trainee might; each is answered and scored."""
    context.world.who(who).mischief.chatters(number)


@when("{who:Person} writes one more")
def step_one_more(context, who):
    """Before the minute is over."""
    context.world.who(who).sends_once_more()


@then("{who:Person} is told how many seconds to wait")
def step_told_to_wait(context, who):
    """One refusal, with a number of seconds that is not more than a minute; nothing is answered or scored."""
    context.world.who(who).mischief.is_told_to_wait()


@when("{who:Person} has waited so long")
def step_has_waited(context, who):
    """So many seconds go by for this session."""
    context.world.training.lets_wait(context.world.who(who))


@when("{who:Person} sends a frame of {number:Number} mebibytes")
def step_sends_large(context, who, number):
    """More than any message has."""
    context.world.who(who).mischief.sends_large_frame(number)
