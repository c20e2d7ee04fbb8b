"""Counts the statements that reach the database, to prove that they do not grow with the rows."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, event


class QueryRecorder:
    """Records the statements of an engine while the block runs.

        with QueryRecorder(engine) as queries:
            ...
        assert queries.count <= 10, queries

    Shown as text it lists the statements, so a failing assertion tells what ran.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.texts: list[str] = []

    @property
    def count(self) -> int:
        """How many statements ran; one for many rows (executemany) counts once."""
        return len(self.texts)

    def starting_with(self, *words: str) -> list[str]:
        """The statements that begin with one of the words, as ``starting_with("UPDATE")``."""
        beginnings = tuple(word.upper() for word in words)
        return [text for text in self.texts if text.upper().startswith(beginnings)]

    def naming(self, table: str) -> list[str]:
        """The statements in which the name of the table stands."""
        return [text for text in self.texts if table in text]

    def __enter__(self) -> Self:
        event.listen(self._engine, "before_cursor_execute", self._record)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        event.remove(self._engine, "before_cursor_execute", self._record)

    def _record(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        self.texts.append(" ".join(statement.split()))

    def __repr__(self) -> str:
        lines = [f"{number:3}. {text}" for number, text in enumerate(self.texts, 1)]
        return "\n".join([f"{self.count} statements", *lines])
