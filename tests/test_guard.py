import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from countersign.errors import UserError
from countersign.guard import (
    ALLOW,
    Production,
    Whereabouts,
    check_bot,
    check_run,
    check_sandbox_database,
    check_sandbox_redis,
    check_target,
    known_production,
    looks_like_production,
    refusal,
    whereabouts,
)
from countersign.target import (
    Booking,
    BookingPaths,
    Control,
    Environment,
    Onboarding,
    Providers,
    Referrals,
    Standin,
    StripeDoor,
    Target,
)
from countersign.target_file import load_target

NOTHING_KNOWN = Production()


def staging(**changes: object) -> Whereabouts:
    where = Whereabouts(
        source="targets/staging.toml",
        environment="staging",
        urls={"onboarding.base_url": "https://bot.staging.acme.com"},
    )
    return msgspec.structs.replace(where, **changes)


def production(*urls: str, writable: tuple[str, ...] = ()) -> Whereabouts:
    return Whereabouts(
        source="targets/production.toml",
        environment="production",
        urls={f"journey{number}.base_url": url for number, url in enumerate(urls)},
        writable=list(writable),
    )


@pytest.mark.parametrize(
    "name",
    [
        "prod", "production", "live", "prd", "api.prod.acme.com", "prod-eu.acme.com",
        "bot-prod2.acme.com", "LIVE.acme.com", "acme_production", "/srv/live/bot.db", "acme_prod_bot",
        "/prod/webhook", "prd1.acme.com", "pre-live.prod.acme.com",
    ],
)  # fmt: skip
def test_a_whole_word_that_says_production_is_seen(name: str) -> None:
    assert looks_like_production(name)


@pytest.mark.parametrize(
    "name",
    [
        "product.example.com", "products.acme.com", "reproduction", "deliver.example.com", "livechat",
        "delivery", "alive.acme.com", "olive.acme.com", "prodigy", "staging.acme.com", "pre-prod.acme.com",
        "preprod.acme.com", "non-prod", "non_production", "not-live.acme.com", "liverpool.acme.com",
        "127.0.0.1", "",
    ],
)  # fmt: skip
def test_a_word_that_only_contains_it_is_not_taken_for_production(name: str) -> None:
    assert looks_like_production(name) is None


@given(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8),
    st.sampled_from(["prod", "live", "production"]),
)
def test_a_longer_word_never_counts(letters: str, word: str) -> None:
    assume(letters != "uction")
    assert looks_like_production(f"x.{letters}{word}.{word}{letters}.com") is None


@pytest.mark.parametrize(
    ("tags", "environment", "refused"),
    [
        (["smoke"], "production", True),
        ([], "production", True),
        (["smoke", "production-safe"], "production", False),
        (["@production-safe"], "production", False),
        (["production-safe-not"], "production", True),
        (["smoke"], "staging", False),
        (["smoke"], "sandbox", False),
    ],
)
def test_production_runs_only_what_is_tagged_for_it(
    tags: list[str], environment: Environment, *, refused: bool
) -> None:
    reason = refusal(tags, environment)
    assert (reason == "production runs only scenarios tagged @production-safe") is refused
    assert (reason is None) is not refused


@pytest.mark.parametrize(
    ("sort", "key", "value", "word"),
    [
        ("urls", "onboarding.base_url", "https://bot.prod.acme.com", "bot.prod.acme.com"),
        ("urls", "onboarding.base_url", "https://acme.com/live/bot", "/live/bot"),
        ("urls", "onboarding.mail.url", "https://mail-live.acme.com", "mail-live"),
        ("databases", "onboarding.database_url", "postgresql://reader@db.acme.com/bot_prod", "bot_prod"),
        ("databases", "onboarding.database_url", "postgresql://db-production.acme.com/bot", "db-prod"),
        ("databases", "onboarding.database_url", "postgresql:///bot?host=prod-db:5432", "prod-db"),
        ("databases", "onboarding.database_url", "sqlite:////srv/production/bot.db", "/srv/prod"),
        ("hosts", "onboarding.webhook_host", "live.acme.com", "live.acme.com"),
        ("bots", "onboarding.bot_username", "acme_prod_bot", "acme_prod_bot"),
        ("bots", "onboarding.allowed_bots[1]", "acme_live_bot", "acme_live_bot"),
    ],
)
def test_staging_that_looks_like_production_is_not_run(sort: str, key: str, value: str, word: str) -> None:
    expected = rf"staging\.toml: {re.escape(key)} looks like production .*{word}.*correct the key"
    with pytest.raises(UserError, match=expected):
        check_run(staging(**{sort: {key: value}}), NOTHING_KNOWN, {})


