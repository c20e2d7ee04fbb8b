"""A person of kindergarten A who may load children."""

from __future__ import annotations

import pytest

from tests.children_lists import Importer, add_groups
from tests.factories.garden import Garden


@pytest.fixture
def importer(sqlite_garden: Garden) -> Importer:
    """On one database, for what does not depend on it."""
    add_groups(sqlite_garden)
    return Importer(sqlite_garden)


@pytest.fixture
def everywhere(garden: Garden) -> Importer:
    """The same on both databases."""
    add_groups(garden)
    return Importer(garden)
