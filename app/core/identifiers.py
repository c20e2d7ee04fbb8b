"""Numbers that people and organisations are known by: one stored form, checked, and one for print.

Every ``normalise_…`` takes what a person typed and gives the stored form, or
raises ``RuleViolation``. The rules are those of the Russian registers: СНИЛС by
the order of the pension fund, ИНН and ОГРН by the tax service, the birth
certificate by the form of the civil register.
"""

from __future__ import annotations

import re

import phonenumbers
from stdnum.exceptions import ValidationError
from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

from app.core.errors import RuleViolation
from app.core.messages import message

# Numbers up to this one were given before the control number existed.
_SNILS_WITHOUT_CONTROL = 1_001_998
_CERTIFICATE = re.compile(r"([IVXLC]{1,7})([А-ЯЁ]{2})(\d{6})")
# Cyrillic letters and digits typed where a Roman number stands in Latin letters.
_ROMAN_LOOKALIKES = str.maketrans("ІХСУ", "IXCV")
_CYRILLIC_LOOKALIKES = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_{|}~-]+)*"
    r"@(?:[\w](?:[\w-]*[\w])?\.)+[\w-]{2,}"
)


def normalise_snils(text: str) -> str:
    """The eleven digits of a СНИЛС with a right control number."""
    digits = _digits(text)
    if len(digits) != 11:
        raise RuleViolation(message("A SNILS has 11 digits. Check the number."))
    number, control = int(digits[:9]), int(digits[9:])
    if number > _SNILS_WITHOUT_CONTROL and control != snils_control(digits[:9]):
        raise RuleViolation(
            message("SNILS: the control number does not fit. Look for a wrong digit.")
        )
    return digits


def snils_control(digits: str) -> int:
    """The control number of the first nine digits."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=True))
    return total % 101 % 100


def format_snils(digits: str) -> str:
    """``11223344595`` → ``112-233-445 95``."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


def normalise_phone(text: str, region: str = "RU") -> str:
    """A telephone number in the international form ``+79005550152``.

    ``region`` is the country of numbers written without a country code.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as unread:
        raise _not_a_phone() from unread
    if not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
        raise _not_a_phone()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(stored: str) -> str:
    """``+79005550152`` → ``+7 (900) 555-01-52``; foreign numbers in their own grouping."""
    if stored.startswith("+7") and len(stored) == 12:
        return f"+7 ({stored[2:5]}) {stored[5:8]}-{stored[8:10]}-{stored[10:]}"
    try:
        number = phonenumbers.parse(stored, None)
    except phonenumbers.NumberParseException:
        return stored
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def normalise_birth_certificate(text: str) -> str:
    """A birth certificate of the Russian form: ``III-АГ № 123456``.

    Lookalike letters are put right: the series is a Roman number in Latin letters
    and two Cyrillic letters. Arabic digits for the Roman number are refused: «2»
    may stand for «II», but nobody has checked.
    """
    unnumbered = re.sub(r"(?:№|#|N[OО]?\.?)(?=\s*\d)", "", text.upper())
    packed = re.sub(r"[\s\-–—.,/\\]", "", unnumbered)
    number = packed[-6:]
    letters = packed[-8:-6].translate(_CYRILLIC_LOOKALIKES)
    found = _CERTIFICATE.fullmatch(packed[:-8].translate(_ROMAN_LOOKALIKES) + letters + number)
    if found is None:
        raise RuleViolation(
            message("A birth certificate looks like “III-АГ № 123456”. Check series and number.")
        )
    return f"{found.group(1)}-{found.group(2)} № {found.group(3)}"


def format_birth_certificate(stored: str) -> str:
    """The stored form is the printed form; the number stays on the line of its sign."""
    return stored.replace("№ ", "№\N{NO-BREAK SPACE}")


def normalise_inn(text: str) -> str:
    """An ИНН: 10 digits of an organisation or 12 of a person, control digits checked."""
    digits = _digits(text)
    try:
        return str(stdnum_inn.validate(digits))
    except ValidationError as wrong:
        raise RuleViolation(
            message("An INN has 10 or 12 digits and control digits that fit. Check the number.")
        ) from wrong


def normalise_ogrn(text: str) -> str:
    """An ОГРН (13 digits) or ОГРНИП (15 digits), control digit checked."""
    digits = _digits(text)
    try:
        return str(stdnum_ogrn.validate(digits))
    except ValidationError as wrong:
        raise RuleViolation(
            message("An OGRN has 13 digits and a control digit that fits. Check the number.")
        ) from wrong


def normalise_email(text: str) -> str:
    """An e-mail address in lower case; only its form is checked."""
    address = text.strip().lower()
    if len(address) > 254 or _EMAIL.fullmatch(address) is None:
        raise RuleViolation(message("An e-mail address looks like name@example.ru. Check it."))
    return address


def _digits(text: str) -> str:
    """The digits of a number; anything but separators among them makes it unreadable."""
    packed = re.sub(r"[\s\-–—.]", "", text)
    return packed if packed.isascii() and packed.isdigit() else ""


def _not_a_phone() -> RuleViolation:
    return RuleViolation(
        message("This is no telephone number. Write it like +7 900 555-01-52, with the area code.")
    )
