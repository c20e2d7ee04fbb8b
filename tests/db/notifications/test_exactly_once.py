"""Everybody is told once, with the cause or not at all; letters reach a real mail server once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from app.core import clock
from app.core.messages import message
from app.notifications import post_office
from app.notifications.actions import choose, delete_old, mark_read, notify, take_back
from app.notifications.models import Notification, OutgoingLetter
from app.notifications.queries import counts
from app.notifications.rules import Channels, LetterState
from tests.factories.garden import NOW
from tests.harness.queries import QueryRecorder

TEXT = message("Notifications")


def tell(session, garden, kind, *logins, key="cause-1", **more):
    people = [garden.cast.users[login] for login in logins]
    return notify(session, kind, people, TEXT, key=key, href="/board/1", **more)


def stored(garden, model):
    with garden.system() as session:
        found = session.query(model).order_by(model.id).all()
        session.expunge_all()
    return found


def wants_letters(garden, kind, *logins):
    with garden.system() as session:
        for login in logins:
            choose(session, garden.cast.users[login], {kind: Channels(True, True)})


def send(garden, at=NOW):
    with garden.app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: at)
        return post_office.send_due_letters()


def test_a_cause_told_twice_is_told_once(garden, kind):
    for _time in range(2):
        with garden.acting_as("teacher_a") as session:
            tell(session, garden, kind, "parent_a", "head_a", "parent_a")
            session.commit()
    assert [row.user_id for row in stored(garden, Notification)] == sorted(
        [garden.cast.users["head_a"], garden.cast.users["parent_a"]]
    )


def test_a_cause_that_was_not_written_is_told_to_nobody(garden, kind):
    wants_letters(garden, kind, "parent_a")
    with garden.acting_as("teacher_a") as session:
        tell(session, garden, kind, "parent_a")
        session.rollback()
    assert not stored(garden, Notification)
    assert not stored(garden, OutgoingLetter)


def test_telling_many_costs_as_many_statements_as_telling_one(garden, kind):
    numbers = []
    for count, key in ((1, "one"), (30, "thirty")):
        with garden.system() as session:
            rows = list(garden.cast.users.values())[: min(count, len(garden.cast.users))]
            with QueryRecorder(garden.engine) as queries:
                notify(session, kind, rows, TEXT, key=key, href="/")
            numbers.append(queries.count)
    assert numbers[0] == numbers[1] <= 3


def test_who_switched_a_kind_off_is_not_told_of_it_and_hears_of_the_others(garden, kind):
    with garden.system() as session:
        choose(session, garden.cast.users["parent_a"], {kind: Channels(False, False)})
    with garden.acting_as("teacher_a") as session:
        tell(session, garden, kind, "parent_a", "head_a")
        session.commit()
    assert [row.user_id for row in stored(garden, Notification)] == [garden.cast.users["head_a"]]


def test_reading_and_counting_touch_ones_own_only(garden, kind):
    with garden.system() as session:
        tell(session, garden, kind, "parent_a", "head_a")
        mark_read(session, garden.cast.users["head_a"], NOW)
        day = NOW.date()
        assert counts(session, garden.cast.users["parent_a"], day)["bell"] == 1
        assert counts(session, garden.cast.users["head_a"], day)["bell"] == 0


def test_old_read_news_goes_and_unread_stays(garden, kind):
    with garden.system() as session:
        tell(session, garden, kind, "parent_a", "head_a", moment=NOW - timedelta(days=200))
        mark_read(session, garden.cast.users["head_a"], NOW)
        assert delete_old(session, NOW) == 1
    assert [row.user_id for row in stored(garden, Notification)] == [garden.cast.users["parent_a"]]


# -- letters ------------------------------------------------------------------------------


def test_a_letter_comes_once_to_who_agreed_and_tells_a_kind_and_a_link(garden, kind, mailbox):
    wants_letters(garden, kind, "parent_a")
    for _time in range(2):
        with garden.system() as session:
            tell(session, garden, kind, "parent_a", "head_a", moment=NOW)
        send(garden)
    assert len(mailbox.letters) == 1
    envelope = mailbox.letters[0]
    letter = message_from_bytes(envelope.content, policy=default)
    assert envelope.rcpt_tos == ["parent_a@quartzitealpha.example"]
    body = letter.get_content()
    assert "https://garden.example/board/1" in body
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # Nothing of anybody: neither a name nor the text of the news.
    assert "feldspar" not in body
    assert garden.app.config["PUBLIC_URL"] in letter["List-Unsubscribe"]


def test_a_server_that_is_busy_is_asked_again_later_and_then_left(garden, kind, mailbox):
    wants_letters(garden, kind, "parent_a")
    with garden.system() as session:
        tell(session, garden, kind, "parent_a", moment=NOW)
    mailbox.answer = "451 try later"
    assert send(garden) == 0
    assert send(garden) == 0  # not due yet: not asked
    waiting = stored(garden, OutgoingLetter)[0]
    assert (waiting.state, waiting.attempts) == (LetterState.WAITING, 1)
    mailbox.answer = "250 OK"
    assert send(garden, NOW + timedelta(minutes=2)) == 1
    assert len(mailbox.letters) == 1
    assert stored(garden, OutgoingLetter)[0].state is LetterState.SENT


def test_a_refused_recipient_is_not_asked_again(garden, kind, mailbox):
    wants_letters(garden, kind, "parent_a")
    with garden.system() as session:
        tell(session, garden, kind, "parent_a", moment=NOW)
    mailbox.at_recipient = "550 no such mailbox"
    send(garden)
    assert stored(garden, OutgoingLetter)[0].state is LetterState.FAILED


def test_an_outbox_survives_a_server_that_is_away(garden, kind, mailbox, monkeypatch):
    wants_letters(garden, kind, "parent_a")
    with garden.system() as session:
        tell(session, garden, kind, "parent_a", moment=NOW)
    port = garden.app.config["SMTP_PORT"]
    monkeypatch.setitem(garden.app.config, "SMTP_PORT", 1)
    assert send(garden) == 0
    monkeypatch.setitem(garden.app.config, "SMTP_PORT", port)
    assert send(garden, NOW + timedelta(minutes=2)) == 1


def test_who_died_while_sending_is_followed_under_the_same_message_id(garden, kind, mailbox):
    wants_letters(garden, kind, "parent_a")
    with garden.system() as session:
        tell(session, garden, kind, "parent_a", moment=NOW)
    with garden.app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        assert post_office._claim() is not None  # and here the process is killed
    assert send(garden, NOW + timedelta(minutes=5)) == 0
    assert send(garden, NOW + timedelta(minutes=11)) == 1
    letter = message_from_bytes(mailbox.letters[0].content, policy=default)
    assert letter["Message-ID"].startswith(f"<letter-{stored(garden, OutgoingLetter)[0].id}-")


def test_who_unsubscribed_meanwhile_gets_no_letter(garden, kind, mailbox):
    wants_letters(garden, kind, "parent_a")
    with garden.system() as session:
        tell(session, garden, kind, "parent_a", moment=NOW)
        choose(session, garden.cast.users["parent_a"], {kind: Channels(True, False)})
    send(garden)
    assert not mailbox.letters
    assert stored(garden, OutgoingLetter)[0].state is LetterState.DROPPED


def test_what_is_taken_back_is_not_sent(garden, kind, mailbox):
    wants_letters(garden, kind, "parent_a")
    with garden.system() as session:
        tell(session, garden, kind, "parent_a", moment=NOW)
        take_back(session, "cause-1")
    assert send(garden) == 0
    assert not stored(garden, Notification)


def test_without_a_mail_server_nothing_is_asked(garden, kind):
    wants_letters(garden, kind, "parent_a")
    with garden.system() as session:
        tell(session, garden, kind, "parent_a", moment=datetime(2026, 1, 1, tzinfo=UTC))
    assert send(garden) == 0
