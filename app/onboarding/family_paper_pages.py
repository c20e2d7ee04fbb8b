"""Block: papers of families that wait, benefits that soon end, what revocations stop."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import db
from app.core.scoping.scope import acting
from app.onboarding import queries
from app.onboarding.desk import OFFICE, Home

Block = dict[str, Any]


def family_papers(home: Home) -> list[Block]:
    """What the office sees to; no block when nothing waits. One statement."""
    desk = home.desk("read", "ChildBenefit", OFFICE)
    if desk is None or desk.several:
        return []
    with acting(desk.scope):
        ending, stopping = queries.waiting_papers(db.session(), home.today)
    items = []
    if ending:
        items.append(
            {
                "label": ngettext("%(num)d benefit ends soon", "%(num)d benefits end soon", ending),
                "note": _("new papers are needed within 30 days"),
                "href": "/child-benefits/?f.state=soon",
            }
        )
    if stopping and home.may("read", "RevocationTask"):
        items.append(
            {
                "label": ngettext(
                    "%(num)d thing to stop after revoked consents",
                    "%(num)d things to stop after revoked consents",
                    stopping,
                ),
                "note": _("what the families no longer agree to"),
                "href": "/revocation-tasks/?f.state=open",
            }
        )
    if not items:
        return []
    return [{"kind": "lines", "column": "do", "title": _("Papers of families"), "items": items}]
