"""Bytes to text. Trainers' files come from Notepad, Word and old servers: Windows-1252 and UTF-16 are usual."""

from __future__ import annotations

import codecs
import re

from lms.content.exchange.bank import MOST_BYTES, MOST_TEXT, NotABank

_OFFICE = (
    "ce fichier est un document ou une archive, pas un texte : exportez les questions de Moodle au format GIFT ou XML"
)
_BINARY = (b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_LATIN = {"iso-8859-15": "iso-8859-15", "latin9": "iso-8859-15"}
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")  # the readers put these aside for their own marks


def decoded(data: bytes) -> str:
    """The text of a file, its lines separated by \\n. Raises NotABank."""
    if len(data) > MOST_BYTES:
        raise NotABank(f"ce fichier est trop gros : {MOST_BYTES // 1_000_000} Mo au plus, exportez moins de questions")
    if data.startswith(_BINARY):
        raise NotABank(_OFFICE)
    text = _text(data).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = _NONCHARACTERS.sub("\ufffd", text)
    if not text.strip():
        raise NotABank("ce fichier est vide")
    if text.count("\0") > len(text) // 100:
        raise NotABank(_OFFICE)
    return text


def bounded(text: str) -> str:
    """The text, when it is not too long to be read. Raises NotABank."""
    if len(text) > MOST_TEXT:
        raise NotABank(
            f"ce fichier est trop long : {MOST_TEXT // 1_000_000} millions de signes au plus, prenez moins de questions"
        )
    return text


def _text(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    if (guessed := _utf16_without_bom(data)) is not None:
        return data.decode(guessed, "replace")
    declared = _DECLARED.match(data[:400])
    if declared and (latin := _LATIN.get(declared.group(1).decode("ascii").lower())):
        return data.decode(latin)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _windows(data)


def _utf16_without_bom(data: bytes) -> str | None:
    """The encoding, when every other byte of the beginning is mostly zero."""
    start = data[:400]
    if len(start) < 8:
        return None
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) // 3 and even < odd // 10:
        return "utf-16-le"
    if even > len(start) // 3 and odd < even // 10:
        return "utf-16-be"
    return None


def _windows(data: bytes) -> str:
    """Windows-1252; its five undefined bytes are read as Latin-1 does."""
    return data.decode("cp1252", "etoffe-latin-1")


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("etoffe-latin-1", _as_latin_1)