def test_staging_that_looks_like_staging_is_run() -> None:
    check_run(
        staging(
            databases={"onboarding.database_url": "postgresql://prod@db.staging.acme.com/products"},
            bots={"onboarding.bot_username": "acme_staging_bot"},
        ),
        NOTHING_KNOWN,
        {},
    )


def test_staging_that_is_the_known_production_is_not_run() -> None:
    known = Production(
        hosts={"bot.staging.acme.com": "targets/production.toml"},
        bots={"acme_bot": "targets/production.toml"},
    )
    with pytest.raises(
        UserError, match=r"base_url points at bot\.staging\.acme\.com, which is the production of"
    ):
        check_run(staging(), known, {})
    other = {"urls": {"onboarding.base_url": "https://elsewhere.acme.com"}}
    with pytest.raises(
        UserError, match=r"bot_username is @acme_bot, which is the production bot of targets/prod"
    ):
        check_run(staging(bots={"onboarding.bot_username": "@Acme_Bot"}, **other), known, {})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (None, "is not set"),
        ("", "is not set"),
        ("yes", "says 'yes'"),
        ("1", "says '1'"),
        ("acme.com", "says"),
        ("https://bot.acme.com", "says"),
        ("bot.acme.com.evil.org", "says"),
        ("other.acme.com,*.acme.com", "says"),
    ],
)
def test_production_runs_only_when_its_very_host_is_named(given: str | None, says: str) -> None:
    environ = {} if given is None else {ALLOW: given}
    with pytest.raises(
        UserError, match=rf"is production, and {ALLOW} {says}.* set {ALLOW}=bot\.acme\.com, otherwise"
    ):
        check_run(production("https://bot.acme.com:8443/x"), NOTHING_KNOWN, environ)


def test_production_runs_when_every_host_is_named() -> None:
    check_run(production("https://bot.acme.com"), NOTHING_KNOWN, {ALLOW: "BOT.acme.com"})
    both = production("https://bot.acme.com", "https://api.acme.com")
    check_run(both, NOTHING_KNOWN, {ALLOW: "bot.acme.com, api.acme.com"})
    with pytest.raises(UserError, match=rf"set {ALLOW}=api\.acme\.com,bot\.acme\.com,"):
        check_run(both, NOTHING_KNOWN, {ALLOW: "bot.acme.com"})


def test_what_a_url_only_pretends_to_name_is_not_its_host() -> None:
    with pytest.raises(UserError, match=rf"{ALLOW}=evil\.org"):
        check_run(production("https://bot.acme.com@evil.org/"), NOTHING_KNOWN, {ALLOW: "bot.acme.com"})


def test_production_is_never_written_to_whatever_is_allowed() -> None:
    where = production("https://bot.acme.com", writable=("onboarding.cleanup_database_url",))
    with pytest.raises(
        UserError, match=r"onboarding\.cleanup_database_url would let the suite write .* take it out"
    ):
        check_run(where, NOTHING_KNOWN, {ALLOW: "bot.acme.com"})


def test_production_without_a_journey_is_not_run() -> None:
    with pytest.raises(UserError, match="must name the base_url"):
        check_run(production(), NOTHING_KNOWN, {ALLOW: ""})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.8.7", "[::1]", "localhost", "bot.localhost"])
