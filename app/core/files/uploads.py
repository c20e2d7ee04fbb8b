"""Files that people attach: judged by their content, whatever their name says."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from app.core.errors import RuleViolation, TooLarge, TooMany
from app.core.messages import message

MOST_BYTES = 10 * 1024 * 1024
# Attachments of one author within a day: the disk of the kindergarten is everybody's.
MOST_BYTES_A_DAY = 100 * 1024 * 1024
_PACKED = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
_BEGINNINGS: tuple[tuple[bytes, tuple[str, ...], str], ...] = (
    (b"%PDF-", ("pdf",), "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", ("png",), "image/png"),
    (b"\xff\xd8\xff", ("jpg", "jpeg"), "image/jpeg"),
    (b"GIF87a", ("gif",), "image/gif"),
    (b"GIF89a", ("gif",), "image/gif"),
)
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.gif,.webp,.docx,.xlsx,.pptx"
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')


@dataclass(frozen=True)
class Upload:
    """A file whose content was judged."""

    name: str
    media_type: str
    content: bytes


def checked_uploads(
    uploads: Iterable[tuple[str, bytes]], most: int, already: int = 0
) -> list[Upload]:
    """Raises RuleViolation for a file that is none of the accepted kinds, or one too many."""
    found = []
    for given, content in uploads:
        name = file_name(given)
        found.append(Upload(name, check_upload(name, content), content))
    if len(found) + already > most:
        raise RuleViolation(message("At most %(most)s files.", most=most), field="files")
    return found


def check_volume(attached_within_a_day: int, more: int) -> None:
    """Raises TooMany when one author would fill the disk."""
    if attached_within_a_day + more > MOST_BYTES_A_DAY:
        raise TooMany(
            message(
                "At most %(most)s MB of attachments a day. Send the rest tomorrow.",
                most=MOST_BYTES_A_DAY // 1024 // 1024,
            ),
            field="files",
        )


def file_name(name: str) -> str:
    """The name without folders and signs that a system or a reader could stumble over."""
    plain = _UNFIT.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:150]}{dot}{ending[:10]}" if dot else plain[:150]


def check_upload(name: str, content: bytes) -> str:
    """The media type of an attachment, found in its content.

    Raises RuleViolation when the file is empty, too large, of an unknown kind, or when its name
    promises another kind (a program called «меню.pdf»).
    """
    if not content:
        raise RuleViolation(message("The file “%(name)s” is empty.", name=name), field="files")
    if len(content) > MOST_BYTES:
        raise TooLarge(
            message("The file “%(name)s” is larger than 10 MB. Make it smaller.", name=name),
            field="files",
        )
    endings, media_type = _recognized(content)
    if name.rpartition(".")[2].lower() not in endings:
        raise RuleViolation(
            message(
                "The file “%(name)s” cannot be attached: PDF, pictures (PNG, JPEG, GIF, WebP) and "
                "documents of Word, Excel and PowerPoint (.docx, .xlsx, .pptx) are accepted, and "
                "the ending of the name must fit the content.",
                name=name,
            ),
            field="files",
        )
    return media_type


def _recognized(content: bytes) -> tuple[tuple[str, ...], str]:
    for beginning, endings, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return endings, media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ("webp",), "image/webp"
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                names = packed.namelist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
            # Cut off, of an unknown version, with a list that lies: no document in any case.
            return (), ""
        macros = any(name.endswith("vbaProject.bin") for name in names)
        for folder, (ending, media_type) in _PACKED.items():
            if not macros and any(name.startswith(folder) for name in names):
                return (ending,), media_type
    return (), ""
