"""The style guide is there for developers only, and whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.core.web import STATIC
from config import settings
from tests.factories.cast import ANONYMOUS, PERSONS
from tests.factories.garden import app_settings

PARTS = STATIC.parent / "templates" / "styleguide"
PAGES = ("/styleguide", "/styleguide/", "/styleguide/rows.json")


def an_app(folder: Path, **changes: object) -> Flask:
    return create_app(
        app_settings(folder, SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'x.db'}", **changes)
    )


@pytest.fixture
def developer(tmp_path):
    return an_app(tmp_path, STYLEGUIDE=True).test_client()


@pytest.mark.parametrize("demo", [False, True], ids=["production", "demonstration"])
def test_nobody_is_offered_the_address_unless_a_developer_asks_for_it(tmp_path, monkeypatch, demo):
    monkeypatch.delenv("STYLEGUIDE", raising=False)
    app = an_app(tmp_path, DEMO=demo)
    assert not [rule for rule in app.url_map.iter_rules() if "styleguide" in rule.rule]
    answers = [app.test_client().get(page).status_code for page in PAGES]
    assert answers == [404] * len(PAGES)


def test_it_is_absent_for_every_person(sqlite_garden):
    for person in PERSONS:
        client = sqlite_garden.client_of(person)
        for page in PAGES:
            assert client.get(page).status_code == 404, f"{person}: {page}"
    assert ANONYMOUS in PERSONS


def test_the_environment_switches_it_on(monkeypatch):
    monkeypatch.setenv("STYLEGUIDE", "1")
    assert settings()["STYLEGUIDE"] is True
    monkeypatch.delenv("STYLEGUIDE")
    assert settings()["STYLEGUIDE"] is False


def test_every_part_stands_in_both_themes(developer):
    answer = developer.get("/styleguide")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    parts = re.findall(r'<section class="guide" id="(\w+)"', text)
    assert len(parts) == len(list(PARTS.glob("*.html"))) - 1
    assert text.count('data-theme="light"') == text.count('data-theme="dark"') == len(parts)
    identifiers = re.findall(r'\sid="([^"]+)"', text)
    assert len(identifiers) == len(set(identifiers))
    assert " style=" not in text
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]


def test_a_field_with_a_search_finds_rows_there(developer):
    found = developer.get("/styleguide/rows.json?q=солн").get_json()
    assert [item["label"] for item in found["items"]] == ["Солнышко"]
