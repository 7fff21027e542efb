"""The three people of every story, each with a browser of her own; tests.support.members signs them in.

Amina is newly elected in a small fictitious commune, Bruno writes courses, Claire administers
another intercommunality: she is the stranger, who must never see what is Amina's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.support.inspection import InspectingClient

Fields = dict[str, str | list[str]]


@dataclass
class Form:
    """A form of a page, as a browser would send it: where, and with what already in it."""

    action: str
    method: str
    fields: MultiDict[str, str]


@dataclass
class Person:
    """Someone and her browser; it keeps its cookies from one page to the next."""

    name: str
    client: InspectingClient
    id: int = 0  # her number, once she has an account

    def get(self, address: str, **more: object) -> TestResponse:
        return self.client.get(address, **more)

    def follow(self, response: TestResponse) -> TestResponse:
        """Open the page that a response redirects to."""
        assert 300 <= response.status_code < 400, f"{response.status_code} is not a redirection"
        return self.client.get(urljoin(response.request.path, response.location))

    def send(self, page: TestResponse, fields: Fields | None = None, *, button: str | None = None) -> TestResponse:
        """Fill in the form of a page that has these fields, its main one otherwise, and send it.

        `button` is the name=value of the button she presses.
        """
        form = main_form(page, fields or ())
        for name, value in (fields or {}).items():
            form.fields.setlist(name, [value] if isinstance(value, str) else value)
        if button:
            name, _, value = button.partition("=")
            form.fields.add(name, value)
        return self.client.open(form.action, method=form.method, data=form.fields)


def main_form(page: TestResponse, names: Iterable[str] = ()) -> Form:
    """The first form of <main> that posts, with its hidden fields, checked boxes and selected options.

    When one has all these fields, it is the one.
    """
    document = html5lib.parse(page.get_data(as_text=True), namespaceHTMLElements=False)
    forms = [one for one in document.iterfind(".//main//form") if one.get("method", "get").lower() == "post"]
    assert forms, f"no form to send on {page.request.path}"
    wanted = set(names)
    chosen = next((one for one in forms if wanted <= {inner.get("name") for inner in one.iter()}), forms[0])
    action = urljoin(page.request.full_path, chosen.get("action", ""))
    return Form(action, "POST", MultiDict(_values(chosen)))


def _values(form: Element) -> Iterable[tuple[str, str]]:
    for one in form.iter():
        name = one.get("name")
        if not name or one.get("disabled") is not None:
            continue
        kind = one.get("type", "text")
        if one.tag == "textarea":
            yield name, "".join(one.itertext())
        elif one.tag == "select":
            options = list(one.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            yield from ((name, option.get("value", "")) for option in chosen)
        elif one.tag == "input" and kind in ("radio", "checkbox"):
            if one.get("checked") is not None:
                yield name, one.get("value", "on")
        elif one.tag == "input" and kind not in ("submit", "button", "image"):
            yield name, one.get("value", "")
