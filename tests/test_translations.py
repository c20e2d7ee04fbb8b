"""The Russian catalogue: whole, sure of itself, and in agreement with the code."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "translations" / "ru" / "LC_MESSAGES" / "messages.po"
HELP = ROOT / "docs" / "help"
RUSSIAN_PLURAL_FORMS = 3

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]")
MARKUP = re.compile(r"</?[A-Za-z]|&\w+;")

# What is written in Latin letters also in a Russian sentence, and why.
LATIN = {
    "names of formats and programs": (
        "PDF XLSX CSV JSON JavaScript Excel Word Redis redis pip xlsx xls csv"
        "PDF XLSX CSV JSON JavaScript Excel Redis redis pip xlsx xls csv "
        "Word PowerPoint PNG JPEG GIF WebP docx pptx"
    ),
    "keys of the keyboard": "Caps Lock Shift Ctrl-C",
    "settings and commands, typed as they are": (
        "HOST DEMO PORT DATABASE_URL HUEY_URL flask app run init-database"
    ),
    "a sample of an address": "name example.ru",
    "Roman numbers of a birth certificate and of health groups": "III II IV",
}
KNOWN_LATIN = {word for words in LATIN.values() for word in words.split()}

# Words that are often written without their «ё», and never rightly so.
WITHOUT_YO = re.compile(
    r"\b(еще|ребен\w+|учет\w*|счет\w*|отчет\w*|зачет\w*|путем|утвержден|закреплен|изменен|"
    r"сохранен|удален|введен|идет|ждет|придет|начнется)\b",
    re.IGNORECASE,
)


@cache
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="ru")


def messages() -> list[Message]:
    return [one for one in catalogue() if one.id]


def russian(one: Message) -> tuple[str, ...]:
    return one.string if isinstance(one.string, tuple) else (one.string,)


def english(one: Message) -> tuple[str, ...]:
    return one.id if isinstance(one.id, tuple) else (one.id,)


def texts_of_the_code() -> set[tuple[str, ...]]:
    """Every text that ``make translations`` would collect, with its own keywords."""
    command = (ROOT / "Makefile").read_text().partition("EXTRACT :=")[2].partition("UPDATE :=")[0]
    keywords = parse_keywords(re.findall(r"-k (\S+)", command))
    assert "nmessage" in keywords
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(ROOT), methods, options, keywords)
    return {text if isinstance(text, tuple) else (text,) for _path, _line, text, *_ in found}


def test_every_text_of_the_code_is_in_the_catalogue():
    assert not sorted(texts_of_the_code() - {english(one) for one in messages()})


def test_the_catalogue_holds_no_text_that_the_code_has_lost():
    assert not sorted({english(one) for one in messages()} - texts_of_the_code())
    assert not catalogue().obsolete


def test_no_text_is_untranslated():
    assert not [one.id for one in messages() if not all(text.strip() for text in russian(one))]


def test_no_translation_is_doubtful():
    assert not [one.id for one in messages() if one.fuzzy]
    assert not catalogue().fuzzy


def test_a_number_of_things_has_its_three_russian_forms():
    assert catalogue().num_plurals == RUSSIAN_PLURAL_FORMS
    plural = [one for one in messages() if isinstance(one.id, tuple)]
    assert plural
    assert not [one.id for one in plural if len(russian(one)) != RUSSIAN_PLURAL_FORMS]
    assert not [one.id for one in messages() if isinstance(one.id, str) and len(russian(one)) != 1]


def test_a_translation_has_the_placeholders_of_its_text():
    wrong = [
        (one.id, text)
        for one in messages()
        for text in russian(one)
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(english(one)[-1]))
        or "%" in PLACEHOLDER.sub("", text).replace("%%", "").replace(" %", "")
    ]
    assert not wrong


def test_a_text_holds_no_markup():
    texts = [text for one in messages() for text in (*english(one), *russian(one))]
    assert not [text for text in texts if MARKUP.search(text)]


def test_a_translation_is_russian():
    left = {}
    for one in messages():
        for text in russian(one):
            words = set(LATIN_WORD.findall(PLACEHOLDER.sub(" ", text))) - KNOWN_LATIN
            wordless = not re.search("[A-Za-z]", PLACEHOLDER.sub("", english(one)[0]))
            if words or not (wordless or re.search("[А-яЁё]", text)):
                left[one.id] = text
    assert not left


def test_a_label_keeps_its_capital_letter_and_no_stray_space():
    wrong = [
        (one.id, text)
        for one in messages()
        for text in russian(one)
        if text != text.strip()
        or "  " in text
        or (english(one)[0][0].isupper() and text[0].islower())
    ]
    assert not wrong


def test_a_sentence_is_quoted_and_spelt_the_russian_way():
    typed = re.compile(r'["“”„]| - |\.\.\.')
    texts = [(one.id, text) for one in messages() for text in russian(one)]
    assert not [pair for pair in texts if WITHOUT_YO.search(pair[1]) or typed.search(pair[1])]


# What a help page quotes that is data of the organisation, not a text of the product.
QUOTED_DATA = {"Н", "Сетевой воспитатель", "тимофей абр", "табель", "настройки", "Е", "ё", "!", "?"}


@pytest.mark.parametrize("name", sorted(page.name for page in HELP.glob("*.md")))
def test_a_help_page_calls_things_as_the_product_does(name):
    """Buttons, fields and messages are quoted in «ёлочки»; «…» stands for what varies."""
    page = (HELP / name).read_text(encoding="utf-8")
    texts = "\n".join(text for one in messages() for text in russian(one))
    quoted = {" ".join(words.split()) for words in re.findall("«([^»]+)»", page)} - QUOTED_DATA
    assert not [words for words in quoted if words.rstrip("… ") not in texts]


def test_help_is_linked_whole_and_short():
    pages = {page.name for page in HELP.glob("*.md")} - {"index.md"}
    linked = set(re.findall(r"\((\S+\.md)\)", (HELP / "index.md").read_text(encoding="utf-8")))
    assert linked == pages
    for name in pages:
        lines = (HELP / name).read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# "), name
        assert 10 <= len([line for line in lines if line]) <= 30, name


def test_a_script_finds_each_text_that_it_asks_for_on_a_page():
    """Scripts hold no texts: they ask by a key, and a missing one is shown as the bare key."""
    app = ROOT / "app"
    scripts = "".join(one.read_text() for one in (app / "static" / "js").glob("*.js"))
    pages = "".join(one.read_text() for one in (app / "templates").rglob("*.html"))
    asked = set(re.findall(r'\btext\("(\w+)"', scripts))
    assert asked
    assert not sorted(key for key in asked if f'"{key}": ' not in pages)
