"""The text inside a file, for search: as much as can be read quickly, nothing of what is broken."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Callable
from html import unescape

from pypdf import PdfReader

from app.core.errors import RuleViolation
from app.core.spreadsheets import read_workbook
from app.documents.rules.files import DOCX, ODT, PDF, TEXT, XLSX, FileType

log = logging.getLogger(__name__)
MOST_LETTERS = 200_000
MOST_PAGES = 40
_MOST_XML = 30 * 1024 * 1024
_BREAK = re.compile(r"</(?:w|text):(?:p|tab|br|h)\b[^>]*>|<w:(?:tab|br)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def text_of_file(kind: FileType, content: bytes) -> str:
    """The text of a file, at most ``MOST_LETTERS``; empty when it holds none or cannot be read.

    A file is kept whatever its text is like: what fails here is only not found by its words.
    """
    reader = _READERS.get(kind.key)
    if reader is None:
        return ""
    try:
        return reader(content)[:MOST_LETTERS].replace("\x00", " ")
    except (RuleViolation, zipfile.BadZipFile, ValueError, KeyError, OSError) as error:
        log.info("no text of a %s: %s", kind.key, type(error).__name__)
    except Exception as error:
        log.warning("no text of a %s: %s", kind.key, type(error).__name__)
    return ""


def _pdf(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    parts: list[str] = []
    for page in reader.pages[:MOST_PAGES]:
        parts.append(page.extract_text() or "")
        if sum(map(len, parts)) > MOST_LETTERS:
            break
    return "\n".join(parts)


def _part(content: bytes, name: str) -> str:
    """A part of an office file as text. No parser of XML: nothing in it is ever carried out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if archive.getinfo(name).file_size > _MOST_XML:
            return ""
        body = archive.read(name).decode("utf-8", "replace")
    return unescape(_TAG.sub("", _BREAK.sub("\n", body)))


def _docx(content: bytes) -> str:
    return _part(content, "word/document.xml")


def _odt(content: bytes) -> str:
    return _part(content, "content.xml")


def _xlsx(content: bytes) -> str:
    rows = (row for sheet in read_workbook(content).sheets for row in sheet.rows)
    return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)


def _plain(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


_READERS: dict[str, Callable[[bytes], str]] = {
    PDF.key: _pdf,
    DOCX.key: _docx,
    ODT.key: _odt,
    XLSX.key: _xlsx,
    TEXT.key: _plain,
}
