"""Sending letters of the outbox by SMTP: one connection a round, retries with growing pauses."""

from __future__ import annotations

import logging
import smtplib
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from flask import current_app
from flask_babel import force_locale
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import func, select, update

from app.core import clock, engine
from app.core.db import db
from app.core.i18n import translate
from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.notifications.models import OutgoingLetter as Letter
from app.notifications.queries import choices
from app.notifications.rules import KINDS, Channels, LetterState, next_try, real_address
from app.organizations.models import UserAccount

log = logging.getLogger(__name__)
ROUND = 100
ROUND_SECONDS = 20
TIMEOUT_SECONDS = 15
# Whoever died while sending left the letter in the air: it is sent again under the same
# Message-ID, by which mail programs show one of two equal letters.
LOST_AFTER = timedelta(minutes=10)
_SUBJECT = message("Network garden: %(kind)s")
_BODY = message(
    "There is news for you in “Network garden”: %(kind)s.\n\n"
    "Open: %(open)s\n\n"
    "The letter tells no names and no content: they are shown after the sign-in.\n"
    "Not to get such letters any more: %(stop)s"
)


@dataclass(frozen=True)
class _Due:
    id: int
    user_id: int
    key: str
    kind: str
    href: str
    attempts: int


def mail_is_set_up(config: Mapping[str, Any]) -> bool:
    """Whether the installation has a mail server to send by."""
    return bool(config.get("SMTP_HOST") and config.get("SMTP_FROM"))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="letters")


def unsubscribe_token(user_id: int, kind: str) -> str:
    """What stands in the address that ends letters of a kind for one person."""
    return str(_signer().dumps([user_id, kind]))


def read_token(token: str) -> tuple[int, str] | None:
    """(account, kind) of such an address; None for one that we did not write."""
    try:
        user_id, kind = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return (user_id, kind) if isinstance(user_id, int) and kind in KINDS else None


def send_due_letters() -> int:
    """Send what is due, for at most ``ROUND_SECONDS``; commits after each letter. Returns how
    many were taken by the mail server."""
    if not mail_is_set_up(current_app.config) or not _anything_due():
        return 0
    started, sent = time.monotonic(), 0
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]), _connections() as server:
        for _number in range(ROUND):
            due = _claim() if time.monotonic() - started < ROUND_SECONDS else None
            if due is None:
                break
            sent += _send(server, due)
    return sent


def _anything_due() -> bool:
    with engine.reading(), unscoped("looking for letters to send"):
        query = select(func.count(Letter.id)).where(_is_due())
        found = db.session.connection().execute(query).scalar_one()
        db.session.rollback()
    return bool(found)


def _is_due() -> Any:
    now = clock.now()
    waiting = (Letter.state == LetterState.WAITING) & (Letter.due_at <= now)
    return waiting | ((Letter.state == LetterState.SENDING) & (Letter.due_at <= now - LOST_AFTER))


def _claim() -> _Due | None:
    """Take one letter for this process: two consumers never send the same one."""
    with unscoped("taking a letter from the outbox"):
        connection = db.session.connection()
        columns = (
            Letter.id,
            Letter.user_id,
            Letter.key,
            Letter.kind,
            Letter.href,
            Letter.attempts,
        )
        query = select(*columns).where(_is_due()).order_by(Letter.due_at, Letter.id).limit(1)
        row = connection.execute(query.with_for_update(skip_locked=True)).first()
        if row is not None:
            connection.execute(
                update(Letter)
                .where(Letter.id == row.id)
                .values(state=LetterState.SENDING, due_at=clock.now(), attempts=row.attempts + 1)
            )
        db.session.commit()
    if row is None:
        return None
    return _Due(row.id, row.user_id, row.key, row.kind, row.href, row.attempts + 1)


class _Server:
    """A connection made at the first letter and given up at the first trouble."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.config = config
        self.connection: smtplib.SMTP | None = None

    def send(self, letter: EmailMessage) -> None:
        if self.connection is None:
            self.connection = self._connect()
        self.connection.send_message(letter)

    def _connect(self) -> smtplib.SMTP:
        config = self.config
        where = (config["SMTP_HOST"], config["SMTP_PORT"])
        secure = ssl.create_default_context()
        if config["SMTP_SECURITY"] == "tls":
            made: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=TIMEOUT_SECONDS, context=secure)
        else:
            made = smtplib.SMTP(*where, timeout=TIMEOUT_SECONDS)
            if config["SMTP_SECURITY"] == "starttls":
                made.starttls(context=secure)
        if config["SMTP_USER"]:
            made.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
        return made

    def close(self) -> None:
        if self.connection is not None:
            try:
                self.connection.quit()
            except (smtplib.SMTPException, OSError):
                self.connection.close()
            self.connection = None


@contextmanager
def _connections() -> Iterator[_Server]:
    server = _Server(current_app.config)
    try:
        yield server
    finally:
        server.close()


def _send(server: _Server, due: _Due) -> bool:
    address = _wanted_address(due)
    if address is None:
        _end(due, LetterState.DROPPED)
        return False
    try:
        server.send(_letter(due, address))
    except (smtplib.SMTPException, OSError) as trouble:
        log.warning("letter %s was not taken: %s", due.id, type(trouble).__name__)
        if not isinstance(trouble, smtplib.SMTPRecipientsRefused):
            server.close()
        _again(due, trouble)
        return False
    _end(due, LetterState.SENT)
    return True


def _wanted_address(due: _Due) -> str | None:
    """Where to send it; None when the account is shut or the person changed the mind."""
    session = db.session()
    if not choices(session, due.user_id).get(due.kind, Channels()).by_mail:
        return None
    query = select(UserAccount.email, UserAccount.active).where(UserAccount.id == due.user_id)
    with unscoped("finding where a letter goes"):
        row = session.connection().execute(query).first()
    session.rollback()
    return real_address(row.email) if row is not None and row.active else None


def _letter(due: _Due, address: str) -> EmailMessage:
    base = current_app.config["PUBLIC_URL"].rstrip("/")
    stop = f"{base}/notifications/unsubscribe/{unsubscribe_token(due.user_id, due.kind)}"
    kind = translate(KINDS[due.kind].title)
    sender = current_app.config["SMTP_FROM"]
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = translate(_SUBJECT) % {"kind": kind}
    letter["From"] = sender
    letter["To"] = address
    host = sender.rpartition("@")[2].strip("> ") or "localhost"
    letter["Message-ID"] = f"<letter-{due.id}-{due.user_id}@{host}>"
    letter["List-Unsubscribe"] = f"<{stop}>"
    letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(translate(_BODY) % {"kind": kind, "open": base + due.href, "stop": stop})
    return letter


def _again(due: _Due, trouble: Exception) -> None:
    """Later, or never: a refused recipient will be refused again, a busy server may not."""
    refused = isinstance(trouble, smtplib.SMTPRecipientsRefused) and all(
        code >= 500 for code, _text in trouble.recipients.values()
    )
    pause = None if refused else next_try(due.attempts)
    if pause is None:
        _end(due, LetterState.FAILED, type(trouble).__name__)
        return
    _change(
        due,
        state=LetterState.WAITING,
        due_at=clock.now() + pause,
        error=type(trouble).__name__,
    )


def _end(due: _Due, state: LetterState, error: str | None = None) -> None:
    sent_at = clock.now() if state is LetterState.SENT else None
    _change(due, state=state, sent_at=sent_at, error=error)


def _change(due: _Due, **values: Any) -> None:
    with unscoped("writing what became of a letter"):
        db.session.connection().execute(update(Letter).where(Letter.id == due.id).values(**values))
        db.session.commit()
