"""A crawl as four people: whatever a person can see, hear read aloud or be told is Russian."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader
from werkzeug.exceptions import HTTPException

from app.core import web
from app.core.entity_view import EntityView
from tests import dirty_spreadsheet as dirty
from tests.children_lists import Importer, add_groups, clean_list
from tests.factories.cast import APPOINTED, STEMS
from tests.factories.rows import PASSWORD

PEOPLE = ("administrator_a", "head_a", "teacher_a", "parent_a")
# How many addresses of one kind are opened. Pages of attendance differ by day, group and month.
SAMPLES, SAMPLES_OF_ATTENDANCE = 1, 3

# Attributes that are shown or read aloud.
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-confirm", "data-label", "label")
SILENT = {"script", "style", "template"}
FILES = re.compile(r"\.(pdf|xlsx|csv|json)$|/export/")

# What stays in Latin letters on a Russian page, and why.
LATIN = {
    "formats of files and programs that are named so": (
        "PDF XLSX CSV Excel Word PowerPoint JavaScript xlsx xls csv JPEG PNG WebP"
    ),
    "keys of the keyboard": "Ctrl C K V Y Z Home End Enter Shift Delete Esc Caps Lock",
    "a sample of an address": "name example ru",
    "Roman numbers of documents and health groups": "I II III IV V X",
    "name of a time zone, as the calendar of the system spells it": "Europe Moscow",
    "heading of a column in the list that is loaded": "E mail",
    "names of databases, for the administrator": "SQLite PostgreSQL",
    "a setting of the server, for the administrator": "BACKUP DIR",
    "names of parameters, in refusals that answer a program": "order colour",
}
KNOWN_LATIN = {word for words in LATIN.values() for word in words.split()}

# Whole words: a Latin letter inside a Russian one is dirt of a list.
WORD = re.compile(r"(?<![А-Яа-яЁё])[A-Za-z][A-Za-z'’]*(?![А-Яа-яЁёA-Za-z])")
DATA = re.compile(
    r"\S+@\S+"  # e-mail addresses
    r"|\b(?:application|text|image)/[\w.+-]+"  # kinds of stored files, named by their standard
    r"|\b[0-9a-f]{64}\b"  # checksums
    r"|(?<![\wА-Яа-яЁё])/[a-z0-9][^\s;<]*"  # addresses of pages, in the log of looks
    rf"|(?i:{'|'.join(STEMS.values())})\w*(?: full name| short| head| address|-code| \w\.)*"
    rf"|\b(?:{'|'.join({stem[0].upper() * 2 for stem in STEMS.values()})})\b"  # initials
    rf"|\b(?:{'|'.join(APPOINTED)})\b"
    r"|\b[0-9a-f]{8}\b"  # number of a request
)


class Page(HTMLParser):
    """What a page says: its words for eye and ear, and where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self._silent = self._texts = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self._silent = tag in SILENT
        self._texts = tag == "script" and values.get("class") == "texts"
        self.said += [values[name] for name in SPOKEN if values.get(name)]
        if tag == "input" and values.get("type") in {"submit", "button"}:
            self.said.append(values.get("value") or "")
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])

    def handle_endtag(self, tag):
        self._silent = self._texts = False

    def handle_data(self, data):
        if self._texts:
            self.said += _leaves(json.loads(data))
        elif not self._silent:
            self.said.append(data)


def _leaves(texts):
    """The texts that scripts will show, with their ``{placeholders}`` taken out."""
    if isinstance(texts, dict | list):
        inner = texts.values() if isinstance(texts, dict) else texts
        return [leaf for one in inner for leaf in _leaves(one)]
    return [re.sub(r"\{\w+\}", " ", str(texts))]


def english(text):
    """Words in Latin letters that no reason excuses."""
    return set(WORD.findall(DATA.sub(" ", text))) - KNOWN_LATIN


def addresses(garden):
    """Every page that opens without a parameter."""
    return sorted(
        rule.rule
        for rule in garden.app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and not rule.rule.startswith("/api/")
    )


def kind(garden, path):
    """The kind of an address: its rule."""
    try:
        rule, _values = garden.app.url_map.bind("localhost").match(path, return_rule=True)
    except HTTPException:
        return path
    return rule.rule


