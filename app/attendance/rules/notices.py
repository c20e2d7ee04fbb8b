"""What parents report ahead: an absence or an early pick-up, until which hour, and its limits.

A notice is no mark. It proposes one: the teacher sees it first thing in the morning, and
confirming the day writes its reason for the child instead of presence (``marking.fill_present``).
Worked cases: ``docs/rules/attendance.md``.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.attendance.rules.codes import Code, codes_on
from app.attendance.rules.totals import Cell, SheetChild
from app.children.rules import Relation
from app.core.errors import Conflict, RuleViolation
from app.core.messages import Message, message
from app.core.workdays import Day

# What a parent may report at once, and how far ahead: a summer away from the kindergarten.
MOST_DAYS = 100
FARTHEST = timedelta(days=366)
_DAY = timedelta(days=1)


class NoticeKind(enum.StrEnum):
    """What a parent reports: the child stays at home, or is fetched before the end of the day."""

    ABSENCE = "absence"
    PICK_UP = "pick_up"


NOTICE_KINDS = {
    NoticeKind.ABSENCE: message("absence"),
    NoticeKind.PICK_UP: message("early pick-up"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What a parent wants to tell. ``code`` None: no reason of the list.

    Days are inclusive; a pick-up is of one day and has its time.
    """

    kind: NoticeKind
    starts_on: date
    ends_on: date
    code: Code | None = None
    pickup_at: time | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A standing notice of a child, as it was reported."""

    id: int
    child: int
    kind: NoticeKind
    starts_on: date
    ends_on: date
    code: Code | None
    pickup_at: time | None
    note: str
    relation: Relation | None
    reported_at: datetime
    reported_by_id: int | None = None

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True)
class Circumstances:
    """What a report is judged by.

    ``now``       the moment on the clock of the kindergarten
    ``deadline``  hour until which the present day may still be reported (``notice_deadline``)
    ``days``      the calendar of the reported span
    ``marked``    marks of the child within it: day → letter
    ``standing``  notices of the child that nobody withdrew
    """

    now: datetime
    deadline: time
    child: SheetChild
    days: Sequence[Day] = ()
    marked: Mapping[date, str] | None = None
    standing: Sequence[Notice] = ()

    @property
    def today(self) -> date:
        return self.now.date()


def first_open_day(now: datetime, deadline: time) -> date:
    """The first day that may still be reported or withdrawn: today until the hour."""
    return now.date() if now.time() < deadline else now.date() + _DAY


def check_span(report: Report, today: date) -> None:
    """Raises RuleViolation for days that no kindergarten plans by. Before anything is read."""
    if report.ends_on < report.starts_on:
        raise RuleViolation(
            message("The end date is before the start date. Correct one of them."), field="ends_on"
        )
    if report.starts_on < today:
        raise RuleViolation(
            message("%(day)s is past. Tell the teacher.", day=_shown(report.starts_on)),
            field="starts_on",
        )
    if (report.ends_on - report.starts_on).days >= MOST_DAYS or report.ends_on > today + FARTHEST:
        raise RuleViolation(
            message("At most %(most)s days at once, within a year.", most=MOST_DAYS),
            field="ends_on",
        )
    if report.kind is NoticeKind.PICK_UP and report.pickup_at is None:
        raise RuleViolation(message("Say at what time you will come."), field="pickup_at")


def check_report(report: Report, known: Circumstances) -> None:
    """Raises RuleViolation when the report comes too late, is of no day, or was made before."""
    check_span(report, known.today)
    if report.starts_on < first_open_day(known.now, known.deadline):
        raise RuleViolation(_too_late(known.deadline), field="starts_on")
    days = [day.date for day in known.days if day.works and known.child.listed(day.date)]
    if not days:
        raise RuleViolation(
            message(
                "The kindergarten does not expect the child on these days: a day off, or the "
                "child is on no list."
            ),
            field="starts_on",
        )
    _check_standing(report, known.standing)
    _check_marks(report, days, known.marked or {})


def _check_standing(report: Report, standing: Sequence[Notice]) -> None:
    for one in standing:
        meets = one.starts_on <= report.ends_on and report.starts_on <= one.ends_on
        if one.kind is report.kind and meets:
            raise Conflict(
                message(
                    "It is reported already: %(days)s. Withdraw that notice first.",
                    days=shown_days(one.starts_on, one.ends_on),
                ),
                field="starts_on",
            )


def _check_marks(report: Report, days: Iterable[date], marked: Mapping[date, str]) -> None:
    if report.kind is NoticeKind.PICK_UP:
        return
    for day in days:
        if day in marked:
            raise Conflict(_marked(day, marked[day]), field="starts_on")


def same(report: Report, notice: Notice) -> bool:
    """Whether a report repeats a notice: a double press is no second notice."""
    return (
        report.kind is notice.kind
        and (report.starts_on, report.ends_on) == (notice.starts_on, notice.ends_on)
        and _letter(report.code) == _letter(notice.code)
        and report.pickup_at == notice.pickup_at
    )


def kept_until(notice: Notice, known: Circumstances) -> date | None:
    """The last day that stays when a notice is withdrawn now; None: nothing stays.

    Days that have begun stay as they were reported: the child comes back earlier.
    Raises RuleViolation when no day is left to withdraw, or the teacher has marked one.
    """
    opened = first_open_day(known.now, known.deadline)
    if notice.ends_on < opened:
        if notice.ends_on < known.today:
            raise Conflict(message("These days are past: nothing is left to withdraw."))
        raise Conflict(_too_late(known.deadline))
    if notice.kind is NoticeKind.ABSENCE:
        for day, letter in sorted((known.marked or {}).items()):
            if opened <= day <= notice.ends_on:
                raise Conflict(_marked(day, letter))
    return opened - _DAY if notice.starts_on < opened else None


def proposals(
    notices: Iterable[Notice],
    children: Mapping[int, SheetChild],
    days: Iterable[Day],
    codes: Sequence[Code],
) -> dict[Cell, Code]:
    """The mark that each notice proposes, by child and day. No reason: the unexplained code."""
    found: dict[Cell, Code] = {}
    working = [day.date for day in days if day.works]
    for one in notices:
        child = children.get(one.child)
        if one.kind is not NoticeKind.ABSENCE or child is None:
            continue
        for day in working:
            if one.holds(day) and child.listed(day):
                code = _proposed(one.code, codes, day)
                if code is not None:
                    found[(one.child, day)] = code
    return found


def _proposed(wanted: Code | None, codes: Sequence[Code], day: date) -> Code | None:
    valid = codes_on(codes, day)
    if wanted is not None and (known := valid.get(wanted.letter)) is not None and known.typable:
        return known
    return next((code for code in valid.values() if code.unexplained and code.typable), None)


def shown_days(starts_on: date, ends_on: date) -> str:
    """«24.11.2026» or «24.11.2026 – 27.11.2026»."""
    if starts_on == ends_on:
        return _shown(starts_on)
    return f"{_shown(starts_on)} – {_shown(ends_on)}"


def _too_late(deadline: time) -> Message:
    return message(
        "For today it was possible until %(time)s. Call the group: the teacher marks it herself.",
        time=f"{deadline:%H:%M}",
    )


def _marked(day: date, letter: str) -> Message:
    return message(
        "The teacher has marked %(day)s already: “%(letter)s”. Agree with her.",
        day=_shown(day),
        letter=letter,
    )


def _shown(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _letter(code: Code | None) -> str | None:
    return code.letter if code else None
