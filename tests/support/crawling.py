"""The list of pages: found by following links, never written by hand. As a visitor, or as someone who signed in."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.cookiejar import CookieJar
from urllib.parse import parse_qs, urldefrag, urlencode, urljoin, urlsplit
from zlib import crc32

from playwright.sync_api import BrowserContext
from werkzeug.exceptions import NotFound
from werkzeug.routing import MapAdapter

from lms.app import create_app
from lms.settings import Settings
from tests.support import pages

NOWHERE = "/cette-page-n-existe-pas"
STARTS = ("/", NOWHERE, "/composants")
DOOR = "/connexion"  # one page, wherever it leads afterwards
ALIKE = 3  # pages that differ only by the values of their query, a number or a secret: a few stand for all
_NUMBERED = re.compile(r"/(?:\d+|[\w-]{40,})(?=/|$)")
# The people of the demonstration: half-way, finished, a trainer; and the views looked at as each, besides the new ones.
PEOPLE = {"amina": "", "josiane": "learner.", "bruno": "trainer."}
STAND = 2  # pages of one endpoint that stand for all, for someone signed in


@dataclass(frozen=True)
class Page:
    """An address as someone sees it. `new` when no page drawn by the same view came before."""

    who: str
    address: str
    endpoint: str
    new: bool


@cache
def addresses(base: str, who: str = "") -> tuple[str, ...]:
    """Every HTML page that links lead to from the landing page, and a few that nothing links to, in a stable order."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(_jar(base, who)))
    found, left = [], [base + start for start in STARTS]
    seen, alike = set(left), Counter[tuple[str, ...]]()
    while left:
        asked = left.pop(0)
        address, html = _fetch(opener, asked)
        if html is None or (address != asked and (address in seen or urlsplit(address).path == DOOR)):
            continue
        seen.add(address)
        found.append(address)
        for link in pages.leads(html).links:
            target = urldefrag(urljoin(address, link)).url
            parts = urlsplit(target)
            if parts[:2] != urlsplit(base)[:2] or target in seen:
                continue
            seen.add(target)
            path = _NUMBERED.sub("/#", parts.path)
            shape = (path, *sorted(parse_qs(parts.query, keep_blank_values=True)))
            shape = (path,) if path == DOOR else shape
            alike[shape] += 1
            if shape == (parts.path,) or alike[shape] <= ALIKE:
                left.append(target)
    return tuple(sorted(found)) if not who else tuple(found)


def signed_in_pages(base: str) -> list[Page]:
    """What the people of the demonstration see: a page or two for each view, one where a visitor sees it too."""
    public = {_endpoint(address) for address in addresses(base)}
    found, seen = [], set(public)
    for who, prefix in PEOPLE.items():
        alike = Counter[str]()
        for address in addresses(base, who):
            endpoint = _endpoint(address)
            alike[endpoint] += 1
            new = endpoint not in seen
            if (new or endpoint.startswith(prefix)) and alike[endpoint] <= (1 if endpoint in public else STAND):
                found.append(Page(who, address, endpoint, new))
                seen.add(endpoint)
    return found


def share_of(found: Iterable[Page], share: int, shares: int) -> list[Page]:
    """Part of the pages. All those of a view are in one, which does not depend on what tests did meanwhile."""
    return [one for one in found if crc32(one.endpoint.encode()) % shares == share]


def enter(context: BrowserContext, base: str, who: str) -> None:
    """Give a browser the cookies of someone of the demonstration, and nothing in its cache."""
    for one in _jar(base, who):
        context.add_cookies([{"name": one.name, "value": one.value or "", "url": base}])


@cache
def _jar(base: str, who: str) -> CookieJar:
    """The cookies of someone who entered, once for all; none for a visitor."""
    jar = CookieJar()
    if not who:
        return jar
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    _, html = _fetch(opener, f"{base}/connexion")
    form = urlencode({"csrf_token": pages.leads(html or "").token(), "qui": who}).encode()
    with opener.open(f"{base}/demonstration/entrer", form, timeout=20) as response:
        assert response.url.endswith("/mon-parcours"), response.url
    return jar


@cache
def _routes() -> MapAdapter:
    app = create_app(Settings.for_tests("sqlite:///:memory:"))
    app.extensions["database"].dispose()
    return app.url_map.bind("localhost")


def _endpoint(address: str) -> str:
    """The view that draws an address, an empty string when it leads nowhere."""
    try:
        return _routes().match(urlsplit(address).path or "/")[0]
    except NotFound:
        return ""


def _fetch(opener: urllib.request.OpenerDirector, address: str) -> tuple[str, str | None]:
    """Return the final address and its HTML, None for anything that is not a page of the site."""
    try:
        response = opener.open(address, timeout=20)
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.GONE:  # the link of an e-mail that somebody already used
            error.close()
            return address, None
        if not address.endswith(NOWHERE):
            error.close()
            raise AssertionError(f"a link leads to {address}: {error.code}") from None
        response = error
    with response:
        to_keep = response.headers.get("Content-Disposition", "").startswith("attachment")
        is_page = response.headers.get_content_type() == "text/html" and not to_keep
        return response.url, response.read().decode() if is_page else None
