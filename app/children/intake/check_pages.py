"""What the page of the check shows: plain values for the template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.children.intake.pages import rows_said
from app.children.intake.report import caption, remark, remarks
from app.children.intake.rules.answers import Question, questions
from app.children.intake.rules.fields import Field, field_label
from app.children.intake.rules.groups import GroupBook
from app.children.intake.rules.kept import COLUMNS, ORDER, KeptChange, KeptCheck, KeptRow
from app.children.intake.rules.problems import Severity
from app.children.intake.rules.table import SKIP_LABELS, SkipReason
from app.children.intake.rules.verdicts import STATE_LABELS, State
from app.children.models import ChildImport
from app.children.rules import SEXES, Sex
from app.core.i18n import translate
from app.core.paging import pager

PAGE_ROWS = 100
TONES = {
    State.WRONG: ("red", "close"),
    State.DOUBTFUL: ("amber", "help"),
    State.NEW: ("green", "plus"),
    State.CHANGED: ("blue", "edit"),
    State.SAME: ("grey", "equal"),
    State.SKIPPED: ("grey", "close"),
}


def subtitle(imported: ChildImport, check: KeptCheck) -> str:
    """«Список.xlsx · лист «2026-27» · 48 строк, не дети: итоги 1»."""
    parts = [imported.file.name]
    if imported.sheet_name:
        parts.append(_("sheet “%(name)s”", name=imported.sheet_name))
    said = rows_said(len(check.lines))
    left_out = {SkipReason(reason): count for reason, count in check.skipped.items()}
    if left_out:
        told = ", ".join(f"{translate(SKIP_LABELS[one])} {n}" for one, n in left_out.items())
        said += ", " + _("passed over: %(rows)s", rows=told)
    return " · ".join([*parts, said])


def pills(check: KeptCheck, shown: State | None, href: str) -> list[dict[str, Any]]:
    """Counts as filters; what nobody has is left out."""
    labels = {
        State.WRONG: _("Errors"),
        State.DOUBTFUL: _("Doubts"),
        State.NEW: _("New ones"),
        State.CHANGED: _("Will change"),
        State.SAME: _("Without changes"),
        State.SKIPPED: _("Not loaded"),
    }
    found: list[dict[str, Any]] = [
        {"label": _("All"), "count": len(check.lines), "href": href, "active": shown is None}
    ]
    for state in ORDER:
        count = check.counts[state]
        if count or state == shown:
            tone, icon = TONES[state]
            found.append(
                {
                    "label": labels[state],
                    "count": count,
                    "href": f"{href}?show={state}",
                    "active": state == shown,
                    "tone": tone,
                    "icon": icon,
                }
            )
    return found


def check_row(row: KeptRow, book: GroupBook) -> dict[str, Any]:
    """One row of the check with its questions."""
    tone, icon = TONES[row.state]
    asked = questions(row) if row.state in (State.WRONG, State.DOUBTFUL) else ()
    answered = bool(row.decision.to_json().keys() - {"skip"})
    return {
        "number": row.number,
        "tone": tone,
        "icon": icon,
        "label": translate(STATE_LABELS[row.state]),
        "problem": bool(asked),
        "cells": [
            {"value": translate(cell), "wrong": index in row.wrong}
            for index, cell in enumerate(row.cells)
        ],
        "questions": [_question(row, one, book) for one in asked],
        "changes": [] if row.state is State.SKIPPED else _changes((*row.changes, *row.adults)),
        # How a row was read is of no use where nothing comes of it.
        "notes": [] if row.state is State.SAME else _notes(row),
        "skip": row.state is State.SKIPPED,
        "can_skip": row.state is not State.SAME,
        "can_undo": answered,
    }


def _notes(row: KeptRow) -> list[str]:
    """What was put right, and the doubts that were answered."""
    answered = [_("Decided: %(text)s", text=remark(one)) for one in row.problems if one.decided]
    return [*remarks(row, (Severity.NOTE,)), *answered]


def _changes(changes: Sequence[KeptChange]) -> list[dict[str, str | None]]:
    return [
        {
            "label": translate(one.label),
            "old": None if one.old is None else translate(one.old),
            "new": translate(one.new),
        }
        for one in changes
    ]


def _question(row: KeptRow, one: Question, book: GroupBook) -> dict[str, Any]:
    return {
        "key": one.key,
        "texts": [remark(problem) for problem in one.problems],
        "options": [(name, translate(text)) for name, text in one.options.items()],
        "fixes": [
            {
                "name": f"fix-{row.number}-{field}",
                "label": translate(field_label(field)),
                "value": text,
                "choices": _fix_choices(field, text, book),
            }
            for field, text in one.fixes.items()
        ],
    }


def _fix_choices(field: Field, original: str, book: GroupBook) -> list[tuple[str, str]] | None:
    """Values to choose from, for fields that hold one of few; the text of the file first."""
    if field == Field.GROUP:
        return [(original, original or _("choose")), *((g.name, g.name) for g in book.groups)]
    if field == Field.SEX:
        words = {Sex.MALE: "м", Sex.FEMALE: "ж"}
        options = [(words[sex], translate(label)) for sex, label in SEXES.items()]
        return [(original, original or _("choose")), *options]
    return None


def column_captions() -> list[dict[str, str]]:
    return [{"label": caption(one)} for one in COLUMNS]


def blocked(check: KeptCheck) -> str | None:
    """Why the list cannot be loaded yet, in words; None when it can."""
    counts = check.counts
    if not check.ready:
        return str(
            _(
                "First decide: errors %(wrong)s, doubts %(doubtful)s.",
                wrong=counts[State.WRONG],
                doubtful=counts[State.DOUBTFUL],
            )
        )
    if not check.to_load:
        return str(_("There is nothing to load: every row is stored already or left out."))
    return None


def commit_label(number: int) -> str:
    return str(ngettext("Load %(num)d row", "Load %(num)d rows", number))


def pages_of(total: int, number: int, href: str, show: State | None) -> dict[str, Any]:
    """Where in the rows the page stands."""
    keep = f"show={show}&" if show else ""
    return pager(total, number, PAGE_ROWS, lambda place: f"{href}?{keep}page={place}")
