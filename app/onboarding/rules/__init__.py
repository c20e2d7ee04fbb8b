"""Figures of the home pages. Pure."""
