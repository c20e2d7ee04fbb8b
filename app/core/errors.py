"""The only exceptions whose text reaches a person."""

from __future__ import annotations

from typing import Any

from app.core.messages import Message


class RuleViolation(Exception):
    """A rule of the field refuses the step. The text says what to do.

    ``status`` is the HTTP status that fits: 422 by default.
    """

    status = 422

    def __init__(self, text: Message, **details: Any) -> None:
        super().__init__(str(text))
        self.text = text
        self.details = details


class Conflict(RuleViolation):
    """Somebody else changed the same thing meanwhile, or its state forbids the step."""

    status = 409


class TooMany(RuleViolation):
    """More of something than one person may do within a time."""

    status = 429


class TooLarge(RuleViolation):
    """The input is over a stated limit."""

    status = 413


class BadInput(RuleViolation):
    """The input cannot be read as what it claims to be."""

    status = 400
