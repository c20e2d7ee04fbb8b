"""What a person decided about a row of the check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.children.intake.rules.fields import Field


@dataclass(frozen=True)
class Decision:
    """The answers to the problems of one row; the names are those of ``Choice``.

    ``same_child``: the id of the known child that the row is. ``other_child``: it is none
    of the similar ones. ``accepted``: doubtful values of these fields are right.
    ``without``: the row is loaded without these fields. ``skip``: it is not loaded.
    ``corrections``: texts to be read instead of the cells.
    """

    same_child: int | None = None
    other_child: bool = False
    accepted: frozenset[Field] = frozenset()
    without: frozenset[Field] = frozenset()
    skip: bool = False
    corrections: Mapping[Field, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A form for the database, without what was not decided."""
        whole = {
            "same_child": self.same_child,
            "other_child": self.other_child,
            "accepted": sorted(self.accepted),
            "without": sorted(self.without),
            "skip": self.skip,
            "corrections": {str(key): text for key, text in self.corrections.items()},
        }
        return {key: value for key, value in whole.items() if value}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Decision:
        """The decision of ``to_json``. Raises ValueError for an unknown field."""
        same_child = stored.get("same_child")
        return cls(
            same_child=None if same_child is None else int(same_child),
            other_child=bool(stored.get("other_child")),
            accepted=frozenset(Field(name) for name in stored.get("accepted", ())),
            without=frozenset(Field(name) for name in stored.get("without", ())),
            skip=bool(stored.get("skip")),
            corrections={
                Field(name): str(text) for name, text in stored.get("corrections", {}).items()
            },
        )


NO_DECISION = Decision()
