"""What comes from the pages of an import, taken apart and judged."""

from __future__ import annotations

import re
from datetime import date

from werkzeug.datastructures import FileStorage, MultiDict

from app.children.intake.rules.answers import Answers, Choices, RawAnswer, answered
from app.children.intake.rules.dates import read_date
from app.children.intake.rules.decisions import Decision
from app.children.intake.rules.fields import Field
from app.children.intake.rules.groups import GroupBook
from app.children.intake.rules.kept import KeptCheck
from app.children.intake.rules.text import clean
from app.core.errors import BadInput
from app.core.messages import message

Form = MultiDict[str, str]
MOST_SHOWN_ROWS = 200
MOST_ORDER_NUMBER = 30
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]")


def read_upload(file: FileStorage | None) -> tuple[str, bytes]:
    """Name and content of an uploaded file. Raises ``BadInput`` when there is none."""
    if file is None or not file.filename:
        raise BadInput(message("Choose a file first."))
    name = _UNSAFE.sub("", re.split(r"[/\\]", file.filename)[-1]).strip()
    return name or "list", file.read()


def read_choices(form: Form, book: GroupBook, sheet_name: str) -> Choices:
    """The choices of the page of the columns. Raises ``BadInput`` for forged ones."""
    mapping: dict[int, Field | None] = {}
    for key, value in form.items():
        if key.startswith("column-"):
            mapping[_number(key.removeprefix("column-"))] = _field(value)
    return Choices(
        sheet_name=sheet_name,
        mapping=mapping,
        default_group_id=_group(form.get("group", ""), book),
        default_enrolment=_day(form.get("enrolled_on", "")),
    )


def read_answers(form: Form, check: KeptCheck) -> Answers:
    """The answers of the page of the check. Raises ``BadInput`` for what was not offered."""
    numbers = [_number(one) for one in form.get("rows", "").split(",") if one]
    if len(numbers) > MOST_SHOWN_ROWS:
        raise BadInput(message("This answer is not offered any more. Open the check anew."))
    rows = check.numbered(numbers)
    if set(numbers) - rows.keys():
        raise BadInput(message("The list has no such row. Open the check anew."))
    return Answers(
        decisions={number: answered(row, _raw(form, number)) for number, row in rows.items()},
        moved_on=_day(form.get("moved_on", "")),
        move_order=_order(form.get("move_order", "")),
    )


def skip_all(check: KeptCheck, chosen: list[int]) -> dict[int, Decision]:
    """Decisions that leave out the rows of these indexes."""
    rows = (check.row(index) for index in chosen)
    return {row.number: answered(row, RawAnswer(skip=True)) for row in rows}


def _raw(form: Form, number: int) -> RawAnswer:
    return RawAnswer(
        undo=f"undo-{number}" in form,
        skip=f"skip-{number}" in form,
        chosen=_named(form, f"d-{number}-"),
        typed=_named(form, f"fix-{number}-"),
    )


def _named(form: Form, start: str) -> dict[str, str]:
    return {key.removeprefix(start): form[key] for key in form if key.startswith(start)}


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise BadInput(message("The file has no such row or column. Open the page anew."))
    return int(text)


def _field(name: str) -> Field | None:
    if not name:
        return None
    try:
        return Field(name)
    except ValueError:
        raise BadInput(message("There is no such meaning of a column. Choose one of the list."))


def _group(text: str, book: GroupBook) -> int | None:
    if not text:
        return None
    for group in book.groups:
        if str(group.id) == text:
            return group.id
    raise BadInput(message("There is no such group. Choose one of the list."))


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    day = read_date(text.strip()).value
    if day is None or not 1990 <= day.year <= 2100:
        raise BadInput(message("“%(text)s” is no date. Write it like 01.02.2022.", text=text[:30]))
    return day


def _order(text: str) -> str | None:
    number = clean(text)
    if len(number) > MOST_ORDER_NUMBER:
        raise BadInput(message("The order number is too long. Shorten it."))
    return number or None
