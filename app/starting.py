"""The first start of an installation, safe when several processes begin at once."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from sqlalchemy import func, inspect, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from app.academic_year.reference import seed_year
from app.academic_year.rules import usual_year
from app.attendance.reference import seed_codes
from app.children.benefits.reference import seed_benefit_categories
from app.children.consents.reference import seed_consent_purposes
from app.core.errors import RuleViolation
from app.core.locks import LockTaken, process_lock
from app.core.messages import message
from app.documents.reference import seed_kinds
from app.groups.reference import seed_age_levels
from app.organizations import actions
from app.organizations.models import Organization
from app.organizations.reference import seed_settings
from app.staff.reference import seed_positions

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 120
# Any number that no other program of the database uses.
ADVISORY_LOCK = 730_451_118
FIRST_LOGIN = "admin"


@dataclass(frozen=True)
class FirstAdministrator:
    """Whom the first start made; the password is told once and kept nowhere."""

    login: str
    password: str


@contextmanager
def one_at_a_time(engine: Engine, instance: Path) -> Iterator[None]:
    """Let one process at a time do the block: by a file, on PostgreSQL by its own lock.

    Raises RuleViolation when another process takes longer than two minutes.
    """
    if engine.dialect.name == "postgresql":
        # The other processes may run on other machines: only the database knows them all.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(select(func.pg_advisory_lock(ADVISORY_LOCK)))
            try:
                yield
            finally:
                connection.execute(select(func.pg_advisory_unlock(ADVISORY_LOCK)))
        return
    try:
        with process_lock(instance / "start.lock", PATIENCE_SECONDS):
            yield
    except LockTaken as taken:
        raise RuleViolation(
            message("Another process is preparing the database. Wait and try again.")
        ) from taken


def first_start(session: Session, today: date) -> FirstAdministrator | None:
    """Make the first organisation, its reference rows and its administrator.

    None when there is an organisation already. The caller commits.
    """
    if session.scalars(select(Organization.id)).first() is not None:
        return None
    organization = actions.add_organization(
        session, None, code="main", name="Детский сад", short_name="Детский сад"
    )
    seed_reference(session, organization.id, today)
    password = actions.temporary_password()
    user = actions.add_user(session, organization, FIRST_LOGIN, "Администратор", "", password)
    actions.appoint(session, user, "administrator", organization, today)
    return FirstAdministrator(FIRST_LOGIN, password)


def seed_reference(session: Session, organization_id: int, today: date) -> None:
    """Codes, age levels, positions, kinds of papers, year and settings, unless they are there."""
    seed_codes(session, organization_id)
    seed_age_levels(session, organization_id)
    seed_positions(session, organization_id)
    seed_kinds(session, organization_id)
    seed_benefit_categories(session, organization_id)
    seed_consent_purposes(session, organization_id)
    seed_year(session, organization_id, today)
    seed_settings(session, organization_id, usual_year(today).starts_on)


def follow_release(session: Session) -> int:
    """Give installations of an earlier release the kinds of documents that it did not know.

    Returns how many rows were added. The caller commits.
    """
    roots = session.scalars(select(Organization.id).where(Organization.parent_id.is_(None)))
    return sum(seed_kinds(session, key) for key in roots.all())


def check_ready(engine: Engine) -> None:
    """Raises RuleViolation when the tables are not there yet."""
    if not inspect(engine).has_table(Organization.__tablename__):
        raise RuleViolation(
            message("The database is empty. First run: flask --app run init-database")
        )


def compile_catalogues(folders: Iterable[Path]) -> int:
    """Compile catalogues that were never compiled or are older than their source.

    ``make`` does the same; this is for those who have no make. Returns how many were written.
    """
    number = 0
    for folder in folders:
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            with source.open("rb") as file:
                catalogue = read_po(file, locale=source.parts[-3])
            try:
                # Whole at once: another process may be reading it.
                unfinished = target.with_suffix(".new")
                with unfinished.open("wb") as file:
                    write_mo(file, catalogue)
                unfinished.replace(target)
            except OSError:
                log.warning("the catalogue %s could not be written", target)
                continue
            number += 1
    return number
