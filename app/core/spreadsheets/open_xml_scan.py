"""A streaming pass over the XML of a sheet: its extent and its cells without a value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from app.core.spreadsheets.model import Fault, damaged

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def parse_xml(part: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    """Call ``start`` with the local name and attributes of each element.

    A document type is refused, so that no entity is ever expanded.
    """
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    parser.Parse(part, True)


def local_attributes(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes by their names without prefixes."""
    return {_local(name): value for name, value in attributes.items()}


@dataclass
class SheetScan:
    """What the pass found: filled rows and columns, and cells without a value."""

    rows: int = 0
    columns: int = 0
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)


def scan_sheet(part: bytes) -> SheetScan:
    """Pass over one sheet; cells that are only coloured do not count."""
    pass_ = _Pass()
    parser = _parser()
    parser.StartElementHandler = pass_.start
    parser.EndElementHandler = pass_.end
    parser.CharacterDataHandler = pass_.text
    parser.Parse(part, True)
    return pass_.scan


class _Pass:
    """The state of the pass: where it is and what the open cell has had so far."""

    def __init__(self) -> None:
        self.scan = SheetScan()
        self.row = 0
        self.column = 0
        self.kind = ""
        self.formula = False
        self.value_tag = False
        self.filled = False
        self.inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "c":
            self._open_cell(attributes)
        elif tag in ("v", "is"):
            self.value_tag = self.inside = True
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0

    def text(self, text: str) -> None:
        if self.inside and text:
            self.filled = True

    def end(self, name: str) -> None:
        tag = _local(name)
        if tag in ("v", "is"):
            self.inside = False
        elif tag == "c":
            self._close_cell()

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        if "r" in attributes:
            address = _ADDRESS.fullmatch(attributes["r"].replace("$", ""))
            if address is None:
                raise damaged()
            self.column = _column_number(address.group(1))
            self.row = int(address.group(2))
        self.kind = attributes.get("t", "")
        self.formula = self.value_tag = self.filled = self.inside = False

    def _close_cell(self) -> None:
        fault = None
        if self.kind == "e":
            fault = Fault.ERROR_VALUE
        elif self.formula and not self.filled and not (self.kind == "str" and self.value_tag):
            # A formula whose result is an empty text keeps t="str" and an empty value.
            fault = Fault.FORMULA_WITHOUT_VALUE
        if fault is not None:
            self.scan.faults[self.row - 1, self.column - 1] = fault
        if fault is not None or self.value_tag:
            self.scan.rows = max(self.scan.rows, self.row)
            self.scan.columns = max(self.scan.columns, self.column)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def _refuse_document_type(*_: object) -> None:
    raise damaged()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
