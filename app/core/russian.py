"""Dates and sums the way Russian papers write them (domain 7.2, 7.3). Pure."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from num2words import num2words

_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_ROUBLES = ("рубль", "рубля", "рублей")
_KOPECKS = ("копейка", "копейки", "копеек")


def long_date(day: date) -> str:
    """«31 августа 2021 г.»: within a sentence."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year} г."


def quoted_date(day: date) -> str:
    """«„31“ августа 2021 г.» with the day in quotes, as it stands at the head of a document."""
    return f"«{day.day:02d}» {_MONTHS[day.month - 1]} {day.year} г."


def in_order(name: str) -> str:
    """A key that sorts names as a Russian list does: ё as е, capitals as small letters."""
    return name.lower().replace("ё", "е")


_TIED = re.compile(
    r"(?<=№) |(?<=\bставка) (?=\d)|(?<=\bс) (?=\d)|(?<=\bпо) (?=\d)"
    rf"|(?<=\d) (?={'|'.join(_MONTHS)})|(?<=[а-я]) (?=\d{{4}} г\.)"
    r"|(?<=\d) (?=г\.)|(?<=г\.) (?=р\.)"
)


_DOUBLED = re.compile(r"«„([^«»„“]*)“»")


def tied(text: str) -> str:
    """No-break spaces where a line must not end: «№ 12», «с 1 сентября 2026 г.», «ставка 1»."""
    return _TIED.sub("\N{NO-BREAK SPACE}", text)


def nested_quotes(text: str) -> str:
    """Quotes within quotes as „ “, doubled ones once: «О группе «Ромашка»» → «О группе „Ромашка“».

    A text whose quotes do not pair stays as it is.
    """
    if text.count("«") < 2:
        return text
    depth, signs = 0, []
    for sign in text:
        if sign == "«":
            depth += 1
            sign = "„" if depth > 1 else sign
        elif sign == "»":
            depth -= 1
            if depth < 0:
                return text
            sign = "“" if depth else sign
        signs.append(sign)
    return text if depth else _DOUBLED.sub(r"«\1»", "".join(signs))


def plural_form(number: int, forms: tuple[str, str, str]) -> str:
    """The form that goes with a number: 1 рубль, 2 рубля, 5 рублей; 11–14 take the third."""
    tens, ones = abs(number) % 100, abs(number) % 10
    if 11 <= tens <= 14 or ones == 0 or ones >= 5:
        return forms[2]
    return forms[0] if ones == 1 else forms[1]


def sum_in_words(amount: Decimal) -> str:
    """«Две тысячи двести рублей 50 копеек»: roubles in words, kopecks as digits.

    ``amount`` in roubles, not negative, two digits after the point at most.
    """
    kopecks = int((amount * 100).to_integral_exact())
    roubles, rest = divmod(kopecks, 100)
    words = str(num2words(roubles, lang="ru"))
    said = f"{words} {plural_form(roubles, _ROUBLES)} {rest:02d} {plural_form(rest, _KOPECKS)}"
    return said[:1].upper() + said[1:]
