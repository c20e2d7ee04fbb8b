"""A text of people is drawn without anything of a foreign place, and files are what they are."""

from __future__ import annotations

import io
import zipfile
from html.parser import HTMLParser

import pytest

from app.core.errors import RuleViolation
from app.core.files.uploads import check_upload, file_name
from app.core.rich_text import excerpt, to_html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[press](javascript:alert(1))",
        "[press](JaVaScRiPt&colon;alert(1))",
        "[press](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://elsewhere.example/pixel.png)",
        "![x](//elsewhere.example/pixel.png)",
        '![x](own.png "onerror=alert(1)")',
        '<https://a.example"onmouseover=alert(1)>',
        "[x](https://a.example 'a' onclick=b)",
        "<svg/onload=alert(1)>",
        "`<script>`",
        "|a|\n|-|\n|<iframe src=x>|",
    ],
)
def test_no_script_and_no_foreign_picture_gets_through(text):
    found = Elements(str(to_html(text, {"own.png": "/board/1/files/1"}))).found
    for tag, attributes in found:
        assert tag in {"p", "a", "img", "code", "br", "table", "thead", "tbody", "tr", "th", "td"}
        assert attributes.keys() <= {"href", "rel", "src", "alt", "title"}
        assert attributes.get("src", "/board/1/files/1") == "/board/1/files/1"
        assert attributes.get("href", "https:").split(":")[0] == "https"


class Elements(HTMLParser):
    """The tags of a text and what stands in them."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_a_text_is_drawn_as_it_was_meant():
    html = str(to_html("**Да**, *нет*\nвторая строка\n\n- раз\n- два\n\nhttps://edu.example/a_b."))
    assert "<strong>Да</strong>, <em>нет</em><br>" in html
    assert "<li>раз</li>" in html
    assert '<a href="https://edu.example/a_b" rel="noopener noreferrer nofollow">' in html


def test_a_picture_is_an_own_attachment_by_its_name():
    own = {"наш сад.png": "/board/1/files/2"}
    html = str(to_html("![Сад](<наш сад.png>) ![Чужой](чужой.png)", own))
    assert '<img src="/board/1/files/2" alt="Сад">' in html
    assert html.count("<img") == 1
    assert "Чужой" in html


def test_the_beginning_of_a_text_has_no_signs_of_it():
    assert excerpt("# Меню\n\n- **суп**\n- [рыба](https://x.example)") == "Меню суп рыба"
    assert excerpt("слово " * 60).endswith("…")
    assert len(excerpt("слово " * 60)) <= 161


def packed(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("меню.pdf", b"%PDF-1.7 ..."),
        ("Фото.JPG", b"\xff\xd8\xff\xe0"),
        ("план.docx", packed("[Content_Types].xml", "word/document.xml")),
    ],
)
def test_a_file_is_taken_for_what_its_content_is(name, content):
    assert check_upload(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("пусто.pdf", b""),
        ("меню.pdf", b"MZ\x90\x00"),
        ("меню.pdf", b"<html><script>"),
        ("картинка.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("меню.png", b"%PDF-1.7"),
        ("страница.html", b"<html>"),
        ("план.docx", packed("word/document.xml", "word/vbaProject.bin")),
        # A list of contents of a version that nobody can read.
        (
            "план.docx",
            packed("word/document.xml").replace(
                b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff"
            ),
        ),
        ("план.docx", packed("readme.txt")),
        ("архив.zip", packed("a.txt")),
        ("big.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024)),
    ],
)
def test_a_file_that_is_something_else_is_refused(name, content):
    with pytest.raises(RuleViolation):
        check_upload(name, content)


def test_a_name_keeps_no_folders_and_no_tricks():
    assert file_name("../../etc/passwd") == "passwd"
    assert file_name("C:\\docs\\меню.pdf") == "меню.pdf"
    assert file_name("a\u202egpj.exe") == "a_gpj.exe"
