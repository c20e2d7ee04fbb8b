"""The style guide is usable and within the policy of the pages, as what it shows must be."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import sqlite_app
from tests.e2e.people import sitting_down
from tests.harness.browser import DESKTOP, PHONE, visit
from tests.harness.server import serving


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_component_is_shown_without_a_fault(browser, tmp_path: Path, size):
    app = sqlite_app(tmp_path / "none.db", STYLEGUIDE=True)
    with (
        serving(app) as address,
        visit(browser, size, reduced_motion="reduce") as opened,
        sitting_down(opened, address) as developer,
    ):
        developer.opens("/styleguide")
        page = developer.page
        search = page.get_by_role("combobox", name="Группа").first
        search.fill("ром")
        page.get_by_role("option", name="Ромашка").click()
        expect(search).to_have_value("Ромашка, старшая группа")
        developer.looks("styleguide")
        # The dark pane stays dark by day, the light one stays light at night.
        grounds = page.locator("#buttons .guide-pane").evaluate_all(
            "panes => panes.map(pane => getComputedStyle(pane).backgroundColor)"
        )
        assert grounds == ["rgb(244, 246, 244)", "rgb(17, 21, 19)"]
        page.get_by_role("button", name="Открыть окно").nth(1).click()
        expect(page.get_by_role("dialog", name="Открыть табель повторно?")).to_be_visible()
        developer.looks("styleguide-dialog", "dialog[open]")
        # Nothing of the guide is unsaved work.
        page.keyboard.press("Escape")
