"""The scope of the person at work, a union of plain lists."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from flask import g, has_request_context

log = logging.getLogger(__name__)


class ScopeRefused(Exception):
    """A row outside the scope was asked for or written. The answer is 404."""


class NoScope(ScopeRefused):
    """Code ran that nobody is responsible for: no person, no ``acting``, no ``unscoped``."""


@dataclass(frozen=True)
class AccessScope:
    """Which rows a person reaches. A union: a row is reached if one of the lists names it.

    ``whole``      organisations whose every row is reached
    ``groups``     groups reached on their own (teacher)
    ``children``   children reached on their own (teacher's groups, parent)
    ``guardians``  guardians reached on their own
    ``orgs``       organisations of which only the card and what is meant for all is reached
    ``posts``      (organisation, role) of the appointments, also for the organisations above
    ``writable``   False on pages that are open to any signed-in person
    """

    user_id: int
    whole: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    children: tuple[int, ...] = ()
    guardians: tuple[int, ...] = ()
    orgs: tuple[int, ...] = ()
    posts: tuple[tuple[int, int], ...] = ()
    writable: bool = True


@dataclass(frozen=True)
class Unscoped:
    """System work. Visible in the code by its reason; a test lists all callers."""

    reason: str


Scope = AccessScope | Unscoped
Provider = Callable[[], AccessScope]

_stack: ContextVar[tuple[Scope, ...]] = ContextVar("access_scopes", default=())
_providers: list[Provider] = []


def provide_scope(provider: Provider) -> None:
    """Register the one function that finds the scope of the signed-in person."""
    _providers[:] = [provider]


def current_scope() -> Scope:
    """The scope in force now.

    Raises NoScope outside a request when nobody said who is acting.
    """
    stack = _stack.get()
    if stack:
        return stack[-1]
    if not has_request_context() or not _providers:
        raise NoScope("no access scope is in force")
    kept: AccessScope | None = g.get("access_scope")
    if kept is None:
        kept = g.access_scope = _providers[0]()
    return kept


def forget_scope() -> None:
    """Compute the scope anew at the next question (after a sign-in or a changed right)."""
    if has_request_context():
        g.pop("access_scope", None)


@contextmanager
def acting(scope: Scope) -> Iterator[Scope]:
    """Work within a named scope: jobs, commands and tests say for whom they act."""
    token = _stack.set((*_stack.get(), scope))
    try:
        yield scope
    finally:
        _stack.reset(token)


@contextmanager
def unscoped(reason: str) -> Iterator[Scope]:
    """Work as the system itself. Keep the block short and hand out plain values."""
    log.debug("unscoped: %s", reason)
    with acting(Unscoped(reason)) as scope:
        yield scope
