"""Every list as XLSX, PDF and CSV: the same columns, filters and scope as on the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response

from app.core.csvtext import table_csv
from app.core.pdf import table_pdf
from app.core.xlsx import table_xlsx

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}
LABELS = {"xlsx": "Excel (XLSX)", "pdf": "PDF", "csv": "CSV"}


def table_file(
    kind: str, title: str, subtitle: str, columns: list[str], rows: Iterable[tuple[Any, ...]]
) -> bytes:
    """The bytes of a table in one of FORMATS."""
    writers = {"xlsx": table_xlsx, "pdf": table_pdf, "csv": table_csv}
    return writers[kind](title, subtitle, columns, rows)


def download(content: bytes, media_type: str, name: str) -> Response:
    """An attachment that no cache keeps and no browser guesses the type of."""
    answer = Response(content, mimetype=media_type.split(";")[0])
    answer.headers["Content-Type"] = media_type
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
