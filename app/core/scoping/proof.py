"""The proof at the cursor: every scoped table of the final SQL carries its mark.

What the ORM of today or tomorrow forgets to restrict is refused here instead
of leaking. A compiled statement is judged once; the verdict is kept on it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from flask import g, has_request_context
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import TextClause

from app.core.scoping.reach import SCOPED_TABLES
from app.core.scoping.scope import ScopeRefused, Unscoped, current_scope

_MARK = re.compile(r"/\*scope (\w+)\*/")
_NOISE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*(?!scope ).*?\*/", re.DOTALL)
_NOT_ALIAS = (
    "ON|WHERE|FROM|JOIN|LEFT|INNER|CROSS|GROUP|ORDER|LIMIT|UNION|EXCEPT|INTERSECT|FOR|SET|FULL|"
    "RIGHT|NATURAL|OFFSET|HAVING|RETURNING|VALUES|SELECT|AND|OR|FETCH|WINDOW|TABLESAMPLE"
)
_TABLE = re.compile(
    r'(?:\bFROM|\bJOIN|\bUSING|\bONLY|\bLATERAL|,)[\s(]*"?(\w++)"?+'
    r'(?!\s*[.(])(?:\s+(?:AS\s+)?"?(?!(?:' + _NOT_ALIAS + r')\b)(\w++)"?)?',
    re.IGNORECASE,
)
_QUALIFIED = re.compile(r'\w"?\s*\.\s*"?(\w++)"?')
_WRITE = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM|REPLACE\s+INTO|"
    r'TRUNCATE(?:\s+TABLE)?|MERGE\s+INTO)\s+(?:ONLY\s+)?(?:"?\w+"?\.)?"?(\w+)"?',
    re.IGNORECASE,
)
_PLAIN = re.compile(r"^(\*|\w+)$")


def refuse(why: str) -> ScopeRefused:
    """Remember the refusal for the answer, since FAB swallows exceptions, and build the error."""
    if has_request_context():
        g.scope_refused = True
    return ScopeRefused(why)


def named_tables(sql: str) -> set[str]:
    """The scoped tables that a text names anywhere as a word."""
    words = {word.lower() for word in re.findall(r"\w+", sql)}
    return words & SCOPED_TABLES.keys()


def verify(sql: str, in_flush: bool) -> None:
    """Raise ScopeRefused unless every scoped table in ``sql`` carries its mark."""
    text = _NOISE.sub(" ", sql)
    if not named_tables(text):
        return
    if re.search(r"\bFULL\s+(OUTER\s+)?JOIN\b", text, re.IGNORECASE):
        raise refuse("a full join is not restricted by its condition")
    written = [name.lower() for name in _WRITE.findall(text)]
    if written:
        if any(name in SCOPED_TABLES for name in written) and not in_flush:
            raise refuse(f"{written} written outside a guarded flush")
        if in_flush:
            return
    if any(name.lower() in SCOPED_TABLES for name in _QUALIFIED.findall(text)):
        raise refuse("a scoped table named with its schema")
    reads: Counter[str] = Counter()
    for table, alias in _TABLE.findall(text):
        if table.lower() in SCOPED_TABLES:
            reads[(alias or table).lower()] += 1
    marks = Counter(name.lower() for name in _MARK.findall(text))
    # More marks are harmless: the alias of a subquery gets one beside that of the table inside.
    unequal = sorted(name for name, number in reads.items() if marks[name] != number)
    if unequal:
        # The text of a statement holds no values: whoever reads the log sees what was asked.
        raise refuse(f"unmarked tables: {unequal} in {' '.join(text.split())}")


def _undoes_criterion(element: Any) -> bool:
    """Raw text is rendered without parentheses: an OR in it would undo the criterion."""
    if isinstance(element, TextClause):
        return True
    if getattr(element, "is_literal", False):
        return not _PLAIN.match(str(element.name))
    return bool(
        getattr(element, "_prefixes", ())
        or getattr(element, "_suffixes", ())
        or getattr(element, "_hints", ())
        or getattr(element, "_statement_hints", ())
    )


def _refuse_raw_text(statement: Any) -> None:
    for element in visitors.iterate(statement):
        if _undoes_criterion(element):
            raise refuse("raw text beside a scoped table")


def _prove(conn: Any, cursor: Any, statement: str, params: Any, context: Any, many: bool) -> None:
    compiled = getattr(context, "compiled", None)
    in_flush = conn.info.get("guarded_flush", False)
    if compiled is not None and getattr(compiled, "_scope_proven", None) == in_flush:
        return
    if not named_tables(statement):
        return
    if isinstance(current_scope(), Unscoped):
        return
    verify(statement, in_flush)
    if compiled is not None:
        if compiled.statement is not None and not in_flush:
            _refuse_raw_text(compiled.statement)
        compiled._scope_proven = in_flush


def install(engine: Engine) -> None:
    """Let every statement of the engine be proven."""
    if not event.contains(engine, "before_cursor_execute", _prove):
        event.listen(engine, "before_cursor_execute", _prove)
