"""What the card of a child says of consents; the paper of one as plain values."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.children.consents.models import Consent
from app.children.consents.queries import consents_of, rights_of
from app.children.consents.report import ConsentPaper
from app.children.rules import RELATIONS
from app.core import clock
from app.core.db import db
from app.core.entity_pages import fact
from app.core.formats import show_date
from app.core.i18n import translate
from app.core.scoping.scope import acting
from app.organizations.access import signed_in
from app.organizations.models import Organization

_READ = ("can_read", "Consent")


def consent_sections(child_id: int) -> list[dict[str, Any]]:
    """What a child has consents for, what is missing first, for who may read consents."""
    person = signed_in()
    if not person.has_right(*_READ):
        return []
    with acting(person.scope(*_READ)):
        found = consents_of(db.session(), child_id, clock.today())
    found.sort(key=lambda one: one.consent_id is not None)
    fields = []
    for one in found:
        if one.consent_id is not None and one.given_on is not None:
            said = fact(
                _("given on %(day)s", day=show_date(one.given_on)),
                href=f"/consents/{one.consent_id}",
            )
        elif one.on_card:
            said = fact(_("NO CONSENT"))
        else:
            said = fact(_("not given"))
        fields.append({"label": one.purpose, "value": said})
    return [{"title": _("Consents"), "fields": fields}] if fields else []


def paper_of(consent: Consent) -> ConsentPaper:
    """All that the paper of a consent says. Its signer is in reach; a few statements."""
    purpose, child, day = consent.purpose, consent.child, consent.given_on or clock.today()
    house = db.session.get_one(Organization, consent.organization_id)
    link = rights_of(db.session(), consent.child_id, consent.guardian_id, day)
    numbers = (("ИНН", house.inn), ("ОГРН", house.ogrn))
    return ConsentPaper(
        operator=house.name,
        operator_address=house.address or "",
        operator_numbers=", ".join(f"{label} {number}" for label, number in numbers if number),
        signer=consent.guardian.full_name,
        signer_address=consent.guardian.address or "",
        signer_relation=translate(RELATIONS[link.relation]) if link else "",
        ground="",
        child=child.full_name,
        birth_date=child.birth_date,
        certificate=child.birth_certificate or "",
        name=purpose.name,
        purpose=purpose.purpose,
        personal_data=purpose.personal_data,
        operations=purpose.operations,
        recipients=purpose.recipients or "",
        term=purpose.term,
        stop_days=purpose.stop_days,
        given_on=consent.given_on,
        revoked_on=consent.revoked_on,
        revocation=consent.revocation_note or "",
    )
