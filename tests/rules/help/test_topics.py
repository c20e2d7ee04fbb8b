"""The help of a page is found by the longest beginning of its address."""

from __future__ import annotations

import pytest

from app.help.rules import topic_of


@pytest.mark.parametrize(
    ("path", "topic"),
    [
        ("/", "home"),
        ("/children/", "children"),
        ("/children/17/edit", "children"),
        ("/children/import/5/check", "import-of-children"),
        ("/attendance/month/4/2026-11", "month-sheet"),
        ("/childrens", None),
        ("/nothing", None),
    ],
)
def test_the_longest_beginning_counts(path, topic):
    assert topic_of(path) == topic
