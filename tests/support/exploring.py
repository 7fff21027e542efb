"""Looking everywhere as one person: every address that links and forms lead to, and all that comes back."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

import pikepdf
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import pages
from tests.web.documents.examples import words

ALIKE = 3  # pages of one path that differ by their query


@dataclass(frozen=True)
class Sight:
    """What came back from an address: headers and body, as text."""

    address: str
    status: int
    text: str


def explore(client: FlaskClient, site: str, starts: Iterable[str]) -> list[Sight]:
    """Look breadth-first. Redirections are seen, then followed as links are; a form that only asks is sent as it is."""
    left = list(dict.fromkeys(starts))
    seen, alike, sights = set(left), Counter[str](), []
    while left:
        address = left.pop(0)
        response = client.get(address, base_url=site)
        sights.append(Sight(address, response.status_code, readable(response)))
        for target in _leads(response, site + address):
            parts = urlsplit(urldefrag(target).url)
            local = parts.path + (f"?{parts.query}" if parts.query else "")
            if f"{parts.scheme}://{parts.netloc}" != site or local in seen:
                continue
            alike[parts.path] += 1
            if not parts.query or alike[parts.path] <= ALIKE:
                seen.add(local)
                left.append(local)
    return sights


def readable(response: TestResponse) -> str:
    """The headers and the body of a response; of a PDF, its words and its metadata as well as its bytes."""
    text = f"{response.headers}\n{response.get_data().decode('utf-8', 'replace')}"
    if response.mimetype == "application/pdf":
        try:
            with pikepdf.open(io.BytesIO(response.data)) as document, document.open_metadata() as metadata:
                text += f"\n{words(document)}\n{dict(metadata)}\n{dict(document.docinfo)}"
        except pikepdf.PdfError:
            pass  # what was planted in its place: its bytes are text
    return text


def _leads(response: TestResponse, address: str) -> Iterator[str]:
    if "Location" in response.headers:
        yield urljoin(address, response.location)
    if response.mimetype == "text/html":
        yield from pages.leads(response.get_data(as_text=True)).addresses(address)
