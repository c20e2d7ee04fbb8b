"""Settings. The only reader of ``os.environ``; ``docs/deploy.md`` lists the variables."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
INSTANCE = Path(os.environ.get("INSTANCE_DIR", ROOT / "instance"))


def flag(name: str, default: bool = False) -> bool:
    """A switch from the environment: 1, true, yes or on."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def kept_secret() -> str:
    """The signing key: from the environment, or made once and kept beside the database."""
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    INSTANCE.mkdir(parents=True, exist_ok=True)
    path = INSTANCE / "secret_key"
    if not path.exists():
        # Several processes may start at once: each writes a file of its own, the first link wins
        # and nobody reads a key that is half-written.
        handle, own = tempfile.mkstemp(dir=INSTANCE)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):
            os.link(own, path)
        os.unlink(own)
    return path.read_text(encoding="ascii").strip()


def database_url() -> str:
    """The database address; PostgreSQL addresses get the psycopg 3 driver."""
    url = os.environ.get("DATABASE_URL", f"sqlite:///{INSTANCE / 'sad.db'}")
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def settings() -> dict[str, Any]:
    """All settings of the application, read anew at each call."""
    host = os.environ.get("HOST", "127.0.0.1")
    https = flag("HTTPS")
    return {
        "SECRET_KEY": kept_secret(),
        "SQLALCHEMY_DATABASE_URI": database_url(),
        "INSTANCE_DIR": str(INSTANCE),
        "BACKUP_DIR": os.environ.get("BACKUP_DIR", ""),
        "PG_DUMP": os.environ.get("PG_DUMP", "pg_dump"),
        "HOST": host,
        "PORT": int(os.environ.get("PORT", "8080")),
        "WORKERS": int(os.environ.get("WORKERS", "2")),
        "HUEY_URL": os.environ.get("HUEY_URL", ""),
        # Letters: without SMTP_HOST none are offered. PUBLIC_URL begins the links in them.
        "SMTP_HOST": os.environ.get("SMTP_HOST", ""),
        "SMTP_PORT": int(os.environ.get("SMTP_PORT", "587")),
        "SMTP_USER": os.environ.get("SMTP_USER", ""),
        "SMTP_PASSWORD": os.environ.get("SMTP_PASSWORD", ""),
        # starttls, tls (from the first byte) or none
        "SMTP_SECURITY": os.environ.get("SMTP_SECURITY", "starttls"),
        "SMTP_FROM": os.environ.get("SMTP_FROM", ""),
        "PUBLIC_URL": os.environ.get(
            "PUBLIC_URL", f"http://{host}:{os.environ.get('PORT', '8080')}"
        ),
        "DEMO": flag("DEMO"),
        # For those who build pages: /styleguide. Nobody else has this address.
        "STYLEGUIDE": flag("STYLEGUIDE"),
        "PROXY_COUNT": int(os.environ.get("PROXY_COUNT", "0")),
        "SESSION_COOKIE_NAME": "sad_session",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Counted from the sign-in. A cookie sent along with every answer would race: a late answer
        # of a script would bring back a session that was ended meanwhile.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": int(os.environ.get("SESSION_HOURS", "12")) * 3600,
        "SHARED_SESSION_SECONDS": 15 * 60,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": https,
        "MAX_CONTENT_LENGTH": 21 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 5 * 1024 * 1024,
        "APP_NAME": "Сетевой сад",
        "BABEL_DEFAULT_LOCALE": "ru",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "LANGUAGES": {"ru": {"flag": "ru", "name": "Русский"}},
        "FAB_UPDATE_PERMS": False,
        "FAB_CREATE_DB": False,
        "FAB_ADD_SECURITY_VIEWS": False,
        "FAB_API_MAX_PAGE_SIZE": 100,
        "AUTH_TYPE": 1,
        "AUTH_USER_REGISTRATION": False,
        "SIGN_IN_ATTEMPTS": 5,
        "SIGN_IN_LOCK_SECONDS": 300,
        "SIGN_IN_ATTEMPTS_PER_ADDRESS": 60,
    }
