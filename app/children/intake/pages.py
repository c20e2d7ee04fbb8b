"""What the pages of an import show: plain values for the templates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.children.intake.actions import CHECKED, LOADED
from app.children.intake.report import FIGURE_LABELS, result_said
from app.children.intake.rules import source
from app.children.intake.rules.fields import NOT_LOADED, Field, field_label
from app.children.intake.rules.groups import GroupBook, group_in_title
from app.children.intake.rules.layout import Column, Layout, Recognition
from app.children.intake.rules.retention import deleted_on
from app.children.intake.rules.text import cell_text
from app.children.intake.rules.verdicts import State
from app.children.models import ChildImport
from app.core import clock
from app.core.i18n import translate
from app.core.jobs.models import JobState
from app.core.jobs.shown import shown_job
from app.core.spreadsheets import LIMITS, Sheet

BASE = "/children/import"
_SAMPLES = 3
_SAMPLED_ROWS = 40
_LONGEST_SAMPLE = 40


def address(imported: ChildImport, page: str) -> str:
    return f"{BASE}/{imported.id}/{page}"


def wizard(here: int) -> list[dict[str, str]]:
    """The four steps, with the one at which the person is."""
    labels = (_("File"), _("Columns"), _("Check"), _("Ready"))
    states = ["done" if index < here else "next" for index in range(len(labels))]
    states[here] = "here"
    return [{"label": label, "state": s} for label, s in zip(labels, states, strict=True)]


def limit_text() -> str:
    return str(_("at most %(size)s MB", size=LIMITS.bytes // 1024**2))


def rows_limit_text() -> str:
    return str(
        _(
            "At most %(rows)s rows are loaded at a time. Split a longer list into several files.",
            rows=f"{source.MOST_ROWS:,}".replace(",", "\N{NO-BREAK SPACE}"),
        )
    )


def kept_text(days: Iterable[int]) -> str:
    """How long a list is kept, in words; kindergartens may have different times."""
    known = sorted(set(days))
    if not known:
        return ""
    return str(
        ngettext(
            "The file and its report are kept for %(days)s day and then deleted: they hold "
            "personal data. The time is set in the settings of the kindergarten.",
            "The file and its report are kept for %(days)s days and then deleted: they hold "
            "personal data. The time is set in the settings of the kindergarten.",
            known[-1],
            days="–".join(str(one) for one in dict.fromkeys((known[0], known[-1]))),
        )
    )


def earlier(
    imports: Sequence[ChildImport], days: Mapping[int, int], *, several: bool
) -> list[dict[str, Any]]:
    """Lines of earlier imports with where to go on; ``days``: how long an organisation keeps."""
    lines = []
    for one in imports:
        zone = one.organization.timezone
        parts = [f"{clock.local(one.created_at, zone):%d.%m.%Y %H:%M}"]
        if several:
            parts.append(one.organization.short_name)
        if one.rows_total:
            parts.append(rows_said(one.rows_total))
        if one.organization_id in days:
            uploaded = clock.local(one.created_at, zone).date()
            gone = deleted_on(uploaded, days[one.organization_id])
            parts.append(_("deleted on %(day)s", day=f"{gone:%d.%m.%Y}"))
        state, page = _progress(one)
        lines.append(
            {
                "label": one.file.name,
                "note": ", ".join(parts),
                "href": address(one, page),
                "state": state,
            }
        )
    return lines


def _progress(one: ChildImport) -> tuple[dict[str, str], str]:
    if one.state == LOADED:
        label = ngettext("%(num)d row loaded", "%(num)d rows loaded", one.committed_rows or 0)
        return {"label": label, "tone": "green", "icon": "check"}, "done"
    if busy(one):
        return {"label": _("at work"), "tone": "blue", "icon": "clock"}, "check"
    if one.state == CHECKED:
        return {"label": _("not loaded yet"), "tone": "amber", "icon": "warning"}, "check"
    return {"label": _("not checked yet"), "tone": "grey", "icon": "clock"}, "columns"


def rows_said(number: int) -> str:
    return str(ngettext("%(num)d row", "%(num)d rows", number))


def busy(imported: ChildImport) -> bool:
    """Whether a job is waiting or at work on the import."""
    job = imported.job
    return job is not None and job.state in (JobState.WAITING, JobState.RUNNING)


def failure(imported: ChildImport) -> str | None:
    """Why the last job on the import failed."""
    job = imported.job
    return job.text if job is not None and job.state is JobState.FAILED else None


def progress(imported: ChildImport, moment: datetime, title: str) -> dict[str, Any]:
    """The job for the progress bar."""
    assert imported.job is not None
    shown = asdict(shown_job(imported.job, moment))
    return shown | {"title": title, "href": f"/jobs/{imported.job.id}.json"}


# -- columns ---------------------------------------------------------------------------------


def columns(sheet: Sheet, layout: Layout) -> list[dict[str, Any]]:
    """Lines of the page of the columns."""
    return [
        {
            "index": column.index,
            "heading": column.heading,
            "samples": _samples(sheet, layout, column.index),
            "field": column.field if column.loaded else None,
            "sure": column.recognition in (Recognition.KNOWN, Recognition.BY_HAND),
            "note": _column_note(column),
        }
        for column in layout.columns
    ]


def _samples(sheet: Sheet, layout: Layout, index: int) -> list[str]:
    found: dict[str, None] = {}
    first = layout.last_row + 1
    for row in sheet.rows[first : first + _SAMPLED_ROWS]:
        text = cell_text(row[index])
        if text and len(found) < _SAMPLES:
            found[text if len(text) <= _LONGEST_SAMPLE else f"{text[:_LONGEST_SAMPLE]}…"] = None
    return list(found)


def _column_note(column: Column) -> str:
    if column.recognition is Recognition.REPEATED and column.field is not None:
        label = translate(field_label(column.field))
        return str(_("another column is “%(name)s” already", name=label))
    if column.field in NOT_LOADED and column.field is not None:
        label = translate(field_label(column.field))
        return str(_("“%(name)s” is not loaded", name=label))
    return ""


def meanings() -> list[tuple[str, str]]:
    """Choices of a column."""
    chosen = [one for one in Field if one not in NOT_LOADED]
    return [("", _("do not load")), *((one.value, translate(field_label(one))) for one in chosen)]


def missing(layout: Layout) -> list[str]:
    return [translate(field_label(one)) for one in layout.missing]


def groups(book: GroupBook) -> list[tuple[str, str]]:
    return [(str(group.id), group.name) for group in book.groups]


def proposed_group(imported: ChildImport, layout: Layout | None, book: GroupBook) -> str:
    """The group chosen before; at first the one that the title of the list names."""
    if imported.default_group_id is not None:
        return str(imported.default_group_id)
    if layout is None or imported.mapping != "{}" or Field.GROUP in layout.by_field:
        return ""
    found = group_in_title(layout.titles, book)
    return str(found.id) if found else ""


# -- done ------------------------------------------------------------------------------------


def figures(imported: ChildImport) -> list[dict[str, Any]]:
    """What became of the rows."""
    counts = json.loads(imported.counts)
    return [
        {"title": translate(FIGURE_LABELS[state]), "figure": counts.get(state, 0)}
        for state in (State.NEW, State.CHANGED, State.SAME, State.SKIPPED)
    ]


def result(imported: ChildImport) -> str:
    """What became of the rows, in sentences."""
    said = " ".join(translate(one) for one in result_said(json.loads(imported.counts)))
    return f"«{imported.file.name}». {said}"
