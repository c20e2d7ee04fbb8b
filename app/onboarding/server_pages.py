"""Blocks of the administrator: health of the installation, sign-ins, failed work."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.db import db
from app.core.formats import show_moment, show_number
from app.core.i18n import translate
from app.core.jobs.kinds import KINDS
from app.core.scoping.scope import acting
from app.onboarding import queries
from app.onboarding.desk import OFFICE, Home
from app.onboarding.server_queries import Server, server_state
from app.onboarding.wording import number
from app.organizations.queries import Failures, entries, failures

Block = dict[str, Any]

_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_GIGABYTE = 1024**3
_LITTLE_SPACE = 2 * _GIGABYTE
_BACKUP_IS_OLD = timedelta(hours=36)
_JOBS_SINCE = timedelta(days=7)


def health(home: Home) -> list[Block]:
    """Database, jobs, disk and backup: for those who may end sessions."""
    if home.desk("end", "Session", OFFICE) is None:
        return []
    state = server_state(current_app.config)
    lines = [
        # Whoever reads this page was read from the database.
        _line(_("Database"), _("answers"), _DATABASES.get(db.engine.dialect.name, ""), ok=True),
        _consumer_line(state),
        _disk_line(state),
        _backup_line(state, home),
    ]
    worst = any(not line["ok"] for line in lines)
    return [
        {
            "kind": "health",
            "column": "first",
            "title": _("Health of the program"),
            "tone": "warn" if worst else None,
            "items": lines,
        }
    ]


def _line(label: str, said: str, note: str, *, ok: bool) -> Block:
    badge = {"label": said, "tone": "green" if ok else "amber"}
    return {"label": label, "note": note, "badge": badge, "ok": ok}


def _consumer_line(state: Server) -> Block:
    if state.consumer:
        return _line(_("Long work"), _("is done"), _("import, large files"), ok=True)
    said = _("stands still") if state.consumer is False else _("the queue does not answer")
    return _line(_("Long work"), said, _("start the consumer of jobs again"), ok=False)


def _disk_line(state: Server) -> Block:
    free = _("%(size)s free", size=_size(state.free))
    note = _("of %(size)s", size=_size(state.total))
    return _line(_("Disk"), free, note, ok=state.free >= _LITTLE_SPACE)


def _size(size: int) -> str:
    if size >= _GIGABYTE:
        return str(_("%(number)s GB", number=show_number(round(size / _GIGABYTE, 1))))
    return str(_("%(number)s MB", number=show_number(round(size / 1024**2, 1))))


def _backup_line(state: Server, home: Home) -> Block:
    label = _("Last backup")
    if state.backup is None:
        note = (
            _("no file in %(folder)s", folder=state.backup_dir)
            if state.backup_dir
            else _("name the folder of backups in %(setting)s", setting="BACKUP_DIR")
        )
        return _line(label, _("no backup is known"), note, ok=False)
    at = show_moment(state.backup.at, home.person.timezone)
    fresh = clock.now() - state.backup.at <= _BACKUP_IS_OLD
    note = f"{state.backup.name}, {_size(state.backup.size)}"
    return _line(label, at, note, ok=fresh)


def _column(home: Home) -> str:
    """First for the administrator; who runs a kindergarten besides looks at the children first."""
    return "first" if home.may("end", "Session") else "know"


def accounts(home: Home) -> list[Block]:
    """Sign-ins of today, failures, accounts that nobody used yet."""
    desk = home.desk("edit", "UserAccount", OFFICE)
    if desk is None:
        return []
    now, config = clock.now(), current_app.config
    day = now.astimezone(UTC).date()
    with acting(desk.scope):
        door = entries(db.session(), day)
        wrong = failures(
            db.session(),
            now - timedelta(days=1),
            now,
            attempts=config["SIGN_IN_ATTEMPTS"],
            lock_seconds=config["SIGN_IN_LOCK_SECONDS"],
        )
    items = [
        _figure(_("Signed in today"), door.today, f"/users/?f.last_login.from={day}&f.active=1"),
        _figure(_("Never signed in"), door.never, "/users/?f.entry=never"),
        _figure(_("With a temporary password"), door.temporary, "/users/?f.entry=temporary"),
    ]
    items += [_failure(one, home) for one in wrong[:6]]
    return [
        {
            "kind": "lines",
            "column": _column(home),
            "title": _("Sign-ins"),
            "more_href": "/users/",
            "more_label": ngettext("%(num)d user", "%(num)d users", door.accounts),
            "tone": "warn" if any(one.locked for one in wrong) else None,
            "items": items,
            "foot": _("No failed sign-in within a day.") if not wrong else "",
        }
    ]


def _figure(label: str, count: int, href: str) -> Block:
    return {"label": label, "figure": number(count), "href": href}


def _failure(one: Failures, home: Home) -> Block:
    tried = ngettext("%(num)d failed attempt", "%(num)d failed attempts", one.number)
    at = show_moment(one.last_at, home.person.timezone)
    locked = {"label": _("locked now"), "tone": "red", "icon": "lock"}
    return {
        "label": one.name,
        "note": f"{tried}, {at}",
        "href": f"/users/{one.user_id}",
        "badge": locked if one.locked else None,
    }


def failed_work(home: Home) -> list[Block]:
    """Work that failed within a week."""
    desk = home.desk("read", "Job", OFFICE)
    if desk is None or home.desk("edit", "UserAccount", OFFICE) is None:
        return []
    day = (clock.now() - _JOBS_SINCE).astimezone(UTC).date()
    with acting(desk.scope):
        found = queries.failed_jobs(db.session(), datetime.combine(day, time(), UTC))
    return [
        {
            "kind": "lines",
            "column": _column(home),
            "title": _("Failed work of the week"),
            "count": len(found),
            "tone": "warn" if found else None,
            "more_href": f"/jobs/?f.state=failed&f.created_at.from={day}" if found else "/jobs/",
            "items": [
                {
                    "label": _title(one.kind),
                    "note": ", ".join(filter(None, (_moment(one.at, home), one.text))),
                    "href": f"/jobs/{one.id}",
                }
                for one in found[:5]
            ],
            "empty": _("Nothing failed."),
            "done": True,
        }
    ]


def _title(kind: str) -> str:
    known = KINDS.get(kind)
    return translate(known.title) if known else str(_("Job"))


def _moment(at: datetime | None, home: Home) -> str:
    return show_moment(at, home.person.timezone) if at else ""
