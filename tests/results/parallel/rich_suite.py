"""A suite with a bit of everything that behave can do, for runs that must come to the same."""

from pathlib import Path

from ..tiny_suite import TinySuite

STEPS = '''
import asyncio
import logging
import os
import sys
from pathlib import Path

from behave import given, step, then, when
from behave.api.pending_step import PendingStepError

@step("it says {what}")
def step_says(context, what):
    """Prints, which is shown on failure, or always with --no-capture."""
    print(f"said {what}")
    print(f"muttered {what}", file=sys.stderr)
    logging.getLogger("tiny").error("logged %s", what)

@step("{who} buys {count:d} {thing}")
def step_buys(context, who, count, thing):
    print(f"{who} buys {count} {thing}")
    assert count < 5, f"{who} wants {count} {thing}"

@step("the table has {count:d} rows")
def step_table(context, count):
    assert len(context.table.rows) == count, f"{len(context.table.rows)} rows"

@step("the text is {words}")
def step_text(context, words):
    assert context.text == words, f"the text is {context.text!r}"

@step("it is done in a while")
async def step_async(context):
    await asyncio.sleep(0)

@step("it will be written one day")
def step_pending(context):
    raise PendingStepError("one day")

@step("it shows a picture")
def step_shows(context):
    context.attach("text/plain", b"a picture of it")
    context.attach("image/png", b"\\x89PNG not really")

@step("something inside it fails")
def step_nested(context):
    context.execute_steps("""
        * it says something inside
        * it fails
    """)

@step("its row is known")
def step_row(context):
    assert context.active_outline["thing"] in context.scenario.name, context.active_outline

@step("its clean-up {name} fails")
def step_cleanup(context, name):
    def lost():
        raise OSError(f"{name} is lost")
    context.add_cleanup(lost)
'''

HOOKS = """
def say_once(context, what):
    # With workers a feature's hooks run for each of its scenarios; only what is captured is not repeated.
    if context.config.should_capture():
        print(what)

def before_all(context):
    context.common = "for all"

def before_feature(context, feature):
    say_once(context, f"before {feature.name}")

def after_feature(context, feature):
    say_once(context, f"after {feature.name}")

def before_rule(context, rule):
    say_once(context, f"before {rule.name}")

def before_tag(context, tag):
    if tag == "broken_tag":
        raise KeyError("the tag")

def before_scenario(context, scenario):
    assert context.common == "for all"
    print(f"before {scenario.name}")
    if "skipped" in scenario.tags:
        scenario.skip("not on Sundays")
    if "skipped_mutely" in scenario.tags:
        scenario.skip()
    if "broken_before" in scenario.tags:
        raise LookupError("nothing was there before")

def after_scenario(context, scenario):
    if "broken_after" in scenario.tags:
        raise LookupError("nothing was there after")

def before_step(context, step):
    if "step is not begun" in step.name:
        raise LookupError("no step")
"""

BUYING = """
@shop @allure.label.epic:Shop
Feature: Buying
  In order to have things

  Background: at the counter
    Given it says hello

  @first
  Scenario: one is bought
    When Amira buys 1 apple

  Scenario: too many
    When Amira buys 9 apples
    Then it works

  @skipped
  Scenario: skipped by a hook
    When it works

  @skipped_mutely
  Scenario: skipped without a reason
    When it works

  Scenario: skips itself
    When it skips itself
    Then it works

  @broken_before
  Scenario: broken before
    When it works

  @broken_after
  Scenario: broken after
    When it works

  @broken_tag
  Scenario: broken tag
    When it works

  Scenario: twin
    When it works

  Scenario: twin
    When it fails

  Scenario Outline: <who> buys <thing>
    When <who> buys <count> <thing>
    Then its row is known

    @many
    Examples: many
      | who   | count | thing |
      | Amira | 2     | pears |
      | Björn | 7     | plums |

    Examples: few
      | who   | count | thing |
      | Chloé | 1     | fig   |

  Rule: Only what is there can be bought

    Background: in the store
      Given it says store

    Scenario: nothing there
      When it breaks

    Scenario: all there
      When it is done in a while
      Then it shows a picture

  @slow
  Rule: Nothing is undefined

    Scenario: undefined
      Given nobody knows this "step" of 3
      Then nor this one
      And it works

    Scenario: pending
      Given it will be written one day
      Then it works
"""

SELLING = """
Feature: Selling

  Scenario: a table and a text
    Given the table has 2 rows
      | name | price |
      | fig  | 3     |
      | pear | 2     |
    And the text is some words
      \"\"\"
      some words
      \"\"\"
    Then the table has 3 rows
      | one |
      | two |

  Scenario: nested steps
    When something inside it fails
    Then it works

  Scenario: a clean-up fails
    When its clean-up "purse" fails
    Then it works

  @wip
  Scenario: pending but worked on
    Given it will be written one day
    Then it works

  Scenario: bound by a step hook
    Given it works
    When its step is not begun

  @manual
  Scenario: done by hand
    When it works

  Scenario: without steps

  @exclusive
  Scenario: exclusive
    When it shows a picture
    Then it works
"""

UNTOUCHED = """
@elsewhere
Feature: Buying

  Scenario: another feature of the same name
    Given it works

  Scenario: one is bought
    When Amira buys 6 figs
"""


def rich_suite(folder: Path) -> TinySuite:
    """Three features, of which two have one name."""
    suite = TinySuite(folder)
    suite.write("steps/rich.py", STEPS)
    suite.hooks(HOOKS)
    suite.write("features/shop/buying.feature", BUYING)
    suite.write("features/shop/selling.feature", SELLING)
    suite.write("features/other/buying.feature", UNTOUCHED)
    return suite
