"""Who is in front of the server: a browser that keeps its cookie, and sends a form again when the line is cut."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from flask import Flask

PATIENCE = 60.0  # seconds, for a server that is being killed
_HIDDEN = re.compile(
    r'name="(csrf_token|client_id|vu|release|version|digest|texte)"(?: type="hidden")? value="([^"]*)"'
)


class Refused(Exception):
    """The server answered, and it is not what was expected."""

    def __init__(self, method: str, path: str, status: int) -> None:
        super().__init__(f"{method} {re.sub('[0-9]+', 'N', path)} : {status}")
        self.status = status


@dataclass(frozen=True)
class Page:
    status: int
    location: str
    text: str

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the last form of the page."""
        return hidden_fields(self.text)


def hidden_fields(html: str) -> dict[str, str]:
    """What a form of ours sends without being asked."""
    return dict(_HIDDEN.findall(html))


class Browser:
    """One person's browser. `cuts` counts the answers that never came, `failures` those that said 5xx."""

    def __init__(self, address: str, cookie: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.cookie = cookie
        self.cuts = self.failures = 0

    def ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> Page:
        """One request and its answer; raises OSError or HTTPException when the line is cut."""
        headers = {"Cookie": self.cookie, "Connection": "close"}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection(self.host, self.port, timeout=15)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = line.partition(";")[0]
        return Page(answer.status, answer.headers.get("Location", ""), text)

    def insist(self, method: str, path: str, fields: Mapping[str, str] | None = None, *, expected: int) -> Page:
        """Ask until an answer comes that is no failure of the server. Raises Refused for any other than `expected`."""
        limit = time.monotonic() + PATIENCE
        while True:
            try:
                page = self.ask(method, path, fields)
            except (OSError, HTTPException):
                self.cuts += 1
                status = 0
            else:
                if page.status == expected:
                    return page
                status = page.status
                if status < 500:
                    raise Refused(method, path, status)
                self.failures += 1
            if time.monotonic() > limit:
                raise Refused(method, path, status)
            time.sleep(0.01)


class InProcess:
    """The same browser, without a network in between."""

    def __init__(self, app: Flask, cookie: str) -> None:
        self.app = app
        self.client = app.test_client()
        name, _, value = cookie.partition("=")
        if name:
            self.client.set_cookie(name, value)
        self.cuts = self.failures = 0

    def ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> Page:
        answer = self.client.open(path, method=method, data=fields)
        return Page(answer.status_code, answer.headers.get("Location", ""), answer.get_data(as_text=True))

    def insist(self, method: str, path: str, fields: Mapping[str, str] | None = None, *, expected: int) -> Page:
        page = self.ask(method, path, fields)
        if page.status != expected:
            raise Refused(method, path, page.status)
        if method == "POST":
            self.acknowledged(path, dict(fields or {}))
        return page

    def acknowledged(self, path: str, fields: dict[str, str]) -> None:
        """The server said yes to a form. For those who write it down."""
