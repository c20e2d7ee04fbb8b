"""A file is what its bytes are: one that lies about its type is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from app.core.errors import RuleViolation, TooLarge
from app.documents.file_text import text_of_file
from app.documents.rules import files
from app.documents.rules.files import DOCX, JPEG, PDF, TEXT, XLSX, judge_file, safe_name


def archive(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as found:
        for name, text in parts.items():
            found.writestr(name, text)
    return buffer.getvalue()


WORDS = "<w:p><w:r><w:t>Зачислить Ёлкину &amp; других</w:t></w:r></w:p><w:p><w:t>два</w:t></w:p>"
WORD = archive(**{"[Content_Types].xml": "", "word/document.xml": WORDS})
BOOK = archive(**{"[Content_Types].xml": "", "xl/workbook.xml": ""})
MACROS = archive(**{"word/document.xml": "", "word/vbaProject.bin": "x"})


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Приказ.PDF", b"%PDF-1.4 ...", PDF),
        ("положение.docx", WORD, DOCX),
        ("список.xlsx", BOOK, XLSX),
        ("скан.jpg", b"\xff\xd8\xff\xe0", JPEG),
        ("заметка.txt", "Привет".encode("cp1251"), TEXT),
    ],
)
def test_an_honest_file_is_taken(name, content, kind):
    assert judge_file(name, content) is kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("приказ.pdf", b"MZ\x90\x00\x03"),
        ("приказ.pdf", WORD),
        ("приказ.docx", b"%PDF-1.4"),
        ("список.xlsx", WORD),
        ("макросы.docx", MACROS),
        ("скан.png", b"\xff\xd8\xff\xe0"),
        ("заметка.txt", b"<html><script>"),
        ("заметка.txt", b"PK\x03\x04 broken"),
        ("картинка.svg", b"<svg onload=alert(1)>"),
        ("программа.exe", b"MZ"),
        ("без-ничего", b"%PDF-1.4"),
        ("пусто.pdf", b""),
    ],
)
def test_a_file_that_lies_or_is_of_no_use_is_refused(name, content):
    with pytest.raises(RuleViolation) as refusal:
        judge_file(name, content)
    assert refusal.value.status == 422


def test_a_large_file_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    with pytest.raises(TooLarge):
        judge_file("приказ.pdf", b"%PDF-1.4 and more")


def test_a_name_is_kept_without_its_path_and_without_what_breaks_headers():
    assert safe_name("C:\\docs\\../../Приказ № 5.pdf") == "Приказ № 5.pdf"
    assert safe_name('a"b<c>.pdf\r\n') == "abc.pdf"
    assert len(safe_name("я" * 400 + ".pdf")) == files.LONGEST_NAME
    assert safe_name("я" * 400 + ".pdf").endswith(".pdf")


def test_words_of_a_file_are_read_and_a_broken_one_has_none():
    assert text_of_file(DOCX, WORD).split("\n")[:2] == ["Зачислить Ёлкину & других", "два"]
    assert text_of_file(TEXT, "Ёжик".encode("cp1251")) == "Ёжик"
    assert text_of_file(PDF, b"%PDF-1.4 broken") == ""
    assert text_of_file(XLSX, BOOK) == ""
    assert text_of_file(JPEG, b"\xff\xd8\xff") == ""
