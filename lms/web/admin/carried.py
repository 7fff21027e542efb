"""A file that was looked at travels in the page that shows what it would do: nothing is kept before she agrees."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from binascii import Error

MOST_BYTES = 3_000_000  # of a file once it is unfolded


def folded(data: bytes) -> str:
    """A file as text."""
    return b64encode(zlib.compress(data, 9)).decode("ascii")


def unfolded(text: str) -> bytes:
    """The file again; empty when the page did not carry one of ours."""
    try:
        unfolding = zlib.decompressobj()
        data = unfolding.decompress(b64decode(text, validate=True), MOST_BYTES)
    except (zlib.error, Error, ValueError):
        return b""
    return data if unfolding.eof else b""