def crawl(garden, person):
    """(path, status, Page) of every kind of page the person can walk to."""
    client = garden.client_of(person)
    waiting, seen, kinds = deque(addresses(garden)), set(), Counter()
    while waiting:
        address = waiting.popleft()
        path = urlsplit(address).path
        if address in seen or FILES.search(path) or path.startswith("/assets/"):
            continue
        seen.add(address)
        key = kind(garden, path)
        kinds[key] += 1
        if kinds[key] > (SAMPLES_OF_ATTENDANCE if "/attendance/" in key else SAMPLES):
            continue
        answer = client.get(address)
        if answer.status_code in (301, 302, 303):
            waiting.append(answer.location)
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
            page = Page(answer.get_data(as_text=True))
            waiting.extend(link for link in page.links if link.startswith("/"))
            yield address, answer.status_code, page


@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_that_a_person_can_walk_to_is_russian(sqlite_garden, person):
    left: dict[str, str] = {}
    walked = 0
    for address, status, page in crawl(sqlite_garden, person):
        assert status < 500, address
        walked += status == 200
        left |= {text: address for text in page.said if english(text) and text not in left}
    assert not left, json.dumps(left, ensure_ascii=False, indent=1)
    assert walked > 5


def told(answer):
    """What an answer tells: the words of a page, or the texts of a JSON answer."""
    if answer.mimetype == "text/html":
        return Page(answer.get_data(as_text=True)).said
    return _leaves(answer.get_json())


def assert_russian(answer, status):
    assert answer.status_code == status
    texts = told(answer)
    assert any(re.search("[а-яё]{3}", text) for text in texts)
    assert not [text for text in texts if english(text)]


def test_a_stranger_is_let_in_or_refused_in_russian(sqlite_garden):
    guest = sqlite_garden.client_of("anonymous")
    assert_russian(guest.get("/", follow_redirects=True), 200)
    assert_russian(guest.get("/api/v1/child/"), 401)
    assert_russian(guest.sign_in("", ""), 422)
    answers = [guest.sign_in("head_a", "wrong") for _again in range(6)]
    assert_russian(answers[0], 401)
    assert_russian(answers[-1], 429)


def test_a_password_is_refused_in_russian(sqlite_garden):
    client = sqlite_garden.client_of("teacher_a")
    names = ("old_password", "new_password", "confirm")
    for typed in (("", "", ""), ("wrong", "a new one 1", "a new one 1"), (PASSWORD, "1", "1")):
        assert_russian(client.send("/account/password", zip(names, typed, strict=True)), 422)


ERRORS = [
    ("GET", "/no-such-page", 404),
    ("GET", "/children/999999", 404),
    ("GET", "/roles/", 403),
    ("GET", "/sign-out", 405),
    ("GET", "/children/?order=no-such-column", 400),
    ("GET", "/attendance/summary?from=2026-12-31&to=2026-01-01", 400),
]


@pytest.mark.parametrize(("method", "path", "status"), ERRORS)
@pytest.mark.parametrize("accepts", ["text/html", "application/json"])
def test_an_error_is_told_in_russian(sqlite_garden, method, path, status, accepts):
    client = sqlite_garden.client_of("teacher_a")
    answer = client.open(path, method=method, headers={"Accept": accepts})
    if accepts == "text/html" or answer.mimetype == "application/json":
        assert_russian(answer, status)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503])
def test_every_code_of_error_has_a_russian_page(sqlite_garden, code):
    with sqlite_garden.app.test_request_context("/"):
        assert_russian(web.app_response(code), code)


def test_a_page_opened_too_long_ago_is_told_in_russian(sqlite_garden):
    client = sqlite_garden.client_of("administrator_a")
    assert_russian(client.post("/children/add", data={"last_name": "Иванов"}), 400)


def test_a_body_too_large_is_told_in_russian(sqlite_garden, monkeypatch):
    monkeypatch.setitem(sqlite_garden.app.config, "MAX_CONTENT_LENGTH", 1000)
    client = sqlite_garden.client_of("administrator_a")
    assert_russian(client.send("/children/add", {"note": "я" * 1000}), 413)


