"""A passage to the next year as its people go through it, page by page."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime

from app.children.models import Placement
from app.core.jobs.work import perform_waiting
from app.documents.models import Document
from app.groups.models import ChildGroup
from app.movement.transition.models import YearTransition

START = date(2027, 9, 1)
JULY = datetime(2027, 7, 5, 9, 0, tzinfo=UTC)


def text_of(client, page):
    return html.unescape(client.get(page).get_data(as_text=True))


def begin(house, who="coordinator"):
    client = house.visit(who)
    answer = client.send("/movement/year/begin", {"organization": house.organization})
    assert answer.status_code == 303
    return answer.headers["Location"]


def planned(house):
    """A passage whose orders the head has signed: «Ромашка» leaves, «Василёк» grows."""
    page = begin(house)
    client = house.visit("coordinator")
    assert client.send(f"{page}/orders").status_code == 303
    for order in house.look(Document, organization_id=house.organization):
        answer = house.visit("head").send(f"/orders/{order.id}/sign")
        assert answer.status_code == 303
    return page


def confirm(house, page, who="coordinator"):
    client = house.visit(who)
    seen = re.search(r'name="seen" value="(\w+)"', text_of(client, f"{page}/pass"))
    return client.send(f"{page}/confirm", {"seen": seen[1] if seen else ""})


def execute(house, page, who="administrator"):
    answer = house.visit(who).send(f"{page}/execute")
    with house.garden.app.app_context():
        perform_waiting()
    return answer


def lists(house):
    """Children of each group on 1 September."""
    found = {house.group: set(), house.other_group: set()}
    for row in house.look(Placement, organization_id=house.organization):
        if row.starts_on <= START and (row.ends_on is None or row.ends_on > START):
            found[row.group_id].add(row.child_id)
    return found


def levels(house):
    return [
        house.look(ChildGroup, id=key)[0].age_level_id for key in (house.group, house.other_group)
    ]


def state(house):
    return house.look(YearTransition, organization_id=house.organization)[0].state.value
