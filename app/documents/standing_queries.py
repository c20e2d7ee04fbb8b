"""Lists by how documents stand today: the same decision as ``rules.lifecycle.standing``, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, func, or_

from app.core import clock
from app.documents.models import Document
from app.documents.rules.lifecycle import DocumentState, Standing


def stands(wanted: Standing) -> Any:
    """The condition that a document stands so today."""
    today = clock.today()
    begins = func.coalesce(Document.in_force_from, Document.issued_on)
    over = and_(Document.expires_on.is_not(None), Document.expires_on < today)
    if wanted not in (Standing.SIGNED, Standing.IN_FORCE, Standing.EXPIRED):
        return Document.state == DocumentState(wanted.value)
    signed = Document.state == DocumentState.SIGNED
    if wanted is Standing.EXPIRED:
        return and_(signed, over)
    going = or_(Document.expires_on.is_(None), Document.expires_on >= today)
    if wanted is Standing.SIGNED:
        return and_(signed, going, begins > today)
    return and_(signed, going, begins <= today)
