"""The list of pages: found by following links, never written by hand."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections import Counter
from http.cookiejar import CookieJar
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import html5lib

NOWHERE = "/cette-page-n-existe-pas"
STARTS = ("/", NOWHERE, "/composants")
ALIKE = 3  # pages that differ only by the values of their query: a few stand for all


def addresses(base: str) -> list[str]:
    """Every HTML page that links lead to from the landing page, and a few that nothing links to, in a stable order."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    found, left = [], [base + start for start in STARTS]
    seen, alike = set(left), Counter[tuple[str, ...]]()
    while left:
        asked = left.pop(0)
        address, html = _fetch(opener, asked)
        if html is None or (address != asked and address in seen):
            continue
        seen.add(address)
        found.append(address)
        document = html5lib.parse(html, namespaceHTMLElements=False)
        for link in document.iterfind(".//a[@href]"):
            target = urldefrag(urljoin(address, link.get("href"))).url
            parts = urlsplit(target)
            if parts[:2] != urlsplit(base)[:2] or target in seen:
                continue
            seen.add(target)
            shape = (parts.path, *sorted(parse_qs(parts.query, keep_blank_values=True)))
            alike[shape] += 1
            if not parts.query or alike[shape] <= ALIKE:
                left.append(target)
    return sorted(found)


def _fetch(opener: urllib.request.OpenerDirector, address: str) -> tuple[str, str | None]:
    """Return the final address and its HTML, None for anything that is not a page."""
    try:
        response = opener.open(address, timeout=20)
    except urllib.error.HTTPError as error:
        if not address.endswith(NOWHERE):
            error.close()
            raise AssertionError(f"a link leads to {address}: {error.code}") from None
        response = error
    with response:
        is_page = response.headers.get_content_type() == "text/html"
        return response.url, response.read().decode() if is_page else None
