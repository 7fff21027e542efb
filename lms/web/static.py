"""Style sheet, script, drawings and fonts: read once, compressed once, served from memory.

    /static/<digest>/etoffe.css    one digest for all text files: a new version is a new address
    /fonts/<name>.<version>.woff2  fonts keep their own version: a new style does not load them again

Both are cached for a year and never asked for again. /favicon.ico and /robots.txt are here too.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import brotli
from flask import Flask, Response, abort, current_app, request

from lms.web.access import Access, open_to

FOLDER = Path(__file__).resolve().parent / "static"
FOREVER = "public, max-age=31536000, immutable"
ONE_DAY = "public, max-age=86400"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Asset:
    """A file and its encodings, « identity » included, the preferred one first."""

    content_type: str
    bodies: dict[str, bytes]
    digest: str


@dataclass(frozen=True)
class Assets:
    """All that is served, by file name. `digest` names the present version of the text files."""

    digest: str
    texts: dict[str, Asset]
    fonts: dict[str, Asset]

    def url(self, path: str) -> str:
        """The address of a text file, or of « fonts/… ». An unknown path is a mistake: KeyError."""
        folder, _, name = path.rpartition("/")
        if folder == "fonts":
            return f"/fonts/{name}" if name in self.fonts else self._unknown(path)
        return f"/static/{self.digest}/{path}" if path in self.texts else self._unknown(path)

    @staticmethod
    def _unknown(path: str) -> str:
        raise KeyError(path)


def prepare(app: Flask) -> None:
    """Read the files and register their addresses."""
    app.extensions["assets"] = read_assets(FOLDER)
    app.add_url_rule("/static/<digest>/<name>", "text_file", text_file)
    app.add_url_rule("/fonts/<name>", "font", font)
    app.add_url_rule("/favicon.ico", "favicon", favicon)
    app.add_url_rule("/robots.txt", "robots", robots)


def read_assets(folder: Path) -> Assets:
    texts = {
        path.name: _compressed(path) for path in sorted(folder.iterdir()) if path.suffix in (".css", ".js", ".svg")
    }
    fonts = {path.name: _as_it_is(path) for path in sorted((folder / "fonts").iterdir()) if path.suffix == ".woff2"}
    together = "\n".join(f"{name} {asset.digest}" for name, asset in texts.items())
    return Assets(sha256(together.encode()).hexdigest()[:12], texts, fonts)


def asset_url(path: str) -> str:
    """The address of a file, for templates."""
    assets: Assets = current_app.extensions["assets"]
    return assets.url(path)


@open_to(Access.EVERYONE)
def text_file(digest: str, name: str) -> Response:
    """A text file of the present version; an older address is gone."""
    assets: Assets = current_app.extensions["assets"]
    if digest != assets.digest or name not in assets.texts:
        abort(404)
    return _serve(assets.texts[name], FOREVER)


@open_to(Access.EVERYONE)
def font(name: str) -> Response:
    assets: Assets = current_app.extensions["assets"]
    if name not in assets.fonts:
        abort(404)
    return _serve(assets.fonts[name], FOREVER)


@open_to(Access.EVERYONE)
def favicon() -> Response:
    """What browsers ask for without being told."""
    assets: Assets = current_app.extensions["assets"]
    return _serve(assets.texts["favicon.svg"], ONE_DAY)


@open_to(Access.EVERYONE)
def robots() -> Response:
    """Search engines are welcome on the real site only, and have nothing to do with display settings."""
    closed = "/affichage" if current_app.config["SETTINGS"].is_production else "/"
    response = Response(f"User-agent: *\nDisallow: {closed}\n", content_type=TYPES[".txt"])
    response.headers["Cache-Control"] = ONE_DAY
    return response


def _serve(asset: Asset, cache: str) -> Response:
    """The best encoding the browser takes, or 304 when it has the file already."""
    encoding = next(
        (name for name in asset.bodies if name == "identity" or request.accept_encodings[name] > 0), "identity"
    )
    response = Response(asset.bodies[encoding], content_type=asset.content_type)
    response.headers["Cache-Control"] = cache
    response.set_etag(f"{asset.digest}-{encoding}")
    if len(asset.bodies) > 1:
        response.vary.add("Accept-Encoding")
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    response.make_conditional(request)
    return response


def _compressed(path: Path) -> Asset:
    data = path.read_bytes()
    return Asset(TYPES[path.suffix], {**_squeezed(data), "identity": data}, _digest(data))


@cache
def _squeezed(data: bytes) -> dict[str, bytes]:
    """The slowest and smallest forms, made once by a process however many applications it builds."""
    return {"br": brotli.compress(data, quality=11), "gzip": gzip.compress(data, 9, mtime=0)}


def _as_it_is(path: Path) -> Asset:
    """A file that is compressed already."""
    data = path.read_bytes()
    return Asset(TYPES[path.suffix], {"identity": data}, _digest(data))


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]
