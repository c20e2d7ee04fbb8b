"""A kindergarten at work, whose movement goes by orders."""

from __future__ import annotations

from datetime import date

import pytest

from app.attendance.models import AttendanceSheet
from app.attendance.rules.lifecycle import SheetState
from app.core import clock
from app.groups.models import AgeLevel, ChildGroup
from tests.factories.garden import Garden
from tests.factories.house import House, make_house
from tests.harness.postgres import PROGRAMS
from tests.web.movement.passage import JULY


@pytest.fixture
def house(garden: Garden) -> House:
    """«Ромашка» with three children since September, «Василёк» with two."""
    return make_house(garden)


@pytest.fixture
def summer(house, monkeypatch, tmp_path):
    """July: «Ромашка» (three) is of the oldest level, «Василёк» (two) of the one before it."""
    monkeypatch.setattr(clock, "now", lambda: JULY)
    app = house.garden.app
    monkeypatch.setitem(app.config, "BACKUP_DIR", str(tmp_path))
    monkeypatch.setitem(app.config, "PG_DUMP", str(PROGRAMS / "pg_dump"))
    middle = house.make(AgeLevel, name="Средняя", from_years=4, to_years=5)
    oldest = house.make(AgeLevel, name="Подготовительная", from_years=6, to_years=7)
    house.change(ChildGroup, house.group, age_level_id=oldest)
    house.change(ChildGroup, house.other_group, age_level_id=middle)
    house.levels = (middle, oldest)
    for group in (house.group, house.other_group):
        house.make(
            AttendanceSheet, group_id=group, month=date(2027, 6, 1), state=SheetState.APPROVED
        )
    return house
