"""A server in the middle of a save, for a test that kills it: run as a program.

Writes marks through the action of the page, says so, and waits with its transaction open.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

from app import create_app
from app.attendance import actions
from app.attendance.actions import Author
from app.attendance.rules.marking import Wish
from app.attendance.sheet_queries import load_sheet
from app.core.db import db
from app.core.scoping.scope import acting
from app.organizations.access import load_person
from tests.factories.garden import NOW, app_settings


def main(url: str, instance: str, user: int, group: int, children: list[int]) -> None:
    app = create_app(app_settings(Path(instance), SQLALCHEMY_DATABASE_URI=url))
    with app.app_context():
        person = load_person(user, NOW.date())
        assert person is not None
        db.session.rollback()
        with acting(person.scope("can_mark", "Attendance")):
            session = db.session()
            sheet = load_sheet(session, group, date(2026, 11, 1), lock=True, with_covers=True)
            wishes = [Wish(child, date(2026, 11, 23), "Н") for child in children]
            days = [date(2026, 11, 20), date(2026, 11, 24)]
            actions.save_marks(session, sheet, wishes, days, Author("Орлова Н.", NOW), NOW.date())
            sys.stdout.write("written\n")
            sys.stdout.flush()
            time.sleep(120)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), [*map(int, sys.argv[5:])])
