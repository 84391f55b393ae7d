"""What newcomers do at the same moment, and what they make of it."""

import json
from collections.abc import Callable, Sequence

from countersign.adversity.race import NARROW, Post, Volley, let_go_together, volleys_needed
from countersign.errors import UserError
from countersign.evidence.exchange import said
from countersign.matchers.conversation import asks_for, asks_to
from countersign.people.mailbox import Mailbox
from countersign.people.newcomer import Newcomer
from countersign.people.telegram_user import HeldBack
from countersign.people.webhook_caller import SECRET
from countersign.scenes.crowd import Crowd
from countersign.scenes.duel import Duel
from countersign.scenes.surroundings import Surroundings
from countersign.target import Onboarding

_TURNED_AWAY = frozenset({400, 401, 403, 404, 405, 415})
"""What a door answers that does not let in what the bot should work on, however often it comes."""


class Races:
    """Posts to the bot's webhook, as Telegram would, what people do; all of it at once."""

    def __init__(
        self,
        onboarding: Onboarding,
        surroundings: Surroundings,
        newcomer: Callable[[str], Newcomer],
        mailbox_at: Callable[[str, str], Mailbox],
    ) -> None:
        secret = onboarding.webhook_secret
        if secret is None:
            raise UserError(
                f"{surroundings.source}: a step posts to the webhook, but onboarding has no webhook_secret."
            )
        self._around = surroundings
        self._newcomer = newcomer
        self._mailbox_at = mailbox_at
        self._webhooks = [
            f"{base.rstrip('/')}{onboarding.paths.webhook}"
            for base in (onboarding.base_url, *onboarding.replicas)
        ]
        self._headers = {SECRET: secret, "Content-Type": "application/json"}
        self._duels: dict[tuple[str, str], Duel] = {}
        self._crowd: Crowd | None = None
        self._mailboxes: list[Mailbox] = []

    # ---- one newcomer

    def gives_address_twice(self, who: Newcomer) -> None:
        """Write the same address two times, when asked for one."""
        self._gives(who, [who.person.email] * 2, [who.mailbox])

    def gives_addresses(self, who: Newcomer, number: int) -> None:
        """Write so many different addresses, when asked for one."""
        addresses = [f"{n}.{who.person.email}" for n in range(1, number + 1)]
        self._gives(who, addresses, [self._mailbox_at(who.name, address) for address in addresses])

    def finds_one_good_code(self, who: Newcomer) -> None:
        """Type every code that was mailed, last the one for the address that the bot speaks of."""
        who.user.lets_the_bot_finish()
        who.user.sees(asks_for("the code"))
        shown = who.user.conversation.visible()
        asking = [m.now.text for m in shown if who.user.phrasebook.says("asks for the code", m.now.text)]
        codes = self._mailed_codes(asking[-1])
        for code in codes[:-1]:
            who.user.writes(code)
            who.user.does_not_see(asks_to("accept the terms"))
        who.user.writes(codes[-1])
        who.user.sees(asks_to("accept the terms"))

    def wrong_code_arrives_twice(self, who: Newcomer) -> None:
        """Write one wrong code, which Telegram delivers twice."""
        [wrong] = who.wrong_codes(1)
        held = who.user.is_about_to_write(wrong)
        self.at_once([held, held])

    # ---- several

    def share_an_address(self, first: str, second: str) -> None:
        """Two newcomers who both say that one address is theirs."""
        self._duels[first, second] = Duel(self._newcomer(first), self._newcomer(second), self.at_once)

    def duel(self, first: str, second: str) -> Duel:
        """What these two have with each other."""
        return self._duels[first, second]

    def gathers(self, number: int) -> Crowd:
        """Bring so many newcomers in, who will all do the same."""
        people = [self._newcomer(f"Newcomer {n}") for n in range(1, number + 1)]
        self._crowd = Crowd(people, self.at_once)
        return self._crowd

    @property
    def crowd(self) -> Crowd:
        """Those who were gathered."""
        if self._crowd is None:
            raise LookupError("nobody has been gathered: a step must say how many people there are")
        return self._crowd

    # ---- the race itself

    def at_once(self, held: Sequence[HeldBack]) -> None:
        """Let go of everything that is held back."""
        posts = [
            Post(
                url=self._webhooks[number % len(self._webhooks)],
                body=json.dumps(each.update).encode(),
                headers=self._headers,
            )
            for number, each in enumerate(held)
        ]
        volley = let_go_together(posts)
        self._note(volley)
        self._check_that_it_arrived(volley)
        for each, arrival in zip(held, volley.arrivals, strict=True):
            each.was_delivered(arrival.released_at, arrival.status)

    def _gives(self, who: Newcomer, addresses: Sequence[str], mailboxes: list[Mailbox]) -> None:
        who.user.sees(asks_for("the e-mail address"))
        self._mailboxes = mailboxes
        self._all_written(who, addresses)

    def _all_written(self, who: Newcomer, texts: Sequence[str]) -> None:
        self.at_once([who.user.is_about_to_write(text) for text in texts])

    def _mailed_codes(self, asking: str) -> list[str]:
        """All that were mailed; last the newest one to the address that is named."""
        for mailbox in self._mailboxes:
            mailbox.look()
        named = [mailbox for mailbox in self._mailboxes if mailbox.address in asking]
        if not named:
            raise AssertionError(
                f"The bot should name the address that the code was sent to, but says {asking!r}."
            )
        good = named[0].newest_code()
        codes = [code for mailbox in self._mailboxes for code in mailbox.codes()]
        return [*(code for code in codes if code != good), good]

    def _check_that_it_arrived(self, volley: Volley) -> None:
        """What is turned away at the door Telegram would bring one by one: that proves nothing of a race."""
        statuses = {arrival.status for arrival in volley.arrivals}
        if turned_away := sorted(_TURNED_AWAY.intersection(statuses)):
            raise UserError(
                f"{self._around.source}: the webhook {' or '.join(self._webhooks)} turns away what is posted "
                f"there ({turned_away[0]}), so that nothing can race: correct onboarding.webhook_secret, "
                f"base_url, replicas or paths.webhook."
            )
        if statuses == {None}:
            raise AssertionError(
                f"The bot should answer at least one of {len(volley.arrivals)} updates at the same moment, "
                f"but it answered none: {volley.arrivals[0].body}."
            )

    def _note(self, volley: Volley) -> None:
        """How good the race was: what it could find, and what it might have missed."""
        chance = volley.chance()
        needed = volleys_needed(chance)
        answers = sorted({str(arrival.status or "no answer") for arrival in volley.arrivals})
        self._around.transcript.add(
            said(
                "the suite",
                "the bot",
                "race",
                f"{len(volley.arrivals)} updates let go within {volley.spread * 1000:.2f} ms, over "
                f"{len(self._webhooks)} process(es), answered with {' and '.join(answers)}. A race that is "
                f"open for {NARROW * 1000:g} ms is met in {chance:.0%} of such volleys; to be 99.9 % sure "
                f"takes {needed or 'more than can be said'}.",
                spread=round(volley.spread, 6),
                chance=round(chance, 4),
            )
        )
        self._around.measured.append(("spread of what is let go together", volley.spread, "s"))
