"""Every page that a person reaches by links, as each role at a desk: usable, nothing sticks out."""

from __future__ import annotations

import pytest

from app.demo.logins import DEMO_LOGINS
from tests.e2e.walk import Judged, faults_of_pages
from tests.harness.browser import DESKTOP

# A person of the whole house reaches a hundred kinds of pages.
pytestmark = pytest.mark.timeout(1200)


@pytest.fixture(scope="module")
def judged():
    return Judged()


@pytest.mark.parametrize("login", [one.username for one in DEMO_LOGINS])
def test_no_page_of_a_person_shuts_anybody_out_at_a_desk(kindergarten, judged, login):
    faults = faults_of_pages(kindergarten, judged, login, DESKTOP)
    assert not faults, "\n".join(faults)
