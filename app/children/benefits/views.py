"""Generated pages: categories of benefits, benefits of children."""

from __future__ import annotations

from typing import Any

from app.children.benefits.models import BenefitCategory, ChildBenefit
from app.children.benefits.queries import ends_soon, other_periods
from app.children.benefits.rules import Period, check_days, check_proof
from app.core import clock
from app.core.columns import ChoiceFilter
from app.core.db import db
from app.core.entity_pages import named
from app.core.entity_view import EntityView
from app.core.errors import RuleViolation
from app.core.formats import show_date
from app.core.messages import message
from app.organizations.rules import check_interval


class BenefitCategoryView(EntityView):
    model = BenefitCategory
    route_base = "/benefit-categories"
    title_many = message("Categories of benefits")
    title_new = message("New category of benefits")
    list_columns = ["name", "basis", "needs_document", "valid_from", "valid_to"]
    filter_columns = ["needs_document"]
    sections = [(message("Category of benefits"), list_columns)]

    def prepare(self, item: BenefitCategory, *, new: bool) -> None:
        if item.valid_from is not None:
            check_interval(item.valid_from, item.valid_to)


def _ends_soon() -> Any:
    return ends_soon(clock.today())


class ChildBenefitView(EntityView):
    model = ChildBenefit
    route_base = "/child-benefits"
    title_many = message("Benefits")
    title_new = message("New benefit")
    list_columns = [
        *("child", "category", "starts_on", "ends_on", "document_name", "document_number"),
        "document_date",
    ]
    filter_columns = ["child", "category", "starts_on", "ends_on"]
    link_filters = {
        "state": ChoiceFilter(
            ChildBenefit,
            "state",
            message("State"),
            {"soon": (message("ends within 30 days"), _ends_soon)},
        )
    }
    base_order = ("starts_on", True)
    sections = [
        (message("Benefit"), ["child", "category", "starts_on", "ends_on"]),
        (
            message("Proof document"),
            ["document_name", "document_number", "document_date", "issued_by"],
        ),
    ]

    def title_of(self, item: ChildBenefit) -> str:
        return named(item.child, show_date(item.starts_on))

    def prepare(self, item: ChildBenefit, *, new: bool) -> None:
        """A paper proves it, and the same benefit is not entered for a day twice."""
        category = item.category
        if category is None:
            # The form of who may not see special data has no such field.
            raise RuleViolation(message("Choose the category of the benefit."), field="category")
        check_proof(category.needs_document, item.document_number, item.document_date)
        others = other_periods(db.session(), item.child.id, category.id, item.id)
        check_days(Period(item.starts_on, item.ends_on), others)
