"""The list of pages: found by following links, never written by hand."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urldefrag, urljoin, urlsplit

import html5lib

NOWHERE = "/cette-page-n-existe-pas"


def addresses(base: str) -> list[str]:
    """Every HTML page that links lead to from the landing page, and a page that does not exist, in a stable order."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    found, left = [], [base + "/", base + NOWHERE]
    seen = set(left)
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
            if urlsplit(target)[:2] == urlsplit(base)[:2] and target not in seen:
                seen.add(target)
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
