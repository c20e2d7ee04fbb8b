"""The flask commands: first start, roles, demonstration, server."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade

from app.core import clock
from app.core.db import db
from app.core.scoping.scope import unscoped
from app.organizations import actions
from app.organizations.models import Organization

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def install(app: Flask) -> None:
    """Attach the commands."""
    for command in (init_database, sync_roles):
        app.cli.add_command(command)


@click.command("init-database")
def init_database() -> None:
    """Create or upgrade the tables, offer the roles, make the first administrator."""
    with unscoped("migrations and the first start"):
        upgrade(directory=str(MIGRATIONS))
        actions.sync_roles(db.session())
        first = db.session.query(Organization).first() is None
        if first:
            organization = actions.add_organization(
                db.session(), None, code="main", name="Детский сад", short_name="Детский сад"
            )
            password = actions.temporary_password()
            user = actions.add_user(
                db.session(), organization, "admin", "Администратор", "", password
            )
            actions.appoint(db.session(), user, "administrator", organization, clock.today())
        db.session.commit()
    if first:
        click.echo(f"Первый вход: логин admin, временный пароль {password} (показан один раз)")


@click.command("sync-roles")
def sync_roles() -> None:
    """Offer new rights of the permission table to the roles; once each."""
    with unscoped("synchronising roles"):
        number = actions.sync_roles(db.session())
        db.session.commit()
    click.echo(f"{number}")


