"""What may be answered to a row of the check, how it is kept, and which stays contradict it."""

from __future__ import annotations

from datetime import date

import pytest

from app.children.intake.rules.answers import RawAnswer, answered, questions
from app.children.intake.rules.decisions import NO_DECISION, Decision
from app.children.intake.rules.evaluation import evaluate
from app.children.intake.rules.fields import Field
from app.children.intake.rules.kept import KeptRow, digest, keep, read_kept
from app.children.intake.rules.known import KnownChildren
from app.children.intake.rules.layout import recognise
from app.children.intake.rules.problems import Choice, Severity
from app.children.intake.rules.stays import KnownStay, check_stays
from app.children.intake.rules.table import read_table
from app.children.intake.rules.verdicts import State
from app.children.rules import Interval, Sex
from app.core.errors import BadInput
from tests.rules.children.intake_cases import CONTEXT, SIMPLE, check, known_child, sheet


def kept(known: KnownChildren | None = None, decision: Decision = NO_DECISION, **cells) -> KeptRow:
    """The kept row of one row that is clean but for ``cells``."""
    evaluation = check(SIMPLE | cells, known=known, decisions={2: decision})
    return read_kept(keep(evaluation, {2: decision})).row(0)


def settled(row: KeptRow, raw: RawAnswer, known: KnownChildren | None = None, **cells) -> State:
    """The state of the row once the answer is given."""
    return kept(known, answered(row, raw), **cells).state


def test_what_is_kept_is_what_was_checked() -> None:
    rows = [SIMPLE, SIMPLE | {"name": "Ким Мия", "snils": "112-233-445 59"}]
    evaluation = check(*rows)
    found = read_kept(keep(evaluation, {3: Decision(skip=True)}))
    assert found.counts[State.NEW] == evaluation.counts[State.NEW]
    for index, verdict in enumerate(evaluation.verdicts):
        row = found.row(index)
        assert (row.number, row.state) == (verdict.number, verdict.state)
        assert row.problems == verdict.problems
    assert found.numbered([3, 99])[3].decision == Decision(skip=True)


def test_the_gravest_rows_stand_first_and_a_filter_keeps_their_order() -> None:
    rows = [SIMPLE, {"name": "Ким Мия"}, SIMPLE | {"name": "Ким Ян", "sex": "м"}]
    found = read_kept(keep(check(*rows), {}))
    assert [found.row(index).number for index in found.chosen(None)] == [3, 2, 4]
    assert found.chosen(State.NEW) == [0, 2]


def test_two_checks_have_one_digest_only_when_they_say_the_same() -> None:
    one, other = keep(check(SIMPLE), {}), keep(check(SIMPLE | {"address": "ул. Мира"}), {})
    assert digest(one) == digest(keep(check(SIMPLE), {}))
    known = KnownChildren([known_child(middle_name="Ильич")])
    assert digest(keep(check(SIMPLE, known=known), {})) != digest(one)
    # A new child is the same to the digest however it is described: nothing old is lost.
    assert one.split("\n")[0] == other.split("\n")[0]


def test_a_wrong_value_is_corrected_or_left_out() -> None:
    cells = {"snils": "112-233-445 59"}
    row = kept(**cells)
    assert settled(row, RawAnswer(chosen={"snils": "without"}), **cells) == State.NEW
    typed = RawAnswer(typed={"snils": "112-233-445 95"})
    assert settled(row, typed, **cells) == State.NEW
    assert settled(row, RawAnswer(typed={"snils": cells["snils"]}), **cells) == State.WRONG
    assert settled(row, RawAnswer(skip=True), **cells) == State.SKIPPED


def test_a_certificate_is_left_out_with_all_its_columns() -> None:
    known = KnownChildren([known_child(birth_certificate="I-АГ № 123456")])
    cells = {"certificate": "II-АГ № 654321"}
    row = kept(known, **cells)
    assert row.state == State.DOUBTFUL
    decision = answered(row, RawAnswer(chosen={"birth_certificate": "without"}))
    assert Field.CERTIFICATE_NUMBER in decision.without
    assert kept(known, decision, **cells).state == State.SAME


