"""behave's hooks: every scenario has a world of its own, which ends with it."""

from typing import Any


def before_scenario(context: Any, scenario: Any) -> None:
    """Make the scenario's world; whatever is in it when the scenario ends is removed, however it ends."""
    context.world = context.session.world(scenario.name)
    context.add_cleanup(context.world.close)
