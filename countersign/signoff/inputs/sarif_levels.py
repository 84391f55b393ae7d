"""How grave a result of a SARIF log is that doesn't say so: as its rule is, or as the tool was told."""

from collections.abc import Callable
from pathlib import Path

from countersign.signoff.inputs.found import Unreadable, gravity
from countersign.signoff.inputs.sarif_log import (
    Component,
    ComponentReference,
    Descriptor,
    Notification,
    Reference,
    Result,
    Run,
    Tool,
)

_BY_DEFAULT = "warning"


def level_of_rule(result: Result, run: Run, path: Path) -> str:
    """What the result's rule is, unless the invocation that found it was told otherwise."""
    rule = result.rule
    wanted = Reference(
        id=rule.id or result.rule_id,
        index=rule.index if rule.index >= 0 else result.rule_index,
        guid=rule.guid,
        tool_component=rule.tool_component,
    )
    rules = _described(wanted, run.tool, lambda component: component.rules, path)
    return _overridden(rules, result, run, path) or _gravest([_default(rule) for rule in rules])


def level_of_notification(notification: Notification, run: Run, path: Path) -> str:
    """What it says itself, or else what its kind is."""
    if notification.level is not None:
        return notification.level
    kinds = _described(notification.descriptor, run.tool, lambda component: component.notifications, path)
    return _gravest([_default(kind) for kind in kinds])


def _overridden(rules: list[Descriptor], result: Result, run: Run, path: Path) -> str:
    index = result.provenance.invocation_index
    if index < 0:
        return ""
    if index >= len(run.invocations):
        raise Unreadable(path, f"points to invocation {index}, which is not there")
    levels = [
        override.configuration.level
        for override in run.invocations[index].rule_configuration_overrides
        if override.configuration.level
        for rule in _described(override.descriptor, run.tool, lambda component: component.rules, path)
        if any(rule is one for one in rules)
    ]
    return _gravest(levels) if levels else ""


def _described(
    wanted: Reference, tool: Tool, of: Callable[[Component], list[Descriptor]], path: Path
) -> list[Descriptor]:
    """The descriptors that may be meant: a tool may give several the same name."""
    components = _components(wanted.tool_component, tool, path)
    if wanted.index >= 0:
        return [_at(wanted, of(components[0]), path)]
    for component in (components[:1], components[1:]):
        all_of_them = [one for each in component for one in of(each)]
        if wanted.guid and (found := [one for one in all_of_them if one.guid == wanted.guid]):
            return found
        if found := [one for one in all_of_them if _is_named(one, wanted.id)]:
            return found
    return []


def _at(wanted: Reference, descriptors: list[Descriptor], path: Path) -> Descriptor:
    if wanted.index >= len(descriptors):
        raise Unreadable(path, f"points to rule {wanted.index} of {len(descriptors)}, which is not there")
    found = descriptors[wanted.index]
    if wanted.id and not _is_named(found, wanted.id):
        raise Unreadable(path, f"speaks of the rule {wanted.id!r} and points to {found.id!r}")
    return found


def _is_named(descriptor: Descriptor, name: str) -> bool:
    """A result may name a part of a rule: `CA1000/1` is of the rule `CA1000`."""
    return bool(descriptor.id) and (name == descriptor.id or name.startswith(f"{descriptor.id}/"))


def _components(wanted: ComponentReference | None, tool: Tool, path: Path) -> list[Component]:
    """The tool's own rules come first where nothing is said."""
    known = [tool.driver, *tool.extensions]
    if wanted is None or wanted == ComponentReference():
        return known
    if 0 <= wanted.index < len(tool.extensions):
        return [tool.extensions[wanted.index]]
    named = [
        one
        for one in known
        if wanted.index < 0
        and ((wanted.guid and one.guid == wanted.guid) or (wanted.name and one.name == wanted.name))
    ]
    if not named:
        raise Unreadable(path, "points to an extension of the tool that is not there")
    return named


def _default(descriptor: Descriptor) -> str:
    return descriptor.default_configuration.level or _BY_DEFAULT


def _gravest(levels: list[str]) -> str:
    """Nothing is graver than a level that nobody knows; `none` is less than all."""
    return min(levels, key=lambda one: 99 if one == "none" else gravity(one), default=_BY_DEFAULT)
