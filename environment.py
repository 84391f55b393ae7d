"""behave's hooks: every scenario has a world of its own, which ends with it."""

from typing import Any

from countersign.errors import UserError


def before_all(context: Any) -> None:
    """Refuse a runner that is not ours: it would be green though nothing was run."""
    if "session" not in context:
        raise UserError(
            "behave.ini was not found, so that behave runs without this suite's runner: "
            "run it in the suite's folder."
        )


def before_scenario(context: Any, scenario: Any) -> None:
    """Make the scenario's world; whatever is in it when the scenario ends is removed, however it ends."""
    context.world = context.session.world(scenario.name)
    context.add_cleanup(context.world.close)
