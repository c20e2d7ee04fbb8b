"""The head looks at the kindergarten from a phone: nothing is wider than the window."""

from __future__ import annotations

from tests.harness.browser import PHONE

PAGES = {
    "control": "/attendance/control/2026-11-24",
    "summary": "/attendance/summary",
    "documents": "/absence-documents/",
}


def test_pages_of_the_head_fit_a_phone(kindergarten):
    with kindergarten.somebody("head", PHONE) as head:
        for name, path in PAGES.items():
            head.opens(path)
            head.looks(f"{name}-on-a-phone")
