"""The flask commands: first start, roles, demonstration, server, consumer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from flask_migrate import upgrade

from app import starting
from app.children.intake.commands import delete_old_imports_command, import_children
from app.core import clock
from app.core.backup import back_up
from app.core.db import db
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.jobs.consumer import run_consumer
from app.core.jobs.kinds import provide_starter
from app.core.messages import Message, message, nmessage
from app.core.scoping.scope import unscoped
from app.core.serving import Bind, check_bind, serve_all
from app.demo.garden import Loaded, load_demo, top_up
from app.demo.logins import DEMO_LOGINS, DEMO_PASSWORD
from app.demo.marker import is_demonstration
from app.demo.spreadsheet import write_dirty_list
from app.organizations import actions
from app.organizations.access import load_person

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def install(app: Flask) -> None:
    """Attach the commands, and what only the upper end of the house knows."""
    for command in COMMANDS:
        app.cli.add_command(command)
    provide_starter(load_person)
    if app.config["DEMO"]:
        app.config["DEMO_LOGINS"] = DEMO_LOGINS
        app.config["DEMO_PASSWORD"] = DEMO_PASSWORD


def say(text: Message) -> None:
    """Print a text in the language of the installation."""
    click.echo(translate(text))


def spoken(command: Callable[..., None]) -> Callable[..., None]:
    """Texts in the language of the installation; a refused step ends with status 1."""

    @wraps(command)
    @with_appcontext
    def run(*args: Any, **kwargs: Any) -> None:
        with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
            try:
                command(*args, **kwargs)
            except RuleViolation as refused:
                raise click.ClickException(translate(refused.text)) from refused

    return run


def the_app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def one_at_a_time() -> AbstractContextManager[None]:
    """Several processes may start at once: they do the first steps one after another."""
    return starting.one_at_a_time(db.engine, Path(current_app.config["INSTANCE_DIR"]))


@click.command("init-database")
@spoken
def init_database() -> None:
    """Create or upgrade the tables, offer the roles, make the first administrator."""
    starting.compile_catalogues(Path(translations) for translations in catalogues())
    with one_at_a_time(), unscoped("migrations and the first start"):
        upgrade(directory=str(MIGRATIONS))
        actions.sync_roles(db.session())
        first = starting.first_start(db.session(), clock.today())
        starting.follow_release(db.session())
        db.session.commit()
    if first is not None and not current_app.config["DEMO"]:
        say(
            message(
                "First sign-in: user name %(login)s, one-time password %(password)s "
                "(it is shown only now).",
                login=first.login,
                password=first.password,
            )
        )
    say(message("The database is ready."))


def catalogues() -> list[str]:
    """Folders of our own catalogues; FAB's stands in its package."""
    return [str(Path(current_app.root_path).parent / "translations")]


@click.command("sync-roles")
@spoken
def sync_roles() -> None:
    """Offer new rights of the permission table to the roles; once each."""
    with one_at_a_time(), unscoped("synchronising roles"):
        number = actions.sync_roles(db.session())
        db.session.commit()
    say(
        nmessage("%(number)s right is offered anew.", "%(number)s rights are offered anew.", number)
    )


@click.command("back-up")
@spoken
def back_up_command() -> None:
    """Copy the database into a file of the backup folder; people go on working meanwhile."""
    path = back_up(current_app.config, "daily", clock.now())
    say(message("The backup is written: %(path)s", path=path))


@click.command("load-demo")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Today, for tests.")
@spoken
def load_demo_command(day: Any) -> None:
    """Fill an empty database with a demonstration kindergarten of invented people."""
    if not current_app.config["DEMO"]:
        raise RuleViolation(message("The demonstration is loaded only with DEMO=1."))
    today: date = day.date() if day else clock.today()
    with one_at_a_time(), unscoped("loading the demonstration"):
        session = db.session()
        loaded = top_up(session, today) if is_demonstration(session) else load_demo(session, today)
        session.commit()
    report_demo(loaded)


def report_demo(loaded: Loaded) -> None:
    say(
        message(
            "The demonstration is loaded: children %(children)s, marks %(marks)s.",
            children=loaded.children,
            marks=loaded.marks,
        )
    )


def print_logins() -> None:
    """The demonstration logins with the one password of all."""
    say(message("Demonstration logins, password of all: %(password)s", password=DEMO_PASSWORD))
    for login in DEMO_LOGINS:
        click.echo(f"  {login.username:<12} {login.role}, {login.name}")


@click.command("demo-spreadsheet")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@spoken
def demo_spreadsheet(file: Path) -> None:
    """Write an intentionally dirty list of invented children, to try the import."""
    write_dirty_list(file, clock.today())
    say(message("Written: %(file)s. Try it in “Import of children”.", file=str(file)))


@click.command("serve")
@click.option("--pages-only", is_flag=True, help="Without the consumer of jobs.")
@spoken
def serve(pages_only: bool) -> None:
    """Serve the pages and do the jobs until Ctrl-C or SIGTERM."""
    config = current_app.config
    bind = Bind(config["HOST"], config["PORT"], config["WORKERS"])
    check_bind(bind, demo=config["DEMO"])
    with unscoped("looking whether the database is ready"):
        starting.check_ready(db.engine)
        demonstration = is_demonstration(db.session())
        db.session.commit()
    db.engine.dispose()
    if demonstration and not config["DEMO"]:
        raise RuleViolation(
            message(
                "This database holds the demonstration with its known password. "
                "Start it with DEMO=1, or name another database in DATABASE_URL."
            )
        )

    def ready() -> None:
        say(message("Open %(address)s in the browser. Ctrl-C ends.", address=bind.address))
        if demonstration:
            print_logins()

    root = Path(current_app.root_path).parent
    raise SystemExit(serve_all(bind, root, with_jobs=not pages_only, ready=ready))


@click.command("jobs")
@click.option("--parent", type=int, hidden=True, help="End when this process is gone.")
@spoken
def jobs(parent: int | None) -> None:
    """Do the queued jobs. One such process for an installation; ``serve`` starts its own."""
    run_consumer(the_app(), parent=parent)


COMMANDS = (
    init_database,
    sync_roles,
    back_up_command,
    load_demo_command,
    demo_spreadsheet,
    import_children,
    delete_old_imports_command,
    serve,
    jobs,
)
