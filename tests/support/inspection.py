"""Every HTML page that any test fetches goes through here.

    app.test_client_class = InspectingClient      then page = client.get("/")

`page_faults(html)` is pure and lists what is wrong; the client fails the test that fetched the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import brotli
import html5lib
from flask.testing import FlaskClient
from html5lib.constants import E as WORDING
from werkzeug.test import TestResponse

from tests.support import typography

ELEMENTS = 300
COMPRESSED = 8 * 1024  # bytes of HTML in Brotli, as served
UNCOMPRESSED = 64 * 1024
WORKSHOP = ("/formation/", "/suivi")  # pages of those who work here, on a computer: more to do at once
WORKSHOP_ELEMENTS, WORKSHOP_COMPRESSED = 700, 12 * 1024
FOR_DEVELOPERS = {"/composants"}  # shows everything at once, to those who build pages: no budget

POLICY = {
    "default-src": {"'none'", "'self'"},
    "script-src": {"'none'", "'self'"},
    "style-src": {"'none'", "'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "form-action": {"'self'", "'none'"},
}
HEADERS = {
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"DENY"},
    "Referrer-Policy": {"no-referrer", "same-origin"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin"},
}

_CONTROLS = {"input", "select", "textarea", "meter", "progress", "output"}
_UNSEEN = {"script", "style", "template", "code", "pre", "kbd", "samp", "textarea", "svg"}
_INLINE = frozenset(
    ["a", "abbr", "b", "bdi", "cite", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time"]
)
_REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "list", "form")
_TITLE_PREFIX = re.compile(r"^(Erreur\s: |[^–]{1,40} – )")


class InspectingClient(FlaskClient):
    """A test client that fails on any response that is not fit to be served."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        found = header_faults(response.headers)
        if response.mimetype == "text/html" and response.request.method != "HEAD" and response.data:
            found += (
                []
                if 300 <= response.status_code < 400
                else page_faults(
                    response.get_data(as_text=True),
                    budgeted=_is_budgeted(response),
                    workshop=response.request.path.startswith(WORKSHOP),
                )
            )
        assert not found, (
            f"{response.request.method} {response.request.path} ({response.status_code}):\n- " + "\n- ".join(found)
        )
        return response


def _is_budgeted(response: TestResponse) -> bool:
    """Whether people open it on the site: not a page for developers, nor a file to keep."""
    to_keep = response.headers.get("Content-Disposition", "").startswith("attachment")
    return response.request.path not in FOR_DEVELOPERS and not to_keep


def header_faults(headers: Mapping[str, str]) -> list[str]:
    """What every response must carry: pages, files, redirections and errors."""
    found = [
        f"{name}: {headers.get(name)!r}, expected one of {sorted(accepted)}"
        for name, accepted in HEADERS.items()
        if headers.get(name) not in accepted
    ]
    times = Counter(name.lower() for name, _ in headers.items() if name != "Set-Cookie")
    found += [f"{name} is said {said} times" for name, said in times.items() if said > 1]
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy does not close the camera")
    policy = {
        words[0]: set(words[1:])
        for part in headers.get("Content-Security-Policy", "").split(";")
        if (words := part.split())
    }
    found += [
        f"Content-Security-Policy: {name} is {policy.get(name)}"
        for name, accepted in POLICY.items()
        if not policy.get(name) or not policy[name] <= accepted
    ]
    if any(word.startswith("'unsafe") for words in policy.values() for word in words):
        found.append("Content-Security-Policy: unsafe-…")
    return found


def page_faults(html: str, *, budgeted: bool = True, workshop: bool = False) -> list[str]:
    """Return everything wrong in one HTML page, an empty list when it is fit to be served."""
    page, errors = _parse(html)
    elements = [one for one in page.iter() if isinstance(one.tag, str)]
    found = errors + [fault for check in _CHECKS for fault in check(page, elements)]
    if not budgeted:
        return found
    most, heaviest = (WORKSHOP_ELEMENTS, WORKSHOP_COMPRESSED) if workshop else (ELEMENTS, COMPRESSED)
    if len(elements) > most:
        found.append(f"{len(elements)} elements, at most {most}")
    compressed = len(brotli.compress(html.encode(), quality=5))
    if compressed > heaviest or len(html.encode()) > UNCOMPRESSED * (2 if workshop else 1):
        found.append(f"weighs {compressed} bytes compressed, {len(html.encode())} before; at most {heaviest}")
    return found


def text_of(element: Element) -> str:
    """The words of an element, spaces collapsed."""
    return " ".join("".join(element.itertext()).split(" ")).strip() if element is not None else ""


def _parse(html: str) -> tuple[Element, list[str]]:
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    page = parser.parse(html)
    for one in page.iter():
        if isinstance(one.tag, str):
            one.tag = one.tag.rpartition("}")[2]  # the elements of an svg say whose they are
    errors = [f"HTML line {line}: {WORDING.get(code, code) % facts}" for (line, _), code, facts in parser.errors]
    return page, errors


