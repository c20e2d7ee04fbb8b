"""A document as its paper shows it: the words of the template filled in."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.core.errors import RuleViolation
from app.core.exports import saved_as
from app.core.formats import show_date
from app.core.russian import long_date, quoted_date, tied
from app.core.scoping.session import ScopedSession
from app.documents.effects import effect_of
from app.documents.models import Document, DocumentKind
from app.documents.report import Paper, called
from app.documents.rules.lifecycle import DocumentState, number_of
from app.documents.rules.wording import LIST, filled, listed
from app.organizations.models import Organization


def paper_of(session: ScopedSession, document: Document) -> Paper:
    """The paper of a document, signed or not. What was signed keeps its words."""
    signed = document.state not in (DocumentState.DRAFT, DocumentState.ON_APPROVAL)
    kept = document.pdf_file_id is not None
    house = document.organization
    values = {} if kept else values_of(session, document)
    return Paper(
        organization=house.name,
        kind=document.kind.name,
        is_order=document.kind.is_order,
        number=document.number or "",
        day=quoted_date(document.issued_on),
        place=house.place or "",
        title=filled(document.title, values),
        text=document.text if kept else filled(document.text, values),
        post="Заведующий",
        signer=document.signer_name or house.head_name or "",
        signed_at=document.signed_at if signed else None,
        draft=not signed,
    )


def paper_name(document: Document) -> str:
    """The file of a paper: «Приказ об отчислении № 7-в от 24.11.2026.pdf»; a draft says so."""
    said = _("draft")
    if document.number:
        day = show_date(document.issued_on)
        said = _("No. %(number)s of %(day)s", number=document.number, day=day)
    return saved_as("pdf", f"{document.kind.name} {said}")


def values_of(session: ScopedSession, document: Document) -> dict[str, str]:
    """What the words in braces stand for."""
    house = document.organization
    values = {
        **_common(house, document.issued_on),
        "номер": document.number or "",
        "основание": document.basis or "",
        "вступает": long_date(document.in_force_from or document.issued_on),
        LIST: "",
    }
    effect = effect_of(document)
    if effect is not None:
        values[LIST] = listed(effect.lines(session, document))
        values.update(effect.placeholders(session, document))
    return values


_SAMPLE_LIST = ("первая строка списка", "вторая строка списка")


def sample_paper(kind: DocumentKind, house: Organization, day: date) -> dict[str, Any]:
    """How a paper of a kind would look in an organisation, with an invented list."""
    number = number_of(12, kind.series)
    values = {
        **_common(house, day),
        "номер": number,
        "основание": "заявление от 01.09.2026 № 5",
        "вступает": long_date(day),
        "отменяемый": f"от 01.09.2026 № {number_of(7, kind.series)} «…»",
        LIST: listed(_SAMPLE_LIST),
    }
    text = filled(kind.text_template, values)
    return {
        "organization": tied(house.name),
        "name": called(kind.name, is_order=kind.is_order),
        "number": number,
        "day": quoted_date(day),
        "place": house.place or "",
        "title": tied(filled(kind.title_template, values)) or kind.name,
        "paragraphs": tied(text).split("\n"),
        "post": "Заведующий",
        "signer": house.head_name or "",
        "signed": "",
        "draft": True,
    }


def _common(house: Organization, day: date) -> dict[str, str]:
    """Words that the organisation and the date alone fill in."""
    return {
        "организация": house.name,
        "организация кратко": house.short_name,
        "заведующий": house.head_name or "",
        "место": house.place or "",
        "дата": long_date(day),
    }


def shown_paper(session: ScopedSession, document: Document) -> dict[str, Any]:
    """The paper for the page; a kind whose effect is unknown shows its bare text."""
    try:
        paper = paper_of(session, document)
    except RuleViolation:
        return {"title": document.title, "paragraphs": document.text.split("\n")}
    return {
        "organization": tied(paper.organization),
        "name": paper.name,
        "number": paper.number,
        "day": paper.day,
        "place": paper.place,
        "title": tied(paper.title),
        "paragraphs": tied(paper.text).split("\n"),
        "post": paper.post,
        "signer": paper.signer,
        "signed": paper.signed,
        "draft": paper.draft,
    }
