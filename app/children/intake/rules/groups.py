"""The group of a row, found among the groups that exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.children.intake.rules.text import fold

_GROUP_WORDS = frozenset({"группа", "группы", "гр"})
_SIMILAR_FROM = 0.6


@dataclass(frozen=True)
class KnownGroup:
    """A group of the kindergarten; ages in full years, both included, None = any."""

    id: int
    name: str
    level: str = ""
    youngest: int | None = None
    oldest: int | None = None

    def suits(self, years: int) -> bool:
        above = self.youngest is None or years >= self.youngest
        return above and (self.oldest is None or years <= self.oldest)


@dataclass(frozen=True)
class GroupBook:
    """The groups by the key of their names: quotes, case, ё and spaces make no difference."""

    groups: tuple[KnownGroup, ...]
    _by_key: dict[str, list[KnownGroup]] = field(init=False, repr=False, compare=False)
    _asked: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key: dict[str, list[KnownGroup]] = {}
        for group in self.groups:
            by_key.setdefault(group_key(group.name), []).append(group)
        object.__setattr__(self, "_by_key", by_key)
        object.__setattr__(self, "_asked", {})

    @classmethod
    def of(cls, groups: Iterable[KnownGroup]) -> GroupBook:
        return cls(tuple(groups))

    def named(self, text: str) -> list[KnownGroup]:
        """The groups of this name: one, none, or several that differ only by signs."""
        return self._by_key.get(group_key(text), [])

    def similar(self, text: str) -> tuple[str, ...]:
        """Names of groups that look alike, the likest first."""
        key = group_key(text)
        if key not in self._asked:
            near = difflib.get_close_matches(key, self._by_key, n=3, cutoff=_SIMILAR_FROM)
            self._asked[key] = tuple(self._by_key[found][0].name for found in near)
        return self._asked[key]


def group_key(name: str) -> str:
    """«Группа „Звёздочка“» and «ЗВЕЗДОЧКА» have the same key."""
    words = [word for word in fold(name).split(" ") if word not in _GROUP_WORDS]
    return " ".join(words) or fold(name)


def group_in_title(titles: Iterable[str], book: GroupBook) -> KnownGroup | None:
    """The one group that is named in quotes or in full above the list, if there is exactly one.

    Only a proposal for the page: a person confirms it as the default group.
    """
    found = {
        group.id: group
        for title in titles
        for group in book.groups
        if f" {group_key(group.name)} " in f" {fold(title)} "
    }
    return next(iter(found.values())) if len(found) == 1 else None
