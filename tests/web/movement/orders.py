"""An order about children as its people go through it, page by page."""

from __future__ import annotations

import html


def begin(house, kind, who="coordinator"):
    """A draft by the page: the client and its address."""
    client = house.visit(who)
    answer = client.send("/movement/new", {"kind": kind, "organization": house.organization})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/movement/orders/")
    return client, answer.headers["Location"]


def add(client, page, children, on, group=None, **more):
    fields = {"child": [str(one) for one in children], "effective_on": on, **more}
    if group:
        fields["to_group_id"] = str(group)
    return client.send(f"{page}/add", fields)


def sign(house, page, who="head"):
    order = page.rpartition("/")[2]
    return house.visit(who).send(f"/orders/{order}/sign")


def text_of(client, page):
    return html.unescape(client.get(page).get_data(as_text=True))
