"""Decisions about consents: who may sign, what is in force, what a revocation asks for."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta

from app.children.rules import GuardianRights
from app.core.errors import RuleViolation
from app.core.messages import message

MOST_STOP_DAYS = 30
"""152-ФЗ, art. 21 part 5: what was processed by the consent stops within thirty days."""


class ConsentState(enum.StrEnum):
    """Where a consent stands on a day."""

    PRINTED = "printed"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REVOKED = "revoked"


CONSENT_STATES = {
    ConsentState.PRINTED: message("printed, not signed"),
    ConsentState.IN_FORCE: message("in force"),
    ConsentState.EXPIRED: message("expired"),
    ConsentState.REVOKED: message("revoked"),
}


@dataclass(frozen=True)
class ConsentDays:
    """The dates of a consent. ``valid_to`` is its last day, ``revoked_on`` no longer counts."""

    given_on: date | None
    valid_to: date | None = None
    revoked_on: date | None = None


def state_on(days: ConsentDays, day: date) -> ConsentState:
    """The state on a day; a consent that is signed later counts as printed until then."""
    if days.given_on is None or day < days.given_on:
        return ConsentState.PRINTED
    if days.revoked_on is not None and day >= days.revoked_on:
        return ConsentState.REVOKED
    if days.valid_to is not None and day > days.valid_to:
        return ConsentState.EXPIRED
    return ConsentState.IN_FORCE


def check_signer(rights: GuardianRights | None, name: str, day: date) -> None:
    """Raises RuleViolation unless the signer had full rights on the day of the signature.

    ``rights``: those of that day; None when the person was no representative of the child.
    """
    if rights is not GuardianRights.FULL:
        raise RuleViolation(
            message(
                "%(name)s is no representative of this child with full rights on %(day)s: the "
                "signature would give no consent.",
                name=name,
                day=f"{day:%d.%m.%Y}",
            ),
            field="guardian",
        )


def check_days(days: ConsentDays, today: date) -> None:
    """Raises RuleViolation for a signature in the future and for a term that ends before it."""
    if days.given_on is not None and days.given_on > today:
        raise RuleViolation(
            message("The signature cannot be of a day to come. Enter it once it is signed."),
            field="given_on",
        )
    if days.given_on and days.valid_to and days.valid_to < days.given_on:
        raise RuleViolation(
            message("The end date is before the start date. Correct one of them."), field="valid_to"
        )


def check_revocation(days: ConsentDays, revoked_on: date, today: date) -> None:
    """Raises RuleViolation for what cannot be revoked, and for a wrong day of it."""
    if days.given_on is None:
        raise RuleViolation(
            message("This consent was never signed: there is nothing to revoke. Delete it.")
        )
    if days.revoked_on is not None:
        raise RuleViolation(
            message(
                "This consent was revoked on %(day)s already.", day=f"{days.revoked_on:%d.%m.%Y}"
            )
        )
    if not days.given_on <= revoked_on <= today:
        raise RuleViolation(
            message("The day of the revocation lies between the signature and today."),
            field="revoked_on",
        )


@dataclass(frozen=True)
class Stopping:
    """What must stop, and by which day."""

    text: str
    due_on: date


def consequences(tasks: str | None, stop_days: int, revoked_on: date) -> list[Stopping]:
    """The tasks of a revocation: those of the purpose, each with its last day.

    ``tasks`` are separated by semicolons. Empty ones are left out.
    """
    due = revoked_on + timedelta(days=min(stop_days, MOST_STOP_DAYS))
    texts = [one.strip() for one in (tasks or "").split(";")]
    return [Stopping(text[:1].upper() + text[1:], due) for text in texts if text]


def check_stop_days(days: int) -> None:
    """Raises RuleViolation for a term longer than the law allows."""
    if not 0 <= days <= MOST_STOP_DAYS:
        raise RuleViolation(
            message("Between %(least)s and %(most)s days.", least=0, most=MOST_STOP_DAYS),
            field="stop_days",
        )
