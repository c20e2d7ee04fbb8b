"""Each hole that our views close stands open in the framework as it comes (5.3.0).

The twin of each line is a test of ours, named beside it. When one of these fails after an
upgrade, the framework mended it, and a remedy of ours may go.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.postgres import ROOT

# Hole: where ours is held closed.
ON_ANY = {
    "form_takes_a_foreign_link": "web/access/test_forged_bodies.py",
    "rest_takes_a_foreign_link": "web/access/test_forged_bodies.py",
    "rest_writes_without_a_token": "web/access/test_tokens.py",
    "rest_makes_rows_of_other_tables": "web/access/test_forged_bodies.py",
    "rest_info_lists_all_linked_rows": "web/access/test_routes.py",
    "select_lists_all_linked_rows": "web/access/test_routes.py",
    "action_runs_on_a_foreign_row": "web/access/test_forged_bodies.py",
    "tab_is_shown_without_a_right": "web/core/test_forms.py",
    "unticked_box_is_refused": "web/core/test_forms.py",
    "second_editor_overwrites_the_first": "web/core/test_forms.py",
    "bad_page_is_an_error_of_the_server": "web/core/test_addresses.py",
    "bad_order_is_an_error_of_the_server": "web/core/test_addresses.py",
    "any_page_size_is_taken": "web/core/test_addresses.py",
    "search_misses_another_case_of_cyrillic": "db/core/test_listing.py",
    "row_in_use_is_deleted": "web/core/test_forms.py",
    "sign_in_is_tried_without_limit": "web/core/test_sign_in.py",
    "sign_out_is_a_get": "web/core/test_sign_in.py",
    "threads_save_into_the_group_of_another": "web/core/test_threads.py",
}
ON_POSTGRES = {
    "number_condition_is_an_error_on_postgres": "db/core/test_listing.py",
    "tick_condition_is_an_error_on_postgres": "db/core/test_listing.py",
    "unknown_choice_is_an_error_on_postgres": "web/core/test_addresses.py",
    "negative_page_is_an_error_on_postgres": "web/core/test_addresses.py",
    "cyrillic_is_sorted_by_code_on_postgres": "db/core/test_listing.py",
}


def ask(url: str, names: list[str]) -> dict[str, object]:
    """What the stock application shows, asked in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.stock.holes", url, *names],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    return answer


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("stock")
    return ask(f"sqlite:///{folder / 'stock.db'}", list(ON_ANY))


@pytest.mark.parametrize("hole", ON_ANY)
def test_the_hole_is_open_in_the_framework(on_sqlite, hole):
    assert on_sqlite[hole] is True


def test_the_holes_of_postgres_are_open_in_the_framework(empty_postgres_url):
    url = empty_postgres_url.render_as_string(hide_password=False)
    assert ask(url, list(ON_POSTGRES)) == dict.fromkeys(ON_POSTGRES, True)


@pytest.mark.parametrize("twin", sorted({*ON_ANY.values(), *ON_POSTGRES.values()}))
def test_our_twin_is_there(twin):
    assert (Path(__file__).parents[1] / twin).is_file()
