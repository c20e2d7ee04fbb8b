"""The kindergarten at work, and how a test acts in it without a browser."""

from __future__ import annotations

import pytest

from tests.factories.garden import Garden
from tests.factories.house import House, make_house


@pytest.fixture
def house(garden: Garden) -> House:
    """«Детский сад № 5» on either database; today is Tuesday, 24 November 2026."""
    return make_house(garden)
