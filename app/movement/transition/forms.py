"""What the forms of a passage send, read into the values of the rules."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.errors import BadInput
from app.core.messages import message
from app.movement.transition.rules import ChildPlan, Course, GroupPlan


def read_groups(form: Mapping[str, str], keys: list[int]) -> dict[int, GroupPlan]:
    """``course-<group>``, ``target-<group>`` and ``level-<group>`` of every group.

    Raises BadInput for what the page does not offer.
    """
    plans = {}
    for key in keys:
        course = _course(form.get(f"course-{key}", ""))
        if course is None:
            continue
        plans[key] = GroupPlan(
            course,
            _key(form.get(f"target-{key}")) if course is Course.GOES else None,
            _key(form.get(f"level-{key}")) if course is Course.STAYS else None,
        )
    return plans


def read_children(form: Mapping[str, str], keys: list[int]) -> dict[int, ChildPlan]:
    """``plan-<child>``: «stays», «leaves», the key of a group, or empty (as the group does)."""
    plans = {}
    for key in keys:
        raw = form.get(f"plan-{key}", "")
        if raw.isdigit():
            plans[key] = ChildPlan(Course.GOES, _key(raw))
        elif raw:
            course = _course(raw)
            assert course is not None
            plans[key] = ChildPlan(course)
    return plans


def _course(raw: str) -> Course | None:
    if not raw:
        return None
    try:
        return Course(raw)
    except ValueError:
        raise BadInput(message("Unknown value. Choose one from the list."))


def _key(raw: str | None) -> int | None:
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise BadInput(message("Unknown value. Choose one from the list."))
    return int(raw)
