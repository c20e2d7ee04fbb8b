"""A kind of news and a real mail server."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from app.core.messages import message
from app.notifications.rules import KINDS, notification_kind


@pytest.fixture
def kind() -> Iterator[str]:
    """A kind of news of the tests."""
    known = dict(KINDS)
    yield notification_kind("test-news", message("Notifications"))
    KINDS.clear()
    KINDS.update(known)


@dataclass
class Mailbox:
    """What a mail server got; ``answer`` is what it says to each letter."""

    letters: list[Any] = field(default_factory=list)
    answer: str = "250 OK"
    at_recipient: str = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.letters.append(envelope)
        await asyncio.sleep(0)
        return self.answer


@pytest.fixture
def mailbox(garden, monkeypatch) -> Iterator[Mailbox]:
    """A mail server on a free port, which the product is told to use."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    for name, value in {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": port,
        "SMTP_SECURITY": "none",
        "SMTP_USER": "",
        "SMTP_FROM": "Сад <garden@garden.example>",
        "PUBLIC_URL": "https://garden.example",
    }.items():
        monkeypatch.setitem(garden.app.config, name, value)
    yield box
    controller.stop()
