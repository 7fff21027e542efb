"""Which of our numbers a file carries: a document that was changed still says what it was."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

INFLATED = 8 * 1024 * 1024  # bytes read of all compressed parts together, however much they would give
NUMBERS = 2

_NUMBER = re.compile(rb"ETF(?:-[0-9A-HJKMNP-TV-Z]{4}){3}")


def numbers_in(document: bytes) -> tuple[str, ...]:
    """The first numbers of attestations written in a file, as they are read: they may be anybody's, or nobody's.

    They are looked for in the file as it is, then in the parts that a PDF compresses. Nothing of the file is run.
    """
    found: dict[str, None] = {}
    for part in _parts(document):
        for match in _NUMBER.finditer(part.replace(b"\0", b"")):  # some programs write two bytes a sign
            found.setdefault(match.group().decode("ascii"))
            if len(found) == NUMBERS:
                return tuple(found)
    return tuple(found)


def _parts(document: bytes) -> Iterator[bytes]:
    """The file, then each compressed part. In one pass, whatever was written to make it long."""
    yield document
    left, at = INFLATED, 0
    while left > 0:
        start = document.find(b"stream", at)
        at = document.find(b"endstream", start + len(b"stream"))
        if start < 0 or at < 0:
            return
        packed = document[start + len(b"stream") : at].lstrip(b"\r\n")
        at += len(b"endstream")
        try:
            inflated = zlib.decompressobj().decompress(packed, left)
        except zlib.error:
            continue
        left -= len(inflated)
        yield inflated
