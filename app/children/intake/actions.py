"""Steps of an import: keep the file, choose the columns, check, decide, load."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.children.intake.queries import Stored, lock_organization
from app.children.intake.rules.answers import Answers, Choices
from app.children.intake.rules.decisions import Decision
from app.children.intake.rules.evaluation import Evaluation, evaluate_rows
from app.children.intake.rules.fields import Field
from app.children.intake.rules.groups import GroupBook
from app.children.intake.rules.kept import digest, keep, read_kept
from app.children.intake.rules.rows import IntakeContext
from app.children.intake.rules.source import Progress, ReadList, Source, read_list
from app.children.intake.rules.stays import check_stays
from app.children.intake.rules.verdicts import State, Verdict
from app.children.intake.stay_writer import Move, StayWriter
from app.children.intake.writer import CHANGED_MEANWHILE, PeopleWriter, Tables
from app.children.models import ChildImport
from app.core.db import utc_now
from app.core.errors import Conflict
from app.core.files.models import StoredFile
from app.core.i18n import translate
from app.core.messages import message
from app.core.scoping.session import ScopedSession
from app.core.spreadsheets import read_workbook

PORTION = 1000
LONGEST_NAME = 200
UPLOADED, CHECKED, LOADED = "uploaded", "checked", "loaded"
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "csv": "text/csv",
}


@dataclass(frozen=True)
class Task:
    """What is to be checked or loaded, as plain values: it outlives a transaction."""

    organization_id: int
    today: date
    source: Source
    default_group: str | None = None
    default_enrolment: date | None = None
    move: Move | None = None
    # Who loads it: kept beside marks that move along with a child.
    by: str = ""

    def context(self, book: GroupBook) -> IntakeContext:
        return IntakeContext(self.today, book, self.default_group, self.default_enrolment)


@dataclass
class Loaded:
    """How many rows were written."""

    new: int = 0
    changed: int = 0


def keep_upload(session: Session, organization_id: int, name: str, content: bytes) -> ChildImport:
    """Keep an uploaded file and begin its import.

    Raises ``BadInput`` and ``TooLarge`` for a file that is no readable table.
    """
    kind = read_workbook(content).kind
    file = keep_file(session, organization_id, name, MEDIA_TYPES[kind], content)
    imported = ChildImport(organization_id=organization_id, file_id=file.id)
    session.add(imported)
    session.flush()
    return imported


def keep_file(
    session: Session, organization_id: int, name: str, media_type: str, content: bytes
) -> StoredFile:
    """A file in the database's own store."""
    file = StoredFile(
        organization_id=organization_id,
        name=name[-LONGEST_NAME:],
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    session.add(file)
    session.flush()
    return file


def choose_columns(imported: ChildImport, choices: Choices) -> None:
    """Keep how the file is to be read; what was decided about another sheet is forgotten.

    Raises Conflict for an import that is loaded already.
    """
    refuse_loaded(imported)
    if imported.sheet_name != choices.sheet_name:
        imported.decisions = "{}"
    imported.sheet_name = choices.sheet_name
    imported.mapping = json.dumps(choices.mapping)
    imported.default_group_id = choices.default_group_id
    imported.default_enrolment = choices.default_enrolment
    imported.state = UPLOADED
    imported.checked = imported.digest = None


def decide(imported: ChildImport, answers: Answers) -> None:
    """Keep what was decided about rows and moves. The check must be made anew after it."""
    refuse_loaded(imported)
    whole = decisions_of(imported) | dict(answers.decisions)
    imported.decisions = json.dumps(
        {number: one.to_json() for number, one in sorted(whole.items()) if one.to_json()},
        ensure_ascii=False,
    )
    imported.moved_on = answers.moved_on
    imported.move_order = answers.move_order


def refuse_loaded(imported: ChildImport) -> None:
    """Raises Conflict for an import that is loaded already."""
    if imported.state == LOADED:
        raise Conflict(message("This list is loaded already. Upload the file again to go on."))


def decisions_of(imported: ChildImport) -> dict[int, Decision]:
    """The decisions by the numbers of the rows."""
    stored = json.loads(imported.decisions)
    return {int(number): Decision.from_json(one) for number, one in stored.items()}


def mapping_of(imported: ChildImport) -> dict[int, Field | None]:
    """The columns as chosen by hand; empty before they were."""
    stored = json.loads(imported.mapping)
    return {int(index): None if name is None else Field(name) for index, name in stored.items()}


def task_of(imported: ChildImport, today: date, by: str = "") -> Task:
    """What an import asks for. Reads the file."""
    source = Source(
        imported.file.content,
        imported.sheet_name,
        mapping_of(imported),
        decisions_of(imported),
    )
    return Task(
        organization_id=imported.organization_id,
        today=today,
        source=source,
        default_group=imported.default_group.name if imported.default_group else None,
        default_enrolment=imported.default_enrolment,
        move=Move(imported.moved_on or today, imported.move_order),
        by=by,
    )


def read_task(task: Task, book: GroupBook, progress: Progress) -> ReadList:
    """Read the rows of the file. Takes long and needs no database."""
    return read_list(task.source, task.context(book), progress)


def compare(task: Task, listed: ReadList, stored: Stored) -> Evaluation:
    """Compare the rows with what is stored. Needs no database."""
    decisions = task.source.decisions
    evaluation = evaluate_rows(listed.rows, stored.known, decisions, listed.skipped)
    return check_stays(evaluation, stored.stays)


def keep_check(imported: ChildImport, task: Task, evaluation: Evaluation) -> None:
    """Keep a check for the pages."""
    text = keep(evaluation, task.source.decisions)
    kept = read_kept(text)
    imported.checked = text
    imported.digest = digest(text)
    imported.counts = json.dumps(kept.counts)
    imported.rows_total = len(kept.lines)
    imported.state = CHECKED


def begin_loading(session: Session, organization_id: int) -> None:
    """Take the lock under which a list is written, after it was compared without one."""
    lock_organization(session, organization_id)


def load_verdicts(
    session: ScopedSession,
    evaluation: Evaluation,
    task: Task,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Loaded:
    """Write the new and changed rows of a check.

    The caller holds ``begin_loading``, has made sure since that what is stored is still what the
    check was made of (``queries.fingerprint``), and commits.
    Raises Conflict when rows are still undecided, or when somebody wrote the same meanwhile;
    then nothing may be committed.
    """
    if not evaluation.is_ready:
        raise Conflict(message("Rows with errors or doubts are left. Decide them first."))
    tables = Tables(session, task.organization_id, task.today, utc_now())
    people = PeopleWriter(tables)
    by = task.by or translate(message("Import of the list"))
    stays = StayWriter(tables, task.move or Move(task.today), by)
    verdicts = evaluation.to_load
    try:
        for start in range(0, len(verdicts), PORTION):
            portion = verdicts[start : start + PORTION]
            stays.write(portion, people.write(portion))
            session.flush()
            progress(start + len(portion), len(verdicts))
    except (IntegrityError, StaleDataError) as clash:
        raise Conflict(CHANGED_MEANWHILE) from clash
    return _loaded(verdicts)


def _loaded(verdicts: Sequence[Verdict]) -> Loaded:
    new = sum(verdict.state == State.NEW for verdict in verdicts)
    return Loaded(new, len(verdicts) - new)


def finish(session: Session, imported: ChildImport, loaded: Loaded, report: StoredFile) -> None:
    """Mark an import as loaded. The kept check goes: its report tells the same."""
    imported.state = LOADED
    imported.committed_rows = loaded.new + loaded.changed
    imported.report_file_id = report.id
    imported.checked = None
    session.flush()
