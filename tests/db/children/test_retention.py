"""Old lists of children are deleted with file and report; nothing else is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.children.intake.retention_actions import delete_old_imports
from app.children.models import Child, ChildImport
from app.core import clock
from app.core.files.models import StoredFile
from app.core.jobs.consumer import do_chores
from app.core.jobs.models import Job, JobState
from app.organizations.models import Organization, OrganizationSettings
from tests.children_lists import Importer, add_groups, clean_list
from tests.factories.rows import Rows

UPLOADED = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@pytest.fixture
def loaded(garden):
    """Kindergarten A loaded a list on 24 November; B uploaded one the same day."""
    add_groups(garden)
    importer = Importer(garden)
    importer.check(clean_list(2))
    importer.load()
    with garden.system() as session:
        for one in session.query(ChildImport):
            one.created_at = UPLOADED
        for job in session.query(Job):
            job.state = JobState.DONE
    return importer


def on(month, day, hour=7):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def delete(garden, moment):
    with garden.system() as session:
        return delete_old_imports(session, moment)


def left(garden, place="A"):
    with garden.system() as session:
        query = session.query(ChildImport.id)
        return query.filter_by(organization_id=garden.cast.organizations[place]).count()


def test_file_report_and_decisions_go_and_the_children_stay(loaded, garden):
    with garden.system() as session:
        row = session.get_one(ChildImport, loaded.id)
        files = [row.file_id, row.report_file_id]
        children = session.query(Child).count()
        forms = session.query(StoredFile).filter(StoredFile.group_id.is_not(None)).count()
    assert None not in files
    assert delete(garden, on(12, 24)) == 0
    assert delete(garden, on(12, 25)) > 0
    with garden.system() as session:
        assert session.get(ChildImport, loaded.id) is None
        assert session.query(StoredFile).filter(StoredFile.id.in_(files)).count() == 0
        assert session.query(Child).count() == children
        kept = session.query(StoredFile).filter(StoredFile.group_id.is_not(None)).count()
        assert kept == forms, "forms of sheets are no uploads"
    assert loaded.get("done").status_code == 404


def test_each_kindergarten_has_its_own_time(loaded, garden):
    with garden.system() as session:
        b = session.get_one(Organization, garden.cast.organizations["B"])
        Rows(session, b).make(
            OrganizationSettings, valid_from=date(2026, 12, 1), import_files_days=90
        )
    delete(garden, on(12, 25))
    assert (left(garden, "A"), left(garden, "B")) == (0, 1)
    delete(garden, datetime(2027, 2, 23, 7, tzinfo=UTC))
    assert left(garden, "B") == 0


def test_a_list_at_work_is_left_until_the_next_time(loaded, garden):
    with garden.system() as session:
        row = session.get_one(ChildImport, loaded.id)
        session.get_one(Job, row.job_id).state = JobState.RUNNING
    delete(garden, on(12, 25))
    with garden.system() as session:
        assert session.get(ChildImport, loaded.id) is not None


def test_the_consumer_and_the_command_do_it(loaded, garden, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: on(12, 24))
    with garden.app.app_context():
        do_chores()
    assert left(garden) > 0
    monkeypatch.setattr(clock, "now", lambda: on(12, 25))
    with garden.app.app_context():
        do_chores()
    assert left(garden) == 0
    said = garden.app.test_cli_runner().invoke(args=["delete-old-imports"])
    assert (said.exit_code, "Удалено 0 старых списков" in said.output) == (0, True), said.output


def test_the_time_is_told_in_words_and_for_each_list(loaded):
    page = loaded.client.get("/children/import").get_data(as_text=True)
    assert "хранятся 30 дней" in page
    assert "будет удалён 25.12.2026" in page
