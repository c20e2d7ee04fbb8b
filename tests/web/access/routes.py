"""Every route of the app, what it asks for, and examples for the parameters of its address."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask

from app.core.access import Requirement, requirements
from app.core.columns import Attribute
from app.core.entity_api import EntityApi
from app.core.entity_base import EntityBase
from app.core.exports import FORMATS

SAFE = {"GET", "HEAD", "OPTIONS"}

# Parameters that name a row: the table in which the row stands. ``pk`` is a row of the entity.
# A new page with a new parameter adds a line here or below; without one the tests fail.
ROW_PARAMETERS = {
    "group_id": "child_group",
    "child_id": "child",
    "employee_id": "employee",
    "import_id": "child_import",
    "document_id": "absence_document",
    "order_id": "document",
    "line_id": "movement_line",
    "case_id": "transfer_case",
    "transition_id": "year_transition",
    "sheet_id": "attendance_sheet",
    "notice_id": "absence_notice",
    "file_id": "stored_file",
    "job_id": "job",
    "acquaintance_id": "acquaintance",
    "announcement_id": "announcement",
    "event_id": "event",
    "letter_id": "mail_letter",
    "section_id": "forum_section",
    "topic_id": "forum_topic",
    "post_id": "forum_post",
}
# Parameters that name anything else: good values, all of which are tried.
VALUE_PARAMETERS: dict[str, tuple[str, ...]] = {
    "month": ("2026-11",),
    "day": ("2026-11-24",),
    "kind": tuple(FORMATS),
    "version": ("0",),
    "number": ("1",),
}
# The same, where one name means different things: by endpoint.
ENDPOINT_PARAMETERS: dict[tuple[str, str], tuple[str, ...]] = {
    ("HelpView.topic", "topic"): ("today",),
    ("assets", "name"): ("favicon.svg",),
    ("CalendarFeedView.ics", "token"): ("nobodys",),
    ("NotificationsView.unsubscribe", "token"): ("forged",),
}
# ``pk`` of pages that are no entity's: the table of the row.
ENDPOINT_TABLES: dict[str, str] = {}
# Pages that need an argument in the address besides.
ARGUMENTS = {"SheetView.changes": "since=0"}
# What a page demands beyond the right that opens it: (endpoint, method) → right.
DEMANDED = {
    ("RoleView.rights", "POST"): "edit",
    ("YearPassageView.plan", "POST"): "plan",
    ("YearPassageView.children", "POST"): "plan",
    ("YearPassageView.orders", "POST"): "plan",
}


@dataclass(frozen=True)
class Route:
    """One address with one method and good values for all that names no row."""

    rule: str
    method: str
    endpoint: str
    requirement: Requirement
    values: tuple[tuple[str, str], ...]
    row_parameter: str | None
    row_table: str | None
    view: Any

    @property
    def subject(self) -> str:
        return self.requirement.subject or ""

    @property
    def right(self) -> str:
        demanded = DEMANDED.get((self.endpoint, self.method))
        return demanded or (self.requirement.right or "").removeprefix("can_")

    @property
    def name(self) -> str:
        return self.endpoint.rpartition(".")[2]

    def path(self, app: Flask, key: int | None = None) -> str:
        """The address, with the key of a row if it names one."""
        values: dict[str, Any] = dict(self.values)
        if self.row_parameter:
            values[self.row_parameter] = key
        adapter = app.url_map.bind("localhost")
        built = str(adapter.build(self.endpoint, values, method=self.method))
        arguments = ARGUMENTS.get(self.endpoint)
        return f"{built}?{arguments}" if arguments else built

    def __str__(self) -> str:
        return f"{self.method} {self.rule} {dict(self.values)}"


def routes(app: Flask) -> list[Route]:
    """All routes. AssertionError for a parameter without an example and an unclassified rule."""
    found = []
    asked = requirements(app)
    views = {view.endpoint: view for view in app.appbuilder.baseviews}  # type: ignore[attr-defined]
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: (one.rule, one.endpoint)):
        requirement = asked.get(rule.endpoint)
        assert requirement is not None, f"{rule.rule} says nothing about who may call it"
        view = views.get(rule.endpoint.rpartition(".")[0])
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for values, parameter in _examples(rule, view):
                table = _table(rule.endpoint, parameter, view)
                found.append(
                    Route(
                        rule.rule,
                        method,
                        rule.endpoint,
                        requirement,
                        values,
                        parameter,
                        table,
                        view,
                    )
                )
    return found


def _examples(rule: Any, view: Any) -> Iterator[tuple[tuple[tuple[str, str], ...], str | None]]:
    parameter = None
    choices: list[list[tuple[str, str]]] = []
    for name in sorted(rule.arguments):
        if name == "pk" or name in ROW_PARAMETERS:
            assert parameter is None, f"{rule.rule} names two rows: teach the test"
            parameter = name
            continue
        values = _values(rule, name, view)
        choices.append([(name, value) for value in values])
    for values in itertools.product(*choices):
        yield values, parameter


def _values(rule: Any, name: str, view: Any) -> tuple[str, ...]:
    if name == "name" and isinstance(view, EntityBase):
        return tuple(linked_names(view))
    found = ENDPOINT_PARAMETERS.get((rule.endpoint, name)) or VALUE_PARAMETERS.get(name)
    assert found, f"{rule.rule}: add an example of <{name}> to tests/web/access/routes.py"
    return found


def linked_names(view: EntityBase) -> list[str]:
    """Links of an entity that its forms and conditions offer."""
    names = [name for _label, group in view.sections for name in group]
    fields = {**{one.name: one for one in attributes(view, names)}, **filters(view)}
    return sorted(name for name, one in fields.items() if one.kind == "related")


def attributes(view: EntityBase, names: list[str]) -> list[Attribute]:
    """The attributes without asking who looks: no request is at work."""
    return [Attribute(view.model, name) for name in names]


def filters(view: EntityBase) -> dict[str, Attribute]:
    own = {one.name: one for one in attributes(view, view.filter_columns)}
    return {**view.link_filters, **own}


def _table(endpoint: str, parameter: str | None, view: Any) -> str | None:
    if parameter is None:
        return None
    if parameter != "pk":
        return ROW_PARAMETERS[parameter]
    if isinstance(view, EntityApi):
        return str(view.view_class.model.__tablename__)
    if isinstance(view, EntityBase):
        return str(view.model.__tablename__)
    assert endpoint in ENDPOINT_TABLES, f"{endpoint}: say in ENDPOINT_TABLES what <pk> names"
    return ENDPOINT_TABLES[endpoint]
