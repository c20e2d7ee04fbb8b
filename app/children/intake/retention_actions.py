"""Old lists of children are deleted with their reports: what was loaded stands in the cards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.children.intake.rules.retention import is_due
from app.children.models import ChildImport
from app.core import clock
from app.core.files.models import StoredFile
from app.core.jobs.models import JobState
from app.organizations.queries import settings_on


def delete_old_imports(session: Session, now: datetime) -> int:
    """Delete imports whose time is over, with file and report; the caller commits.

    An import on which a job is at work is left until the next time. Returns their number.
    """
    query = select(ChildImport).options(
        joinedload(ChildImport.job), joinedload(ChildImport.organization)
    )
    found = session.scalars(query).all()
    organizations = {one.organization_id for one in found}
    days = {
        key: row.import_files_days
        for key, row in settings_on(session, organizations, now.date()).items()
    }
    number = 0
    for one in found:
        zone = one.organization.timezone
        uploaded, today = (clock.local(at, zone).date() for at in (one.created_at, now))
        at_work = one.job is not None and one.job.state in (JobState.WAITING, JobState.RUNNING)
        if at_work or not is_due(uploaded, days[one.organization_id], today):
            continue
        files = {one.file_id, one.report_file_id} - {None}
        session.delete(one)
        session.flush()
        for file in session.scalars(select(StoredFile).where(StoredFile.id.in_(files))):
            session.delete(file)
        number += 1
    session.flush()
    return number
