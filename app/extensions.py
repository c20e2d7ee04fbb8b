"""Objects without an app. Imports nothing of ours (the database object is in ``core.db``)."""

from __future__ import annotations

from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

migrate = Migrate()
csrf = CSRFProtect()
