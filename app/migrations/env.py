"""Alembic: one metadata for FAB's tables and ours, batch mode for SQLite."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from app.core.db import UtcDateTime, db, metadata
from app.core.engine import tables_made_anew
from app.core.kept import attach_triggers
from app.core.scoping.scope import unscoped


def no_empty_revision(migration_context: Any, revision: Any, directives: list[Any]) -> None:
    """No file for a change that is none."""
    if (
        getattr(context.config.cmd_opts, "autogenerate", False)
        and directives[0].upgrade_ops.is_empty()
    ):
        directives[:] = []


def plain_type(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Migrations name plain types only: the program's own may be renamed later."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    return False


def run() -> None:
    options = dict(current_app.extensions["migrate"].configure_args)
    options.setdefault("process_revision_directives", no_empty_revision)
    options["render_item"] = plain_type
    with unscoped("migrations"), db.engine.connect() as connection, tables_made_anew(connection):
        context.configure(connection=connection, target_metadata=metadata, **options)
        with context.begin_transaction():
            context.run_migrations()
        attach_triggers(connection)


run()
