"""Every page that a person reaches by links, as each role on a phone: usable, nothing juts out."""

from __future__ import annotations

import pytest

from app.demo.logins import DEMO_LOGINS
from tests.e2e.walk import Judged, faults_of_pages
from tests.harness.browser import PHONE

# A person of the whole house reaches a hundred kinds of pages.
pytestmark = pytest.mark.timeout(1200)


@pytest.fixture(scope="module")
def judged():
    return Judged()


@pytest.mark.parametrize("login", [one.username for one in DEMO_LOGINS])
def test_no_page_of_a_person_shuts_anybody_out_on_a_phone(kindergarten, judged, login):
    faults = faults_of_pages(kindergarten, judged, login, PHONE)
    assert not faults, "\n".join(faults)
