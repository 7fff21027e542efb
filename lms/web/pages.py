"""Pages that many people see alike: drawn and compressed once, completed for each of them.

    return shared_page("public/course.html", screen=screen)

Such a page follows from its template and its values, which are the key it is kept under: they are frozen, and hold
nothing that one person wrote. What differs each time is a hole, filled when the page is sent: the form token, the
address to come back to, the id of a form. A page about one person is drawn by `render_template`, as anywhere.

A page is sent as gzip made of pieces compressed beforehand, as well as can be. What fills holes travels between them
as it is: a token that is never compressed beside what others may write is not guessed from lengths. Pieces refer to
earlier ones by distance, so a sheet is made for holes of given widths, which are part of its key.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from secrets import token_hex
from uuid import uuid4

from flask import Flask, Response, current_app, request, session
from flask_compress import Compress
from markupsafe import escape
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from lms.web import identity
from lms.web.cookies import form_token
from lms.web.display import Display

KEPT = 1024  # pages, of some fifteen kilobytes each
CHUNK = 0xFFFF  # the most that deflate takes as it is, in one block
GZIP_HEAD = bytes.fromhex("1f8b 0800 0000 0000 02ff")
OF_ONE_PERSON = ("request", "session", "g", "get_flashed_messages")  # what Flask gives to any template


class NotShared(Exception):
    """The template wrote something of the person it was drawn for."""


def here() -> str:
    """The address of this page, to come back to; "" when nobody could have typed it."""
    address = request.full_path.rstrip("?")
    return address if address.isprintable() else ""


def of_every_page() -> dict[str, Hashable]:
    """What the layout says besides holes: which page this is, and how she wants it. Part of the key of shared pages."""
    return {"page": request.endpoint, "affichage": Display.from_session(session), "visite": identity.visit()}


HOLES: Mapping[str, Callable[[], str]] = {
    "csrf_token": form_token,
    "retour": here,
    "client_id": lambda: str(uuid4()),
    "nom": identity.name,
}
MAY_REPEAT = {"retour", "nom"}  # what may stand in a page that does not quote it


@dataclass(frozen=True)
class Sheet:
    """A page with holes: texts[0], a hole, texts[1], a hole… `packed` are the texts as pieces of one deflate stream."""

    texts: tuple[bytes, ...]
    packed: tuple[bytes, ...]
    holes: tuple[str, ...]

    def plain(self, filling: Mapping[str, bytes]) -> bytes:
        return self._joined(self.texts, [filling[name] for name in self.holes])

    def gzip(self, filling: Mapping[str, bytes]) -> bytes:
        """The whole as one gzip member (RFC 1952). What fills a hole is as wide as the sheet was made for."""
        body = self._joined(self.packed, [_as_it_is(filling[name]) for name in self.holes])
        whole = self.plain(filling)
        return GZIP_HEAD + body + struct.pack("<II", zlib.crc32(whole), len(whole) & 0xFFFFFFFF)

    @staticmethod
    def _joined(pieces: tuple[bytes, ...], between: list[bytes]) -> bytes:
        return b"".join(chain.from_iterable(zip_longest(pieces, between, fillvalue=b"")))


class Sheets:
    """The pages drawn so far, all forgotten when there are too many."""

    def __init__(self) -> None:
        self._drawn: dict[Hashable, Sheet] = {}

    def get(self, key: Hashable, draw: Callable[[], Sheet]) -> Sheet:
        sheet = self._drawn.get(key)
        if sheet is None:
            sheet = draw()
            if len(self._drawn) >= KEPT:
                self._drawn.clear()
            self._drawn[key] = sheet
        return sheet


def prepare(app: Flask) -> None:
    """Remember the pages of this application, and compress what is not sent compressed."""
    app.extensions["sheets"] = Sheets()
    compress = Compress(app)

    @app.after_request
    def compress_the_rest(response: Response) -> Response:
        if response.mimetype != "text/html" or "Content-Encoding" in response.headers:
            return response
        status = response.status_code
        if status >= 400:  # a refused form weighs as much as any page, and Flask-Compress would leave it as it is
            response.status_code = 200
        response = compress.after_request(response)
        response.status_code = status
        return response


def shared_page(template: str, holes: Mapping[str, str] | None = None, /, **values: Hashable) -> Response:
    """A page drawn once for these values and this display. Raises NotShared when it says something of one person.

    `holes` are more of what differs each time, by the name the template gives it. A template cannot look at them.
    """
    sheets: Sheets = current_app.extensions["sheets"]
    filled = {name: fill() for name, fill in HOLES.items()} | dict(holes or {})
    filling = {name: escape(value).encode() for name, value in filled.items()}
    context = of_every_page() | values
    key = (template, *((name, len(value)) for name, value in filling.items()), *context.items())
    sheet = sheets.get(key, lambda: _draw(template, context, filling))
    if not _takes_gzip(request.headers.get("Accept-Encoding", "")):
        return Response(sheet.plain(filling), mimetype="text/html")
    response = Response(sheet.gzip(filling), mimetype="text/html")
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _draw(template: str, context: Mapping[str, object], filling: Mapping[str, bytes]) -> Sheet:
    marks = {name: token_hex(16) for name in filling}
    own = dict.fromkeys(OF_ONE_PERSON) | marks | {"csrf_token": lambda: marks["csrf_token"]}
    html = current_app.jinja_env.get_template(template).render({**own, **context})
    if any(filling[name] and filling[name] in html.encode() for name in HOLES if name not in MAY_REPEAT):
        raise NotShared(template)
    return make_sheet(html, {mark: name for name, mark in marks.items()}, {n: len(v) for n, v in filling.items()})


def make_sheet(html: str, marks: Mapping[str, str], widths: Mapping[str, int]) -> Sheet:
    """Cut a page at its marks, each the mark of a hole, and compress what is between."""
    parts = re.split(f"({'|'.join(map(re.escape, marks))})", html)
    texts = tuple(part.encode() for part in parts[::2])
    holes = tuple(marks[mark] for mark in parts[1::2])
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = []
    for text, hole in zip(texts, holes, strict=False):
        packed.append(deflate.compress(text) + deflate.flush(zlib.Z_SYNC_FLUSH))
        # the width of the hole, in bytes that no text has, so that nothing later refers to them
        deflate.compress(b"\xff" * widths[hole])
        deflate.flush(zlib.Z_SYNC_FLUSH)
    packed.append(deflate.compress(texts[-1]) + deflate.flush(zlib.Z_FINISH))
    return Sheet(texts, tuple(packed), holes)


def _as_it_is(value: bytes) -> bytes:
    """Deflate's blocks for bytes that are not compressed: none for nothing."""
    blocks = (value[start : start + CHUNK] for start in range(0, len(value), CHUNK))
    return b"".join(struct.pack("<BHH", 0, len(block), len(block) ^ 0xFFFF) + block for block in blocks)


@lru_cache(256)
def _takes_gzip(accepted: str) -> bool:
    """Browsers say it in few ways, the same each time."""
    return parse_accept_header(accepted, Accept)["gzip"] > 0
