"""EntityView: list, card and forms of one entity. A new entity declares a model and three lines."""

from __future__ import annotations

from app.core.entity_base import Action
from app.core.entity_card import CardPages
from app.core.entity_edit import EditPages
from app.core.entity_list import ListPages, NextStep
from app.core.entity_tabs import CardLink, PageTab, Tab

__all__ = ["Action", "CardLink", "EntityView", "NextStep", "PageTab", "Tab"]


class EntityView(ListPages, CardPages, EditPages):
    """Base of the generated pages of an entity."""
