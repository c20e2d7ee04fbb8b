"""Every list as XLSX, PDF and CSV: the same columns, filters and scope as on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from flask import Response
from flask_babel import gettext as _
from sqlalchemy import Date

from app.core import clock
from app.core.columns import Attribute
from app.core.csvtext import table_csv
from app.core.formats import reader_zone, show_date
from app.core.i18n import translate
from app.core.pdf import table_pdf
from app.core.tabular import Column, Kind, Row, Value
from app.core.xlsx import table_xlsx

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}
LABELS = {"xlsx": "Excel (XLSX)", "pdf": "PDF", "csv": "CSV"}


def table_file(
    kind: str, title: str, subtitle: str, columns: list[Column], rows: Iterable[Row]
) -> bytes:
    """The bytes of a table in one of FORMATS."""
    if kind == "csv":
        return table_csv(columns, rows)
    if kind == "xlsx":
        return table_xlsx(title, subtitle, columns, rows)
    return table_pdf(
        title,
        subtitle,
        columns,
        rows,
        page_label=_("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
    )


def saved_as(kind: str, title: str, *days: date) -> str:
    """The name under which a person finds the file again: «Книга движения 01.09.2026.pdf»."""
    said = " – ".join(map(show_date, days))
    return f"{' '.join(filter(None, (title, said)))}.{kind}".replace("/", "-")


def export_column(attribute: Attribute) -> Column:
    """How an attribute is written: numbers as numbers, days as days, the rest as on the page."""
    numeric = attribute.kind == "number" and not attribute.info.get("format")
    kind = Kind.NUMBER if numeric else Kind.TEXT
    if attribute.kind == "date" and attribute.info.get("format") is None:
        kind = Kind.TIME if not isinstance(attribute.column.type, Date) else Kind.DATE
    decimals = getattr(attribute.column.type, "scale", 0) or 0 if numeric else 0
    return Column(translate(attribute.label), kind, decimals)


def export_value(
    row: Any, attribute: Attribute, column: Column, read: Callable[[Any], str]
) -> Value:
    """The value in the type of its column; ``read`` gives what the page shows."""
    if column.kind is Kind.TEXT:
        return read(row)
    value = getattr(row, attribute.name)
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return clock.local(aware, reader_zone()).replace(tzinfo=None)
    return value  # type: ignore[no-any-return]


def download(content: bytes, media_type: str, name: str, *, inline: bool = False) -> Response:
    """A file that no cache keeps and no browser guesses the type of. ``inline``: to look at."""
    answer = Response(content, mimetype=media_type.split(";")[0])
    answer.headers["Content-Type"] = media_type
    plain, encoded = name, {}
    if not name.isascii():
        # Servers refuse a header with other letters: a Russian name goes encoded (RFC 6266).
        plain = f"file{_ending(name)}"
        encoded = {"filename*": f"UTF-8''{quote(name, safe='')}"}
    shown = "inline" if inline else "attachment"
    answer.headers.set("Content-Disposition", shown, filename=plain, **encoded)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _ending(name: str) -> str:
    """«.xlsx» of «Отчёт.xlsx»."""
    _stem, dot, ending = name.rpartition(".")
    return f"{dot}{ending}" if ending.isascii() and ending.isalnum() else ""