def test_a_sandbox_talks_to_this_machine(host: str) -> None:
    where = Whereabouts(
        source="targets/sandbox.toml", environment="sandbox", urls={"a.base_url": f"http://{host}:1/x"},
        databases={"a.database_url": "sqlite:////tmp/live/x.db", "a.other": "postgresql:///x?host=/var/run"},
    )  # fmt: skip
    check_run(where, NOTHING_KNOWN, {})


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "https://acme.com", "http://127.0.0.1.acme.com", "http://0.0.0.0"]
)
def test_a_sandbox_talks_to_nobody_else(url: str) -> None:
    where = Whereabouts(source="targets/sandbox.toml", environment="sandbox", urls={"a.base_url": url})
    with pytest.raises(
        UserError, match=r"a\.base_url points at .*, but a sandbox talks to this machine only"
    ):
        check_run(where, NOTHING_KNOWN, {})


def bot(
    name: str = "acme_staging_bot", url: str = "https://bot.staging.acme.com/hook", **more: object
) -> None:
    me = {"id": 1, "is_bot": True, "username": name} | more
    check_bot(
        me,
        {"url": url},
        allowed=["@Acme_Staging_Bot"],
        webhook_host="bot.staging.acme.com",
        source="staging.toml",
    )


def test_the_bot_that_the_target_may_drive_is_driven() -> None:
    bot()
    bot("ACME_STAGING_BOT", "https://BOT.staging.acme.com:8443/")
    check_bot({"is_bot": True, "username": "b"}, {"url": ""}, allowed=["b"], webhook_host=None, source="x")


def test_another_bot_is_not_driven_whatever_its_name_says() -> None:
    with pytest.raises(UserError, match=r"token of @acme_staging_bot2, .* lists @acme_staging_bot: correct"):
        bot("acme_staging_bot2")
    with pytest.raises(UserError, match="allowed_bots"):
        bot(is_bot=False)
    with pytest.raises(UserError, match="lists no bot"):
        check_bot({"is_bot": True, "username": "b"}, {}, allowed=[], webhook_host=None, source="x")
    with pytest.raises(UserError, match="token of @nobody"):
        check_bot({"is_bot": True}, {}, allowed=[""], webhook_host=None, source="x")


def test_a_bot_that_answers_elsewhere_is_not_driven() -> None:
    with pytest.raises(UserError, match=r"updates at bot\.acme\.com, not at bot\.staging\.acme\.com"):
        bot(url="https://bot.acme.com/hook")
    with pytest.raises(UserError, match="updates by long polling, at no webhook, not at"):
        bot(url="")


def test_all_that_a_target_names_is_looked_at() -> None:
    target = Target(
        environment="staging", source="targets/staging.toml",
        onboarding=Onboarding(
            base_url="https://a.acme.com", bot_username="a_bot", allowed_bots=["b_bot"],
            webhook_host="c.acme.com",
            telegram=Standin(url="https://d.acme.com", backstage_token="prod"),
            clock=Control(url="https://e.acme.com", token="live"),
            database_url="sqlite:///f.db", cleanup_database_url="sqlite:///g.db",
        ),
    )  # fmt: skip
    where = whereabouts(target)
    assert where.urls == {
        "onboarding.base_url": "https://a.acme.com",
        "onboarding.telegram.url": "https://d.acme.com",
        "onboarding.clock.url": "https://e.acme.com",
    }
    assert where.databases == {
        "onboarding.database_url": "sqlite:///f.db",
        "onboarding.cleanup_database_url": "sqlite:///g.db",
    }
    assert where.hosts == {"onboarding.webhook_host": "c.acme.com"}
    assert where.bots == {"onboarding.bot_username": "a_bot", "onboarding.allowed_bots[0]": "b_bot"}
    assert where.writable == ["onboarding.cleanup_database_url"]


PRODUCTION = """
environment = "production"
[onboarding]
base_url = "https://${PROD_HOST}"
bot_username = "acme_bot"
webhook_host = "hooks.acme.com"
allowed_bots = ["acme_bot2"]
"""


