"""Two papers with different reasons for one day: the person is told, and decides."""

from __future__ import annotations

import pytest

from tests.web.attendance.test_documents import enter, marks

SAID = (
    "Other documents give another reason for the same days: %(papers)s. The marks of those "
    "days stay as they are. Check which document is right."
)
LEAVE = {"kind": "application", "number": "5", "issued_on": ""}


@pytest.fixture
def ill(house):
    """«Б» with its note from 16 to 20 November."""
    enter(house)
    return house


def test_a_paper_with_another_reason_for_the_same_days_names_the_first(ill):
    _key, said = enter(
        ill, **LEAVE, code=ill.codes["О"], starts_on="2026-11-19", ends_on="2026-11-23"
    )
    assert ill.said(SAID, papers="Б 16.11.2026–20.11.2026") in said
    assert marks(ill)[19] == ("Б", True), "the mark stays as it is"
    assert marks(ill)[23] == ("О", True)


def test_it_is_named_once_also_when_both_go_over_the_end_of_a_month(house):
    enter(house, starts_on="2026-10-26", ends_on="2026-11-06")
    _key, said = enter(
        house, **LEAVE, code=house.codes["О"], starts_on="2026-10-30", ends_on="2026-11-09"
    )
    assert house.said(SAID, papers="Б 26.10.2026–06.11.2026") in said


def test_the_same_reason_or_other_days_or_another_child_are_no_matter(ill):
    text = ill.said(SAID, papers="").split(":")[0]
    same = enter(ill, number="18", starts_on="2026-11-20", ends_on="2026-11-24")[1]
    later = enter(ill, **LEAVE, code=ill.codes["О"], starts_on="2026-11-25", ends_on="2026-11-25")
    other = enter(ill, **LEAVE, child=ill.children[1], code=ill.codes["О"])[1]
    for said in (same, later[1], other):
        assert text not in said
