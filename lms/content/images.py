"""What an image file is: its size in pixels, and for a drawing that it holds nothing active.

Files are judged by their bytes, never by their name alone. Nothing is decoded: headers are
enough, and a drawing goes through expat with document types refused.
"""

from __future__ import annotations

import re
from xml.parsers import expat

LARGEST = 10_000  # pixels, each way
MOST_ELEMENTS = 4_000
DEEPEST = 40

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_ELEMENTS = frozenset((
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc",
    "defs", "use", "symbol", "marker", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern",
))  # fmt: skip
_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d{1,6})?)(?:px)?\s*\Z")
_ACTIVE = re.compile(r"script:|data:|expression|@import|url\(\s*[\"']?\s*(?!#)|\\", re.IGNORECASE)


class NotAnImage(ValueError):
    """The file cannot be used. The message says why, in French."""


def image_size(path: str, data: bytes) -> tuple[int, int]:
    """Return (width, height) in pixels of the image at `path`. Raises NotAnImage."""
    extension = path.rsplit(".", 1)[-1]
    width, height = _READERS[extension](data)
    if not (0 < width <= LARGEST and 0 < height <= LARGEST):
        raise NotAnImage(f"ses dimensions ne sont pas utilisables : {width} sur {height} pixels")
    return width, height


def _png(data: bytes) -> tuple[int, int]:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or len(data) < 33:
        raise NotAnImage("ce n’est pas une image PNG, enregistrez-la de nouveau")
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _webp(data: bytes) -> tuple[int, int]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        raise NotAnImage("ce n’est pas une image WebP, enregistrez-la de nouveau")
    kind = data[12:16]
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    raise NotAnImage("cette image WebP est abîmée, enregistrez-la de nouveau")


def _jpeg(data: bytes) -> tuple[int, int]:
    if data[:3] != b"\xff\xd8\xff":
        raise NotAnImage("ce n’est pas une image JPEG, enregistrez-la de nouveau")
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + max(length, 2)
    raise NotAnImage("cette image JPEG est abîmée, enregistrez-la de nouveau")


def _svg(data: bytes) -> tuple[int, int]:
    drawing = _Drawing()
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    parser.StartDoctypeDeclHandler = drawing.doctype
    parser.EntityDeclHandler = drawing.doctype
    parser.ProcessingInstructionHandler = drawing.instruction
    parser.StartElementHandler = drawing.start
    parser.EndElementHandler = drawing.end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise NotAnImage(f"ce dessin SVG est mal formé à la ligne {error.lineno}, exportez-le de nouveau") from None
    return drawing.size()


class _Drawing:
    """Follows the elements of a drawing and refuses the first that is not plain drawing."""

    def __init__(self) -> None:
        self.depth = self.count = 0
        self.root: dict[str, str] = {}

    def doctype(self, *_: object) -> None:
        raise NotAnImage("ce dessin SVG contient un DOCTYPE, retirez-le")

    def instruction(self, *_: object) -> None:
        raise NotAnImage("ce dessin SVG contient une instruction <?…?>, retirez-la")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth, self.count = self.depth + 1, self.count + 1
        space, _, tag = name.rpartition(" ")
        if self.depth == 1:
            if (space, tag) != (_SVG, "svg"):
                raise NotAnImage(
                    'ce n’est pas un dessin SVG : il commence par <svg xmlns="http://www.w3.org/2000/svg">'
                )
            self.root = attributes
        if self.count > MOST_ELEMENTS or self.depth > DEEPEST:
            raise NotAnImage("ce dessin SVG est trop compliqué, simplifiez-le ou choisissez le format PNG")
        if space != _SVG or tag not in _ELEMENTS:
            raise NotAnImage(f"ce dessin SVG contient « {tag[:40]} », exportez-le en « SVG simple »")
        for attribute, value in attributes.items():
            self._attribute(attribute, value)

    def end(self, _: str) -> None:
        self.depth -= 1

    def _attribute(self, name: str, value: str) -> None:
        space, _, short = name.rpartition(" ")
        if space not in ("", _XLINK, _XML) or short.lower().startswith("on"):
            raise NotAnImage(f"ce dessin SVG contient l’attribut « {short[:40]} », qui n’est pas accepté, retirez-le")
        if short in ("href", "base", "src") and not re.fullmatch(r"#[\w.-]{1,100}", value):
            raise NotAnImage("ce dessin SVG fait appel à une adresse extérieure, retirez-la")
        if _ACTIVE.search(value):
            raise NotAnImage(f"l’attribut « {short[:40]} » de ce dessin SVG n’est pas accepté, retirez-le")

    def size(self) -> tuple[int, int]:
        """From width and height, otherwise from the viewBox."""
        sides = [_LENGTH.match(self.root.get(side, "")) for side in ("width", "height")]
        if sides[0] and sides[1]:
            return round(float(sides[0].group(1))), round(float(sides[1].group(1)))
        box = [_LENGTH.match(side) for side in re.split(r"[\s,]+", self.root.get("viewBox", "").strip())[2:]]
        if len(box) == 2 and box[0] and box[1]:
            return round(float(box[0].group(1))), round(float(box[1].group(1)))
        raise NotAnImage("ce dessin SVG ne dit pas sa taille : donnez viewBox, ou width et height en pixels")


_READERS = {"png": _png, "webp": _webp, "jpg": _jpeg, "svg": _svg}
