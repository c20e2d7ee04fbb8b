"""Generated pages of a family: links of children and representatives, further phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.children.family_models import GuardianPhone
from app.children.family_pages import opened_guardians
from app.children.models import ChildGuardian, Guardian
from app.children.rules import check_rights
from app.core.entity_pages import named
from app.core.entity_view import EntityView
from app.core.identifiers import format_phone
from app.core.messages import message
from app.core.scoping.reach import READ
from app.organizations.rules import check_interval


class ChildGuardianView(EntityView):
    model = ChildGuardian
    route_base = "/child-guardians"
    title_many = message("Representatives of children")
    title_new = message("New representative of a child")
    list_columns = ["child", "guardian", "relation", "rights", "phone", "valid_to"]
    computed = {"phone": message("Phone")}
    filter_columns = ["child", "guardian", "relation", "rights", "valid_to"]
    base_order = ("child", False)
    sections = [
        (message("Representative of a child"), ["child", "guardian", "relation", "call_order"]),
        (
            message("Rights"),
            ["rights", "valid_from", "valid_to", "ground", "document_number", "document_date"],
        ),
    ]

    def title_of(self, item: ChildGuardian) -> str:
        return named(item.guardian, item)

    def prepare(self, item: ChildGuardian, *, new: bool) -> None:
        check_rights(item.relation, item.rights, item.ground, item.document_number)
        if item.valid_from is not None:
            check_interval(item.valid_from, item.valid_to)

    def compute(self, rows: Sequence[ChildGuardian]) -> Mapping[int, Mapping[str, str]]:
        """The phone of the representative, for who may open representatives themselves."""
        opened, holds = opened_guardians(), READ[Guardian].holds
        return {
            row.id: {"phone": format_phone(one.phone)}
            for row in rows
            if (one := row.guardian).phone
            and holds(opened, {"id": one.id, "organization_id": one.organization_id})
        }


class GuardianPhoneView(EntityView):
    model = GuardianPhone
    route_base = "/guardian-phones"
    title_many = message("Further phones of representatives")
    title_new = message("New phone of a representative")
    list_columns = ["guardian", "number", "note", "call_order"]
    filter_columns = ["guardian"]
    base_order = ("guardian", False)
    sections = [(message("Phone"), list_columns)]

    def title_of(self, item: GuardianPhone) -> str:
        return named(item.guardian, format_phone(item.number))