def test_the_hosts_and_bots_of_production_targets_are_known(tmp_path: Path) -> None:
    folder = tmp_path / "targets"
    folder.mkdir()
    (folder / "production.toml").write_text(PRODUCTION)
    (folder / "other.example.toml").write_text(PRODUCTION.replace("acme", "example"))
    (folder / "staging.toml").write_text(
        'environment = "staging"\n[onboarding]\nbase_url = "https://s.acme.com"\n'
    )
    source = "targets/production.toml"
    known = known_production(folder, {"PROD_HOST": "bot.acme.com"})
    assert known.hosts == {"bot.acme.com": source, "hooks.acme.com": source}
    assert known.bots == {"acme_bot": source, "acme_bot2": source}
    assert known_production(folder, {}).hosts == {"hooks.acme.com": source}
    (folder / "broken.toml").write_text("[")
    with pytest.raises(UserError, match=r"targets/broken\.toml can't be read"):
        known_production(folder, {})


def test_a_target_file_is_checked_from_end_to_end(tmp_path: Path) -> None:
    folder = tmp_path / "targets"
    folder.mkdir()
    (folder / "production.toml").write_text(PRODUCTION)
    (folder / "staging.toml").write_text(PRODUCTION.replace('"production"', '"staging"'))
    environ = {"PROD_HOST": "bot.acme.com"}
    with pytest.raises(UserError, match=r"which is the production of targets/production\.toml"):
        check_target(load_target("staging", folder, environ).target, folder, environ)
    live = load_target("production", folder, environ).target
    with pytest.raises(UserError, match=rf"{ALLOW}=bot\.acme\.com"):
        check_target(live, folder, environ)
    check_target(live, folder, environ | {ALLOW: "bot.acme.com"})


def test_the_embedded_sandbox_passes() -> None:
    check_target(load_target("sandbox", Path("targets")).target, Path("targets"), {})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql+psycopg://u@db.example.com/bot", "points at db.example.com"),
        ("postgresql+psycopg://u@127.0.0.1/bot_prod", "looks like production"),
        ("sqlite:////srv/production.db", "looks like production"),
    ],
)
def test_the_sandbox_works_only_in_a_database_of_this_machine(url: str, expected: str) -> None:
    with pytest.raises(UserError, match=expected) as caught:
        check_sandbox_database("COUNTERSIGN_SANDBOX_DATABASE_URL", url)
    assert str(caught.value).startswith("COUNTERSIGN_SANDBOX_DATABASE_URL: ")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://:secret-word@cache.example.com:6379/0", "points at cache.example.com"),
        ("redis://acme_prod@127.0.0.1:6379/0", "looks like production"),
        ("redis://127.0.0.1:6379/production", "looks like production"),
        ("http://127.0.0.1:6379", "is no URL of a Redis server"),
        ("unix:///run/redis.sock", "is no URL of a Redis server"),
        ("redis://127.0.0.1:port", "is no URL of a Redis server"),
        ("127.0.0.1:6379", "is no URL of a Redis server"),
    ],
)
def test_the_sandbox_counts_only_in_a_redis_of_this_machine(url: str, expected: str) -> None:
    with pytest.raises(UserError, match=expected) as caught:
        check_sandbox_redis("COUNTERSIGN_SANDBOX_REDIS_URL", url)
    assert str(caught.value).startswith("COUNTERSIGN_SANDBOX_REDIS_URL")
    assert "secret-word" not in str(caught.value)


def test_a_redis_of_this_machine_is_taken() -> None:
    for url in ("redis://127.0.0.1:6379", "redis://:secret@localhost:6379/1", "rediss://[::1]:6380/0"):
        check_sandbox_redis("COUNTERSIGN_SANDBOX_REDIS_URL", url)


@pytest.mark.parametrize("begins", ["sk_live_", "rk_live_"])
def test_a_live_key_of_stripe_is_refused_wherever_it_stands(begins: str) -> None:
    key = f"{begins}{'0' * 24}"
    door = Providers(stripe=StripeDoor(api_key=key))
    gateway = Referrals(base_url="https://gateway.acme.com", api_key=key)
    for section in ({"providers": door}, {"referrals": gateway}):
        for environment in ("sandbox", "staging", "production"):
            target = Target(environment=environment, source="targets/own.toml", **section)
            with pytest.raises(UserError, match="is a live key of Stripe, which moves real money") as caught:
                check_target(target, Path("targets"), {})
            assert key not in str(caught.value)


