"""Tables: kinds of documents, documents (orders among them), who may see one, what happened to it.

A document is reached by who works in the whole of its kindergarten, unless it is confidential, and
by whoever is named in ``document_access`` in person or by role.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.core.db import (
    Authored,
    Base,
    Personal,
    Searched,
    Tenant,
    UtcDateTime,
    Versioned,
    column,
    enum_type,
    search_key,
)
from app.core.messages import message
from app.core.scoping.elements import ME, POSTS, WHOLE, among, scoped
from app.core.scoping.reach import TENANT_OR_SHARED, Reach, reach
from app.documents.rules.lifecycle import (
    DOCUMENT_STATES,
    Dates,
    DocumentState,
    Standing,
    standing,
)
from app.organizations.models import Organization

EFFECTS_SAID = {
    "enrolment": message("enrols children"),
    "enrolment_by_transfer": message("enrols children by transfer"),
    "group_transfer": message("transfers children to another group"),
    "yearly_transfer": message("transfers children to the next year"),
    "temporary_stay": message("places children for a time"),
    "keeping_place": message("keeps places of absent children"),
    "departure": message("lets children go"),
    "cancellation": message("cancels another order"),
    "hiring": message("hires employees"),
    "position_change": message("changes the position of employees"),
    "dismissal": message("dismisses employees"),
    "appointment": message("gives and takes roles"),
}
"""What people read for the key of an effect."""

NAMED_ONLY = message(
    "Seen by the head, the coordinator, the administrator, the author and whoever is given access."
)


class DocumentKind(Tenant, Authored, Versioned, Base):
    """Kind of documents (вид): its numbering, its text, and what signing it does. Reference row.

    ``key`` tells the program which kind it is; of rows with one key the nearest organisation's
    counts. ``series`` is the index of the numbers: kinds of one series share one numbering.
    """

    __tablename__ = "document_kind"
    __table_args__ = (UniqueConstraint("organization_id", "key", "valid_from"),)

    name: Mapped[str] = column(String(150), label=message("Name"))
    key: Mapped[str] = column(
        String(40),
        label=message("Key"),
        help=message("Latin letters. The program finds the kind by it."),
    )
    is_order: Mapped[bool] = column(default=False, label=message("Is an order"))
    series: Mapped[str] = column(
        String(10),
        default="",
        label=message("Index of the number"),
        help=message("As in “12-к”. Kinds with one index share one numbering of the year."),
    )
    title_template: Mapped[str] = column(
        String(300), default="", label=message("Title"), help=message("As in “On enrolment”.")
    )
    text_template: Mapped[str] = column(
        Text,
        default="",
        label=message("Text"),
        help=message(
            "Words in braces are filled in: {организация}, {организация кратко}, {заведующий}, "
            "{место}, {дата}, {номер}, {основание}, {вступает}, {список}. The card of the kind "
            "says what each means and shows how the paper looks."
        ),
    )
    effect: Mapped[str | None] = column(
        String(40),
        label=message("What signing does"),
        labels=EFFECTS_SAID,
        help=message("The name of a step of the program. Empty: it is only signed."),
    )
    confidential: Mapped[bool] = column(
        default=False,
        label=message("For named readers only"),
        help=NAMED_ONLY,
    )
    sort_order: Mapped[int] = column(Integer, default=0, label=message("Order of the list"))
    valid_from: Mapped[date] = column(label=message("Valid from"))
    valid_to: Mapped[date | None] = column(label=message("Valid to"))

    organization: Mapped[Organization] = relationship()

    def __repr__(self) -> str:
        return self.name


class DocumentAccess(Tenant, Authored, Base):
    """Who may see a document besides those who work in the whole house: a person, or a role."""

    __tablename__ = "document_access"
    __table_args__ = (
        UniqueConstraint("organization_id", "document_id", "user_id", "role_id"),
        Index("ix_document_access_user", "user_id", "document_id"),
    )

    document_id: Mapped[int] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Document")
    )
    user_id: Mapped[int | None] = column(
        ForeignKey("ab_user.id", ondelete="RESTRICT"), label=message("User")
    )
    role_id: Mapped[int | None] = column(
        ForeignKey("ab_role.id", ondelete="CASCADE"), index=True, label=message("Role")
    )


class Document(Tenant, Authored, Versioned, Searched, Base):
    """A document with its number, text and state. An order is one of a kind with ``is_order``.

    ``text`` holds the words in braces while it is a draft, and what was signed afterwards.
    ``serial`` is the running number within organisation, series and year: no gaps, no repeats.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("organization_id", "series", "series_year", "serial"),
        Index("ix_document_organization_issued", "organization_id", "issued_on"),
    )

    kind_id: Mapped[int] = column(
        ForeignKey("document_kind.id", ondelete="RESTRICT"), index=True, label=message("Kind")
    )
    number: Mapped[str | None] = column(
        String(30),
        label=message("Number"),
        searched=True,
        help=message("Given by the program at signing: in a row, without gaps."),
    )
    issued_on: Mapped[date] = column(label=message("Date"))
    title: Mapped[str] = column(
        String(300), label=message("Title"), searched=True, personal=Personal.ORDINARY
    )
    text: Mapped[str] = column(
        Text,
        default="",
        label=message("Text"),
        help=message("Empty: the text of the kind. Words in braces are filled in by the program."),
        personal=Personal.ORDINARY,
    )
    basis: Mapped[str | None] = column(
        String(300),
        label=message("Basis"),
        help=message("Application, contract, referral: what the document rests on."),
        personal=Personal.ORDINARY,
    )
    in_force_from: Mapped[date | None] = column(
        label=message("In force from"), help=message("Empty: from its date.")
    )
    expires_on: Mapped[date | None] = column(
        label=message("In force to"), help=message("The last day. Empty: until further notice.")
    )
    state: Mapped[DocumentState] = column(
        enum_type(DocumentState),
        default=DocumentState.DRAFT,
        index=True,
        label=message("State"),
        labels=DOCUMENT_STATES,
    )
    confidential: Mapped[bool] = column(
        default=False,
        label=message("For named readers only"),
        help=NAMED_ONLY,
    )
    series: Mapped[str | None] = mapped_column(String(10))
    series_year: Mapped[int | None] = mapped_column(Integer)
    serial: Mapped[int | None] = mapped_column(Integer)
    signer_id: Mapped[int | None] = mapped_column(Integer)
    signer_name: Mapped[str | None] = column(String(120), label=message("Signed by"))
    signed_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Signed at"))
    cancels_id: Mapped[int | None] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), index=True, label=message("Cancels")
    )
    pdf_file_id: Mapped[int | None] = mapped_column(
        ForeignKey("stored_file.id", ondelete="RESTRICT")
    )
    # The round of approvals in work; empty: it goes to the signature at once.
    sent_round: Mapped[int | None] = mapped_column(Integer)
    sent_by_id: Mapped[int | None] = mapped_column(Integer)
    # The text of the newest file, and what search looks at: all texts, folded.
    file_text: Mapped[str | None] = deferred(mapped_column(Text))
    full_text: Mapped[str] = deferred(
        mapped_column(Text, default="", server_default="", nullable=False)
    )

    organization: Mapped[Organization] = relationship()
    kind: Mapped[DocumentKind] = relationship()
    cancels: Mapped[Document | None] = relationship(remote_side="Document.id")

    @property
    def dates(self) -> Dates:
        return Dates(self.issued_on, self.in_force_from, self.expires_on)

    def fold(self) -> None:
        """Keep what search finds the document by: number, title, basis, text and its file."""
        parts = (self.number, self.title, self.basis, self.text, self.file_text)
        self.full_text = search_key(" ".join(filter(None, parts)))

    def standing(self, day: date) -> Standing:
        """How the document stands on a day."""
        return standing(self.state, self.dates, day)

    def __repr__(self) -> str:
        number = f"№ {self.number}" if self.number else ""
        return f"{number} {self.issued_on:%d.%m.%Y} {self.title}".strip()


