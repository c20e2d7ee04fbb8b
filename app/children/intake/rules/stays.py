"""Whether the dates of enrolment in a list go with the stays that are stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.children.intake.rules.evaluation import Evaluation
from app.children.intake.rules.fields import Field
from app.children.intake.rules.problems import Problem, gravest_first, wrong
from app.children.intake.rules.verdicts import State, Verdict
from app.children.rules import Interval
from app.core.messages import message


@dataclass(frozen=True)
class KnownStay:
    """The enrolments of a stored child. ``moved_on``: when it left its first group of the
    open enrolment for another one."""

    former: tuple[Interval, ...] = ()
    current: Interval | None = None
    moved_on: date | None = None


def check_stays(evaluation: Evaluation, stays: Mapping[int, KnownStay]) -> Evaluation:
    """The same check, with rows made wrong whose enrolment contradicts a stored stay.

    A child is enrolled once at a time, and is placed in a group only while enrolled.
    """
    verdicts = tuple(
        _checked(verdict, stays.get(verdict.child_id))
        if verdict.child_id is not None and verdict.state == State.CHANGED
        else verdict
        for verdict in evaluation.verdicts
    )
    return replace(evaluation, verdicts=verdicts)


def _checked(verdict: Verdict, stay: KnownStay | None) -> Verdict:
    starts_on = _new_start(verdict)
    problem = (
        None if stay is None or starts_on is None else _contradiction(verdict, stay, starts_on)
    )
    if problem is None:
        return verdict
    problems = gravest_first((*verdict.problems, problem))
    return replace(verdict, state=State.WRONG, problems=problems)


def _new_start(verdict: Verdict) -> date | None:
    """The first day that would be written, if one is."""
    if verdict.enrols:
        value = verdict.row.values.get(Field.ENROLMENT_DATE)
    else:
        changes = (c.new for c in verdict.changes if c.field == Field.ENROLMENT_DATE)
        value = next(changes, None)
    return value if isinstance(value, date) else None


def _contradiction(verdict: Verdict, stay: KnownStay, starts_on: date) -> Problem | None:
    original = verdict.row.originals.get(Field.ENROLMENT_DATE, f"{starts_on:%d.%m.%Y}")
    for former in stay.former:
        if former.ends_on is not None and starts_on < former.ends_on:
            text = message(
                "The child was here from %(first)s to %(last)s and cannot be enrolled before"
                " that ended. Correct the date of enrolment.",
                first=f"{former.starts_on:%d.%m.%Y}",
                last=f"{former.ends_on:%d.%m.%Y}",
            )
            return wrong(Field.ENROLMENT_DATE, text, original)
    if verdict.enrols or stay.current is None:
        return None
    limits = [day for day in (stay.moved_on, stay.current.ends_on) if day is not None]
    if any(starts_on >= day for day in limits):
        text = message("The child moved or left before this date. Correct the date of enrolment.")
        return wrong(Field.ENROLMENT_DATE, text, original)
    return None
