"""The images that come with a bank: embedded, written in their own address, or beside it in a zip.

They are named as a course names its images. Bytes are kept as they are: who imports makes them fit for a course.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from lms.content.exchange.keys import slug

MOST_PICTURES = 300
PLUGIN = "@@PLUGINFILE@@/"
_DATA = re.compile(r"data:image/[a-z+.-]{2,20};base64,", re.IGNORECASE)
_STARTS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"))
ABSENT = "elle n’est pas dans le fichier"
UNREADABLE = "ce n’est pas une image PNG, JPEG, GIF, WebP ou SVG, ou elle est abîmée"
ELSEWHERE = "elle est restée sur un autre site, téléchargez-la puis ajoutez-la vous-même"
TOO_MANY = f"il y a plus de {MOST_PICTURES} images, importez ce fichier en plusieurs morceaux"


class NoPicture(Exception):
    """An image cannot be brought in. The message says why, in French."""


@dataclass
class Pictures:
    """What has been put aside so far: « images/… » to bytes. `beside` has the other files of a zip, by path."""

    beside: Mapping[str, bytes] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def find(self, source: str, embedded: dict[str, str]) -> bytes:
        """The bytes of an image by its address; what is taken from `embedded` is removed from it. Raises NoPicture."""
        name = source.removeprefix(PLUGIN).lstrip("/")
        if (encoded := embedded.pop(name, None)) is not None:
            return _decoded(encoded)
        if found := _DATA.match(source):
            return _decoded(source[found.end() :])
        if re.match(r"(?:https?:)?//", source, re.IGNORECASE):
            raise NoPicture(ELSEWHERE)
        path = self._beside(name.removeprefix("./"))
        self.used.add(path)
        return self.beside[path]

    def keep(self, name: str, data: bytes) -> str:
        """Put an image aside; return its path. Raises NoPicture."""
        kind = _kind(data)
        if kind is None:
            raise NoPicture(UNREADABLE)
        stem = slug(name.rsplit("/", 1)[-1].rsplit(".", 1)[0]) or "image"
        path = f"images/{stem}.{kind}"
        if self.kept.get(path, data) != data:
            path = f"images/{stem}-{sha256(data).hexdigest()[:8]}.{kind}"
        if path not in self.kept and len(self.kept) >= MOST_PICTURES:
            raise NoPicture(TOO_MANY)
        self.kept[path] = data
        return path

    def _beside(self, name: str) -> str:
        """The file of a zip that an address means: by its path, by its end, by its name when no other has it."""
        ends = [path for path in self.beside if path == name or path.endswith(f"/{name}")]
        alike = ends or [path for path in self.beside if path.rsplit("/", 1)[-1] == name.rsplit("/", 1)[-1]]
        if not name or len(alike) != 1:
            raise NoPicture("plusieurs images du zip portent ce nom" if len(alike) > 1 else ABSENT)
        return alike[0]


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        raise NoPicture(UNREADABLE) from None


def _kind(data: bytes) -> str | None:
    """The extension that the bytes deserve."""
    for start, extension in _STARTS:
        if data.startswith(start):
            return extension
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return "svg" if b"<svg" in data[:1_000] else None
