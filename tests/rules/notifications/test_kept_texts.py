"""A text is kept as a message and translated when it is read; retries end; addresses are real."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.messages import message, nmessage
from app.notifications.rules import kept, next_try, real_address, restored


@pytest.mark.parametrize(
    "text",
    [
        message("Plain"),
        message("With %(name)s", name='Алиса «Ё» "и" <b>'),
        nmessage("%(number)s day of %(who)s", "%(number)s days of %(who)s", 5, who="Лев"),
        message("Outer %(inner)s", inner=message("Inner %(n)s", n=3)),
    ],
)
def test_a_message_comes_back_as_it_was(text):
    assert str(restored(kept(text))) == str(text)
    assert restored(kept(text)).values == text.values


def test_a_letter_is_tried_more_and_more_rarely_and_given_up_after_five_failures():
    pauses = [next_try(attempt) for attempt in range(1, 7)]
    assert pauses[:2] == [timedelta(minutes=1), timedelta(minutes=5)]
    assert pauses[:5] == sorted(pauses[:5])
    assert pauses[5] is None


@pytest.mark.parametrize(
    ("address", "real"),
    [
        ("anna@example.org", True),
        ("anna@localhost", False),  # what an account without e-mail holds
        ("", False),
        (None, False),
        ("anna", False),
        ("anna@example.org\r\nBcc: all@example.org", False),
        ("anna@example.org, boris@example.org", False),
    ],
)
def test_only_an_address_that_leads_to_one_person_gets_letters(address, real):
    assert (real_address(address) is not None) is real
