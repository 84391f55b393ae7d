"""What the lint says about steps, their definitions and hooks."""

import pytest
from behave import step_registry

from .suites import Suite

STEPS = "steps/tea.py"
FEATURE = "features/tea/drinking.feature"
HOOKS = "environment.py"


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("import httpx", "wire-in-step"),
        ("import urllib.request", "wire-in-step"),
        ("from sqlalchemy import text", "wire-in-step"),
        ("import socket", "wire-in-step"),
        ("from countersign.records import database", "reach-in-step"),
        ("import countersign.target", "reach-in-step"),
        ("from countersign import errors", "reach-in-step"),
        ("from countersign.matchers.judging import judge", None),
        ("from countersign import people", None),
        ("import datetime", None),
    ],
)
def test_what_steps_import(suite: Suite, new: str, code: str | None) -> None:
    suite.replace(STEPS, "import countersign.vocabulary\n", f"import countersign.vocabulary\n{new}\n")

    assert suite.places() == ([(STEPS, 6, code)] if code else [])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("    for _ in range(3):\n        pass", "loop-in-step"),
        ("    while who:\n        who = None", "loop-in-step"),
        ("    context.clock.sleep(1)", "sleep-in-step"),
        ("    sleep(1)", "sleep-in-step"),
        ('    context.execute_steps("When she pours tea")', "nested-step"),
        ("    return [one for one in who]", None),
    ],
)
def test_what_steps_do(suite: Suite, body: str, code: str | None) -> None:
    suite.replace(STEPS, '    """Fills the cup."""\n', f'    """Fills the cup."""\n{body}\n')

    assert suite.places() == ([(STEPS, 16, code)] if code else [])


def test_a_step_is_never_async(suite: Suite) -> None:
    suite.replace(STEPS, "def step_pours", "async def step_pours")

    assert (STEPS, 14, "async-step") in suite.places()


def test_a_step_without_a_docstring(suite: Suite) -> None:
    suite.replace(STEPS, '    """Fills the cup."""\n', "    pass\n")

    assert suite.places() == [(STEPS, 13, "no-docstring")]


def test_a_definition_that_no_feature_uses(suite: Suite) -> None:
    suite.replace(STEPS, "@when", '@when("{who:Person} sips tea")\n@when')

    assert suite.places() == [(STEPS, 13, "unused-step")]


def test_a_definition_that_only_a_manual_scenario_uses(suite: Suite) -> None:
    suite.replace(STEPS, "@when", '@then("somebody likes it")\n@when')

    assert suite.places() == [(STEPS, 13, "unused-step")]


def test_a_step_that_two_patterns_fit(suite: Suite) -> None:
    suite.replace(STEPS, "@when", '@step("she pours {drink:w}")\n@when')
    suite.replace(STEPS, "import given, then, when", "import given, step, then, when")
    suite.replace(STEPS, "def step_pours(context, who)", "def step_pours(context, who=None, drink=None)")

    assert suite.places() == [(FEATURE, 14, "ambiguous-step")]


def test_a_pattern_that_is_there_already(suite: Suite) -> None:
    suite.replace(STEPS, "{who:Person} waits for {time:Duration}", "{who:Person} pours tea")

    findings = suite.findings()

    assert [(one.path, one.line, one.code) for one in findings] == [(STEPS, 18, "ambiguous-step")]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("import countersign.vocabulary", "import countersign.people.nobody", 5),
        ("def step_pours(context, who):", "def step_pours(context, who:", 14),
        ("{who:Person} pours tea", "{who:Persona} pours tea", 13),
        ("import countersign.vocabulary", "import countersign.vocabulary\nassert 1 == 2, 'no tea'", 6),
    ],
)
def test_steps_that_can_not_be_loaded(suite: Suite, old: str, new: str, line: int) -> None:
    suite.replace(STEPS, old, new)

    assert suite.places() == [(STEPS, line, "broken-steps")]


def test_a_typed_word_that_can_not_be_read(suite: Suite) -> None:
    suite.replace(STEPS, "import given", "import given, register_type")
    broken = 'def broken(text): ...\n\n\nbroken.pattern = "["\nregister_type(BrokenWord=broken)\n'
    suite.replace(STEPS, "import countersign.vocabulary\n", f"import countersign.vocabulary\n\n{broken}")
    suite.replace(STEPS, "{who:Person} pours tea", "{who:BrokenWord} pours tea")

    assert suite.places() == [(STEPS, 19, "broken-steps")]


def test_the_steps_of_whoever_lints_stay_as_they_were(suite: Suite) -> None:
    before = step_registry.registry.steps

    suite.findings()

    assert step_registry.registry.steps is before


def test_a_suite_without_steps_has_undefined_steps(suite: Suite) -> None:
    suite.remove(STEPS)

    assert {code for _, _, code in suite.places()} == {"undefined-step"}


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("async def before_all(context):\n    pass\n", 1, "async-hook"),
        ("def before_feature(context, feature):\n    pass\n", 1, "forbidden-hook"),
        ("def after_rule(context, rule):\n    pass\n", 1, "forbidden-hook"),
        ("def before_tag(context, tag):\n    pass\n", 1, "forbidden-hook"),
        ("\nafter_feature = print\n", 2, "forbidden-hook"),
        ("from os import abort as after_tag\n", 1, "forbidden-hook"),
        ("from behave import fixture\n", 1, "fixture"),
        ("from behave.fixture import use_fixture_by_tag\n", 1, "fixture"),
        ("def before_all(context):\n    pass\n\n\ndef after_step(context, step):\n    pass\n", None, None),
    ],
)
def test_hooks(suite: Suite, text: str, line: int | None, code: str | None) -> None:
    suite.write(HOOKS, text)

    assert suite.places() == ([(HOOKS, line, code)] if code else [])


def test_a_suite_may_have_no_hooks(suite: Suite) -> None:
    suite.remove(HOOKS)

    assert suite.findings() == []


def test_a_finding_reads_as_editors_understand_it(suite: Suite) -> None:
    suite.replace(FEATURE, "When she pours tea", "When she burns tea")

    [finding] = [one for one in suite.findings() if one.code == "undefined-step"]

    assert str(finding) == (
        "features/tea/drinking.feature:14: undefined-step No step is defined for 'When she burns tea'; "
        "see docs/steps.md, or define it in steps/."
    )
