"""Generated pages: children, guardians, their links, enrolments and placements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.children.access_steps import ACCESS_FILTERS, GIVE_ACCESS
from app.children.benefits.pages import benefit_sections
from app.children.benefits.views import BenefitCategoryView, ChildBenefitView
from app.children.consents import views as consent_views
from app.children.consents.models import ConsentPurpose
from app.children.consents.pages import consent_sections
from app.children.consents.queries import lacks
from app.children.consents.views import ConsentView
from app.children.family_pages import family_sections, opened_children, opened_guardians
from app.children.family_queries import children_of
from app.children.family_views import ChildGuardianView, GuardianPhoneView
from app.children.gap_queries import GAPS, lacking
from app.children.models import Child, Enrollment, Guardian, Placement
from app.children.queries import (
    current_facts,
    group_on,
    groups_on,
    in_group,
    last_stay,
)
from app.children.rules import full_years
from app.children.stay_queries import STAYS, stays
from app.core import clock
from app.core.columns import Attribute, ChoiceFilter, LinkFilter
from app.core.db import db
from app.core.entity_api import api_for
from app.core.entity_pages import named
from app.core.entity_view import EntityView, Tab
from app.core.errors import RuleViolation
from app.core.formats import show_date
from app.core.messages import message
from app.core.people import NAME_FORMS
from app.groups.models import ChildGroup


def lacking_today(gap: str) -> Any:
    """The condition of the list «children whose card lacks this»."""
    return lacking(gap, clock.today())


def stays_today(stay: str) -> Any:
    """The condition of the list «children who are in a group, were in one, or are in none yet»."""
    return stays(stay, clock.today())


def lacks_today(purpose_id: int) -> Any:
    """The condition of the list «children without a consent for this purpose»."""
    return lacks(purpose_id, clock.today())


class EnrollmentView(EntityView):
    model = Enrollment
    route_base = "/enrollments"
    title_many = message("Enrolments")
    title_new = message("New enrolment")
    list_columns = ["child", "starts_on", "ends_on", "order_number", "order_date"]
    filter_columns = ["child", "starts_on", "ends_on"]
    base_order = ("starts_on", True)
    sections = [
        (message("Enrolment"), list_columns),
        (message("Leaving"), ["end_order_number", "end_order_date"]),
    ]
    empty_read_text = message("Enrolments follow from orders and from the list that was loaded.")
    read_only = True

    def title_of(self, item: Enrollment) -> str:
        return named(_("Enrolment"), item.child, show_date(item.starts_on))


class PlacementView(EntityView):
    model = Placement
    route_base = "/placements"
    title_many = message("Placements in groups")
    title_new = message("New placement")
    list_columns = ["child", "group", "starts_on", "ends_on", "order_number"]
    filter_columns = ["child", "group", "starts_on", "ends_on"]
    base_order = ("starts_on", True)
    sections = [
        (
            message("Placement"),
            ["child", "enrollment", "group", "starts_on", "ends_on", "order_number"],
        )
    ]
    empty_read_text = message("Placements follow from orders and from the list that was loaded.")
    read_only = True

    def title_of(self, item: Placement) -> str:
        return named(item.child, item.group, show_date(item.starts_on))


class GuardianView(EntityView):
    model = Guardian
    route_base = "/guardians"
    title_many = message("Representatives")
    title_new = message("New representative")
    empty_text = empty_read_text = message(
        "Representatives come with their children: from a loaded list or from the card of a child."
    )
    list_columns = ["full_name", "phone", "email", "user"]
    link_filters = ACCESS_FILTERS
    steps = [GIVE_ACCESS]
    base_order = ("last_name", False)
    sections = [
        (message("Representative"), ["last_name", "first_name", "middle_name"]),
        (message("Contacts"), ["phone", "email", "address", "user"]),
        (message("Name in documents"), NAME_FORMS),
    ]
    tabs = [
        Tab(ChildGuardianView, "guardian", message("Children")),
        Tab(GuardianPhoneView, "guardian", message("Phones")),
    ]

    def tell_apart(self, rows: Sequence[Guardian]) -> Mapping[int, Sequence[str]]:
        """The end of the phone and the children: namesakes are mixed up nowhere worse."""
        keys = [row.id for row in rows]
        family = children_of(db.session(), keys, clock.today(), opened_children())
        return {row.id: [_phone_end(row.phone), *family.get(row.id, ())] for row in rows}


class ChildView(EntityView):
    model = Child
    route_base = "/children"
    title_many = message("Children")
    title_new = message("New child")
    list_columns = ["full_name", "birth_date", "group", "guardian", "phone", "snils"]
    computed = {
        "group": message("Group"),
        "guardian": message("Representative"),
        "phone": message("Phone"),
    }
    filter_columns = ["sex", "birth_date"]
    link_filters = {
        "group": LinkFilter(
            Child, "group", message("Group"), ChildGroup, lambda key: in_group(key, clock.today())
        ),
        "stay": ChoiceFilter(
            Child,
            "stay",
            message("On the lists"),
            {key: (text, partial(stays_today, key)) for key, text in STAYS.items()},
        ),
        "no_consent": LinkFilter(
            Child, "no_consent", message("No consent"), ConsentPurpose, lacks_today
        ),
        "missing": ChoiceFilter(
            Child,
            "missing",
            message("Not filled in"),
            {key: (text, partial(lacking_today, key)) for key, text in GAPS.items()},
        ),
    }
    base_order = ("last_name", False)
    sections = [
        (
            message("Child"),
            ["last_name", "first_name", "middle_name", "sex", "birth_date", "citizenship"],
        ),
        (message("Documents"), ["birth_certificate", "snils", "account_number"]),
        (message("Addresses"), ["registration_address", "residence_address"]),
        (message("Health"), ["health_group", "special_needs"]),
        (message("Name in documents"), NAME_FORMS),
    ]
    tabs = [
        Tab(ChildGuardianView, "child", message("Representatives")),
        Tab(ConsentView, "child"),
        Tab(ChildBenefitView, "child"),
        Tab(PlacementView, "child", message("Groups")),
        Tab(EnrollmentView, "child"),
    ]
    empty_text = message("Import the children from a spreadsheet or add the first one by hand.")
    choice_columns = ["birth_date"]

    def tell_apart(self, rows: Sequence[Child]) -> Mapping[int, Sequence[str]]:
        """The group of today, in quotes as people write it."""
        found = groups_on(db.session(), [row.id for row in rows], clock.today())
        return {key: [_("“%(name)s”", name=name)] for key, name in found.items()}

    def compute(self, rows: Sequence[Child]) -> Mapping[int, Mapping[str, str]]:
        """The group of today and the first representative, for a whole page of children."""
        return _facts([row.id for row in rows])

    def attributes(self, names: Sequence[str]) -> list[Attribute]:
        """Representatives and their phones are shown to who may open representatives."""
        found = super().attributes(names)
        if self.appbuilder.sm.has_access("can_read", "Guardian"):
            return found
        return [one for one in found if one.name not in ("guardian", "phone")]

    def import_href(self) -> str | None:
        may = self.appbuilder.sm.has_access("can_import", "ChildImport")
        return "/children/import" if may else None

    def subtitle(self, item: Child) -> str:
        day = clock.today()
        place = group_on(db.session(), item.id, day)
        if place is None and self.appbuilder.sm.has_access("can_read", "Enrollment"):
            place = stay_text(last_stay(db.session(), item.id), day)
        return " · ".join(filter(None, (place, age_text(item.birth_date, day))))

    def leading_sections(self, item: Child) -> Sequence[dict[str, Any]]:
        """Whom to call, consents and benefits, each for who may read them."""
        return [
            *family_sections(item.id),
            *consent_sections(item.id),
            *benefit_sections(item.id),
        ]

    def prepare(self, item: Child, *, new: bool) -> None:
        if item.birth_date > clock.today():
            raise RuleViolation(message("The birth date lies in the future."), field="birth_date")


def _facts(children: Sequence[int]) -> dict[int, dict[str, str]]:
    return current_facts(db.session(), children, clock.today(), opened_guardians())


def _phone_end(phone: str | None) -> str:
    """«…01-52»: enough to tell two people apart, too little to call."""
    return f"…{phone[-4:-2]}-{phone[-2:]}" if phone else ""


def stay_text(stay: tuple[date, date | None] | None, day: date) -> str:
    """Why a child is in no group on a day: not enrolled, not yet, no longer."""
    if stay is None:
        return str(_("no order of enrolment"))
    starts, ends = stay
    if ends is not None and ends <= day:
        return str(_("departure from %(day)s", day=show_date(ends)))
    if starts > day:
        return str(_("enrolment from %(day)s", day=show_date(starts)))
    return str(_("in no group today"))


def age_text(birth_date: date, day: date) -> str:
    """«4 года» on a day."""
    return str(ngettext("%(num)d year old", "%(num)d years old", full_years(birth_date, day)))


VIEWS = (
    BenefitCategoryView,
    ChildBenefitView,
    *consent_views.VIEWS,
    ChildView,
    GuardianView,
    ChildGuardianView,
    GuardianPhoneView,
    EnrollmentView,
    PlacementView,
)


def register(appbuilder: Any) -> None:
    appbuilder.add_view_no_menu(consent_views.ConsentControlView)
    for view in VIEWS:
        appbuilder.add_view_no_menu(view)
        appbuilder.add_api(api_for(view))
