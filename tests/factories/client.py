"""A person at a browser: a test client that is signed in and knows its CSRF token."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Guest(FlaskClient):
    """A client that sends its CSRF token with ``send`` and ``send_json``; ``open`` never does."""

    token: str = ""

    def sign_in(self, login: str, password: str, **fields: str) -> TestResponse:
        """Types login and password into the real form."""
        self.token_of_door()
        form = {"username": login, "password": password, "csrf_token": self.token, **fields}
        return self.post("/sign-in", data=form)

    def token_of_door(self) -> None:
        """The token that a stranger finds on the sign-in page."""
        page = self.get("/sign-in").get_data(as_text=True)
        found = TOKEN.search(page)
        assert found, page
        self.token = found[1]

    def learn_token(self) -> None:
        """Asks for the token that goes with the cookie."""
        answer = self.get("/csrf-token")
        assert answer.status_code == 200, answer
        self.token = answer.get_json()["token"]

    def send(self, path: str, fields: Any = None, method: str = "POST") -> TestResponse:
        """Sends a form with the token."""
        form = dict(fields or {})
        return self.open(path, method=method, data={"csrf_token": self.token, **form})

    def send_json(self, method: str, path: str, body: Any = None) -> TestResponse:
        """Sends JSON with the token in the header."""
        return self.open(path, method=method, json=body, headers={"X-CSRFToken": self.token})

    def get_json(self, path: str) -> Any:
        """The JSON of an address."""
        return self.get(path, headers={"Accept": "application/json"}).get_json()
