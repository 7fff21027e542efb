"""Web addresses: which are complete, and those that people paste as they are, made links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

BARE = r"<(https?://[^\s<>\x02\x03]+)>|(?<![\w./@-])((?:https?://|www\.)[^\s<>«»“”\"\x02\x03]+)"
_LAST = ".,;:!?…'’*_"  # these end the sentence, not the address


def is_web_address(address: str) -> bool:
    """Whether this is a complete http or https address, without credentials."""
    if not address.startswith(("https://", "http://")) or re.search(r"[\s\\<>\"]", address):
        return False
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises when it is not a number
    except ValueError:
        return False
    return bool(parts.hostname and "." in parts.hostname) and parts.username is None


class BareAddress(InlineProcessor):
    """Makes a link of an address written as it is; « www. » goes to https. One that is not complete stays text."""

    ANCESTOR_EXCLUDES = ("a", "h3", "h4")

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        written = m.group(1) or _trimmed(m.group(2))
        address = f"https://{written}" if written.startswith("www.") else written
        if not is_web_address(address):
            return None, None, None
        link = Element("a", {"href": address})
        link.text = AtomicString(written)
        return link, m.start(0), m.end(0) if m.group(1) else m.start(2) + len(written)


class Break(InlineProcessor):
    """Breaks the line at a <br>, which people write in the cells of tables."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        return Element("br"), m.start(0), m.end(0)


def _trimmed(address: str) -> str:
    """The address without the signs that end the sentence, and without a parenthesis that it does not open."""
    while address:
        if address[-1] in _LAST or (address[-1] in ")]" and address.count(")") > address.count("(")):
            address = address[:-1]
        else:
            break
    return address
