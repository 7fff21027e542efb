"""The images embedded in a bank, named as a course names its images. Bytes are kept as they are."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from hashlib import sha256

from lms.content.exchange.keys import slug

MOST_PICTURES = 300
_DATA = re.compile(r"data:image/[a-z+.-]{2,20};base64,", re.IGNORECASE)
_STARTS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"))


@dataclass
class Pictures:
    """What has been put aside so far: « images/… » to bytes."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def keep(self, name: str, encoded: str) -> str | None:
        """Put aside a file written in base64; return its path, None when it is not an image or there are too many."""
        try:
            data = base64.b64decode("".join(encoded.split()), validate=True)
        except (binascii.Error, ValueError):
            return None
        kind = _kind(data)
        if kind is None:
            return None
        stem = slug(name.rsplit("/", 1)[-1].rsplit(".", 1)[0]) or "image"
        path = f"images/{stem}.{kind}"
        if self.kept.get(path, data) != data:
            path = f"images/{stem}-{sha256(data).hexdigest()[:8]}.{kind}"
        if path not in self.kept and len(self.kept) >= MOST_PICTURES:
            return None
        self.kept[path] = data
        return path

    def keep_address(self, source: str) -> str | None:
        """Put aside an image written in its own address (data:image/png;base64,…)."""
        found = _DATA.match(source)
        return self.keep("image", source[found.end() :]) if found else None


def _kind(data: bytes) -> str | None:
    """The extension that the bytes deserve."""
    for start, extension in _STARTS:
        if data.startswith(start):
            return extension
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return "svg" if b"<svg" in data[:1_000] else None
