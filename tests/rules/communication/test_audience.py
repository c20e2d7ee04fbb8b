"""Who is meant by an audience, whom an author may name, and how receipts stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.communication.board.rules import (
    Asks,
    Content,
    Family,
    Part,
    PartKind,
    People,
    Reach,
    Receipt,
    Standing,
    Worker,
    audience_label,
    by_children,
    check_answer,
    check_parts,
    check_publishable,
    check_rate,
    parse_parts,
    resolve,
    standing,
)
from app.core.errors import BadInput, RuleViolation

HOUSE, ROMASHKA, VASILEK, MIDDLE = 1, 10, 20, 3
TEACHERS, NURSES = 5, 6
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def family(child, user, group=ROMASHKA, came=True, age=MIDDLE):
    return Family(HOUSE, group, age, child, f"Ребёнок {child}", f"Мать {user}", user, came)


# Anna (101) has a child in each group; the parent of child 3 has no login, of child 4 never came.
FAMILIES = [
    family(1, 101),
    family(2, 101, VASILEK, age=4),
    family(2, 102, VASILEK, age=4),
    family(3, None),
    family(4, 104, came=False),
]
# Vera (102) is a parent and a teacher.
STAFF = [
    Worker(HOUSE, 201, TEACHERS, "Мария", True),
    Worker(HOUSE, 102, TEACHERS, "Вера", True),
    Worker(HOUSE, 203, NURSES, "Галина", True),
]
PEOPLE = People(
    FAMILIES, STAFF, {5: "Воспитатель", 6: "Медработник"}, {10: "Ромашка", 20: "Василёк"}, {3: "ср"}
)
HEAD = Reach(whole=frozenset({HOUSE}))
TEACHER = Reach(groups=frozenset({ROMASHKA}))


def told(*words):
    found = resolve(parse_parts(words), PEOPLE)
    return sorted((one.user_id, one.child_id) for one in found.recipients)


def test_a_group_is_the_representatives_of_its_children_each_with_the_child():
    assert told("group:10") == [(101, 1), (104, 4)]


def test_families_of_a_benefit_are_named_by_who_may_see_it_and_by_nobody_else():
    """Special data: who may not see the benefit has no such part, whatever number is typed."""
    part = Part(PartKind.BENEFIT, 7)
    seeing = replace(PEOPLE, benefits={7: "Ребёнок-инвалид"}, holders={7: frozenset({2, 3})})
    head = replace(HEAD, benefits=frozenset({HOUSE}))
    check_parts([part], seeing, head)
    found = resolve([part], seeing)
    assert sorted((one.user_id, one.child_id) for one in found.recipients) == [(101, 2), (102, 2)]
    assert found.silent == ("Ребёнок 3",)
    for people, reach in ((PEOPLE, HEAD), (seeing, HEAD), (PEOPLE, TEACHER)):
        with pytest.raises(RuleViolation):
            check_parts([part], people, reach)
    assert not resolve([part], PEOPLE).recipients


def test_nobody_is_told_why_a_family_was_chosen():
    parts = [Part(PartKind.BENEFIT, 7), Part(PartKind.BENEFIT, 8), Part(PartKind.GROUP, 10)]
    seeing = replace(PEOPLE, benefits={7: "Ребёнок-инвалид", 8: "Многодетная семья"})
    said = [str(getattr(one, "msgid", one)) for one in audience_label(parts, seeing)]
    assert said == ["some families", "parents of “%(group)s”"]
    writer = audience_label(parts, seeing, reveals=True)
    assert [one.values.get("benefit") for one in writer] == [
        "Ребёнок-инвалид",
        "Многодетная семья",
        None,
    ]


def test_several_parts_name_nobody_twice_and_a_parent_of_two_once_for_each_child():
    found = resolve(parse_parts(["group:10", "group:20", "parents"]), PEOPLE)
    assert len(found.recipients) == 4
    assert found.people == {101, 102, 104}
    assert found.groups == {ROMASHKA, VASILEK}


def test_the_staff_by_role_and_everyone():
    assert told("role:6") == [(203, None)]
    assert told("staff") == [(102, None), (201, None), (203, None)]
    # Vera is told as a mother, not twice.
    everyone = told("everyone")
    assert (102, 2) in everyone
    assert (102, None) not in everyone


def test_parents_by_age_and_single_people():
    assert told("age:4") == [(101, 2), (102, 2)]
    assert told("person:104") == [(104, 4)]
    assert told("person:201") == [(201, None)]


def test_children_whom_nobody_will_tell_are_named_before_sending():
    assert resolve(parse_parts(["parents"]), PEOPLE).silent == ("Ребёнок 3", "Ребёнок 4")


@pytest.mark.parametrize(
    "word",
    [
        "",
        "group",
        "group:",
        "group:x",
        "group:-1",
        "staff:3",
        "nobody",
        "group:٣",
        "group:99999999999",
    ],
)
def test_a_forged_part_is_no_part(word):
    with pytest.raises(BadInput):
        parse_parts([word])


@pytest.mark.parametrize(
    "word", ["parents", "staff", "everyone", "age:3", "person:201", "group:20"]
)
def test_a_teacher_addresses_her_own_group_only(word):
    own = replace(PEOPLE, families=FAMILIES[:1], staff=[], roles={}, groups={10: "Ромашка"})
    check_parts(parse_parts(["group:10", "person:101"]), own, TEACHER)
    with pytest.raises(RuleViolation) as foreign:
        check_parts(parse_parts([word]), own, TEACHER)
    with pytest.raises(RuleViolation) as absent:
        check_parts(parse_parts(["group:98765"]), own, TEACHER)
    assert str(foreign.value) == str(absent.value)


def test_who_may_not_see_families_writes_to_the_staff_only():
    without = replace(HEAD, families=False)
    check_parts(parse_parts(["staff"]), replace(PEOPLE, families=[]), without)
    with pytest.raises(RuleViolation):
        check_parts((Part(PartKind.EVERYONE),), replace(PEOPLE, families=[]), without)


# -- publishing ---------------------------------------------------------------------------

GOOD = Content("Утренник", "В пятницу", Asks.CHOICE, "Придёте?", ("Да", "Нет"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "я" * 201}, "title"),
        ({"text": ""}, "text"),
        ({"question": ""}, "question"),
        ({"choices": ("Да",)}, "choice"),
        ({"shown_until": TODAY - timedelta(days=1)}, "shown_until"),
        ({"answer_until": NOW}, "answer_until"),
        (
            {"publish_at": NOW + timedelta(days=2), "answer_until": NOW + timedelta(days=1)},
            "answer_until",
        ),
    ],
)
def test_what_cannot_be_published_says_where(change, field):
    check_publishable(GOOD, NOW, TODAY)
    with pytest.raises(RuleViolation) as refused:
        check_publishable(replace(GOOD, **change), NOW, TODAY)
    assert refused.value.details["field"] == field


def test_the_twentieth_announcement_within_an_hour_is_the_last():
    check_rate(19, 20)
    with pytest.raises(RuleViolation):
        check_rate(20, 20)


# -- receipts -----------------------------------------------------------------------------


def test_how_a_receipt_stands_depends_on_what_was_asked():
    opened = Receipt(1, 1, opened=True, confirmed=False, answer=None)
    assert standing(opened, Asks.NOTHING) is Standing.DONE
    assert standing(opened, Asks.CONFIRM) is Standing.OPENED
    assert standing(replace(opened, answer="Да"), Asks.CHOICE) is Standing.DONE
    unopened = replace(opened, opened=False)
    assert standing(unopened, Asks.CONFIRM) is Standing.UNOPENED
    assert standing(replace(unopened, came=False), Asks.CONFIRM) is Standing.NEVER_CAME


def test_one_representative_answers_for_the_family_and_two_different_answers_are_none():
    mother = Receipt(1, 7, True, True, "Да")
    father = Receipt(2, 7, False, False, None)
    assert by_children([mother, father], Asks.CHOICE) == {7: "Да"}
    assert by_children([mother, replace(father, answer="Нет")], Asks.CHOICE) == {7: ""}
    assert by_children([father], Asks.CHOICE) == {7: ""}


@pytest.mark.parametrize(
    ("asks", "answer", "until"),
    [
        (Asks.CHOICE, "Может быть", None),
        (Asks.CHOICE, None, None),
        (Asks.CHOICE, "Да", NOW - timedelta(minutes=1)),
        (Asks.NOTHING, "Да", None),
    ],
)
def test_an_answer_that_is_not_offered_or_late_is_refused(asks, answer, until):
    check_answer(Asks.CHOICE, ("Да", "Нет"), "Да", NOW, NOW)
    with pytest.raises(RuleViolation):
        check_answer(asks, ("Да", "Нет"), answer, until, NOW)
