"""The WSGI object: ``flask --app run …``, ``gunicorn run:app``."""

from __future__ import annotations

from app import create_app
from config import settings

app = create_app(settings())
