"""Rows for tests: one of any model with sensible values (``rows``), and the cast of the product."""
