"""The benchmark runs from end to end on a tiny database. Its figures mean nothing here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
TINY = "--organizations 1 --groups 1 --children 5 --days 3 --seconds 0.1 --workers 1 --clients 1"


def run_bench(*more: str) -> str:
    """What a tiny run printed. The server, the requests and the counting are real."""
    run = subprocess.run(
        [sys.executable, "-m", "tools.bench", *TINY.split(), *more],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_a_tiny_run_measures_every_request_and_counts_its_statements():
    report = run_bench()

    assert "3 kindergartens, 36 children, 108 marks" in report
    for title in ("list of children", "month grid", "save a fresh day", "month sheet as PDF"):
        assert f"| {title}" in report
    assert "transactions that write | 1 | 1 | reached" in report
    assert "DIFFERS" not in report
