"""Codes in force in an organisation: as the rules see them, by row id and back. Kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from app.academic_year.queries import lineage_of
from app.attendance.models import AttendanceCode
from app.attendance.rules.codes import Code
from app.core.kept import Kept, Topic
from app.core.scoping.session import ScopedSession


@dataclass(frozen=True)
class CodeBook:
    """Codes in force: as rules see them, by row id and back."""

    codes: tuple[Code, ...]
    by_id: Mapping[int, Code]
    ids: Mapping[Code, int]


_ALL_CODES = select(
    AttendanceCode.id,
    AttendanceCode.organization_id,
    AttendanceCode.letter,
    AttendanceCode.name,
    AttendanceCode.short_name,
    AttendanceCode.present,
    AttendanceCode.excused,
    AttendanceCode.illness,
    AttendanceCode.counts_as_day,
    AttendanceCode.needs_document,
    AttendanceCode.typable,
    AttendanceCode.tint,
    AttendanceCode.valid_from,
    AttendanceCode.valid_to,
    AttendanceCode.for_parents,
).order_by(AttendanceCode.sort_order, AttendanceCode.letter, AttendanceCode.valid_from)
_CODES = _ALL_CODES.where(AttendanceCode.organization_id.in_(bindparam("lineage", expanding=True)))


_KEPT_CODES: Kept[Mapping[int, Code]] = Kept(Topic.REFERENCE)
_KEPT_BOOKS: Kept[CodeBook] = Kept(Topic.REFERENCE)


def codes_by_id(session: ScopedSession) -> Mapping[int, Code]:
    """Every code in scope by its row id, those of other organisations included. Kept."""

    def read() -> dict[int, Code]:
        return {key: Code(*rest) for key, _owner, *rest in session.plain(_ALL_CODES, {})}

    return _KEPT_CODES.reached("all", read)


def code_book(session: ScopedSession, path: str) -> CodeBook:
    """Codes of the organisation and of those above it; of one letter the nearest owner's count.

    Kept.
    """
    lineage = lineage_of(path)
    book = _KEPT_BOOKS.reached(
        lineage, lambda: _book(lineage, session.plain(_CODES, {"lineage": lineage}))
    )
    # Also of a kept book: a scope of the same organisations has let its rows through.
    session.seen.update((AttendanceCode, key) for key in book.by_id)
    return book


def _book(lineage: tuple[int, ...], rows: Sequence[Any]) -> CodeBook:
    codes: list[tuple[int, int, Code]] = []
    nearest: dict[str, int] = {}
    for key, owner, letter, *rest in rows:
        depth = lineage.index(owner)
        code = Code(letter, *rest)
        codes.append((key, depth, code))
        nearest[code.letter] = max(depth, nearest.get(code.letter, -1))
    used = [(key, code) for key, depth, code in codes if depth == nearest[code.letter]]
    return CodeBook(
        tuple(code for _key, code in used),
        {key: code for key, _depth, code in codes},
        {code: key for key, code in used},
    )
