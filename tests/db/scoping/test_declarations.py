"""Every mapped class says how it is reached; work past the scope is listed with its reasons."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import Table
from sqlalchemy.orm import Mapper

from app.core.db import Base
from app.core.scoping.reach import READ, UNSCOPED, WRITE
from app.features import MODELS

ROOT = Path(__file__).parents[3]
CODE = sorted(
    path
    for path in [*(ROOT / "app").rglob("*.py"), ROOT / "config.py", ROOT / "run.py"]
    if "migrations" not in path.parts
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def mapped() -> list[Mapper]:
    assert MODELS
    found = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)
    assert len(found) > 20
    return found


def test_every_mapped_class_is_scoped_or_open_with_a_reason():
    for mapper in mapped():
        model = mapper.class_
        assert (model in READ) != (model in UNSCOPED), f"{model.__name__} says nothing, or both"


def test_every_scoped_class_is_reached_for_writing_no_wider_than_needed():
    assert READ.keys() == WRITE.keys()


def test_reasons_are_sentences():
    assert all(len(reason) > 20 for reason in UNSCOPED.values())


def test_t8_the_anchor_of_a_mark_is_a_column_of_the_base_table():
    for mapper in mapped():
        if mapper.class_ in READ:
            assert isinstance(mapper.local_table, Table)
            base = mapper.base_mapper.local_table
            assert mapper.local_table is base, f"{mapper.class_.__name__}: anchor it by hand"


def test_the_ids_of_a_scope_go_as_one_parameter():
    """ADR 0010: with ``in_`` each number of ids would be another text for the database server."""
    named = re.compile(r"in_\(\s*(WHOLE|GROUPS|CHILDREN|GUARDIANS|ORGS)\b")
    assert not [name_of(path) for path in CODE if named.search(path.read_text())]


def test_t10_no_class_has_the_name_of_another():
    names = [mapper.class_.__name__ for mapper in mapped() if mapper.class_.__name__ != "User"]
    assert len(names) == len(set(names))


def test_every_tenant_index_begins_with_the_organisation_or_a_row_of_it():
    """Unique keys that begin with anything else tell strangers what exists (trap 5)."""
    open_keys = set()
    for mapper in mapped():
        if mapper.class_ not in READ:
            continue
        for constraint in mapper.local_table.constraints:
            columns = [column.name for column in getattr(constraint, "columns", ())]
            if type(constraint).__name__ == "UniqueConstraint" and columns[0] != "organization_id":
                open_keys.add((mapper.local_table.name, *columns))
    assert open_keys == KNOWN_OPEN_KEYS


# What is unique in the whole installation, and why a stranger may learn it.
KNOWN_OPEN_KEYS = {
    ("organization", "code"),  # commands name organisations by it; only the root adds them
    ("ab_user", "username"),  # everybody signs in at one door
    ("ab_user", "email"),  # the framework's own
    ("notification", "user_id", "key"),  # nobody but the system writes for others
    ("outgoing_letter", "user_id", "key"),
    ("notification_choice", "user_id", "kind"),
    ("forum_seen", "user_id", "topic_id"),  # written for oneself only
    ("forum_subscription", "user_id", "section_id", "topic_key"),
    ("user_session", "token"),  # chance, of 256 bits
    ("kept_filter", "user_id", "place", "name"),
    ("calendar_feed", "token_digest"),  # of a secret that nobody can guess
    ("employee", "user_id"),  # a user is one employee
}

# -- what no code outside the core may say (trap 12) ----------------------------------------

FORBIDDEN = {
    r"\.cursor\(": "the driver's cursor passes every check by",
    r"\braw_connection\b": "the driver's connection passes every check by",
    r"\bexec_driver_sql\b": "SQL of the driver is not proven to be restricted",
    r"\bliteral_column\b": "raw columns are rendered without parentheses",
    r"\bsessionmaker\b": "a session made by hand has no guard",
    r"\bcreate_engine\b": "an engine made by hand has no proof",
    r"\btrack_closure_variables\b": "hands one person the rows of another",
    r"\.bulk_(save|insert|update)": "bulk writes pass the guard by",
}
# app/core is the mechanism itself; a word stands here with the reason beside it.
ALLOWED = {
    ("app/core/engine.py", r"\bexec_driver_sql\b"),  # BEGIN of SQLite
    ("app/core/scoping/session.py", r"\.bulk_(save|insert|update)"),  # refuses them
}


@pytest.mark.parametrize("word", FORBIDDEN, ids=FORBIDDEN.values())
def test_t12_no_code_goes_round_the_scope(word):
    found = {
        name_of(path)
        for path in CODE
        for line in code_lines(path)
        if re.search(word, line) and (name_of(path), word) not in ALLOWED
    }
    assert not found


def test_t12_no_code_takes_raw_text_for_sql():
    """Rendered without parentheses, an OR in it undoes the criterion."""
    found = {
        name_of(path)
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        if any(alias.name in ("text", "TextClause") for alias in node.names)
    }
    assert found == {"app/core/scoping/proof.py"}  # refuses it


def code_lines(path: Path) -> list[str]:
    """The lines without comments and documentation."""
    source = path.read_text(encoding="utf-8")
    texts = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    hidden = {number for node in texts for number in range(node.lineno, (node.end_lineno or 0) + 1)}
    return [
        line.split("#")[0]
        for number, line in enumerate(source.splitlines(), 1)
        if number not in hidden
    ]


# Core tables and Core selects on the connection pass the ORM's criteria by. The proof refuses
# them under a scope; here stands who may use them as the system.
CORE_ALLOWED = {
    "app/children/intake/writer.py": "reads which columns are searched",
    "app/documents/people_queries.py": "reads names without letting go of the rows at hand",
    "app/documents/models.py": "the criterion of documents looks for their readers",
    "app/communication/board/actions.py": "notes whom the author reminded, whom she does not reach",
    "app/communication/board/delivery.py": "writes down readers whom the author does not reach",
    "app/communication/mail/actions.py": "fills boxes that the author of a letter does not reach",
    "app/communication/mail/models.py": "marks by hand the boxes inside a criterion",
    "app/communication/mail/queries.py": "tells an author who has read, counts for the shell",
    "app/communication/mail/people_queries.py": "names people whom a person may write to",
    "app/communication/events/models.py": "marks by hand who is where inside a criterion",
    "app/communication/events/photo_models.py": "marks by hand whose photos are inside a criterion",
    "app/communication/events/photo_queries.py": "asks for consents that a reader does not reach",
    "app/communication/forum/actions.py": "counts a post in a topic that another began",
    "app/communication/forum/models.py": "marks by hand the readers of sections inside a criterion",
    "app/communication/forum/moderation_actions.py": "decides on posts that others wrote",
    "app/communication/forum/news_queries.py": "finds subscribers, and limits of the house",
    "app/communication/forum/people_queries.py": "finds who somebody is in a kindergarten",
    "app/communication/forum/reader_actions.py": "writes what one has read and follows",
    "app/communication/board/models.py": "marks by hand the readers inside a criterion",
    "app/communication/board/people_queries.py": "counts accounts that the author does not reach",
    "app/communication/board/queries.py": "counts the unread for the shell, reads an attachment",
    "app/communication/board/file_actions.py": "deletes the sealed file of an attachment",
    "app/communication/board/reader_actions.py": "writes what a reader did with its own rows",
    "app/communication/board/receipt_queries.py": "names readers whose accounts are not reached",
    "app/schedule/models.py": "marks by hand who is where inside a criterion",
    "app/core/entity_writes.py": "finds which tables point to a row, and who changed one",
    "app/core/jobs/work.py": "takes jobs from the queue before anybody acts",
    "app/core/audit/writing.py": "is the log of every write",
    "app/core/audit/viewing.py": "is the log of every look",
    "app/core/afterwards.py": "writes what was gathered of a request",
    "app/core/scoping/guard.py": "is the guard",
    "app/core/scoping/plain_writes.py": "writes what the guard has judged",
    "app/core/scoping/plain_arrays.py": "the same as one statement on PostgreSQL",
    "app/core/scoping/session.py": "is the guarded session",
    "app/notifications/actions.py": "tells people whom the one who acts does not reach",
    "app/notifications/post_office.py": "sends letters when nobody acts",
    "app/notifications/queries.py": "reads what is one's own by the account, at every page",
    "app/notifications/views.py": "shows one's own address",
    "app/movement/candidate_queries.py": "names kindergartens to which a child may go",
    "app/movement/case_actions.py": "tells the neighbour of a child that is transferred to it",
    "app/movement/case_queries.py": "finds the neighbour's name and whom to tell there",
    "app/operations/views.py": "asks whether the database answers",
    "app/organizations/access.py": "loads the person before a scope exists",
    "app/organizations/narrowing.py": "finds the chosen organization before a scope exists",
    "app/organizations/person.py": "finds rights and rows of the person before a scope exists",
    "app/organizations/actions.py": "signs in before anybody is known",
    "app/organizations/session_actions.py": "writes sessions, whose door is no scope",
    "app/organizations/account_actions.py": "looks for free logins in the whole installation",
    "app/organizations/queries.py": "finds who holds a right, for a caller that says why",
    "app/organizations/power.py": "looks where else an account holds roles",
    "app/organizations/slips.py": "names the houses of slips",
    "app/organizations/models.py": "labels columns of the framework's tables",
    "app/organizations/sign_in_views.py": "shows the name of the house before anybody is known",
}


def test_t12_core_tables_and_connections_are_used_in_listed_places_only():
    word = re.compile(r"__table__(?!\w|args)|\.connection\(\)|metadata\.tables")
    found = {name_of(path) for path in CODE for line in code_lines(path) if word.search(line)}
    assert found == CORE_ALLOWED.keys()


def unscoped_calls() -> set[tuple[str, str]]:
    """(file, reason) of every ``unscoped("reason")``."""
    found = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "unscoped"
            if named and name_of(path) != "app/core/scoping/scope.py":
                assert isinstance(node, ast.Call)
                assert node.args, f"{name_of(path)}:{node.lineno} gives no reason"
                assert isinstance(node.args[0], ast.Constant), f"{name_of(path)}:{node.lineno}"
                found.add((name_of(path), str(node.args[0].value)))
    return found


def test_every_work_of_the_system_is_listed_with_its_reason():
    """A new line here is a decision: the code in the block sees and writes everything."""
    listed = {
        tuple(line.split(": ", 1))
        for line in UNSCOPED_WORK.strip().splitlines()
        if line and not line.startswith("#")
    }
    assert unscoped_calls() == listed


UNSCOPED_WORK = (Path(__file__).parent / "unscoped_work.txt").read_text(encoding="utf-8")
