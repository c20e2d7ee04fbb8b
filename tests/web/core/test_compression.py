"""Replies are small: pages are compressed, assets once, and a first visit loads little."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urljoin

import brotli
import pytest

from app.core.web import asset, tree_hash
from tests.factories.cast import APPOINTED
from tests.harness.queries import QueryRecorder

MOST_ASSETS = 150_000
LINKED = re.compile(r'(?:href|src)="(/assets/[^"#]+)')
IMPORTED = re.compile(r'(?:from|import\(?)\s*"(\./[^"]+)"')
PERSONS = [person for person in APPOINTED if person != "nobody"]


def get(client, path, accepted="gzip", **headers):
    return client.get(path, headers={"Accept-Encoding": accepted, **headers})


def test_a_page_is_compressed_as_the_browser_likes(sqlite_garden):
    head = sqlite_garden.client_of("head_a")
    plain = head.get("/children/")
    assert "Content-Encoding" not in plain.headers
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = get(head, "/children/", accepted=coding)
        assert packed.headers["Content-Encoding"] == coding
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert len(packed.data) < len(plain.data) / 3
        assert b"</html>" in unpack(packed.data)


def test_json_is_compressed_and_a_short_one_is_left_alone(sqlite_garden):
    admin = sqlite_garden.client_of("administrator_a")
    assert get(admin, "/api/v1/child/").headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in get(admin, "/csrf-token").headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_asked_for_is_not_compressed(sqlite_garden, site):
    """Or it could guess the secrets of a page by the length of the replies (BREACH)."""
    head = sqlite_garden.client_of("head_a")
    page = "/children/?q=csrf"
    assert "Content-Encoding" not in get(head, page, **{"Sec-Fetch-Site": site}).headers
    for own in ("same-origin", "none"):
        assert "Content-Encoding" in get(head, page, **{"Sec-Fetch-Site": own}).headers


def test_a_hashed_asset_is_compressed_once_and_kept_for_good(sqlite_garden, monkeypatch):
    client = sqlite_garden.app.test_client()
    first = get(client, asset("css/base.css"))
    assert first.headers["Content-Encoding"] == "gzip"
    assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    monkeypatch.setattr(gzip, "compress", lambda *_: pytest.fail("compressed again"))
    again = get(client, asset("css/base.css"))
    assert again.data == first.data
    same = get(client, asset("css/base.css"), **{"If-None-Match": first.headers["ETag"]})
    assert same.status_code == 304


def test_another_version_of_an_asset_is_neither_kept_nor_called_immutable(sqlite_garden):
    client = sqlite_garden.app.test_client()
    old = get(client, asset("css/base.css").replace(tree_hash(), "0"))
    assert old.status_code == 200
    assert "immutable" not in old.headers["Cache-Control"]


def test_an_asset_asks_the_database_nothing_and_varies_with_nobody(sqlite_garden):
    head = sqlite_garden.client_of("head_a")
    with QueryRecorder(sqlite_garden.engine) as queries:
        answer = get(head, asset("js/shell.js"))
    assert queries.count == 0, queries
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("person", ["anonymous", *PERSONS])
def test_no_page_loads_more_than_150_kb_of_assets_on_the_first_visit(sqlite_garden, person):
    client = sqlite_garden.client_of(person)
    heavy = {}
    for path in pages_of(sqlite_garden, person):
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        sizes = loaded(client, answer.get_data(as_text=True))
        if sum(sizes.values()) > MOST_ASSETS:
            heavy[path] = sizes
    assert not heavy


def pages_of(garden, person):
    """What the menu shows, and a page of each kind that is reached from there."""
    if person == "anonymous":
        return ["/sign-in"]
    page = garden.client_of(person).get("/").get_data(as_text=True)
    found = re.findall(r'<a class="menu-link[^"]*" href="(/[^"#]*)"', page)
    return ["/", *found, *(["/children/add"] if person == "administrator_a" else [])]


def loaded(client, html):
    """Address → bytes on the wire (gzip) of every asset of a page, imports of scripts included."""
    waiting, sizes = LINKED.findall(html), {}
    while waiting:
        address = waiting.pop()
        if address in sizes:
            continue
        answer = get(client, address)
        assert answer.status_code == 200, address
        sizes[address] = len(answer.data)
        if address.endswith(".js"):
            text = client.get(address).get_data(as_text=True)
            waiting += [urljoin(address, one) for one in IMPORTED.findall(text)]
    return sizes
