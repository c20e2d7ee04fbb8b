"""The tables, as Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

from tools.bench.load import Load
from tools.bench.operations import Operation
from tools.bench.statements import Counted

PACKAGES = ("Flask", "Flask-AppBuilder", "SQLAlchemy", "gunicorn", "psycopg", "reportlab")
LIKENESS = 0.2


@dataclass(frozen=True)
class Line:
    """What was found out about one operation. ``small``: statements in the two small houses."""

    operation: Operation
    counted: Counted
    small: tuple[int, ...]
    one: Load
    many: Load
    clients: int


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; all columns but the first to the right."""
    marks = ["---", *("--:" for _column in head[1:])]
    lines = [head, marks, *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def machine() -> str:
    """The machine and the versions, in two lines."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip()
            for line in info.read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    memory = psutil.virtual_memory().total / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Machine: {os.cpu_count()} cores, {cpu}, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}.\n"
        f"Versions: Python {platform.python_version()}, {packages}."
    )


def figures(lines: Sequence[Line]) -> str:
    """All figures of all operations."""
    clients = lines[0].clients
    head = (
        *("request", "SQL", "bytes", "1 client p50 / p95, ms", "req/s"),
        *(f"{clients} clients p50 / p95, ms", "req/s", "CPU web + database, ms"),
    )
    rows = [
        (
            line.operation.title,
            line.counted.statements,
            f"{line.one.size:,}".replace(",", " "),
            _times(line.one),
            f"{line.one.per_second:.0f}",
            _times(line.many),
            f"{line.many.per_second:.0f}",
            _cpu(line.one),
        )
        for line in lines
    ]
    return table(head, rows)


def _times(load: Load) -> str:
    return f"{load.percentile(0.5):.1f} / {load.percentile(0.95):.1f}"


def _cpu(load: Load) -> str:
    return f"{load.cpu_ms(load.cpu.web):.1f} + {load.cpu_ms(load.cpu.database):.1f}"


def targets(lines: Sequence[Line]) -> str:
    """Every target with the figure and whether it is reached."""
    rows = []
    for line in lines:
        wanted = line.operation.targets
        cpu = line.one.cpu_ms(line.one.cpu.web)
        known = (
            ("SQL statements", wanted.statements, line.counted.statements),
            ("bytes", wanted.size, line.one.size),
            ("p50 of 1 client, ms", wanted.p50, line.one.percentile(0.5)),
            (f"p95 of {line.clients} clients, ms", wanted.p95, line.many.percentile(0.95)),
            ("CPU of the web server, ms", wanted.cpu, cpu),
        )
        rows += [
            (line.operation.title, name, f"≤ {most:g}", _number(found), verdict(found, most))
            for name, most, found in known
            if most is not None
        ]
        if line.operation.writes:
            number = line.counted.writing
            rows.append(
                (
                    line.operation.title,
                    "transactions that write",
                    "1",
                    number,
                    "reached" if number == 1 else f"missed by {number - 1}",
                )
            )
    return table(("request", "figure", "target", "found", "verdict"), rows)


def _number(value: float) -> str:
    return f"{value:.1f}" if isinstance(value, float) else f"{value}"


def verdict(found: float, most: float) -> str:
    return "reached" if found <= most else f"missed by {_number(found - most)}"


def growth(lines: Sequence[Line]) -> str:
    """Whether the number of statements depends on the number of rows."""
    rows = [
        (
            line.operation.title,
            *line.small,
            line.counted.statements,
            "equal" if set(line.small) == {line.counted.statements} else "DIFFERS",
        )
        for line in lines
    ]
    head = ("SQL statements", "1 group of 1", "1 group of 30", "the measured one", "verdict")
    return table(head, rows)


def likeness(single: Load, many: Load, organizations: int) -> str:
    """The grid in a database of one kindergarten and in one of many."""
    rows = [
        (f"{number} of them", _times(load), _cpu(load))
        for number, load in ((1, single), (organizations, many))
    ]
    ratios = {
        "p50": many.percentile(0.5) / single.percentile(0.5),
        "CPU": _whole_cpu(many) / _whole_cpu(single),
    }
    said = ", ".join(
        f"{name} {ratio - 1:+.0%}"
        + (" (reached)" if abs(ratio - 1) <= LIKENESS else " (missed: ± 20 % is the target)")
        for name, ratio in ratios.items()
    )
    head = ("month grid, kindergartens in the database", "p50 / p95, ms", "CPU web + database, ms")
    return table(head, rows) + f"\n\nDifference: {said}."


def _whole_cpu(load: Load) -> float:
    return load.cpu.web + load.cpu.database
