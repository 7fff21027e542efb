"""The last door before the browser: what is not on these short lists does not go through.

The renderer is already safe by construction; this is the second, independent barrier.
"""

from __future__ import annotations

import re

import nh3

_TAGS = {
    "p", "h2", "h3", "ul", "ol", "li", "strong", "em", "code", "blockquote", "br", "hr", "sup", "a", "section", "div",
    "dl", "dt", "dd", "details", "summary", "figure", "figcaption", "img", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_MARKS = {"ins", "del"}
_ATTRIBUTES = {
    "a": {"href", "class", "download"},
    "section": {"class", "aria-labelledby"},
    "h2": {"class", "id"},
    "h3": {"class", "id"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "dl": {"class"},
    "details": {"class"},
    "table": {"class"},
    "th": {"class", "scope"},
    "td": {"class"},
    "ol": {"start"},
    "img": {"src", "alt", "width", "height"},
}
_CLASSES = {
    "a": {"terme"},
    "section": {"encadre", "encadre encadre--retenir", "encadre encadre--mairie", "encadre encadre--attention"},
    "h2": {"encadre__titre"},
    "h3": {"encadre__titre"},
    "div": {"avec-note", "volet__corps", "defile"},
    "dl": {"definition"},
    "details": {"volet"},
    "table": {"tableau"},
    "th": {"num"},
    "td": {"num"},
}
_VALUES = {
    "id": r"[a-z0-9]+(?:-[a-z0-9]+)*",
    "aria-labelledby": r"[a-z0-9]+(?:-[a-z0-9]+)*",
    "role": "region",
    "tabindex": "0",
    "scope": "col|row",
    "start": r"\d{1,4}",
    "width": r"\d{1,5}",
    "height": r"\d{1,5}",
    "download": r"[a-z0-9]+(?:[-_.][a-z0-9]+)*",
    "src": r"/(?![/\\])[\w./-]*",  # images come from this site
    "href": r"(?:https?://[^\s\\]+|mailto:[^\s\\]+|/(?![/\\])[^\s\\]*)",
}
_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _VALUES.items()}


def sanitise(html: str, *, marks: bool = False) -> str:
    """Return `html` with only the tags, attributes, classes and addresses that lessons use.

    `marks` lets <ins> and <del> through, for the comparison of two versions.
    """
    return nh3.clean(
        html,
        tags=_TAGS | _MARKS if marks else _TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep,
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
    )


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        return value if value in _CLASSES.get(tag, ()) else None
    pattern = _PATTERNS.get(attribute)
    return value if pattern is None or pattern.fullmatch(value) else None
