"""A person at a browser: over HTTP as people come, and inside this process to count statements."""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

from flask.testing import FlaskClient

TOKEN_FIELD = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
TOKEN_META = re.compile(r'name="csrf-token" content="([^"]+)"')
EMPTY_PAGE = "/account/password"
TIMEOUT_SECONDS = 60


class WrongAnswer(Exception):
    """The server answered something else than what is measured."""


@dataclass(frozen=True)
class Ask:
    """One request and how its right answer is known: by the status and by what stands in it."""

    path: str
    marker: bytes
    form: dict[str, str] | None = None
    json: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        return "GET" if self.form is None and self.json is None else "POST"

    @property
    def body(self) -> bytes | None:
        if self.form is not None:
            return urlencode(self.form).encode()
        return None if self.json is None else json.dumps(self.json).encode()

    @property
    def content_type(self) -> str:
        return "application/json" if self.json is not None else "application/x-www-form-urlencoded"

    def check(self, status: int, body: bytes) -> None:
        """Raises WrongAnswer."""
        if status != self.status or self.marker not in body:
            raise WrongAnswer(f"{self.method} {self.path}: {status}, {body[:400]!r}")


class Browser(Protocol):
    """Sends requests, keeps cookies, knows the CSRF token of its session."""

    token: str

    def send(self, ask: Ask) -> bytes: ...


class HttpBrowser:
    """Asks a running server over one connection. The server may close it between two requests:
    then, as browsers do, it is opened again and the request sent once more."""

    def __init__(self, host: str, port: int) -> None:
        self._link = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        self._cookies: dict[str, str] = {}
        self.token = ""

    def send(self, ask: Ask) -> bytes:
        """The body of the answer. Raises WrongAnswer."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        body = ask.body
        if body is not None:
            headers |= {"Content-Type": ask.content_type, "X-CSRFToken": self.token}
        try:
            answer = self._exchange(ask, body, headers)
        except (http.client.RemoteDisconnected, ConnectionError):
            self._link.close()
            answer = self._exchange(ask, body, headers)
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _equals, rest = line.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        ask.check(answer.status, content)
        return content

    def _exchange(
        self, ask: Ask, body: bytes | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        self._link.request(ask.method, ask.path, body, headers)
        return self._link.getresponse()

    def close(self) -> None:
        self._link.close()


class InnerBrowser:
    """Asks the application inside this process."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self.token = ""

    def send(self, ask: Ask) -> bytes:
        """The body of the answer. Raises WrongAnswer."""
        answer = self._client.open(
            ask.path,
            method=ask.method,
            data=ask.body,
            content_type=ask.content_type,
            headers={"X-CSRFToken": self.token},
        )
        content = answer.get_data()
        ask.check(answer.status_code, content)
        return content


def sign_in(browser: Browser, login: str, password: str) -> None:
    """Through the real form; learns the token that goes with the session. Raises WrongAnswer."""
    page = browser.send(Ask("/sign-in", b"csrf_token")).decode()
    found = TOKEN_FIELD.search(page)
    if found is None:
        raise WrongAnswer("no token in the sign-in form")
    form = {"username": login, "password": password, "csrf_token": found[1]}
    browser.send(Ask("/sign-in", b"", form=form, status=302))
    page = browser.send(Ask(EMPTY_PAGE, b"old_password")).decode()
    found = TOKEN_META.search(page)
    if found is None:
        raise WrongAnswer("no token in a signed-in page")
    browser.token = found[1]