def test_a_bot_named_in_camel_case_is_known_by_its_words() -> None:
    assert looks_like_production("AcmeLiveBot") == "live"
    check_sandbox_database("COUNTERSIGN_SANDBOX_DATABASE_URL", "postgresql+psycopg://u@127.0.0.1/bot")


def line(environment: Environment, **changes: object) -> Target:
    section = Booking(**({"base_url": "https://line.acme.com"} | changes))  # type: ignore[arg-type]
    return Target(environment=environment, source="targets/line.toml", booking=section)


def test_all_that_a_line_names_is_looked_at() -> None:
    where = whereabouts(
        line(
            "staging",
            replicas=["https://line2.acme.com"],
            fallback_url="https://later.acme.com",
            status_callback="https://told.acme.com",
            clock=Control(url="https://clock.acme.com", token="prod"),
            database_url="sqlite:///a.db",
            cleanup_database_url="sqlite:///b.db",
        )
    )
    assert where.urls == {
        "booking.base_url": "https://line.acme.com",
        "booking.replicas[0]": "https://line2.acme.com",
        "booking.fallback_url": "https://later.acme.com",
        "booking.status_callback": "https://told.acme.com",
        "booking.clock.url": "https://clock.acme.com",
    }
    assert where.paths == {"booking.paths.voice": "/twilio/voice"}
    assert where.writable == ["booking.cleanup_database_url"]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"base_url": "https://line.prod.acme.com"}, "booking.base_url"),
        ({"replicas": ["https://line.acme.com", "https://line.live.acme.com"]}, "booking.replicas[1]"),
        ({"fallback_url": "https://acme.com/prod/later"}, "booking.fallback_url"),
        ({"status_callback": "https://prd1.acme.com"}, "booking.status_callback"),
        ({"paths": BookingPaths(voice="/prod/voice")}, "booking.paths.voice"),
        ({"cleanup_database_url": "postgresql+psycopg://db/line_prod"}, "booking.cleanup_database_url"),
    ],
)
def test_a_staging_line_that_looks_like_production_is_not_called(
    tmp_path: Path, changes: dict[str, object], key: str
) -> None:
    with pytest.raises(UserError, match=rf"{re.escape(key)} looks like production"):
        check_target(line("staging", **changes), tmp_path, {})


def test_a_key_in_the_query_of_a_voice_path_says_nothing_about_production(tmp_path: Path) -> None:
    check_target(line("staging", paths=BookingPaths(voice="/voice?code=live-key")), tmp_path, {})


def test_a_staging_line_must_not_be_the_production_of_another_file(tmp_path: Path) -> None:
    (tmp_path / "production.toml").write_text(
        'environment = "production"\n[booking]\nbase_url = "https://line2.acme.com"\n'
    )
    check_target(line("staging"), tmp_path, {})
    with pytest.raises(
        UserError, match=r"booking\.replicas\[0\] points at line2\.acme\.com, which is the prod"
    ):
        check_target(line("staging", replicas=["https://line2.acme.com"]), tmp_path, {})


def test_a_production_line_is_called_only_when_every_host_of_its_is_named(tmp_path: Path) -> None:
    target = line("production", fallback_url="https://later.acme.com", replicas=["https://line2.acme.com"])
    with pytest.raises(UserError, match=rf"set {ALLOW}=later\.acme\.com,line\.acme\.com,line2\.acme\.com,"):
        check_target(target, tmp_path, {ALLOW: "line.acme.com"})
    check_target(target, tmp_path, {ALLOW: "line.acme.com,line2.acme.com,later.acme.com"})


def test_the_database_of_a_production_line_is_never_written_to(tmp_path: Path) -> None:
    target = line("production", cleanup_database_url="sqlite:///line.db")
    with pytest.raises(UserError, match=r"booking\.cleanup_database_url would let the suite write"):
        check_target(target, tmp_path, {ALLOW: "line.acme.com"})
