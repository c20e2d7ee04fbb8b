"""The period summary as PDF, XLSX and CSV: one line per child, group or organisation.

Headings and the label of the first column are worded by the caller; the figures and their
order are the same in the three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.attendance.rules.summary import PeriodTotals
from app.core.csvtext import table_csv
from app.core.messages import Message, message
from app.core.pdf import table_pdf
from app.core.tabular import Column, Kind, Row, Value
from app.core.xlsx import table_xlsx


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """Whom the figures speak of, and the figures."""

    label: str
    totals: PeriodTotals


@dataclass(frozen=True, slots=True)
class Figure:
    """A column of the summary: its key, heading, value and decimals."""

    key: str
    title: Message
    value: Callable[[PeriodTotals], Value]
    decimals: int = 0


FIGURES: tuple[Figure, ...] = (
    Figure("plan", message("Plan, child-days"), lambda t: t.counts.plan),
    Figure("present", message("Attended"), lambda t: t.counts.present),
    Figure("percent", message("Attendance rate"), lambda t: t.attendance_percent, 1),
    Figure("missed", message("Missed in all"), lambda t: t.counts.missed),
    Figure("ill", message("Missed through illness"), lambda t: t.counts.missed_ill),
    Figure("other", message("Missed for other reasons"), lambda t: t.counts.missed_other),
    Figure("excused", message("Not charged"), lambda t: t.counts.excused),
    Figure("payable", message("Days to pay for"), lambda t: t.counts.payable),
    Figure("unfilled", message("Not filled"), lambda t: t.counts.unfilled),
    Figure("per_day", message("Average a day"), lambda t: t.average_per_day, 1),
    Figure("list", message("Average list"), lambda t: t.average_list, 1),
    Figure("per_child", message("Days per child"), lambda t: t.days_per_child, 1),
    Figure("ill_per_child", message("Ill days per child"), lambda t: t.ill_days_per_child, 1),
)


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary ready to be written. ``translate`` turns messages into the person's words."""

    title: str
    subtitle: str
    of: str
    total_label: str
    lines: Sequence[SummaryLine]
    translate: Callable[[Message], str]

    @property
    def whole(self) -> PeriodTotals:
        """The sum of the lines."""
        return total_of(line.totals for line in self.lines)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The label and the figures."""
        figures = (
            Column(self.translate(item.title), Kind.NUMBER, item.decimals) for item in FIGURES
        )
        return (Column(self.of), *figures)

    @property
    def rows(self) -> list[Row]:
        """The lines and, below them, their sum."""
        lines = [*self.lines, SummaryLine(self.total_label, self.whole)]
        return [(line.label, *(item.value(line.totals) for item in FIGURES)) for line in lines]


def total_of(parts: Iterable[PeriodTotals]) -> PeriodTotals:
    """The sum; working days of all parts together make the averages of the whole."""
    whole = PeriodTotals()
    for part in parts:
        whole += part
    return whole


def summary_pdf(summary: Summary, page_label: str = "%(page)s / %(pages)s") -> bytes:
    """The summary on landscape A4 or as wide as it needs."""
    return table_pdf(
        summary.title, summary.subtitle, summary.columns, summary.rows, page_label=page_label
    )


def summary_xlsx(summary: Summary) -> bytes:
    """The summary as a workbook."""
    return table_xlsx(summary.title, summary.subtitle, summary.columns, summary.rows)


def summary_csv(summary: Summary) -> bytes:
    """The summary as CSV for Excel."""
    return table_csv(summary.columns, summary.rows)
