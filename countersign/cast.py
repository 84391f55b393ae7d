"""The people of one scenario, by the names that its steps give them."""

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

PRONOUNS = {"she", "he", "they", "her", "him", "them"}


class Named(Protocol):
    """Somebody with a name."""

    @property
    def name(self) -> str:
        """As the features call them."""
        ...


class Somebody(Named, Protocol):
    """A person of the suite, on whatever journey."""

    def answer_times(self) -> Iterable[tuple[str, float]]:
        """What they were answered, and how long that took in seconds."""
        ...

    def is_taken_in(self) -> None:
        """Wait until the product has taken in what they did last."""
        ...


P = TypeVar("P", bound=Named)
K = TypeVar("K")


class Cast(Generic[P]):
    """Everyone who has come into the world, and who was named last."""

    def __init__(self) -> None:
        self._people: dict[str, P] = {}
        self._last: P | None = None

    def __iter__(self) -> Iterator[P]:
        return iter(self._people.values())

    @property
    def last(self) -> P | None:
        """Who was named last."""
        return self._last

    def knows(self, name: str) -> bool:
        """Whether the name means somebody: one who was introduced, or a pronoun."""
        return name in self._people or name in PRONOUNS

    def introduce(self, somebody: P) -> P:
        """From now on the name means this one, who was named last."""
        self._people[somebody.name] = self._last = somebody
        return somebody

    def who(self, name: str) -> P:
        """Whoever has that name; a pronoun is whoever was named last."""
        if name in PRONOUNS:
            if self._last is None:
                raise LookupError(f"'{name}' is nobody: no step of this scenario has named a person yet")
            return self._last
        if name not in self._people:
            known = ", ".join(self._people) or "nobody"
            raise LookupError(f"{name} has not been introduced: this scenario knows {known}")
        self._last = self._people[name]
        return self._last

    def who_is(self, name: str, kind: type[K]) -> K:
        """Whoever has that name, who must be one of that kind."""
        somebody = self.who(name)
        if not isinstance(somebody, kind):
            is_, should = type(somebody).__name__.lower(), kind.__name__.lower()
            raise LookupError(f"{somebody.name} is a {is_} here, and no {should}")
        return somebody

    def mentioned(self, name: str) -> P:
        """Whoever has that name, in passing: a pronoun goes on meaning whoever it meant before."""
        last = self._last
        somebody = self.who(name)
        self._last = last
        return somebody
