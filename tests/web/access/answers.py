"""What an answer holds, whatever its kind, and what two answers have in common."""

from __future__ import annotations

import io
import re
import zipfile

from pypdf import PdfReader
from werkzeug.test import TestResponse

# The number of the request, which the person tells the administrator.
_CHANGING = re.compile(r'\b[0-9a-f]{8}\b|[?&]\w+=\d+|name="csrf_token"[^>]*>|content="[^"]{60,}"')


def text_of(answer: TestResponse) -> str:
    """All text of an answer, of a spreadsheet or a PDF too."""
    body = answer.get_data()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if body.startswith(b"%PDF"):
        pages = PdfReader(io.BytesIO(body)).pages
        return "".join("".join(page.extract_text().split()) for page in pages)
    return body.decode("utf-8", "replace")


def same_to_a_stranger(answer: TestResponse, key: int) -> str:
    """The answer without what differs between two requests, and without the asked key."""
    text = re.sub(rf"/{key}\b", "/KEY", answer.get_data(as_text=True))
    return f"{answer.status_code} {answer.headers.get('Location', '')} {_CHANGING.sub('', text)}"
