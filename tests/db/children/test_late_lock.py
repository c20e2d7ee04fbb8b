"""While a list is read and compared, others write; it is locked only to be written."""

from __future__ import annotations

import pytest

from app.children.intake import jobs
from app.children.models import Child
from tests.children_lists import Importer, add_groups, book, clean_list, clean_row
from tests.harness.dump import dump


@pytest.fixture
def importer(garden):
    add_groups(garden)
    return Importer(garden)


def write_past(garden, child_id):
    """Somebody else changes a child and commits; waiting for a lock would fail."""
    garden.watch.changed = True  # unseen
    raw = garden.engine.raw_connection()
    cursor = raw.cursor()
    if garden.dialect == "sqlite":
        cursor.execute("PRAGMA busy_timeout=200")
    cursor.execute(f"UPDATE child SET version = version + 1, citizenship = 'x' WHERE id={child_id}")
    raw.commit()
    if garden.dialect == "sqlite":
        cursor.execute("PRAGMA busy_timeout=10000")
    raw.close()


@pytest.fixture
def meanwhile(monkeypatch, garden):
    """``meanwhile(child)``: during the first comparing that child is changed by somebody."""
    compared = []
    real = jobs.compare

    def arrange(child_id, times=1):
        def compare(task, listed, stored):
            compared.append(1)
            if len(compared) <= times:
                write_past(garden, child_id)
            return real(task, listed, stored)

        monkeypatch.setattr(jobs, "compare", compare)
        return compared

    return arrange


def test_somebody_writes_while_the_list_is_compared_and_it_is_compared_anew(
    importer, garden, meanwhile
):
    importer.check(clean_list(3))
    compared = meanwhile(garden.cast.row("A1", "child"))
    importer.load()
    assert len(compared) == 2
    assert importer.row().state == "loaded"
    with garden.system() as session:
        assert session.get_one(Child, garden.cast.row("A1", "child")).citizenship == "x"


def test_a_write_that_changes_what_was_shown_loads_nothing(importer, garden, meanwhile):
    importer.check(clean_list(1))
    importer.load()
    with garden.system() as session:
        key = session.query(Child.id).filter(Child.snils.is_not(None)).scalar()
    changed = [clean_row(0, **{"Адрес регистрации": "ул. Новая, д. 1"}), clean_row(1)]
    importer.check(book(changed))
    importer.press("decide", **{"d-2-registration_address": "file"})
    before = dump(garden.engine, without=frozenset({"job", "child_import", "child"}))
    meanwhile(key, times=99)
    importer.load()
    assert importer.row().state != "loaded"
    assert dump(garden.engine, without=frozenset({"job", "child_import", "child"})) == before


def test_another_kindergarten_does_not_make_it_compare_anew(importer, garden, meanwhile):
    importer.check(clean_list(3))
    compared = meanwhile(garden.cast.row("B1", "child"))
    importer.load()
    assert len(compared) == 1
    assert importer.row().state == "loaded"