# The form leaves it empty where the kind brings the text.
Document.__table__.c["text"].info["filled"] = True

# Documents addressed to the person or to a role of the person. The alias stands in no other
# select, so that nothing is correlated by chance.
_mine = DocumentAccess.__table__.alias("document_access_mine")
ADDRESSED = (
    select(_mine.c.document_id)
    .where(
        scoped(
            _mine.c.organization_id,
            or_(
                _mine.c.user_id == ME,
                tuple_(_mine.c.organization_id, _mine.c.role_id).in_(POSTS),
            ),
        )
    )
    .correlate(None)
)
DOCUMENT = Reach(
    lambda c: scoped(
        c.organization_id,
        or_(and_(among(c.organization_id, WHOLE), c.confidential.is_(False)), c.id.in_(ADDRESSED)),
    ),
    # Who is named in person is found by the database only.
    lambda s, row: row["organization_id"] in s.whole and row["confidential"] is False,
    ("organization_id", "confidential"),
)
_reached = Document.__table__.alias("document_reached")
REACHED = (
    select(_reached.c.id)
    .where(
        scoped(
            _reached.c.organization_id,
            or_(
                and_(among(_reached.c.organization_id, WHOLE), _reached.c.confidential.is_(False)),
                _reached.c.id.in_(ADDRESSED),
            ),
        )
    )
    .correlate(None)
)
OF_DOCUMENT = Reach(
    lambda c: scoped(c.organization_id, c.document_id.in_(REACHED)),
    lambda s, row: False,
    ("organization_id",),
)
"""Rows of a document: reached as the document is."""

reach(DocumentKind, TENANT_OR_SHARED)
reach(Document, DOCUMENT)
reach(DocumentAccess, OF_DOCUMENT)
