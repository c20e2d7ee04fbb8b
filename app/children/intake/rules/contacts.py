"""Telephones, e-mail addresses and numbers of documents, as cells spoil them."""

from __future__ import annotations

import re

from app.children.intake.rules.fields import Field
from app.children.intake.rules.problems import Problem, doubtful, note, wrong
from app.children.intake.rules.text import cell_text, plain_dashes
from app.core.errors import RuleViolation
from app.core.identifiers import (
    format_phone,
    format_snils,
    normalise_birth_certificate,
    normalise_email,
    normalise_phone,
    normalise_snils,
)
from app.core.messages import Message, message
from app.core.spreadsheets import Cell

_CUT_NUMBER = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_PHONE_SEPARATORS = re.compile(r"[,;/\n|]|\bили\b|\bи\b")
PHONE_INSIDE = re.compile(r"\+?\d[\d\s().\-–]{8,}\d")
_PHONE_SIGNS = re.compile(r"[^\d+]")
_SNILS_DIGITS = 11
_FEWEST_SNILS_DIGITS = 8

Read = tuple[str | None, list[Problem]]


def read_snils(cell: Cell) -> Read:
    """A СНИЛС; leading zeros that a number cell has lost are put back and said."""
    text = plain_dashes(cell_text(cell))
    if _CUT_NUMBER.fullmatch(text):
        return None, [_cut(Field.SNILS, text)]
    digits = re.sub(r"[\s\-.]", "", text)
    lost = _SNILS_DIGITS - len(digits)
    padded = digits.isdigit() and 0 < lost <= _SNILS_DIGITS - _FEWEST_SNILS_DIGITS
    try:
        value = normalise_snils(digits.zfill(_SNILS_DIGITS) if padded else text)
    except RuleViolation as refused:
        return None, [wrong(Field.SNILS, refused.text, text)]
    if not padded:
        return value, []
    said = message("Leading zeros were put back: %(snils)s.", snils=format_snils(value))
    return value, [note(Field.SNILS, said, text)]


def read_birth_certificate(text: str, *, foreign: bool) -> Read:
    """A birth certificate. That of another country has any form and is kept as written."""
    try:
        return normalise_birth_certificate(text), []
    except RuleViolation as refused:
        if not foreign or len(text) > 40:
            return None, [wrong(Field.BIRTH_CERTIFICATE, refused.text, text)]
    said = message("This is not a Russian birth certificate; it is kept as written.")
    return text, [doubtful(Field.BIRTH_CERTIFICATE, said, text)]


def read_email(cell: Cell, field: Field) -> Read:
    """An e-mail address; the first of several."""
    text = cell_text(cell)
    parts = [part for part in re.split(r"[,;\s]+", text) if part]
    try:
        value = normalise_email(parts[0] if parts else text)
    except RuleViolation as refused:
        return None, [wrong(field, refused.text, text)]
    if len(parts) > 1:
        said = message("Several addresses in one cell; only %(email)s is loaded.", email=value)
        return value, [doubtful(field, said, text)]
    return value, []


def read_phone(cell: Cell, field: Field) -> Read:
    """A telephone number; of several the first is taken, and that is doubtful."""
    text = plain_dashes(cell_text(cell))
    if _CUT_NUMBER.fullmatch(text):
        return None, [_cut(field, text)]
    numbers = _numbers(text)
    first = _phone(numbers[0] if numbers else "")
    if isinstance(first, Message):
        return None, [wrong(field, first, text)]
    if len(numbers) > 1:
        said = message(
            "Several telephones in one cell; only %(phone)s is loaded.",
            phone=format_phone(first),
        )
        return first, [doubtful(field, said, text)]
    if re.search(r"[^\W\d_]", text):
        said = message("Only the number is loaded: %(phone)s.", phone=format_phone(first))
        return first, [note(field, said, text)]
    return first, []


def _numbers(text: str) -> list[str]:
    """The numbers of a cell as digits; two run together by a space are told apart."""
    numbers = []
    for part in _PHONE_SEPARATORS.split(text):
        digits = _PHONE_SIGNS.sub("", part)
        if len(digits.lstrip("+")) == 22:
            half = len(digits) - 11 if digits.startswith("+") else 11
            numbers += [digits[:half], digits[half:]]
        elif digits:
            numbers.append(digits)
    return numbers


def _phone(number: str) -> str | Message:
    """The stored form, or why there is none."""
    try:
        return normalise_phone(number)
    except RuleViolation as refused:
        return refused.text


def _cut(field: Field, text: str) -> Problem:
    said = message(
        "The spreadsheet cut the number off (“%(text)s”), its last digits are lost. Type it anew.",
        text=text,
    )
    return wrong(field, said, text)
