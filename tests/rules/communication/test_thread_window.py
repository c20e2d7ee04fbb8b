"""Which letters of a long thread stand on its page."""

from __future__ import annotations

import pytest

from app.communication.mail.rules import THREAD_PAGE, thread_window

KEYS = list(range(100, 150))


@pytest.mark.parametrize(
    ("opened", "asked", "first", "last"),
    [
        (149, (None, None), 140, 149),
        (143, (None, None), 140, 149),
        (104, (None, None), 104, 113),
        (149, (130, 149), 130, 149),
        (104, (104, 123), 104, 123),
        # Letters of others, or the wrong way round, ask for nothing.
        (149, (7, 9), 140, 149),
        (149, (149, 100), 140, 149),
    ],
)
def test_the_last_letters_are_shown_or_those_that_begin_with_the_opened_one(
    opened, asked, first, last
):
    shown = KEYS[thread_window(KEYS, opened, *asked)]
    assert (shown[0], shown[-1]) == (first, last)
    assert opened in shown


def test_a_short_thread_is_shown_whole():
    keys = KEYS[:THREAD_PAGE]
    assert keys[thread_window(keys, keys[0])] == keys
