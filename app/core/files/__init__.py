"""Stored files: kept by content hash outside static, reached through a row."""