def test_one_of_similar_children_is_chosen_by_its_number() -> None:
    known = KnownChildren(
        [known_child(7, born=date(2021, 3, 11)), known_child(8, born=date(2020, 3, 11))]
    )
    row = kept(known)
    (question,) = questions(row)
    assert set(question.options) == {"same-7", "same-8", "other_child"}
    assert answered(row, RawAnswer(chosen={"row": "same-8"})).same_child == 8
    assert settled(row, RawAnswer(chosen={"row": "other_child"}), known) == State.NEW
    with pytest.raises(BadInput):
        answered(row, RawAnswer(chosen={"row": "same-9"}))


def test_a_correction_takes_back_what_was_agreed_before() -> None:
    row = kept(born="01.02.20")
    agreed = answered(row, RawAnswer(chosen={"birth_date": "accept"}))
    assert agreed.accepted == {Field.BIRTH_DATE}
    both = RawAnswer(chosen={"birth_date": "accept"}, typed={"birth_date": "01.02.2021"})
    assert answered(row, both) == Decision(corrections={Field.BIRTH_DATE: "01.02.2021"})


@pytest.mark.parametrize(
    "raw",
    [
        RawAnswer(chosen={"group": "accept"}),
        RawAnswer(chosen={"snils": "accept"}),
        RawAnswer(chosen={"password": "without"}),
        RawAnswer(typed={"group": "Солнышко"}),
        RawAnswer(typed={"snils": "1" * 301}),
    ],
)
def test_what_was_not_offered_is_refused(raw: RawAnswer) -> None:
    with pytest.raises(BadInput):
        answered(kept(snils="112-233-445 59"), raw)


def test_every_open_problem_can_be_answered() -> None:
    """A row that nobody can settle would block the whole list."""
    known = KnownChildren([known_child(sex=Sex.FEMALE, group="Звёздочка")])
    dirt = {"born": "30.02.2022", "group": "Лучи", "snils": "5", "sex": "?", "enrolled": "когда"}
    for row in (kept(**dirt), kept(known), kept(name="Ким")):
        for question in questions(row):
            assert question.options or question.fixes, question


def test_a_group_of_a_caption_can_be_left_as_it_is_stored() -> None:
    listed = sheet(
        ["ФИО", "Дата рождения"],
        ["Группа «Звёздочка»", ""],
        ["Абрамов Тимофей Ильич", "11.03.2022"],
    )
    layout = recognise(listed)
    known = KnownChildren([known_child()])
    decisions = {3: Decision(without=frozenset({Field.GROUP}))}
    table = read_table(listed, layout)
    assert evaluate(table, layout, CONTEXT, known).verdicts[0].state == State.DOUBTFUL
    assert evaluate(table, layout, CONTEXT, known, decisions).verdicts[0].state == State.SAME


LEFT = KnownStay((Interval(date(2024, 9, 1), date(2026, 5, 31)),))
HERE = KnownStay((), Interval(date(2026, 9, 1), None), moved_on=date(2026, 10, 1))


@pytest.mark.parametrize(
    ("enrolled", "stay", "text", "state"),
    [
        (False, LEFT, "01.09.2025", State.WRONG),
        (False, LEFT, "31.05.2026", State.CHANGED),
        (True, HERE, "15.09.2026", State.CHANGED),
        (True, HERE, "01.10.2026", State.WRONG),
    ],
)
def test_a_child_is_enrolled_once_at_a_time(
    enrolled: bool, stay: KnownStay, text: str, state: State
) -> None:
    known = KnownChildren([known_child(enrolled=enrolled)])
    agreed = {2: Decision(accepted=frozenset(Field))}
    evaluation = check(SIMPLE | {"enrolled": text}, known=known, decisions=agreed)
    (verdict,) = check_stays(evaluation, {1: stay}).verdicts
    assert verdict.state == state
    if state == State.WRONG:
        assert verdict.problems[0].severity == Severity.WRONG
        assert Choice.CORRECT in verdict.problems[0].choices
