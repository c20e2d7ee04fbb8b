"""``flask --app run import-children``: load a list from the terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from sqlalchemy import select

from app.children.intake.actions import Task, begin_loading, compare, load_verdicts, read_task
from app.children.intake.jobs import delete_old_lists
from app.children.intake.queries import fingerprint, load_groups, load_stored
from app.children.intake.report import remark, result_said
from app.children.intake.rules.evaluation import Evaluation
from app.children.intake.rules.groups import GroupBook
from app.children.intake.rules.problems import Severity
from app.children.intake.rules.source import Source
from app.children.intake.rules.verdicts import STATE_LABELS, Verdict
from app.children.intake.writer import CHANGED_MEANWHILE
from app.core import clock
from app.core.db import db
from app.core.engine import reading
from app.core.errors import Conflict, RuleViolation
from app.core.i18n import translate
from app.core.messages import Message, message, nmessage
from app.core.scoping.scope import unscoped
from app.organizations.models import Organization


@click.command("import-children")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organization", "code", required=True, help="Code of the kindergarten.")
@click.option("--dry-run", is_flag=True, help="Only check; nothing is written.")
@click.option("--group", "group_name", help="Group of new children whose row names none.")
@click.option(
    "--enrolled-on",
    type=click.DateTime(["%Y-%m-%d", "%d.%m.%Y"]),
    help="First day of new children whose row has none.",
)
@click.option("--sheet", "sheet_name", help="Sheet of the book; by default the first with a list.")
@with_appcontext
def import_children(
    file: Path,
    code: str,
    dry_run: bool,
    group_name: str | None,
    enrolled_on: datetime | None,
    sheet_name: str | None,
) -> None:
    """Load children from a spreadsheet of at most 10 000 rows; all rows or none.

    Ends with status 1, and writes nothing, when any row has an error or a doubt.
    """
    source = Source(file.read_bytes(), sheet_name)
    enrolment = enrolled_on.date() if enrolled_on else None
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        try:
            with unscoped("loading children from the terminal"):
                organization_id, today = _organization(code)
                task = Task(organization_id, today, source, group_name, enrolment)
                ready = _run(task, dry_run=dry_run)
        except RuleViolation as refused:
            db.session.rollback()
            raise click.ClickException(translate(refused.text)) from refused
    if not ready:
        raise SystemExit(1)


def _organization(code: str) -> tuple[int, date]:
    found = db.session.scalars(select(Organization).where(Organization.code == code)).all()
    if len(found) != 1:
        text = message("There is no single organisation with the code “%(code)s”.", code=code)
        raise RuleViolation(text)
    return found[0].id, clock.today(found[0].timezone)


def _run(task: Task, *, dry_run: bool) -> bool:
    """Check, tell, and load if nothing is left to decide. Whether the list is clean."""
    session = db.session()
    book = load_groups(session, task.organization_id, task.today)
    task = replace(task, default_group=_group(task.default_group, book))
    # Reading takes long and needs no database: others may write meanwhile.
    session.rollback()
    listed = read_task(task, book, lambda done, total: None)
    with reading():
        before = fingerprint(session, task.organization_id)
        stored = load_stored(session, task.organization_id, task.today)
        session.rollback()
    evaluation = compare(task, listed, stored)
    _tell(evaluation)
    if dry_run or not evaluation.is_ready:
        said = message("Dry run: nothing was written.")
        _say(said if evaluation.is_ready else message("Nothing was written."))
        return evaluation.is_ready
    begin_loading(session, task.organization_id)
    if fingerprint(session, task.organization_id) != before:
        raise Conflict(CHANGED_MEANWHILE)
    load_verdicts(session, evaluation, task)
    session.commit()
    for text in result_said(evaluation.counts):
        _say(text)
    return True


def _group(name: str | None, book: GroupBook) -> str | None:
    if name is None:
        return None
    found = book.named(name)
    if len(found) != 1:
        raise RuleViolation(
            message("There is no group “%(text)s”. Create it first or correct the name.", text=name)
        )
    return found[0].name


def _tell(evaluation: Evaluation) -> None:
    counts = [
        f"{translate(STATE_LABELS[state])} — {n}" for state, n in evaluation.counts.items() if n
    ]
    _say(
        message(
            "Rows: %(rows)s. %(counts)s.",
            rows=len(evaluation.verdicts),
            counts=", ".join(counts),
        )
    )
    for verdict in evaluation.verdicts:
        if verdict.is_open:
            _tell_row(verdict)


def _tell_row(verdict: Verdict) -> None:
    said = [
        remark(problem)
        for problem in verdict.problems
        if problem.severity != Severity.NOTE and not problem.decided
    ]
    _say(
        message(
            "Row %(row)s, %(name)s (%(state)s): %(text)s",
            row=verdict.number,
            name=verdict.row.name.full or "—",
            state=STATE_LABELS[verdict.state],
            text=" ".join(said),
        )
    )


def _say(text: Message) -> None:
    click.echo(translate(text))


@click.command("delete-old-imports")
@with_appcontext
def delete_old_imports_command() -> None:
    """Delete uploaded lists of children whose time is over. The consumer does it by itself."""
    number = delete_old_lists()
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        _say(
            nmessage(
                "%(number)s old list was deleted.", "%(number)s old lists were deleted.", number
            )
        )
