"""A kindergarten at work, the day on which a test plays, and a look at what was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app.core import clock
from tests.factories.garden import Garden
from tests.factories.house import House, make_house
from tests.harness.dump import dump


@pytest.fixture
def house(garden: Garden) -> House:
    """«Детский сад № 5» on either database; today is Tuesday, 24 November 2026."""
    return make_house(garden)


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """``on_day("2026-11-30")``: it is ten in the morning of that day in Moscow."""

    def travel(day: str, time: str = "07:00") -> None:
        moment = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return travel


@pytest.fixture
def unchanged(garden: Garden) -> Callable[[], bool]:
    """``assert unchanged()``: no row of any table differs from how the test began.

    Takes its picture when first asked for, so name it after what prepares the rows.
    """
    before: dict[str, Any] = {}

    def look() -> bool:
        now = dump(garden.engine)
        if not before:
            before.update(now)
        return now == before

    return look