def _frame(page: Element, elements: list[Element]) -> Iterator[str]:
    if page.get("lang") != "fr":
        yield f'<html lang="{page.get("lang")}">'
    headings = [one for one in elements if one.tag == "h1"]
    titles = [one for one in elements if one.tag == "title" and one in list(page.find("head") or ())]
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    if len(titles) != 1 or not text_of(titles[0]):
        yield f"{len(titles)} title"
    if len(headings) == len(titles) == 1:
        heading, title = _plain(headings[0]), _plain(titles[0])
        if not title.startswith(heading) and not _TITLE_PREFIX.sub("", title, count=1).startswith(heading):
            yield f"the title “{title}” does not begin with the h1 “{heading}”"
    if len([one for one in elements if one.tag == "main"]) != 1:
        yield "there is not one main"


def _headings(_page: Element, elements: list[Element]) -> Iterator[str]:
    levels = [int(one.tag[1]) for one in elements if re.fullmatch("h[1-6]", one.tag)]
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"h{before} is followed by h{after}"


def _identities(_page: Element, elements: list[Element]) -> Iterator[str]:
    identities = Counter(one.get("id") for one in elements if one.get("id") is not None)
    yield from (f"id={name!r} is used {times} times" for name, times in identities.items() if times > 1 or not name)
    for one in elements:
        for attribute in _REFERENCES:
            for name in (one.get(attribute) or "").split():
                if name not in identities:
                    yield f"<{one.tag} {attribute}={name!r}> points to nothing"
        target = one.get("href", "")
        if one.tag in ("a", "use") and target.startswith("#") and target[1:] not in identities:
            yield f"<{one.tag} href={target!r}> points to nothing"


def _controls(_page: Element, elements: list[Element]) -> Iterator[str]:
    labelled = {one.get("for") for one in elements if one.tag == "label"}
    for label in (one for one in elements if one.tag == "label"):
        labelled |= {id(inner) for inner in label.iter()}
    for one in elements:
        named = one.get("aria-label") or one.get("aria-labelledby")
        if one.tag in _CONTROLS and one.get("type") not in ("hidden", "submit", "button", "image"):
            if not named and one.get("id") not in labelled and id(one) not in labelled:
                yield f"<{one.tag} name={one.get('name')!r}> has no label"
        elif one.tag in ("button", "a", "summary", "legend", "label") and not named and not _spoken(one):
            yield f"<{one.tag} class={one.get('class')!r}> says nothing"
        elif one.tag == "fieldset" and not named and (not len(one) or one[0].tag != "legend"):
            yield "a fieldset does not begin with its legend"


def _images(_page: Element, elements: list[Element]) -> Iterator[str]:
    for one in elements:
        if one.tag == "img" and (one.get("alt") is None or not one.get("width") or not one.get("height")):
            yield f"<img src={one.get('src')!r}> needs alt, width and height"
        if (
            one.tag == "svg"
            and one.get("aria-hidden") != "true"
            and not (one.get("role") == "img" and one.get("aria-label"))
        ):
            yield "an svg is neither hidden nor named"


def _nothing_inline(_page: Element, elements: list[Element]) -> Iterator[str]:
    for one in elements:
        if one.tag == "style" or (one.tag == "script" and not one.get("src")):
            yield f"inline <{one.tag}>"
        for name, value in one.items():
            if name == "style" or name.startswith("on"):
                yield f"<{one.tag} {name}=…>"
            if value.strip().lower().startswith("javascript:"):
                yield f"<{one.tag} {name}={value!r}>"
            if (
                one.tag in ("script", "img", "link", "iframe", "source")
                and name in ("src", "href")
                and "//" in value
                and one.get("rel") != "canonical"
            ):
                yield f"<{one.tag} {name}={value!r}> comes from elsewhere"


def _language(page: Element, elements: list[Element]) -> Iterator[str]:
    yield from typography.faults(visible_text(page))
    for one in elements:
        for name in ("alt", "title", "aria-label", "placeholder", "content"):
            yield from (f"{name}: {fault}" for fault in typography.faults(one.get(name) or ""))


_Check = Callable[[Element, list[Element]], Iterator[str]]
_CHECKS: tuple[_Check, ...] = (_frame, _headings, _identities, _controls, _images, _nothing_inline, _language)


def visible_text(element: Element) -> str:
    """What is read: a block ends a line with ¶, what is typed or coded is left out."""
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return ""
    words = (element.text or "") + "".join(visible_text(child) + (child.tail or "") for child in element)
    return words if element.tag in _INLINE else f"¶{words}¶"


def _plain(element: Element) -> str:
    return " ".join(text_of(element).split())


def _spoken(element: Element) -> str:
    """The words or named pictures of an element."""
    named = [
        inner.get("alt") or inner.get("aria-label") or "" for inner in element.iter() if isinstance(inner.tag, str)
    ]
    return (text_of(element) + "".join(named)).strip()
