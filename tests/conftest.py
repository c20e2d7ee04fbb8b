"""Fixtures of all tests. What needs no app stands in ``tests/harness``."""

from __future__ import annotations

pytest_plugins = ["tests.harness.plugin"]
