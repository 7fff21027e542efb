"""An image on standard input, the same made small and plain on standard output. Run by pictures.py, never imported.

It may be given anything, so it limits itself before it looks: memory, time, no file. Exit codes: 3 too large, 4 not
readable, 5 too heavy whatever is done.
"""

from __future__ import annotations

import resource
import sys
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

EXTENSION = sys.argv[1] if len(sys.argv) > 1 else "webp"
MOST_BYTES, LARGEST, WIDEST, HIGHEST, NARROWEST, SECONDS, MEMORY = (int(one) for one in sys.argv[2:] or "0000000")
READ = ("PNG", "JPEG", "WEBP", "GIF")
QUALITIES = (85, 75, 65, 55, 45)
TOO_LARGE, UNREADABLE, TOO_HEAVY = 3, 4, 5


class Refused(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def decoded(data: bytes) -> Image.Image:
    """The first picture of a file, upright, its size known before it is decoded."""
    Image.MAX_IMAGE_PIXELS = LARGEST * LARGEST
    with Image.open(BytesIO(data), formats=READ) as opened:
        if max(opened.size) > LARGEST:
            raise Refused(TOO_LARGE)
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        clear = "A" in upright.getbands() or "transparency" in upright.info
        return upright.convert("RGBA" if clear else "RGB")


def encoded(image: Image.Image) -> bytes:
    """The finest picture that holds in MOST_BYTES: exact if it can be, else less fine, else smaller."""
    image.thumbnail((WIDEST, HIGHEST))
    while True:
        for tried in versions(image):
            if len(tried) <= MOST_BYTES:
                return tried
        width = image.width * 4 // 5
        if width < NARROWEST:
            raise Refused(TOO_HEAVY)
        image.thumbnail((width, image.height))


def versions(image: Image.Image) -> Iterator[bytes]:
    """The same picture, less and less fine."""
    if EXTENSION == "png":
        yield saved(image, "PNG", optimize=True)
        yield saved(image.quantize(256, method=Image.Quantize.FASTOCTREE), "PNG", optimize=True)
    elif EXTENSION == "jpg":
        for quality in QUALITIES:
            yield saved(image.convert("RGB"), "JPEG", quality=quality, optimize=True)
    else:
        yield saved(image, "WEBP", lossless=True, method=3)
        for quality in QUALITIES:
            yield saved(image, "WEBP", quality=quality, method=4)


def saved(image: Image.Image, name: str, **how: Any) -> bytes:
    """Encoded without anything that came with it: no metadata, no profile, no comment."""
    image.info.clear()
    written = BytesIO()
    image.save(written, name, **how)
    return written.getvalue()


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    warnings.simplefilter("error")
    try:
        result = encoded(decoded(sys.stdin.buffer.read()))
    except Refused as refused:
        return refused.code
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_LARGE
    except Exception:  # whatever an image breaks, it is the image that is refused
        return UNREADABLE
    sys.stdout.buffer.write(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
