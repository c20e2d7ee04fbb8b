"""Read a table that a person keeps: .xlsx, .xls and .csv, told apart by content.

The name of the file is never trusted. Everything that cannot be read safely is
refused with a text that says what to do; what is read keeps the types of the
file (numbers, dates, text) and the numbers of its rows.
"""

from __future__ import annotations

from app.core.errors import BadInput, TooLarge
from app.core.messages import message
from app.core.spreadsheets.model import LIMITS, Cell, Fault, Limits, Merge, Sheet, Workbook
from app.core.spreadsheets.old_excel import OLE_SIGNATURE, read_xls
from app.core.spreadsheets.open_xml import ZIP_SIGNATURE, read_xlsx
from app.core.spreadsheets.plain_text import read_csv

__all__ = ["LIMITS", "Cell", "Fault", "Limits", "Merge", "Sheet", "Workbook", "read_workbook"]


def read_workbook(content: bytes, limits: Limits = LIMITS) -> Workbook:
    """All sheets of a file.

    Raises ``TooLarge`` (413) over a limit and ``BadInput`` (400) for a file that
    is empty, of another kind, encrypted, damaged or with macros.
    """
    if not content.strip(b"\x00 \r\n\t"):
        raise BadInput(message("The file is empty."))
    if len(content) > limits.bytes:
        raise TooLarge(
            message(
                "The file is larger than %(limit)s MB. Save only the sheet with the list.",
                limit=limits.bytes // 1024**2,
            )
        )
    if content.startswith(ZIP_SIGNATURE):
        workbook = read_xlsx(content, limits)
    elif content.startswith(OLE_SIGNATURE):
        workbook = read_xls(content, limits)
    else:
        workbook = read_csv(content, limits)
    if not any(sheet.rows for sheet in workbook.sheets):
        raise BadInput(message("The file has no filled rows."))
    return workbook
