"""The administrator's home: health, backup, sign-ins; first steps of an empty kindergarten."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from app.core.jobs import board
from app.core.jobs.models import Job, JobState
from app.organizations.models import SignInFailure, UserAccount
from tests.factories.garden import NOW
from tests.factories.rows import PASSWORD
from tests.web.onboarding.conftest import HomePage, href, listed, words

HEALTH = "Health of the program"


@pytest.fixture
def backups(house, tmp_path, monkeypatch):
    """A folder of backups that the settings name."""
    monkeypatch.setitem(house.garden.app.config, "BACKUP_DIR", str(tmp_path))
    return tmp_path


def health(house):
    return words(HomePage(house.visit("administrator")).block(house.said(HEALTH)))


def test_without_a_folder_it_says_honestly_that_no_backup_is_known(house):
    assert house.said("no backup is known") in health(house)


def test_an_empty_folder_holds_no_backup(house, backups):
    text = health(house)
    assert house.said("no backup is known") in text
    assert str(backups) in text


@pytest.mark.parametrize(("age", "fresh"), [(timedelta(hours=7), True), (timedelta(days=4), False)])
def test_the_newest_file_is_the_last_backup(house, backups, age, fresh):
    for name, older in (("old.dump", timedelta(days=20)), ("garden.dump", timedelta())):
        path = backups / name
        path.write_bytes(b"x" * 2048)
        at = (NOW - age - older).timestamp()
        os.utime(path, (at, at))
    block = HomePage(house.visit("administrator")).block(house.said(HEALTH))
    assert "garden.dump" in words(block)
    assert "old.dump" not in words(block)
    backup = block.split("garden.dump")[1]
    assert ("badge green" in backup) is fresh


@pytest.mark.parametrize(("alive", "said"), [(True, "is done"), (False, "stands still")])
def test_it_tells_whether_long_work_is_being_done(house, monkeypatch, alive, said):
    monkeypatch.setattr("app.onboarding.server_queries.alive", lambda who: alive)
    assert house.said(said) in health(house)


def test_a_queue_that_does_not_answer_leaves_the_page_standing(house, monkeypatch):
    def broken(who):
        raise OSError(board.CONSUMER)

    monkeypatch.setattr("app.onboarding.server_queries.alive", broken)
    assert house.said("the queue does not answer") in health(house)


@pytest.mark.parametrize("login", ["head", "coordinator", "first", "parent"])
def test_the_health_of_the_server_is_the_administrators_alone(house, login):
    assert not HomePage(house.visit(login)).has(house.said(HEALTH))


def test_sign_ins_equal_the_lists_of_users_behind(house):
    house.change(UserAccount, house.users["other"], must_change_password=True)
    house.change(UserAccount, house.users["second"], active=False)
    admin = house.visit("administrator")
    block = HomePage(admin).block(house.said("Sign-ins"))
    lines = block.split("<li>")[1:]
    for line, title in zip(
        lines, ("Signed in today", "Never signed in", "With a temporary password"), strict=False
    ):
        assert house.said(title) in words(line)
        number = int(words(line.split('class="num')[1].split(">", 1)[1]).split()[0])
        assert listed(admin, href(line, "/users/")) == number, title


def test_failed_attempts_of_own_users_are_named_and_a_lock_is_seen(house):
    stranger = house.garden.app.test_client()
    for _again in range(5):
        stranger.sign_in("first", "wrong wrong wrong")
    for _again in range(2):
        stranger.sign_in("teacher_b", "wrong wrong wrong")
    block = HomePage(house.visit("administrator")).block(house.said("Sign-ins"))
    text = words(block)
    assert "Кузнецова Мария 5 неудачных попыток" in text
    assert house.said("locked now") in text
    assert "zirconiumbravo" not in text
    assert f'href="/users/{house.users["first"]}"' in block


def test_a_later_sign_in_forgets_the_failures(house):
    guest = house.garden.app.test_client()
    guest.sign_in("first", "wrong wrong wrong")
    guest.sign_in("first", PASSWORD)
    assert house.look(SignInFailure, login_key="first") == []
    text = words(HomePage(house.visit("administrator")).block(house.said("Sign-ins")))
    assert house.said("No failed sign-in within a day.") in text


def test_failed_work_of_the_week_equals_its_list(house):
    for state, days in ((JobState.FAILED, 1), (JobState.FAILED, 30), (JobState.DONE, 1)):
        house.make(
            Job,
            kind="none",
            state=state,
            text="Строка 5: дата не понята",
            created_at=NOW - timedelta(days=days),
            finished_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        )
    admin = house.visit("administrator")
    block = HomePage(admin).block(house.said("Failed work of the week"))
    assert 'class="count">1<' in block
    assert "Строка 5: дата не понята" in words(block)
    assert listed(admin, href(block, "/jobs/?")) == 1


def test_the_administrator_is_not_told_that_no_group_is_his(house):
    main = HomePage(house.visit("administrator")).main
    assert house.said("No group is yours yet") not in main


def test_a_person_without_a_role_is_told_whom_to_ask(client_of):
    page = HomePage(client_of("nobody"))
    assert "Обратитесь" in words(page.main) or "Попросите" in words(page.main)
