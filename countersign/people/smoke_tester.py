"""Whoever tests a deployed bot through the driver bot: knows where its account stands, and what follows."""

from hamcrest.core.matcher import Matcher

from countersign.matchers.deployed_bot import (
    AdmitsTrouble,
    Answer,
    AnswersWithin,
    Replies,
    SaysOneOf,
    Shows,
    ShowsButtons,
    ShowsOneScreen,
    meant,
)
from countersign.matchers.judging import judge
from countersign.people.driver_bot import DriverBot, Saying
from countersign.people.standing import BAD_ADDRESS, BUTTONS, DIGITS, GOOD_ADDRESS, Reactions, Standing

BAD = "nobody@@nowhere"
AT_ONCE = (
    "Hello, is anybody there?",
    "What is this service about?",
    "How long does it take?",
    "Is it free of charge?",
    "Thank you!",
)
NONSENSE = {
    "a very long text": "This is far more than anybody should have to read. " * 78,
    "emoji": "🙃🧨👩‍👩‍👧‍👦🏳️‍🌈 \u202ebackwards\u202c \u0301\u0301\u0301",
    "markup": "<b>bold</i> <script>alert(1)</script> &amp; <a href='x'>_*[`",
    "a database command": "'; DROP TABLE users; -- \\",
}


class SmokeTester:
    """Does one thing at a time, and judges the answer by where the driver bot's account stood before."""

    def __init__(self, driver: DriverBot, silence: str) -> None:
        """`silence` says what to look into where the bot does not answer at all."""
        self.driver = driver
        self._silence = silence
        self._last: Saying | None = None
        self._standing: Standing | None = None
        self._reactions: Reactions = {}
        self._answers: dict[int, Answer] = {}

    @property
    def bot(self) -> str:
        """The bot under test, by name."""
        return f"@{self.driver.other}"

    @property
    def standing(self) -> Standing:
        """Where the account stands, as far as the bot has said."""
        if self._standing is None:
            raise LookupError("the driver bot has not started the deployed bot in this scenario yet")
        return self._standing

    def answer(self, wanted: Matcher[Answer] | None = None) -> Answer:
        """The answer to what was said last, when it is as wanted and nothing more comes."""
        saying = self._said()
        if saying.message_id not in self._answers:
            fits = (lambda: wanted.matches(self._answer_so_far(saying))) if wanted else None
            self.driver.hears_out(saying, fits)
            self._answers[saying.message_id] = self._answer_so_far(saying)
        return self._answers[saying.message_id]

    def starts(self) -> None:
        """Write /start."""
        self._last = self.driver.starts()

    def has_started(self) -> None:
        """Write /start, and take the screen that is shown for where the account stands."""
        self.starts()
        self.finds_its_standing()

    def asks_for_help(self) -> None:
        """Write /help."""
        self._last = self.driver.asks_for_help()

    def is_interrupted(self) -> None:
        """Ask for help in the middle of a step, and be answered."""
        self.asks_for_help()
        self.is_answered()

    def writes_bad_address(self) -> None:
        """Write an address that is none."""
        self._write(BAD, BAD_ADDRESS)

    def writes_digits(self) -> None:
        """Write a code; where one may be good already, one of the wrong shape, which costs no attempt."""
        short = self.standing in (Standing.CODE, Standing.NOT_MAILED)
        self._write("12345" if short else "123456", DIGITS)

    def writes_good_address(self, address: str) -> None:
        """Write an address."""
        self._write(address, GOOD_ADDRESS)

    def writes_nonsense(self, kind: str) -> None:
        """Write something that nobody should write."""
        if kind not in NONSENSE:
            raise LookupError(f"{kind!r} is no kind of nonsense; known are {', '.join(NONSENSE)}")
        self._last = self.driver.writes(NONSENSE[kind])

    def finds_its_standing(self) -> None:
        """The answer must show one screen, which says where the account stands."""
        self._standing = self._expects(ShowsOneScreen()).standings()[0]

    def is_where_it_was(self) -> None:
        """The answer must show the screen of where the account stands, and no other."""
        self._expects(Shows(self.standing))

    def is_answered_as_the_step_demands(self) -> None:
        """The answer must be one that fits where the account stood; it tells where the account stands now."""
        allowed = self._reactions[self.standing]
        answer = self._expects(SaysOneOf(allowed))
        self._standing = allowed[meant(answer, allowed)[0]]

    def is_answered(self) -> None:
        """Something must be answered."""
        judge(self.bot, self.answer(), Replies())

    def is_not_told_of_an_error(self) -> None:
        """The answer must not speak of an error."""
        judge(self.bot, self.answer(), AdmitsTrouble(), wanted=False)

    def is_answered_within(self, seconds: float) -> None:
        """The first answer must come in time."""
        judge(self.bot, self.answer(), AnswersWithin(seconds))

    def sees_buttons(self) -> None:
        """The buttons of the screen must be there; that a bot can't tap them is noted."""
        judge(self.bot, self.answer(), ShowsButtons(self.standing))
        for label in BUTTONS[self.standing]:
            self.driver.not_drivable(f"tapping '{label}': a bot can't tap buttons, but it is there")

    def writes_at_once(self) -> tuple[int, int]:
        """Write different texts at the same moment; how many of how many were answered."""
        sayings = self.driver.writes_at_once(AT_ONCE)
        self.driver.waits_for_answers(sayings)
        self._last = sayings[-1]
        return sum(bool(saying.messages) for saying in sayings), len(sayings)

    def is_answered_at_least(self, share: float, answered: tuple[int, int]) -> None:
        """So large a part of what was written at once must be answered."""
        count, of = answered
        if count < share * of:
            raise AssertionError(
                f"{self.bot} should answer at least {share:.0%} of {of} messages at once, but it answered "
                f"{count}{'' if count else ': ' + self._silence}."
            )

    def _said(self) -> Saying:
        if self._last is None:
            raise LookupError("the driver bot has not said anything in this scenario yet")
        return self._last

    def _expects(self, matcher: Matcher[Answer]) -> Answer:
        """The answer, which must be so."""
        answer = self.answer(matcher)
        judge(self.bot, answer, matcher)
        return answer

    def _answer_so_far(self, saying: Saying) -> Answer:
        shown = self.driver.answers(saying)
        ever = self.driver.ever_shown(saying)
        book = self.driver.phrasebook
        return Answer(saying.what, shown, ever, saying.seconds, self._silence, book)

    def _write(self, text: str, reactions: Reactions) -> None:
        self._reactions = reactions
        if self.standing not in reactions:
            raise LookupError(f"nothing is said of {text!r} where a user stands at {self.standing!r}")
        self._last = self.driver.writes(text)