def test_an_empty_form_and_a_lost_race_are_told_in_russian(sqlite_garden):
    client = sqlite_garden.client_of("administrator_a")
    views = [one for one in sqlite_garden.app.appbuilder.baseviews if isinstance(one, EntityView)]
    for view in views:
        answer = client.send(f"{view.route_base}/add")
        if answer.status_code not in (302, 403, 404, 405):
            assert_russian(answer, 422)
    child = f"/children/{sqlite_garden.cast.row('A1', 'child')}"
    assert_russian(client.send(f"{child}/edit", {"version": "0", "last_name": "Иванов"}), 409)
    assert_russian(client.send_json("POST", "/api/v1/child/", {"colour": "красный"}), 422)
    assert_russian(client.send_json("POST", "/api/v1/child/", {}), 422)


def test_a_record_in_use_is_kept_and_told_so_in_russian(sqlite_garden):
    client = sqlite_garden.client_of("administrator_a")
    group = f"/groups/{sqlite_garden.cast.row('A1', 'child_group')}"
    assert_russian(client.get(f"{group}/delete"), 200)
    client.send(f"{group}/delete")
    assert_russian(client.get(group), 200)


def test_the_way_of_a_list_from_file_to_children_is_russian(sqlite_garden):
    """The list is dirty on purpose: most of what the check can say is said."""
    add_groups(sqlite_garden)
    person = Importer(sqlite_garden, "administrator_a")
    assert_russian(person.client.send("/children/import", {}), 400)
    person.upload(b"no table")
    assert_russian(person.get("columns"), 200)
    person.check(dirty.as_xlsx())
    for page in ("columns", "check"):
        assert_russian(person.get(page), 200)
    assert_russian(person.client.send(f"{person.base}/check", {"step": "commit"}), 409)
    loaded = Importer(sqlite_garden, "administrator_a")
    loaded.check(clean_list(3))
    seen = re.search(r'name="seen" value="(\w+)"', loaded.text("check"))[1]
    assert (
        loaded.client.send(f"{loaded.base}/check", {"step": "commit", "seen": seen}).status_code
        == 303
    )
    assert_russian(loaded.get("check"), 200)
    loaded.work()
    assert_russian(loaded.get("done"), 200)
    for address in ("/jobs/", "/files/", "/children/"):
        assert_russian(loaded.client.get(address), 200)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_what_is_carried_away_is_russian(sqlite_garden, kind):
    client = sqlite_garden.client_of("administrator_a")
    views = [one for one in sqlite_garden.app.appbuilder.baseviews if isinstance(one, EntityView)]
    addresses = [f"{view.route_base}/export/{kind}" for view in views]
    addresses += [f"/attendance/summary/export/{kind}?by={by}" for by in ("child", "group")]
    month = f"/attendance/month/{sqlite_garden.cast.row('A1', 'child_group')}/2026-11"
    addresses += [f"{month}.{kind}?form={form}" for form in ("official", "local")]
    carried = 0
    for address in addresses:
        answer = client.get(address)
        if answer.status_code != 200:
            assert answer.status_code in (403, 404), address
            continue
        carried += 1
        text = CARRIED[kind](answer.get_data())
        assert re.search("[А-Яа-яё]{3}", text), address
        # A narrow column breaks the names of the cast.
        broken = {word for word in english(text) if any(word in name for name in NAMES)}
        if "/view-log/" in address:
            # Its column of addresses is narrow on paper: they go on in the next line.
            broken |= {"by", "child", "form", "local", "official", "group", "view"}
        assert not english(text) - broken, address
    assert carried > 20


NAMES = (*STEMS.values(), *APPOINTED)


def of_xlsx(body):
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        parts = [book.read(name).decode() for name in book.namelist() if name.endswith(".xml")]
    return " ".join(re.findall(r"<t[^>]*>([^<]*)</t>", "".join(parts)))


def of_pdf(body):
    pages = PdfReader(io.BytesIO(body)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


CARRIED = {"csv": lambda body: body.decode("utf-8-sig"), "xlsx": of_xlsx, "pdf": of_pdf}
