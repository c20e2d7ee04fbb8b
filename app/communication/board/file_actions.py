"""Attachments of announcements: added by what their content is, taken off with their file."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.communication.board import rules
from app.communication.board.models import Announcement, AnnouncementFile
from app.core.errors import RuleViolation
from app.core.files.models import StoredFile
from app.core.files.pictures import without_place
from app.core.files.uploads import Upload, check_upload, file_name
from app.core.messages import message
from app.core.scoping.scope import AccessScope, current_scope, unscoped


def attach(session: Session, row: Announcement, uploads: Sequence[tuple[str, bytes]]) -> None:
    """Attach files to a draft or a published announcement. Raises RuleViolation for any of them."""
    if row.files + len(uploads) > rules.MOST_FILES:
        raise RuleViolation(
            message("At most %(most)s files.", most=rules.MOST_FILES), field="files"
        )
    query = select(func.max(AnnouncementFile.number)).where(
        AnnouncementFile.announcement_id == row.id
    )
    number = session.execute(query).scalar() or 0
    for given, content in uploads:
        name = file_name(given)
        sent = without_place(Upload(name, check_upload(name, content), content))
        stored = StoredFile(
            organization_id=row.organization_id,
            name=name,
            media_type=sent.media_type,
            size=len(sent.content),
            sha256=_digest(sent.content),
            group_id=_group_of_writer(row.organization_id),
            content=sent.content,
            # Read by whoever reads the announcement: its name is nothing for others.
            sealed=True,
        )
        session.add(stored)
        session.flush()
        number += 1
        session.add(
            AnnouncementFile(
                organization_id=row.organization_id,
                announcement_id=row.id,
                author_id=row.author_id,
                number=number,
                file_id=stored.id,
                name=name,
                media_type=sent.media_type,
                size=len(sent.content),
            )
        )
    row.files += len(uploads)
    session.flush()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _group_of_writer(organization_id: int) -> int | None:
    """A teacher's file lies in one of her groups: the store of the house is not hers."""
    scope = current_scope()
    if isinstance(scope, AccessScope) and organization_id not in scope.whole and scope.groups:
        return scope.groups[0]
    return None


def detach(session: Session, row: Announcement, numbers: Collection[int]) -> None:
    """Take attachments off; those of other announcements are as absent as none."""
    query = select(AnnouncementFile).where(
        AnnouncementFile.announcement_id == row.id, AnnouncementFile.number.in_(numbers)
    )
    for one in session.scalars(query).all():
        key = one.file_id
        session.delete(one)
        session.flush()
        with unscoped("the file of an attachment that its announcement lets go of"):
            session.connection().execute(delete(StoredFile.__table__).where(StoredFile.id == key))
        row.files -= 1
    session.flush()
