"""Rules of the forum: who reads, writes and moderates; what waits; what may be changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.communication.forum.rules import (
    Admission,
    Hall,
    PostState,
    Readers,
    Standing,
    Writers,
    check_circle,
    check_edit,
    check_house,
    check_line,
    check_open,
    check_pace,
    check_reason,
    last_page,
    may_edit,
    moderates,
    page_of,
    quoted,
    reads,
    waits,
    writes,
)
from app.core.errors import Conflict, RuleViolation

DAISY, CORNFLOWER, SENIOR, NURSE = 7, 8, 21, 22
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MOTHER = Standing(roles=frozenset({30}), families=frozenset({DAISY}))
NEIGHBOUR = Standing(roles=frozenset({30}), families=frozenset({CORNFLOWER}))
TEACHER = Standing(
    roles=frozenset({31}), staff=True, leads=frozenset({DAISY}), moderates=frozenset({DAISY})
)
NURSES = Standing(roles=frozenset({NURSE}), staff=True)
HEAD = Standing(roles=frozenset({32}), staff=True, answers=True)
NOBODY = Standing(roles=frozenset({30}))
PEOPLE = {
    "mother": MOTHER,
    "neighbour": NEIGHBOUR,
    "teacher": TEACHER,
    "nurse": NURSES,
    "head": HEAD,
    "nobody": NOBODY,
}


def hall(readers=Readers.EVERYONE, writers=Writers.READERS, *lines, **more):
    return Hall(1, readers, writers, admissions=lines, **more)


@pytest.mark.parametrize(
    ("section", "who"),
    [
        (hall(), {"mother", "neighbour", "teacher", "nurse", "head"}),
        (hall(Readers.STAFF), {"teacher", "nurse", "head"}),
        (hall(Readers.PARENTS), {"mother", "neighbour", "head"}),
        (
            hall(Readers.CHOSEN, Writers.READERS, Admission(group_id=DAISY)),
            {"mother", "teacher", "head"},
        ),
        (
            hall(Readers.CHOSEN, Writers.READERS, Admission(role_id=NURSE)),
            {"nurse", "head"},
        ),
        (
            hall(
                Readers.CHOSEN,
                Writers.READERS,
                Admission(group_id=CORNFLOWER),
                Admission(role_id=NURSE),
            ),
            {"neighbour", "nurse", "head"},
        ),
        (hall(Readers.CHOSEN), {"head"}),
    ],
)
def test_a_section_is_read_by_its_readers_and_by_who_answers_for_the_house(section, who):
    assert {name for name, one in PEOPLE.items() if reads(section, one)} == who


def test_a_parent_without_a_child_in_a_group_today_reads_nothing():
    for readers in Readers:
        assert not reads(hall(readers, Writers.READERS, Admission(group_id=DAISY)), NOBODY)


@pytest.mark.parametrize(
    ("writers", "who"),
    [
        (Writers.READERS, {"mother", "teacher", "head"}),
        (Writers.STAFF, {"teacher", "head"}),
        (Writers.PARENTS, {"mother", "teacher", "head"}),
        (Writers.CHOSEN, {"teacher", "head"}),
    ],
)
def test_of_the_readers_those_write_whom_the_section_lets(writers, who):
    """A moderator writes everywhere: the teacher moderates the section of her group."""
    section = hall(Readers.CHOSEN, writers, Admission(group_id=DAISY, writes=False))
    assert {name for name, one in PEOPLE.items() if writes(section, one, one)} == who


def test_a_representative_who_may_only_know_of_the_child_reads_and_does_not_write():
    only_reading = Standing(roles=MOTHER.roles)
    assert reads(hall(), MOTHER)
    assert not writes(hall(), MOTHER, only_reading)


def test_a_teacher_moderates_sections_of_her_groups_and_no_others():
    own = hall(Readers.CHOSEN, Writers.READERS, Admission(group_id=DAISY))
    foreign = hall(Readers.CHOSEN, Writers.READERS, Admission(group_id=CORNFLOWER))
    assert moderates(own, TEACHER)
    assert not moderates(foreign, TEACHER)
    assert not moderates(hall(), TEACHER)
    assert not moderates(own, MOTHER)
    assert all(moderates(one, HEAD) for one in (own, foreign, hall()))


def test_in_a_moderated_section_posts_of_parents_wait_and_those_of_the_staff_do_not():
    assert waits(hall(moderated=True), MOTHER)
    assert not waits(hall(moderated=True), TEACHER)
    assert not waits(hall(), MOTHER)


def test_closed_is_closed_for_writing():
    for state in (
        {"section_closed": True},
        {"section_closed": False, "topic_closed": True},
        {"section_closed": False, "waiting": True},
    ):
        with pytest.raises(Conflict):
            check_open(**state)
    check_open(section_closed=False)


def test_a_post_is_changed_for_thirty_minutes_after_it_appeared():
    appeared = NOW - timedelta(minutes=30)
    assert may_edit(PostState.PUBLISHED, appeared, NOW, 30)
    assert not may_edit(PostState.PUBLISHED, appeared, NOW + timedelta(seconds=1), 30)
    with pytest.raises(Conflict):
        check_edit(PostState.PUBLISHED, appeared, NOW + timedelta(minutes=1), 30)


def test_what_nobody_else_has_seen_is_changed_at_any_time_and_what_is_hidden_never():
    assert may_edit(PostState.WAITING, None, NOW + timedelta(days=9), 30)
    assert may_edit(PostState.REFUSED, None, NOW + timedelta(days=9), 30)
    assert not may_edit(PostState.HIDDEN, NOW, NOW, 30)
    with pytest.raises(Conflict):
        check_edit(PostState.HIDDEN, NOW, NOW, 30)


def test_the_twentieth_post_of_an_hour_is_the_last():
    check_pace(19, 20)
    with pytest.raises(RuleViolation) as refused:
        check_pace(20, 20)
    assert refused.value.status == 429


def test_a_moderator_says_why():
    assert check_reason("  имя   ребёнка ") == "имя ребёнка"
    with pytest.raises(RuleViolation):
        check_reason(" \n ")


def test_a_line_of_the_list_is_a_group_or_a_role():
    check_line(group=True, role=False)
    check_line(group=False, role=True)
    for both in (True, False):
        with pytest.raises(RuleViolation):
            check_line(group=both, role=both)


def test_a_section_where_people_have_written_keeps_its_readers():
    check_circle(changed=True, talked=False)
    check_circle(changed=False, talked=True)
    with pytest.raises(RuleViolation):
        check_circle(changed=True, talked=True)


def test_a_group_of_another_kindergarten_reads_no_section_of_this_one():
    check_house(None, 1)
    check_house(1, 1)
    with pytest.raises(RuleViolation):
        check_house(2, 1)


def test_a_quote_names_its_author_and_leaves_out_quotes_within():
    said = quoted("Анна Игоревна", "> **Пётр:**\n>\n> Когда?\n\nВ пятницу.\nВ десять.")
    assert said == "> **Анна Игоревна:**\n>\n> В пятницу.\n> В десять.\n\n"
    assert quoted("Анна", "> только чужое") == ""
    assert len(quoted("Анна", "слово " * 400)) < 700


@pytest.mark.parametrize(("number", "page"), [(0, 1), (1, 1), (25, 1), (26, 2), (400, 16)])
def test_twenty_five_posts_stand_on_a_page(number, page):
    assert page_of(number) == page
    assert last_page(number) == page
