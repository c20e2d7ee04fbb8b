"""What a file is, told by its content: a name is only what somebody typed (issue 4)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from app.core.errors import RuleViolation, TooLarge
from app.core.messages import message

MOST_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 150
_TEXT_PROBE = 64 * 1024


@dataclass(frozen=True)
class FileType:
    """A type of files that documents hold: its endings, what it is called, its media type."""

    key: str
    name: str
    media_type: str
    endings: tuple[str, ...]


PDF = FileType("pdf", "PDF", "application/pdf", (".pdf",))
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = FileType("docx", "Word", f"{_OFFICE}wordprocessingml.document", (".docx",))
XLSX = FileType("xlsx", "Excel", f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
ODT = FileType("odt", "OpenDocument", "application/vnd.oasis.opendocument.text", (".odt",))
ODS = FileType("ods", "OpenDocument", "application/vnd.oasis.opendocument.spreadsheet", (".ods",))
OLE = FileType("ole", "Word, Excel", "application/octet-stream", (".doc", ".xls"))
PNG = FileType("png", "PNG", "image/png", (".png",))
JPEG = FileType("jpeg", "JPEG", "image/jpeg", (".jpg", ".jpeg"))
RTF = FileType("rtf", "RTF", "application/rtf", (".rtf",))
TEXT = FileType("text", "TXT", "text/plain; charset=utf-8", (".txt",))
TYPES = (PDF, DOCX, XLSX, ODT, ODS, OLE, PNG, JPEG, RTF, TEXT)
ENDINGS = tuple(ending for one in TYPES for ending in one.endings)

_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"{\\rtf", RTF),
)


def type_of_content(content: bytes) -> FileType | None:
    """What the bytes are; None for anything that documents do not hold."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _type_of_archive(content)
    return TEXT if _is_text(content[:_TEXT_PROBE]) else None


def _type_of_archive(content: bytes) -> FileType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                said = archive.read("mimetype").decode("ascii", "replace").strip()
                return next((one for one in (ODT, ODS) if one.media_type == said), None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        return None
    # A file with macros is a program, whatever its name says.
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _is_text(head: bytes) -> bool:
    if not head or b"\x00" in head:
        return False
    strange = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)
    # A page of the web or a program of the shell is a text too, but not a document.
    start = head.lstrip()[:100].lower()
    return strange == 0 and not start.startswith((b"<!doctype", b"<html", b"<?php", b"<svg", b"#!"))


def judge_file(name: str, content: bytes) -> FileType:
    """The type of an uploaded file. Raises RuleViolation (422) for a file that is not what its
    name says, or that documents do not hold; TooLarge (413) over the limit."""
    if len(content) > MOST_BYTES:
        raise TooLarge(
            message("The file is larger than %(limit)s MB.", limit=MOST_BYTES // 1024**2)
        )
    if not content:
        raise RuleViolation(message("The file “%(name)s” is empty.", name=name), field="file")
    ending = _ending(name)
    said = next((one for one in TYPES if ending in one.endings), None)
    if said is None:
        raise RuleViolation(
            message(
                "Files “%(ending)s” are not taken. Save it as one of: %(known)s.",
                ending=ending or name,
                known=", ".join(ENDINGS),
            ),
            field="file",
        )
    found = type_of_content(content)
    if found is not said:
        raise RuleViolation(
            message(
                "The file “%(name)s” is not what its name says: inside it is no %(said)s. Open "
                "it and save it again in the right format.",
                name=name,
                said=said.name,
            ),
            field="file",
        )
    return found


def _ending(name: str) -> str:
    _stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot else ""


def safe_name(name: str) -> str:
    """The last part of a path without what breaks headers, short enough to keep."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>|:*?').strip()
    if len(kept) <= LONGEST_NAME:
        return kept or "file"
    ending = _ending(kept)
    return kept[: LONGEST_NAME - len(ending)] + ending
