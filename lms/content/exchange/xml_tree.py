"""A Moodle XML file to its questions, one small tree at a time. No document type, no entity, everything bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from xml.parsers import expat
from xml.sax.saxutils import escape

from lms.content.exchange.bank import MOST_TEXT, NotABank

DEEPEST = 30
MOST_ELEMENTS = 300_000
MOST_IN_QUESTION = 5_000
_XML_NAMES = ("amp", "lt", "gt", "quot", "apos")
_UNKNOWN = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*\Z)|<!--(?:.*?-->|.*\Z)|&([A-Za-z][A-Za-z0-9]{1,30});|&(?!#)|[\x00-\x08\x0b\x0c\x0e-\x1f]",
    re.DOTALL,
)
_SLICE = 1 << 16  # characters parsed at a time


NOT_MOODLE = "ce n’est pas un export de questions de Moodle : exportez-les au format XML Moodle ou GIFT"
_OTHER = {
    "moodle_backup": "c’est la sauvegarde d’un cours Moodle : exportez sa banque de questions au format XML",
    "questestinterop": "ce fichier est au format QTI, qui n’est pas lu ici : exportez-le en Moodle XML ou GIFT",
    "html": "c’est une page web, pas un fichier de questions : exportez-le de nouveau, une fois connecté",
}


@dataclass
class Node:
    """An element. `text` is what it holds outside its children; `comments` only those of a question."""

    tag: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def all(self, *tags: str) -> list[Node]:
        return [child for child in self.children if child.tag in tags]

    def first(self, tag: str) -> Node | None:
        return next((child for child in self.children if child.tag == tag), None)

    def says(self, tag: str, default: str = "") -> str:
        """The text of a child, or of the <text> inside it."""
        child = self.first(tag)
        if child is None:
            return default
        inner = child.first("text")
        return (inner or child).text.strip() or default


def mended(text: str) -> str:
    """The text with what XML does not know, outside CDATA: « &eacute; », a lone « & », signs that nobody sees.

    The latter become one that `plain` knows and says.
    """
    return _UNKNOWN.sub(_mended, text)


def _mended(found: re.Match[str]) -> str:
    whole, name = found[0], found[1]
    if name is not None:
        return whole if name in _XML_NAMES else escape(html5.get(f"{name};", f"&{name};"))
    return "&amp;" if whole == "&" else whole if whole.startswith("<") else "\ufeff"


def questions(text: str) -> Iterator[Node]:
    """Each <question> of a file. Raises NotABank, in the middle if need be."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.CommentHandler = reader.comment
    text = mended(text.lstrip())
    try:
        for start in range(0, len(text), _SLICE):
            parser.Parse(text[start : start + _SLICE].encode("utf-8", "replace"), False)
            yield from reader.taken()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise NotABank(_malformed(error)) from None
    yield from reader.taken()


def _malformed(error: expat.ExpatError) -> str:
    return f"ce fichier XML est mal formé à la ligne {error.lineno} : exportez-le de nouveau de Moodle"


class _Reader:
    """Follows the elements; gives each question away as soon as it ends."""

    def __init__(self) -> None:
        self.open: list[Node] = []
        self.done: list[Node] = []
        self.elements = self.inside = self.characters_read = 0

    def taken(self) -> list[Node]:
        done, self.done = self.done, []
        return done

    def doctype(self, name: str, *_: object) -> None:
        if name.lower() == "html":
            raise NotABank(
                "c’est une page web, pas un fichier de questions : exportez-le de nouveau, une fois connecté"
            )
        raise NotABank("ce fichier XML contient un DOCTYPE : retirez-le, ou exportez de nouveau de Moodle")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if not self.open and tag != "quiz":
            raise NotABank(_OTHER.get(tag, NOT_MOODLE))
        if len(self.open) >= DEEPEST or self.elements > MOST_ELEMENTS:
            raise NotABank("ce fichier XML est trop compliqué pour une banque de questions")
        node = Node(tag, attributes)
        if len(self.open) == 1:
            self.inside = 0
        elif self.open:
            self.inside += 1
            if self.inside > MOST_IN_QUESTION:
                raise NotABank("une question de ce fichier XML est trop compliquée : retirez-la du fichier")
            self.open[-1].children.append(node)
        self.open.append(node)

    def end(self, _: str) -> None:
        node = self.open.pop()
        if len(self.open) == 1 and node.tag == "question":
            self.done.append(node)

    def characters(self, text: str) -> None:
        if len(self.open) < 2:
            return
        if self.open[-1].tag != "file":
            self.characters_read += len(text)
            if self.characters_read > MOST_TEXT:
                raise NotABank("ce fichier est trop long : exportez moins de questions à la fois")
        self.open[-1].pieces.append(text)

    def comment(self, text: str) -> None:
        if len(self.open) == 2 and len(self.open[1].comments) < MOST_IN_QUESTION:
            self.open[1].comments.append(text)
