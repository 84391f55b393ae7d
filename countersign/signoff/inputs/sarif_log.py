"""The parts of a SARIF 2.1.0 log that a sign-off looks at, as the specification has them."""

from typing import Literal

import msgspec

Kind = Literal["fail", "pass", "open", "review", "informational", "notApplicable"]


class Message(msgspec.Struct):
    """What is said of a result."""

    text: str = ""


class Artifact(msgspec.Struct):
    """A file."""

    uri: str = ""


class Region(msgspec.Struct, rename="camel"):
    """Where in a file."""

    start_line: int = 0


class Physical(msgspec.Struct, rename="camel"):
    """A file, and where in it."""

    artifact_location: Artifact = msgspec.field(default_factory=Artifact)
    region: Region = msgspec.field(default_factory=Region)


class Location(msgspec.Struct, rename="camel"):
    """Where a result is."""

    physical_location: Physical = msgspec.field(default_factory=Physical)


class Suppression(msgspec.Struct):
    """That somebody wants a result left out."""

    status: str = "accepted"


class ComponentReference(msgspec.Struct):
    """Points to the tool's driver or to one of its extensions."""

    name: str = ""
    index: int = -1
    guid: str = ""


class Reference(msgspec.Struct, rename="camel"):
    """Points to a rule, or to a kind of notification."""

    id: str = ""
    index: int = -1
    guid: str = ""
    tool_component: ComponentReference | None = None


class Provenance(msgspec.Struct, rename="camel"):
    """Which of the run's invocations has found a result."""

    invocation_index: int = -1


class Result(msgspec.Struct, rename="camel"):
    """What became of a rule at some place."""

    rule_id: str = ""
    rule_index: int = -1
    rule: Reference = msgspec.field(default_factory=Reference)
    level: str | None = None
    kind: Kind = "fail"
    message: Message = msgspec.field(default_factory=Message)
    locations: list[Location] = []
    suppressions: list[Suppression] | None = None
    baseline_state: str | None = None
    provenance: Provenance = msgspec.field(default_factory=Provenance)


class Configuration(msgspec.Struct):
    """How grave a rule is."""

    level: str | None = None


class Descriptor(msgspec.Struct, rename="camel"):
    """A rule, or a kind of notification."""

    id: str = ""
    guid: str = ""
    default_configuration: Configuration = msgspec.field(default_factory=Configuration)


class Component(msgspec.Struct):
    """The tool itself, or something that was plugged into it."""

    name: str = ""
    guid: str = ""
    rules: list[Descriptor] = []
    notifications: list[Descriptor] = []


class Tool(msgspec.Struct):
    """Who has looked."""

    driver: Component
    extensions: list[Component] = []


class Override(msgspec.Struct):
    """What an invocation was told of how grave a rule is."""

    descriptor: Reference
    configuration: Configuration = msgspec.field(default_factory=Configuration)


class Notification(msgspec.Struct):
    """What a tool says of its own running."""

    message: Message = msgspec.field(default_factory=Message)
    level: str | None = None
    descriptor: Reference = msgspec.field(default_factory=Reference)


class Invocation(msgspec.Struct, rename="camel"):
    """One time that the tool was started."""

    execution_successful: bool = True
    exit_signal_name: str = ""
    exit_signal_number: int = 0
    process_start_failure_message: str = ""
    tool_execution_notifications: list[Notification] = []
    tool_configuration_notifications: list[Notification] = []
    rule_configuration_overrides: list[Override] = []


class Conversion(msgspec.Struct):
    """How a log was made of what a tool wrote in a form of its own."""

    invocation: Invocation = msgspec.field(default_factory=Invocation)


class Run(msgspec.Struct, rename="camel"):
    """What one tool has found."""

    tool: Tool
    results: list[Result] | None = None
    invocations: list[Invocation] = []
    conversion: Conversion = msgspec.field(default_factory=Conversion)
    external_property_file_references: dict[str, object] = {}


class Log(msgspec.Struct, rename="camel"):
    """The whole file."""

    version: str
    runs: list[Run]
    inline_external_properties: list[object] = []
