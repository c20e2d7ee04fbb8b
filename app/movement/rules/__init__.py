"""Decisions about the movement of children, without web and database."""
