"""Fixtures of all tests: ``harness`` knows no app, ``factories`` does."""

from __future__ import annotations

pytest_plugins = ["tests.harness.plugin", "tests.factories.plugin"]
