"""Numbers of the home pages in words, and addresses of the lists behind them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.core.formats import NBSP, show_number


def percent(value: Decimal | None) -> str:
    """«86,5 %»; a dash where nothing was counted."""
    return "–" if value is None else f"{show_number(value)}{NBSP}%"


def number(value: int) -> str:
    """1234 → «1 234»."""
    return f"{value:,}".replace(",", NBSP)


def summary_href(first: date, last: date, by: str = "group") -> str:
    return f"/attendance/summary?from={first}&to={last}&by={by}"
