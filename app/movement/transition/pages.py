"""What the pages of a passage show: plain values for the templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.formats import show_date
from app.core.i18n import translate
from app.core.jobs.models import JobState
from app.core.jobs.shown import shown_job
from app.documents.paper_views import standing_badge
from app.documents.rules.lifecycle import DocumentState
from app.movement.transition.checks import Check, Verdict
from app.movement.transition.models import TRANSITION_STEPS, TransitionEvent, YearTransition
from app.movement.transition.passing_actions import Outcome
from app.movement.transition.queries import Situation
from app.movement.transition.rules import COURSES, Course, Journey, TransitionState, next_level
from app.organizations.access import signed_in

BASE = "/movement/year"
STEPS = ("plan", "check", "orders", "pass")
TONES = {Verdict.GOOD: "green", Verdict.DOUBT: "amber", Verdict.STOP: "red"}
_BUSY = (JobState.WAITING, JobState.RUNNING)


def address(transition: YearTransition, step: str = "") -> str:
    """Where a step of a passage stands."""
    own = f"{BASE}/{transition.id}"
    return f"{own}/{step}" if step else own


def wizard(transition: YearTransition, here: str) -> list[dict[str, Any]]:
    """The four steps as links, with the one at which the person is."""
    labels = (_("Plan"), _("Check"), _("Orders of the passage"), _("Two keys"))
    at = STEPS.index(here)
    return [
        {
            "label": label,
            "href": address(transition, "" if step == "plan" else step),
            "state": "here" if step == here else "done" if index < at else "next",
        }
        for index, (step, label) in enumerate(zip(STEPS, labels, strict=True))
    ]


def frame(transition: YearTransition, here: str) -> dict[str, Any]:
    """What all pages of a passage share."""
    return {
        "title": _("Passage to the year %(name)s", name=transition.name),
        "subtitle": transition.organization.short_name,
        "crumb": transition.name,
        "steps": wizard(transition, here),
        "done": transition.state is TransitionState.DONE,
    }


def busy(transition: YearTransition) -> bool:
    """Whether the passage is being carried out now."""
    return transition.job is not None and transition.job.state in _BUSY


def work(transition: YearTransition) -> dict[str, Any] | None:
    """The job that carries the passage out, as ``components/job_progress.html`` shows it."""
    if transition.job is None:
        return None
    return {
        **asdict(shown_job(transition.job, clock.now())),
        "id": transition.job.id,
        "href": f"/jobs/{transition.job.id}.json",
        "title": _("Passage to the next year"),
    }


def plan_rows(now: Situation) -> list[dict[str, Any]]:
    """A line for each group: who is in it, what becomes of it, how full it will be."""
    before = Counter(one.group for one in now.children)
    after = Counter(one.target for one in now.journeys if one.target is not None)
    apart = Counter(one.group for one in now.children if one.id in now.child_plans)
    rows = []
    for key, group in now.groups.items():
        plan = now.group_plans.get(key)
        older = next_level(group.level, now.levels)
        rows.append(
            {
                "key": key,
                "name": group.name,
                "level": now.level_names.get(group.level.id, "") if group.level else "",
                "children": before[key],
                "after": after[key],
                "places": group.capacity,
                "over": group.capacity is not None and after[key] > group.capacity,
                "apart": apart[key],
                "course": plan.course.value if plan else "",
                "target": (plan.target if plan else None) or "",
                "level_id": (plan.level if plan else None) or "",
                "older": older.id if older else "",
            }
        )
    return rows


def courses() -> list[tuple[str, str]]:
    return [(one.value, translate(label)) for one, label in COURSES.items()]


def figures(now: Situation) -> list[dict[str, str]]:
    """The passage in figures."""
    count = Counter(_course(one) for one in now.journeys)
    lost = len(now.children) - len(now.journeys)
    found = [
        (_("On the list"), len(now.children), ""),
        (_("Stay in their group"), count["stays"], ""),
        (_("Go to another group"), count["goes"], ""),
        (_("Leave for school"), count["leaves"], ""),
    ]
    shown = [{"title": title, "figure": str(n), "state": state} for title, n, state in found]
    if lost:
        shown.append({"title": _("Without a place"), "figure": str(lost), "state": "danger"})
    return shown


def _course(one: Journey) -> str:
    return "leaves" if one.target is None else "goes" if one.moves else "stays"


def destinations(now: Situation) -> list[dict[str, Any]]:
    """Who goes where: for each group of the new year its list, and who leaves for school."""
    names = {key: group.name for key, group in now.groups.items()}
    found = []
    for key in (*now.groups, None):
        listed = [one for one in now.journeys if one.target == key]
        if listed:
            found.append(
                {
                    "name": names[key] if key is not None else _("Leave for school"),
                    "count": len(listed),
                    "children": [
                        {
                            "name": one.child.name,
                            "born": show_date(one.child.birth_date),
                            "from": names.get(one.child.group or 0, "")
                            if one.target != one.child.group
                            else "",
                        }
                        for one in listed
                    ],
                }
            )
    return found


def listed_rows(now: Situation) -> list[list[Any]]:
    """The rows of the exported list: child, birth date, from, to."""
    names = {key: group.name for key, group in now.groups.items()}
    return [
        [
            one.child.name,
            one.child.birth_date,
            names.get(one.child.group or 0, ""),
            translate(COURSES[Course.LEAVES]) if one.target is None else names.get(one.target, ""),
        ]
        for one in now.journeys
    ]


def check_rows(checks: Sequence[Check]) -> list[dict[str, Any]]:
    return [
        {
            "title": translate(one.title),
            "text": translate(one.text),
            "href": one.href,
            "state": {
                "label": {
                    Verdict.GOOD: _("in order"),
                    Verdict.DOUBT: _("look at it"),
                    Verdict.STOP: _("stops the passage"),
                }[one.verdict],
                "tone": TONES[one.verdict],
            },
        }
        for one in checks
    ]


def written_anew(now: Situation) -> bool:
    """Whether preparing the orders changes anything: somebody lacks one, or drafts wait."""
    drafts = any(one.state is DocumentState.DRAFT for one in now.orders)
    return drafts or any(key not in now.ordered for key in now.wanted)


def order_rows(now: Situation) -> list[dict[str, Any]]:
    return [
        {
            "label": order.title,
            "number": f"№ {order.number}" if order.number else "",
            "date": show_date(order.issued_on),
            "href": f"/orders/{order.id}",
            "state": standing_badge(order),
        }
        for order in now.orders
    ]


def history_rows(events: Sequence[TransitionEvent]) -> list[dict[str, str]]:
    zone = signed_in().timezone
    return [
        {
            "step": translate(TRANSITION_STEPS[one.step]),
            "who": one.by_name,
            "when": f"{clock.local(one.happened_at, zone):%d.%m.%Y %H:%M}",
            "comment": one.comment or "",
        }
        for one in events
    ]


def outcome_text(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    parts = (
        ngettext("%(num)d child moved", "%(num)d children moved", outcome.moved),
        ngettext("%(num)d stayed", "%(num)d stayed", outcome.stayed),
        ngettext("%(num)d left for school", "%(num)d left for school", outcome.left),
    )
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]
