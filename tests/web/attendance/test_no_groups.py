"""The pages of a day and of a month where there is no group yet: what to do, and for whom."""

from __future__ import annotations

from datetime import date

import pytest

from app.groups.models import ChildGroup
from tests.factories.cast import Cast


@pytest.mark.parametrize("path", ["/attendance/today", "/attendance/month"])
def test_who_runs_a_kindergarten_without_groups_is_led_to_make_one(sqlite_garden, path):
    cast: Cast = sqlite_garden.cast
    with sqlite_garden.system() as session:
        for group in session.query(ChildGroup).filter_by(organization_id=cast.organizations["A"]):
            group.closed_on = date(2026, 1, 1)
    coordinator = sqlite_garden.client_of("coordinator_a").get(path).text
    assert "Групп пока нет" in coordinator
    assert 'href="/groups/add"' in coordinator
    assert ">None<" not in coordinator
    head = sqlite_garden.client_of("head_a").get(path).text
    assert "Групп пока нет" in head
    assert 'href="/groups/add"' not in head, "nobody is offered what is refused"
    assert "закреплена группа" in sqlite_garden.client_of("teacher_a").get(path).text
