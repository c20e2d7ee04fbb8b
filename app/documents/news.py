"""What people are told about documents: never what stands in them, only where to look."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.core.messages import Message, message
from app.core.scoping.session import ScopedSession
from app.documents.models import Document
from app.documents.people_queries import Holder
from app.documents.rules.due import Ending
from app.documents.rules.route import Approver
from app.notifications.actions import notify
from app.notifications.rules import notification_kind
from app.organizations.permissions import ROLES

APPROVAL = notification_kind(
    "document_approval",
    message("A document waits for your approval"),
    "file",
    ("Document", "approve"),
)
SIGNATURE = notification_kind(
    "document_signature",
    message("A document waits for your signature"),
    "file",
    ("Order", "sign"),
)
RETURNED = notification_kind(
    "document_returned",
    message("A document was returned to you"),
    "undo",
    ("Document", "add"),
)
READING = notification_kind("document_reading", message("Get acquainted with a document"), "eye")

ENDING = notification_kind("document_ending", message("A document ends soon"), "clock")

_SIGNING_ROLES = {role.name for role in ROLES if role.key == "head"}


def card_of(document: Document) -> str:
    """The card of the document: an order has its own."""
    return f"/orders/{document.id}" if document.kind.is_order else f"/documents/{document.id}"


def _told(document: Document, text: Message) -> Message:
    return message("%(what)s: %(title)s", what=text, title=document.title)


def _key(document: Document, what: str) -> str:
    # Each sending is a cause of its own: a returned document asks anew.
    return f"document-{what}-{document.id}-{document.version}"


def tell_approvers(
    session: ScopedSession, document: Document, found: Sequence[Holder], approver: Approver
) -> None:
    """Whoever is asked next: the person, or all who hold the role."""
    people = {
        one.user_id
        for one in found
        if one.user_id == approver.user_id or one.role_id == approver.role_id
    }
    text = _told(document, message("A document waits for your approval"))
    href = f"/documents/{document.id}"
    notify(session, APPROVAL, people, text, key=_key(document, "approval"), href=href)


def tell_signers(session: ScopedSession, document: Document, found: Sequence[Holder]) -> None:
    """The head: nothing else stands before the signature."""
    people = {one.user_id for one in found if one.role in _SIGNING_ROLES}
    text = _told(document, message("A document waits for your signature"))
    key = _key(document, "signature")
    notify(session, SIGNATURE, people, text, key=key, href=card_of(document))


def tell_author(session: ScopedSession, document: Document) -> None:
    """Who sent a document hears that it came back."""
    if document.sent_by_id is not None:
        text = _told(document, message("A document was returned to you"))
        key = _key(document, "returned")
        notify(session, RETURNED, [document.sent_by_id], text, key=key, href=card_of(document))


def tell_ending(session: ScopedSession, ending: Ending, people: Collection[int]) -> None:
    """A document ends soon: once at each stage, anew when its last day was moved."""
    text = message(
        "The document ends on %(day)s: %(title)s",
        day=f"{ending.last_day:%d.%m.%Y}",
        title=ending.title,
    )
    key = f"document-ends-{ending.id}-{ending.last_day.isoformat()}-{ending.stage}"
    notify(session, ENDING, people, text, key=key, href=ending.href)


def tell_readers(
    session: ScopedSession, title: str, lines: Collection[tuple[int, int]], cause: str
) -> None:
    """Those who are to read a document: (account, line of the list) each."""
    for user_id, line in lines:
        text = message("%(what)s: %(title)s", what=message("Get acquainted"), title=title)
        notify(
            session,
            READING,
            [user_id],
            text,
            key=f"acquaintance-{line}-{cause}",
            href=f"/acquaintance/{line}",
        )
