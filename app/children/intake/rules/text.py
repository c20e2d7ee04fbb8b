"""Cleaning of text as people type and copy it, and keys by which texts are compared."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from app.core.spreadsheets import Cell, Fault

_LATIN_TO_CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxyÏïBËë", "АВСЕНКМОРТХУасеорхуЇїВЁё")
_MAPPED_LATIN = frozenset("ABCEHKMOPTXYaceopxyÏïBËë")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_DASH = re.compile("[\u2010-\u2015\u2212]")
_WORD = re.compile(r"[^\W\d_]+")
_NOT_ALNUM = re.compile(r"[\W_]+")
_EMPTY = frozenset({"-", "--", "---", "—", "–", ".", "…", "...", "?", "x", "х", "/", "_"})
_NOTHING = frozenset(
    {"нет", "н/д", "нет данных", "не указан", "не указано", "не указана", "отсутствует", "б/н"}
)


def cell_text(cell: Cell) -> str:
    """A cell as a person sees it: 89005550152.0 is «89005550152», a date is ДД.ММ.ГГГГ."""
    if cell is None or isinstance(cell, Fault):
        return ""
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else str(cell)
    if isinstance(cell, datetime):
        shown = "%d.%m.%Y" if cell.time() == time() else "%d.%m.%Y %H:%M"
        return cell.strftime(shown)
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return clean(str(cell))


def clean(text: str) -> str:
    """Composed letters, no invisible signs, single ordinary spaces, none at the ends."""
    if text.isalpha():  # one word; a separate accent or an invisible sign is no letter
        return text
    if text.isascii():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    return " ".join(_INVISIBLE.sub("", composed).split())


def is_empty(text: str) -> bool:
    """Nothing, or a dash that stands for nothing."""
    return not text or text.lower() in _EMPTY


def means_nothing(text: str) -> bool:
    """Nothing, or words that say so («нет», «не указано»)."""
    return is_empty(text) or text.lower().rstrip(".") in _NOTHING


def plain_dashes(text: str) -> str:
    """All kinds of dashes as the hyphen."""
    return _DASH.sub("-", text)


def cyrillic_lookalikes(text: str) -> str:
    """Words that mix scripts, all their Latin letters being lookalikes, in Cyrillic.

    A word wholly in Latin letters stays: it may be meant so.
    """
    if text.isascii() or not _MAPPED_LATIN.intersection(text):
        return text
    return _WORD.sub(lambda found: _one_script(found.group()), text)


def is_latin_only(word: str) -> bool:
    """Whether a word has Latin letters and no Cyrillic one."""
    return _has_latin(word) and not has_cyrillic(word)


def has_cyrillic(text: str) -> bool:
    return any("\u0400" <= sign <= "\u04ff" for sign in text)


def as_cyrillic(text: str) -> str:
    """Every Latin lookalike in Cyrillic, for comparing only."""
    return text.translate(_LATIN_TO_CYRILLIC)


def fold(text: str) -> str:
    """The key of a name: lower case, ё as е, only letters and digits, single spaces."""
    lowered = as_cyrillic(clean(text)).lower().replace("ё", "е")
    return lowered if lowered.isalpha() else _NOT_ALNUM.sub(" ", lowered).strip()


def loses_yo(old: str | None, new: str) -> bool:
    """Whether the new spelling differs from the old only by «е» where «ё» stands."""
    if old is None or "ё" not in old.lower() or "ё" in new.lower():
        return False
    return fold(old) == fold(new)


def _one_script(word: str) -> str:
    latin = [sign for sign in word if _is_latin(sign)]
    if not latin or len(latin) == len(word):
        return word
    return as_cyrillic(word) if _MAPPED_LATIN.issuperset(latin) else word


def _has_latin(text: str) -> bool:
    return any(_is_latin(sign) for sign in text)


def _is_latin(sign: str) -> bool:
    return sign.isalpha() and sign < "\u0250"
