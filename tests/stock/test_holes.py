"""Plain Flask-AppBuilder lets these through: the proof that the remedies of ``core`` are needed.

Each has its counterpart in ``tests/web/core`` and ``tests/web/access``, where our own views refuse.
When an upgrade of FAB closes one, its test here fails: then the remedy may go.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import URL

HOLES = Path(__file__).with_name("holes.py")
EVERYWHERE = (
    "related_tab_without_permission",
    "foreign_rows_in_selects",
    "action_on_a_foreign_row",
    "foreign_key_in_rest",
    "rest_without_csrf_token",
    "nested_object_makes_a_row",
    "bad_order_is_a_crash",
    "bad_page_is_a_crash",
    "unticked_box_is_not_saved",
    "later_editor_wins_silently",
    "filters_are_shared_between_threads",
    "many_wrong_sign_ins",
    "sign_out_by_get",
)


def look_for_holes(url: str) -> dict[str, object]:
    """Run the stock app in a process of its own: FAB keeps one registry of models a process."""
    done = subprocess.run(
        [sys.executable, str(HOLES), url], capture_output=True, text=True, check=True, timeout=120
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return look_for_holes(f"sqlite:///{tmp_path_factory.mktemp('stock')}/stock.db")


@pytest.mark.parametrize("hole", EVERYWHERE)
def test_stock_fab_has_the_hole(on_sqlite: dict[str, object], hole: str) -> None:
    assert on_sqlite[hole] is True


def test_stock_fab_crashes_on_a_numeric_filter_of_postgresql(empty_postgres_url: URL) -> None:
    found = look_for_holes(empty_postgres_url.render_as_string(hide_password=False))
    assert found["numeric_filter_is_a_crash"] is True
