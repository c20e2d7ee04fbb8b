"""A kindergarten at work, whose movement goes by orders."""

from __future__ import annotations

import pytest

from tests.factories.garden import Garden
from tests.factories.house import House, make_house


@pytest.fixture
def house(garden: Garden) -> House:
    """«Ромашка» with three children since September, «Василёк» with two."""
    return make_house(garden)
