"""The document by which changes are made (seed A4.1-SA5): an order, a letter, an application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

LONGEST = 200


@dataclass(frozen=True)
class Basis:
    """How the document is called, and its row in the register if it has one."""

    text: str
    document_id: int | None = None


_basis: ContextVar[Basis | None] = ContextVar("change_basis", default=None)


def current_basis() -> Basis | None:
    return _basis.get()


@contextmanager
def by_document(text: str | None, document_id: int | None = None) -> Iterator[None]:
    """Changes flushed within are made by this document. An empty text names none."""
    text = " ".join((text or "").split())[:LONGEST]
    token = _basis.set(Basis(text, document_id) if text else _basis.get())
    try:
        yield
    finally:
        _basis.reset(token)
