"""The check and the result of an import as a workbook: every row, why, and what was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from app.children.intake.rules.fields import Field, field_label
from app.children.intake.rules.kept import COLUMNS, KeptChange, KeptCheck, KeptRow
from app.children.intake.rules.problems import Problem, Severity
from app.children.intake.rules.verdicts import STATE_LABELS, State
from app.core.i18n import translate
from app.core.messages import Message, message, nmessage
from app.core.tabular import Column, Kind, Row
from app.core.xlsx import table_xlsx

DONE_LABELS: dict[State, Message] = {
    State.NEW: message("loaded: new child"),
    State.CHANGED: message("loaded: changed"),
    State.SAME: message("was there already, no change"),
    State.SKIPPED: message("not loaded by decision"),
}
FIGURE_LABELS: dict[State, Message] = {
    State.NEW: message("Children added"),
    State.CHANGED: message("Records changed"),
    State.SAME: message("Without changes"),
    State.SKIPPED: message("Left out"),
}
# The heading of the column that holds the telephone of whichever adult has one.
CAPTIONS: dict[Field, Message] = {Field.MOTHER_PHONE: message("Phone")}
_SAMPLE = (
    Field.FULL_NAME,
    Field.BIRTH_DATE,
    Field.SEX,
    Field.GROUP,
    Field.SNILS,
    Field.BIRTH_CERTIFICATE,
    Field.REGISTRATION_ADDRESS,
    Field.RESIDENCE_ADDRESS,
    Field.CITIZENSHIP,
    Field.ENROLMENT_DATE,
    Field.ORDER_NUMBER,
    Field.ORDER_DATE,
    Field.MOTHER_NAME,
    Field.MOTHER_PHONE,
    Field.MOTHER_EMAIL,
    Field.FATHER_NAME,
    Field.FATHER_PHONE,
    Field.FATHER_EMAIL,
    Field.HEALTH_GROUP,
)


def caption(one: Field) -> str:
    """The heading of a column of the check."""
    return translate(CAPTIONS.get(one, field_label(one)))


def result_said(counts: Mapping[State, int]) -> list[Message]:
    """What became of the rows, a sentence for each fate that there was."""
    new, changed = counts.get(State.NEW, 0), counts.get(State.CHANGED, 0)
    same, skipped = counts.get(State.SAME, 0), counts.get(State.SKIPPED, 0)
    said = []
    if new:
        said.append(nmessage("%(number)s child was added.", "%(number)s children were added.", new))
    if changed:
        said.append(
            nmessage("%(number)s record was changed.", "%(number)s records were changed.", changed)
        )
    if not said:
        said.append(message("Nothing was written."))
    if same:
        said.append(
            nmessage("%(number)s row had no changes.", "%(number)s rows had no changes.", same)
        )
    if skipped:
        said.append(
            nmessage(
                "%(number)s row was left out, as you decided.",
                "%(number)s rows were left out, as you decided.",
                skipped,
            )
        )
    return said


def check_workbook(check: KeptCheck, file_name: str, day: date, *, done: bool) -> bytes:
    """The rows as .xlsx in the order of the file; with ``done`` as what was written."""
    title = message("Report on loading children") if done else message("Check of the list")
    columns = [
        Column(translate(message("Row")), Kind.NUMBER),
        Column(translate(message("What was done") if done else message("What will happen"))),
        *(Column(caption(one)) for one in COLUMNS),
        Column(translate(message("Changes"))),
        Column(translate(message("Remarks"))),
    ]
    subtitle = f"{file_name}, {day:%d.%m.%Y}"
    return table_xlsx(translate(title), subtitle, columns, _rows(check, done=done))


def _rows(check: KeptCheck, *, done: bool) -> Iterator[Row]:
    labels = DONE_LABELS if done else STATE_LABELS
    for index in range(len(check.lines)):
        row = check.row(index)
        yield (
            row.number,
            translate(labels.get(row.state, STATE_LABELS[row.state])),
            *(translate(cell) for cell in row.cells),
            "; ".join(change_text(one) for one in (*row.changes, *row.adults)),
            " ".join(remarks(row)),
        )


def change_text(change: KeptChange) -> str:
    """«Телефон: +7 … → +7 …»."""
    new = translate(change.new)
    if change.old is not None:
        new = f"{translate(change.old)} → {new}"
    return f"{translate(change.label)}: {new}"


def remarks(row: KeptRow, severities: Sequence[Severity] = tuple(Severity)) -> list[str]:
    """What is said about a row, the field first."""
    return [remark(one) for one in row.problems if one.severity in severities]


def remark(problem: Problem) -> str:
    """«Отчество: …»; the field is named once."""
    text = translate(problem.text)
    if problem.field is None:
        return text
    label = translate(field_label(problem.field))
    return text if text.lower().startswith(label.lower()) else f"{label}: {text}"


def sample_workbook() -> bytes:
    """An empty list with headings that are all recognised."""
    columns = [Column(translate(field_label(one))) for one in _SAMPLE]
    return table_xlsx(translate(message("List of children")), "", columns, [])
