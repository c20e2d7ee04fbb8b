"""Generated pages: age levels, rooms, groups and who leads them."""

from __future__ import annotations

from typing import Any

from app.core.entity_api import api_for
from app.core.entity_pages import named
from app.core.entity_view import EntityView, Tab
from app.core.messages import message
from app.groups import actions as actions  # ends teaching with a dismissal
from app.groups.models import AgeLevel, ChildGroup, GroupTeacher, Room
from app.organizations.rules import check_interval


class AgeLevelView(EntityView):
    model = AgeLevel
    route_base = "/age-levels"
    title_many = message("Age levels")
    title_new = message("New age level")
    list_columns = ["name", "from_years", "to_years"]
    base_order = ("from_years", False)
    sections = [(message("Age level"), ["name", "from_years", "to_years"])]


class RoomView(EntityView):
    model = Room
    route_base = "/rooms"
    title_many = message("Rooms")
    title_new = message("New room")
    list_columns = ["name", "area"]
    total_columns = ["area"]
    sections = [(message("Room"), ["name", "area"])]


class GroupTeacherView(EntityView):
    model = GroupTeacher
    route_base = "/group-teachers"
    title_many = message("Teachers of groups")
    title_new = message("New teacher of a group")
    empty_text = message(
        "Who leads which group, and since when: a teacher sees and marks these groups only."
    )
    list_columns = ["group", "employee", "valid_from", "valid_to"]
    filter_columns = ["group", "employee"]
    base_order = ("valid_from", True)
    sections = [(message("Teacher of a group"), list_columns)]

    def title_of(self, item: GroupTeacher) -> str:
        return named(item.group, item.employee)

    def prepare(self, item: GroupTeacher, *, new: bool) -> None:
        check_interval(item.valid_from, item.valid_to)


class ChildGroupView(EntityView):
    model = ChildGroup
    route_base = "/groups"
    title_many = message("Groups")
    title_new = message("New group")
    empty_text = message(
        "Enter the groups that are open now: the list of children is loaded by their names."
    )
    list_columns = ["name", "age_level", "focus", "stay_regime", "capacity"]
    filter_columns = ["age_level", "focus", "stay_regime"]
    total_columns = ["capacity"]
    sections = [
        (message("Group"), ["name", "age_level", "focus", "stay_regime"]),
        (message("Place"), ["room", "capacity", "opened_on", "closed_on"]),
    ]
    tabs = [Tab(GroupTeacherView, "group", message("Teachers"))]


def register(appbuilder: Any) -> None:
    for view in (AgeLevelView, RoomView, ChildGroupView, GroupTeacherView):
        appbuilder.add_view_no_menu(view)
        appbuilder.add_api(api_for(view))
