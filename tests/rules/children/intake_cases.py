"""Short ways to write a list, a known child and a snapshot after loading, for the tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.children.intake.rules.decisions import Decision
from app.children.intake.rules.evaluation import Evaluation, evaluate
from app.children.intake.rules.fields import Field
from app.children.intake.rules.groups import GroupBook, KnownGroup
from app.children.intake.rules.known import CHILD_FIELDS, KnownChild, KnownChildren, KnownGuardian
from app.children.intake.rules.layout import recognise
from app.children.intake.rules.names import PersonName
from app.children.intake.rules.rows import IntakeContext
from app.children.intake.rules.table import read_table
from app.children.intake.rules.verdicts import GuardianPlan, State, Verdict
from app.children.rules import Relation, Sex
from app.core.spreadsheets import Sheet

TODAY = date(2026, 11, 24)
BOOK = GroupBook.of(
    [
        KnownGroup(1, "Звёздочка", youngest=3, oldest=5),
        KnownGroup(2, "Солнышко"),
        KnownGroup(3, "Лучик"),
    ]
)
CONTEXT = IntakeContext(TODAY, BOOK, default_enrolment=date(2026, 9, 1))
HEADINGS = {
    "name": "ФИО",
    "born": "Дата рождения",
    "sex": "Пол",
    "group": "Группа",
    "snils": "СНИЛС",
    "certificate": "Свидетельство о рождении",
    "citizenship": "Гражданство",
    "address": "Адрес регистрации",
    "enrolled": "Дата зачисления",
    "mother": "ФИО матери",
    "mother_phone": "Телефон матери",
    "mother_email": "E-mail матери",
    "father": "ФИО отца",
    "father_phone": "Телефон отца",
}
SIMPLE = {"name": "Абрамов Тимофей Ильич", "born": "11.03.2022", "group": "Солнышко"}


def sheet(*rows: Iterable[Any]) -> Sheet:
    """A sheet of rows made equally long."""
    lines = [tuple(None if cell == "" else cell for cell in row) for row in rows]
    width = max(map(len, lines))
    return Sheet("1", [line + (None,) * (width - len(line)) for line in lines])


def check(
    *rows: Mapping[str, Any],
    known: KnownChildren | None = None,
    decisions: Mapping[int, Decision] | None = None,
    context: IntakeContext = CONTEXT,
) -> Evaluation:
    """Check rows given by the short names of ``HEADINGS``; the first row has number 2."""
    lines = [[row.get(name, "") for name in HEADINGS] for row in rows]
    listed = sheet(list(HEADINGS.values()), *lines)
    layout = recognise(listed)
    table = read_table(listed, layout)
    return evaluate(table, layout, context, known or KnownChildren([]), decisions)


def verdict(
    known: KnownChildren | None = None, decision: Decision | None = None, **cells: Any
) -> Verdict:
    """The verdict on one row that is clean but for ``cells``."""
    decisions = {2: decision} if decision else None
    return check(SIMPLE | cells, known=known, decisions=decisions).verdicts[0]


def texts(judged: Verdict) -> str:
    """All that is said about a row."""
    return "\n".join(str(problem.text) for problem in judged.problems)


def known_child(
    number: int = 1,
    name: str = "Абрамов Тимофей Ильич",
    born: date = date(2022, 3, 11),
    guardians: Iterable[KnownGuardian] = (),
    enrolled: bool = True,
    **values: Any,
) -> KnownChild:
    last, first, *rest = name.split(" ", 2)
    stored = {
        Field.LAST_NAME: last,
        Field.FIRST_NAME: first,
        Field.MIDDLE_NAME: rest[0] if rest else None,
        Field.SEX: Sex.MALE,
        Field.BIRTH_DATE: born,
        Field.GROUP: "Солнышко" if enrolled else None,
        Field.ENROLMENT_DATE: date(2026, 9, 1) if enrolled else None,
    } | {Field(key): value for key, value in values.items()}
    filled = {field: value for field, value in stored.items() if value is not None}
    return KnownChild(number, filled, tuple(guardians), enrolled)


def after_loading(evaluation: Evaluation, known: KnownChildren) -> KnownChildren:
    """The snapshot after the verdicts are written, as ``actions`` must write them."""
    children = {child.id: child for child in known}
    guardians = {g.id: replace(g, relation=Relation.OTHER) for c in known for g in c.guardians}
    by_key: dict[str, int] = {}
    for judged in evaluation.verdicts:
        if judged.state not in (State.NEW, State.CHANGED):
            continue
        child_id = judged.child_id or max(children, default=0) + 1
        old = children.get(child_id)
        values = dict(old.values) if old else {}
        values |= {c.field: c.new for c in judged.changes if c.field in CHILD_FIELDS}
        links = {g.id: g for g in old.guardians} if old else {}
        for plan in judged.guardians:
            guardian = _written(plan, guardians, by_key)
            relation = plan.entry.relation
            if plan.linked and plan.entry.relation_assumed:
                relation = links[guardian.id].relation
            links[guardian.id] = replace(guardian, relation=relation)
        children[child_id] = KnownChild(child_id, values, tuple(links.values()), True)
    fresh = [
        replace(
            child,
            guardians=tuple(
                replace(guardians[link.id], relation=link.relation) for link in child.guardians
            ),
        )
        for child in children.values()
    ]
    return KnownChildren(fresh, guardians.values())


def _written(
    plan: GuardianPlan, guardians: dict[int, KnownGuardian], by_key: dict[str, int]
) -> KnownGuardian:
    number = plan.guardian_id or by_key.get(plan.key)
    if number is None:
        number = max(guardians, default=0) + 1
        by_key[plan.key] = number
        guardians[number] = KnownGuardian(number, PersonName("", ""))
    stored = guardians[number]
    new = {
        change.field.partition("_")[2]: change.new
        for change in plan.changes
        if change.field != Field.REPRESENTATIVE_RELATION
    }
    name = replace(stored.name, **{k: v for k, v in new.items() if k.endswith("name")})
    contacts = {k: v for k, v in new.items() if not k.endswith("name")}
    guardians[number] = replace(stored, name=name, **contacts)
    return guardians[number]
