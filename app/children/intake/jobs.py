"""The long work of an import: the check of a list, and loading it."""

from __future__ import annotations

from app.children.intake.actions import (
    Task,
    begin_loading,
    compare,
    finish,
    keep_check,
    keep_file,
    load_verdicts,
    read_task,
    refuse_loaded,
    task_of,
)
from app.children.intake.queries import find_import, fingerprint, load_groups, load_stored
from app.children.intake.report import check_workbook
from app.children.intake.retention_actions import delete_old_imports
from app.children.intake.rules.evaluation import Evaluation
from app.children.intake.rules.groups import GroupBook
from app.children.intake.rules.kept import digest, keep, read_kept
from app.children.intake.rules.source import ReadList
from app.children.intake.writer import CHANGED_MEANWHILE
from app.children.models import ChildImport
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, RuleViolation
from app.core.exports import FORMATS
from app.core.i18n import translate
from app.core.jobs.consumer import CHORES
from app.core.jobs.kinds import JobContext, job_kind
from app.core.jobs.work import enqueue
from app.core.messages import message
from app.core.scoping.scope import unscoped

__all__ = ["CHANGED_MEANWHILE", "CHECK", "LOAD", "RIGHT", "SUBJECT", "check_at_once", "start"]

# How often a list is compared anew when somebody writes children at the same time.
TRIES = 5
CHECK, LOAD = "check-children", "load-children"
RIGHT, SUBJECT = "import", "ChildImport"
_READING = message("Reading the rows…")
_COMPARING = message("Comparing with the stored children…")
_WRITING = message("Writing the children…")


def start(kind: str, imported: ChildImport, href: str) -> None:
    """Queue work on an import. Commits what was chosen together with the job."""
    import_id, organization_id = imported.id, imported.organization_id
    argument = {"import": import_id, "digest": imported.digest}
    job = enqueue(kind, argument, organization_id, result_href=href)
    job_id = job.id
    # Anew, under a lock: the work may have begun, or ended, by now.
    kept = find_import(db.session(), import_id, lock=True)
    if kept is not None:
        kept.job_id = job_id
    db.session.commit()


@job_kind(CHECK, title=message("Check of the list of children"), right=RIGHT, subject=SUBJECT)
def check_children(context: JobContext) -> None:
    """Check a list and keep the result. Nothing of the children is written."""
    session = db.session()
    context.progress(0, 0, _READING)
    imported = _load(context)
    chosen = _choices(imported)
    task, book = _task(context, imported)
    context.release()
    listed = _read(context, task, book, parts=1)
    with context.reading():
        stored = load_stored(session, task.organization_id, task.today)
    evaluation = compare(task, listed, stored)
    imported = _load(context)
    if _choices(imported) != chosen:
        raise Conflict(message("Meanwhile something else was chosen. Check the list again."))
    keep_check(imported, task, evaluation)


@job_kind(LOAD, title=message("Loading of children"), right=RIGHT, subject=SUBJECT)
def load_children(context: JobContext) -> None:
    """Load a list exactly as it was shown, in one transaction.

    When what is stored changed since, nothing is loaded: the new check is kept instead,
    and the page shows it.
    """
    session = db.session()
    context.progress(0, 0, _READING)
    imported = _load(context)
    if imported.checked is None or imported.digest != context.argument["digest"]:
        raise Conflict(message("Meanwhile something else was chosen. Check the list again."))
    task, book = _task(context, imported)
    seen, name = read_kept(imported.checked), imported.file.name
    context.release()
    listed = _read(context, task, book, parts=2)
    report = check_workbook(seen, name, task.today, done=True)
    evaluation, said = _compare_and_lock(context, task, listed)
    imported = _load(context)
    groups_changed = load_groups(session, task.organization_id, task.today) != book
    if groups_changed or said != imported.digest:
        keep_check(imported, task, evaluation)
        return
    rows = len(listed.rows)
    loaded = load_verdicts(
        session,
        evaluation,
        task,
        lambda done, total: context.progress(rows + done * rows // total, 2 * rows, _WRITING),
    )
    title = translate(message("%(name)s, report", name=name.rpartition(".")[0] or name))
    kept = keep_file(session, task.organization_id, f"{title}.xlsx", FORMATS["xlsx"], report)
    finish(session, imported, loaded, kept)
    context.progress(2 * rows, 2 * rows, _WRITING)


def _compare_and_lock(context: JobContext, task: Task, listed: ReadList) -> tuple[Evaluation, str]:
    """Compare while others write, then take the lock; anew when somebody wrote meanwhile.

    Raises Conflict when somebody always does.
    """
    session = db.session()
    for _attempt in range(TRIES):
        with context.reading():
            before = fingerprint(session, task.organization_id)
            stored = load_stored(session, task.organization_id, task.today)
        evaluation = compare(task, listed, stored)
        said = digest(keep(evaluation, task.source.decisions))
        begin_loading(session, task.organization_id)
        if fingerprint(session, task.organization_id) == before:
            return evaluation, said
        context.release()
    raise Conflict(CHANGED_MEANWHILE)


def _load(context: JobContext) -> ChildImport:
    """The import, locked. Raises Conflict when it is loaded already."""
    imported = find_import(db.session(), context.argument["import"], lock=True)
    if imported is None or imported.organization_id != context.organization_id:
        raise RuleViolation(message("The import is no longer there."))
    refuse_loaded(imported)
    return imported


def _choices(imported: ChildImport) -> tuple[object, ...]:
    return (
        imported.sheet_name,
        imported.mapping,
        imported.decisions,
        imported.default_group_id,
        imported.default_enrolment,
    )


def _task(context: JobContext, imported: ChildImport) -> tuple[Task, GroupBook]:
    task = task_of(imported, context.starter.today, context.starter.signature)
    return task, load_groups(db.session(), task.organization_id, task.today)


def _read(context: JobContext, task: Task, book: GroupBook, parts: int) -> ReadList:
    """Read the rows, which is the first of ``parts`` equal parts of the work."""
    listed = read_task(
        task, book, lambda done, total: context.progress(done, total * parts, _READING)
    )
    rows = len(listed.rows)
    context.progress(rows, rows * parts, _COMPARING)
    return listed


def check_at_once(imported: ChildImport, task: Task, book: GroupBook) -> None:
    """Check a short list within a request."""
    session = db.session()
    listed = read_task(task, book, lambda done, total: None)
    stored = load_stored(session, task.organization_id, task.today)
    keep_check(imported, task, compare(task, listed, stored))


def delete_old_lists() -> int:
    """Delete the lists whose time is over. The consumer does it by itself, once an hour."""
    with unscoped("deleting old lists of children"):
        number = delete_old_imports(db.session(), clock.now())
        db.session.commit()
    return number


CHORES["old lists of children"] = delete_old_lists
