"""Employees (сотрудники) and positions (должности)."""
