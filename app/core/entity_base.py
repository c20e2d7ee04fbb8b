"""What every generated page of an entity rests on: declaration, rights, and the door to rows.

FAB's ModelView gives routing, rights and registration; list, form and card are
answered by ``entity_list``, ``entity_edit`` and ``entity_card``, because FAB's own
keep filters between threads, swallow exceptions and forget the row in actions
(docs/adr/0004).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Response, abort
from flask_appbuilder import ModelView
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_login import current_user
from sqlalchemy import select

from app.core import entity_pages as pages
from app.core import listing
from app.core.access import current_requirement
from app.core.choices import VIEWS, many_houses, pages_of, readable
from app.core.columns import Attribute, ChoiceFilter, LinkFilter, attribute_of
from app.core.db import db
from app.core.entity_tabs import CardLink, PageTab, Tab, row_at_hand, take_at_hand
from app.core.entity_writes import ENTITY_LABELS
from app.core.i18n import translate
from app.core.messages import Message, message
from app.core.scoping.reach import READ, WRITE, scoped_class
from app.core.scoping.scope import AccessScope, current_scope


@dataclass(frozen=True)
class Action:
    """A step over chosen rows. ``run`` gets rows that the person may reach, all of them.

    It says what was done, or answers with a file. ``subject``: of the right, if it is another's.
    """

    name: str
    label: Message
    right: str
    run: Callable[[list[Any]], Message | Response]
    confirm: Message | None = None
    subject: str = ""


WRITING_ROUTES = {"add", "edit", "delete", "step"}


class EntityBase(ModelView):
    """The declaration of an entity's pages and the hooks that a view may fill."""

    model: ClassVar[Any] = None
    title_many: ClassVar[Message]
    title_new: ClassVar[Message]
    list_columns: ClassVar[list[str]]
    filter_columns: ClassVar[list[str]] = []
    computed: ClassVar[dict[str, Message]] = {}
    choice_columns: ClassVar[list[str]] = []
    """What tells namesakes apart where one is chosen (core/choices.py), read with the rows."""
    phone_columns: ClassVar[tuple[str, ...]] = ("phone",)
    link_filters: ClassVar[dict[str, LinkFilter | ChoiceFilter]] = {}
    sections: ClassVar[list[tuple[Message, list[str]]]] = []
    show_only: ClassVar[list[str]] = []
    total_columns: ClassVar[list[str]] = []
    base_order: ClassVar[tuple[str, bool] | None] = None
    tabs: ClassVar[list[Tab]] = []
    # Set by the composition root: what other features show on the card.
    joined_tabs: ClassVar[Sequence[Tab]] = ()
    joined_links: ClassVar[Sequence[CardLink]] = ()
    joined_pages: ClassVar[Sequence[PageTab]] = ()
    steps: ClassVar[list[Action]] = []
    read_only: ClassVar[bool] = False
    card_template: ClassVar[str] = "model/show.html"
    empty_text: ClassVar[Message] = message("Add the first record.")
    empty_read_text: ClassVar[Message] = message("Nobody has entered anything here so far.")
    nameless: ClassVar[Message] = message("Open")
    """What a row is called in the list whose first column is empty."""

    include_route_methods: ClassVar[set[str]] = {
        *("list", "show", "add", "edit", "delete", "export", "related", "step")
    }

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.model is None:
            return
        cls.class_permission_name = cls.__dict__.get("class_permission_name") or cls.model.__name__
        cls.datamodel = SQLAInterface(cls.model)
        ENTITY_LABELS[cls.model] = cls.title_many
        VIEWS[cls.model] = cls
        if cls.read_only:
            cls.include_route_methods = cls.include_route_methods - WRITING_ROUTES

    def _init_properties(self) -> None:
        """FAB's filters and column lists are not used: no state is shared between requests."""
        self.related_views: Any = []
        self._related_views: Any = []

    def _init_forms(self) -> None:
        """Forms are built per request from the columns; FAB's load whole related tables."""

    def _init_titles(self) -> None:
        """Titles are translated when a page is shown."""

    def attributes(self, names: Sequence[str]) -> list[Attribute]:
        """The named attributes that the person may see: special data needs a right of its own."""
        found = [attribute_of(self.model, name, self.computed.get(name)) for name in names]
        if any(one.special for one in found) and not self.sees_special():
            return [one for one in found if not one.special]
        return found

    def sees_special(self) -> bool:
        """Whether health and other special data (152-ФЗ, art. 10) of this entity is shown.

        The right counts where its role was given: for the one row that a page is about, or for
        all rows of a list.
        """
        subject = self.class_permission_name
        right = ("can_special", subject)
        if not self.appbuilder.sm.has_access(*right):
            return False
        asked = current_requirement()
        opened = asked.right if asked is not None and asked.subject == subject else None
        if current_user.covers(right, (opened or "can_read", subject)):
            return True
        row = row_at_hand(self.model)
        reach = READ.get(scoped_class(self.model) or self.model)
        return (
            row is not None and reach is not None and reach.holds(current_user.scope(*right), row)
        )

    def shown_sections(self) -> list[tuple[Message, list[str]]]:
        """The sections of form and card without what the person may not see."""
        sections = [
            (label, [one.name for one in self.attributes(names)]) for label, names in self.sections
        ]
        return [(label, names) for label, names in sections if names]

    def filterable(self) -> dict[str, Attribute]:
        """Conditions that a list may be asked for, by name."""
        names = [*self.filter_columns, *(["organization"] if self.many_houses() else [])]
        own = {one.name: one for one in self.attributes(list(dict.fromkeys(names)))}
        return {**self.link_filters, **own}

    def compute(self, rows: Sequence[Any]) -> Mapping[int, Mapping[str, str]]:
        """Values of the ``computed`` columns by row id, read for all rows at once."""
        return pages.NONE

    def tell_apart(self, rows: Sequence[Any]) -> Mapping[int, Sequence[str]]:
        """More that tells namesakes apart, by row id, read for all rows at once."""
        return {}

    def offered(self) -> dict[str, Attribute]:
        """Columns that a person may choose for the list, by name; the first one names the row."""
        names = [*self.list_columns, *self.show_only]
        names += [name for _label, group in self.sections for name in group]
        if self.many_houses():
            names.append("organization")
        return {one.name: one for one in self.attributes(list(dict.fromkeys(names)))}

    def default_columns(self) -> list[str]:
        """The columns of a list for which nothing was chosen."""
        names = list(self.list_columns)
        if self.many_houses() and "organization" not in names:
            names.append("organization")
        return names

    def sortable(self, offered: Mapping[str, Attribute]) -> list[str]:
        """Columns that the list may be ordered by."""
        return [one.name for one in offered.values() if self._sorts(one)]

    def _sorts(self, one: Attribute) -> bool:
        if one.name == "full_name":
            return hasattr(self.model, "search_key") or hasattr(self.model, "last_name")
        return one.kind != "property" and one.given_label is None

    def many_houses(self) -> bool:
        """Whether the person reaches rows of several organisations, so that each row says whose."""
        return many_houses(self.model)

    def form_names(self) -> list[str]:
        names = [name for _label, group in self.shown_sections() for name in group]
        if self._names_house() and "organization" not in names:
            return ["organization", *names]
        return names

    def _names_house(self) -> bool:
        """Whether a form says whose row it writes.

        Also while one of several organisations is looked at: the choice may change in another
        window before the form is sent.
        """
        chooses = current_user.may_choose and hasattr(self.model, "organization")
        return bool(chooses) or self.many_houses()

    def only_house(self) -> Any:
        """The one organisation that the person works in or looks at; None for several."""
        scope = current_scope()
        whole = scope.whole if isinstance(scope, AccessScope) else ()
        target = attribute_of(self.model, "organization").target
        return db.session.get(target, whole[0]) if len(whole) == 1 else None

    def allows(self, right: str) -> bool:
        return bool(
            self.appbuilder.sm.has_access(f"can_{right}", self.class_permission_name)
            and {"read": "list"}.get(right, right) in self.include_route_methods
        )

    def writable(self, right: str = "edit") -> Callable[[Any], bool]:
        """Whether a row may be written by a right: rows shared from above are only read."""
        reach = WRITE.get(scoped_class(self.model) or self.model)
        if not self.allows(right):
            return lambda row: False
        if reach is None:
            return lambda row: True
        scope = current_user.scope(f"can_{right}", self.class_permission_name)
        holds, columns = reach.holds, reach.columns
        return lambda row: holds(scope, {name: getattr(row, name) for name in columns})

    def demand_row(self, item: Any, right: str) -> None:
        """Refuse (404, as saving would) to open the form of a row that is only read here."""
        if not self.writable(right)(item):
            abort(404)

    def demand(self, right: str) -> None:
        """Refuse (403) what the view does not allow to this person beyond the plain right."""
        if not self.allows(right):
            abort(403)

    def load(self, pk: str) -> Any:
        """The one door to a row: its scope decides, a stranger's row is absent (404)."""
        if not pk.isascii() or not pk.isdigit() or not 0 < int(pk[:10]) < 2**31:
            abort(404)
        names = [*self.list_columns, *self.show_only]
        names += [name for _label, group in self.sections for name in group]
        query = select(self.model).where(self.model.id == int(pk))
        query = query.options(*listing.eager(self.model, list(dict.fromkeys(names))))
        item = db.session.scalars(query).first() or abort(404)
        take_at_hand(self.model, item)
        return item

    def prepare(self, item: Any, *, new: bool) -> None:
        """Rules of the entity before a write. Raises RuleViolation."""

    def written(self, item: Any, *, new: bool) -> None:
        """What goes with a write, in its transaction. Raises RuleViolation to undo it."""

    def removing(self, item: Any) -> None:
        """Rules of the entity before a row goes. Raises RuleViolation."""

    def title_of(self, item: Any) -> str:
        """How a card is headed: what it is of, where the row's own name does not say it."""
        return str(item)

    def phones_among(self, columns: Sequence[Attribute]) -> frozenset[int]:
        """Places of the columns that hold telephone numbers."""
        return frozenset(
            number
            for number, one in enumerate(columns)
            if one.info.get("format") == "phone"
            or (one.given_label is not None and one.name in self.phone_columns)
        )

    def card_of(self, target: Any) -> str | None:
        """The address of the card of a linked row, for who may open it."""
        found = pages_of(type(target))
        return f"{found.route_base}/{target.id}" if found and readable(found, [target]) else None

    def named_href(self, row: Any, first: Attribute) -> str:
        """Where the name of a row leads: to the linked card if it is named by a link."""
        target = getattr(row, first.name) if first.relation is not None else None
        own = f"{self.route_base}/{row.id}"
        return own if target is None else self.card_of(target) or own

    def query(self, asked: listing.Request) -> Any:
        """The rows of the list; a view narrows or widens it here."""
        return listing.build(self.model, asked, self.base_order)

    def offered_steps(self) -> Sequence[dict[str, Any]]:
        return [
            {
                "name": step.name,
                "label": translate(step.label),
                "confirm": translate(step.confirm) if step.confirm else None,
            }
            for step in self.steps
            if self.offers(step)
        ]

    def offers(self, step: Action) -> bool:
        if step.subject:
            return bool(self.appbuilder.sm.has_access(f"can_{step.right}", step.subject))
        return self.allows(step.right)
