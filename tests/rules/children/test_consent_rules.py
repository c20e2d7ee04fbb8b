"""Consents: who signs, when they hold, what a revocation asks for (docs/rules/consents.md)."""

from __future__ import annotations

from datetime import date

import pytest

from app.children.consents.rules import (
    ConsentDays,
    ConsentState,
    check_days,
    check_revocation,
    check_signer,
    check_stop_days,
    consequences,
    state_on,
)
from app.children.rules import GuardianRights
from app.core.errors import RuleViolation

TODAY = date(2026, 11, 24)
GIVEN = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (ConsentDays(None), ConsentState.PRINTED),
        (ConsentDays(date(2026, 11, 25)), ConsentState.PRINTED),
        (ConsentDays(TODAY), ConsentState.IN_FORCE),
        (ConsentDays(GIVEN, valid_to=TODAY), ConsentState.IN_FORCE),
        (ConsentDays(GIVEN, valid_to=date(2026, 11, 23)), ConsentState.EXPIRED),
        (ConsentDays(GIVEN, revoked_on=TODAY), ConsentState.REVOKED),
        (ConsentDays(GIVEN, revoked_on=date(2026, 11, 25)), ConsentState.IN_FORCE),
    ],
)
def test_a_consent_holds_from_its_signature_to_its_end_or_revocation(days, state):
    assert state_on(days, TODAY) is state


@pytest.mark.parametrize("rights", [None, *list(GuardianRights)[1:]])
def test_only_a_representative_with_full_rights_signs(rights):
    with pytest.raises(RuleViolation) as refused:
        check_signer(rights, "Иванова Анна", TODAY)
    assert refused.value.details["field"] == "guardian"
    check_signer(GuardianRights.FULL, "Иванова Анна", TODAY)


def test_nobody_signs_in_the_future():
    with pytest.raises(RuleViolation):
        check_days(ConsentDays(date(2026, 11, 25)), TODAY)
    with pytest.raises(RuleViolation):
        check_days(ConsentDays(TODAY, valid_to=date(2026, 11, 1)), TODAY)


@pytest.mark.parametrize(
    ("days", "revoked_on"),
    [
        (ConsentDays(None), TODAY),
        (ConsentDays(GIVEN, revoked_on=TODAY), TODAY),
        (ConsentDays(GIVEN), date(2026, 8, 31)),
        (ConsentDays(GIVEN), date(2026, 11, 25)),
    ],
)
def test_what_is_not_in_force_is_not_revoked(days, revoked_on):
    with pytest.raises(RuleViolation):
        check_revocation(days, revoked_on, TODAY)


def test_a_revocation_says_what_must_stop_and_by_when():
    found = consequences("снять фото с сайта; ;предупредить воспитателей ", 0, TODAY)
    assert [(one.text, one.due_on) for one in found] == [
        ("Снять фото с сайта", TODAY),
        ("Предупредить воспитателей", TODAY),
    ]
    assert consequences("уничтожить копии", 30, TODAY)[0].due_on == date(2026, 12, 24)
    assert consequences("уничтожить копии", 90, TODAY)[0].due_on == date(2026, 12, 24)
    assert consequences(None, 30, TODAY) == []


def test_the_law_gives_thirty_days_to_stop():
    check_stop_days(30)
    for days in (-1, 31):
        with pytest.raises(RuleViolation):
            check_stop_days(days)
