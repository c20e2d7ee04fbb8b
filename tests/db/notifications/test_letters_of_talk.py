"""A letter inside the product rings by e-mail too: through a real mail server, without a name."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from app.communication.mail.models import MailLetter
from app.core import clock
from app.notifications import post_office
from app.notifications.models import OutgoingLetter
from app.notifications.rules import LetterState
from app.organizations.models import UserAccount
from tests.factories.garden import NOW
from tests.factories.house import make_house


@pytest.fixture
def house(garden, monkeypatch):
    made = make_house(garden)
    made.change(UserAccount, made.users["parent"], email="anna@pochta.example")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return made


def send(house, at=NOW):
    with house.garden.app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: at)
        return post_office.send_due_letters()


def write(house, title="Диагноз Тимофея"):
    form = {
        "to": f"group:{house.group}",
        "title": title,
        "text": "Принесите справку о болезни",
        "do": "send",
    }
    assert house.visit("first").send("/mail/new", form).status_code == 302
    return house.look(MailLetter, organization_id=house.organization)[-1].id


def plain(envelope):
    letter = message_from_bytes(envelope.content, policy=default)
    return letter, f"{letter['Subject']}\n{letter['From']}\n{letter.get_content()}"


def test_who_agreed_gets_a_link_and_not_a_word_of_the_letter(house, mailbox):
    write(house, "До согласия")
    send(house)
    assert mailbox.letters == []  # nobody has agreed: nothing goes out
    assert house.visit("parent").send("/notifications/settings", {"on": ["mail:mail"]}).status_code
    key = write(house)
    assert send(house) == 1
    assert send(house) == 0
    (envelope,) = mailbox.letters
    assert envelope.rcpt_tos == ["anna@pochta.example"]
    letter, said = plain(envelope)
    assert f"https://garden.example/mail/{key}" in said
    for word in ("Тимофе", "Диагноз", "справк", "Кузнецов", "Мария", "Анна", "Ромашка"):
        assert word not in said
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_link_of_a_letter_stops_the_next_one(house, mailbox):
    house.visit("parent").send("/notifications/settings", {"on": ["mail:mail", "product:mail"]})
    write(house)
    send(house)
    _letter, said = plain(mailbox.letters[0])
    stop = re.search(r"https://garden\.example(/notifications/unsubscribe/\S+)", said)
    nobody = house.garden.app.test_client()
    assert nobody.post(stop[1]).status_code == 200  # as a mail program does: no cookie, no token
    write(house)
    send(house)
    assert len(mailbox.letters) == 1
    # In the product the person is told as before.
    assert house.visit("parent").get_json("/notifications/count.json")["mail"] == 2


def test_a_letter_outlives_the_process_that_wrote_it_and_one_that_died_while_sending(
    house, mailbox
):
    """Written together with its cause, taken by one sender, sent once in the end."""
    house.visit("parent").send("/notifications/settings", {"on": ["mail:mail"]})
    write(house)
    with house.garden.app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        assert post_office._claim() is not None  # and here the process is killed
        assert post_office._claim() is None  # a second one finds nothing to take
    for minutes, sent in ((1, 0), (11, 1), (30, 0)):
        assert send(house, NOW + timedelta(minutes=minutes)) == sent
    assert len(mailbox.letters) == 1
    (row,) = house.look(OutgoingLetter, kind="mail")
    assert row.state is LetterState.SENT


def test_a_recalled_letter_rings_nobody(house, mailbox):
    house.visit("parent").send("/notifications/settings", {"on": ["mail:mail"]})
    key = write(house)
    house.visit("first").send(f"/mail/{key}/recall")
    assert send(house) == 0
    assert mailbox.letters == []
