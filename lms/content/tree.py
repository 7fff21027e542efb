"""Markdown to a tree of elements, with exactly the syntax of `courses/LISEZMOI.md`.

Python-Markdown does the reading, after `habits` has put what people paste into its ways. Raw HTML, entities,
references, indented code and underlined headings are switched off: what they would have interpreted is text.
`too_heavy` must be asked first: some short texts keep Python-Markdown busy for minutes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast
from xml.etree.ElementTree import Element, tostring

import markdown

from lms.content.habits import LISTS, spaced, usual
from lms.content.problems import INVISIBLE
from lms.content.web_addresses import BARE, BareAddress, Break

STEP_LENGTH = 12_000
LINE_LENGTH = 3_000
PARAGRAPHS = 300
HEADINGS = 40
MARKS = 2  # quotations and lists inside one another, on a line

# How many of each sign a paragraph may hold.
_SIGNS = {"*": 120, "_": 120, "`": 60, "[": 40, "(": 120, "!": 60, "\\": 40, "|": 600, '"': 200, "<": 200}
_OFF = {
    "preprocessors": ("html_block",),
    "parser.blockprocessors": ("code", "setextheader", "reference"),
    "inlinePatterns": (
        "reference", "image_reference", "short_reference", "short_image_ref", "autolink", "automail", "html", "entity",
    ),
    "treeprocessors": ("prettify",),
}  # fmt: skip

_ITEM = re.compile(r"( *)(?:[-*+]|\d{1,9}\.) +\S")
_MARK = re.compile(r"[>*+-]|\d+\.")
_MARKS = re.compile(r"(?:\s*+(?:>|(?:[-*+]|\d{1,9}\.)\s))*+")  # what a line begins with; always matches


def too_heavy(text: str) -> tuple[int, str] | None:
    """Why this Markdown is refused without being read, with the line from 0; None when it may be parsed."""
    if len(text) > STEP_LENGTH:
        return 0, f"ce texte est trop long : {len(text)} signes, {STEP_LENGTH} au plus"
    paragraph: dict[str, int] = {}
    paragraphs = headings = 0
    indents: list[int] = []
    for number, line in enumerate(usual(text).split("\n")):
        if len(line) > LINE_LENGTH:
            return number, f"cette ligne est trop longue : {len(line)} signes, {LINE_LENGTH} au plus, coupez-la"
        if sign := INVISIBLE.search(line):
            return number, f"cette ligne contient un caractère invisible (U+{ord(sign.group()):04X}), retapez-la"
        if not line.strip():
            paragraphs += bool(paragraph)
            paragraph = {}
            continue
        if (marks := _MARKS.match(line)) and len(_MARK.findall(marks.group())) > MARKS:
            return number, f"trop de listes ou de citations les unes dans les autres : {MARKS} au plus"
        if item := _ITEM.match(line):
            indents = [indent for indent in indents if indent < len(item.group(1)) - 1] + [len(item.group(1))]
            if len(indents) > LISTS:
                return number, f"trop de listes les unes dans les autres : {LISTS} au plus"
        elif not line.startswith(" "):
            indents = []
        for sign_, most in _SIGNS.items():
            paragraph[sign_] = paragraph.get(sign_, 0) + line.count(sign_)
            if paragraph[sign_] > most:
                return number, f"ce paragraphe contient trop de « {sign_} » : {most} au plus, séparez-le"
        headings += line.startswith("#")
        if paragraphs > PARAGRAPHS or headings > HEADINGS:
            return number, f"trop de morceaux : {PARAGRAPHS} paragraphes et {HEADINGS} sous-titres au plus"
    return None


def parse(text: str) -> Element:
    """Return a <div> holding the blocks of `text`. Ask `too_heavy` first."""
    reader = _reader()
    lines = spaced(usual(text)).split("\n")
    for preprocessor in reader.preprocessors:
        lines = preprocessor.run(lines)
    root = cast("Element", reader.parser.parseDocument(lines).getroot())
    for processor in reader.treeprocessors:
        processor.run(root)
    for code in root.iter("code"):
        code.text = (code.text or "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    root.tag = "div"
    return root


def _reader() -> markdown.Markdown:
    reader = markdown.Markdown(extensions=["tables", "sane_lists"])
    for place, names in _OFF.items():
        registry = reader.parser.blockprocessors if place.startswith("parser") else getattr(reader, place)
        for name in names:
            registry.deregister(name)
    reader.inlinePatterns.register(BareAddress(BARE, reader), "bare_address", 120)
    reader.inlinePatterns.register(Break(r"<br ?/?>", reader), "written_break", 90)
    return reader


def words_of(element: Element) -> str:
    """The text of an element, on one line."""
    return " ".join("".join(element.itertext()).split())


def to_html(element: Element) -> str:
    """The HTML inside `element`. Everything that is not a tag of the tree is escaped."""
    inner = tostring(element, encoding="unicode", method="html")
    return inner[inner.index(">") + 1 : inner.rindex("</")]


Pieces = list[str | Element]


def change_texts(element: Element, change: Callable[[str], Pieces], skip: Callable[[Element], bool]) -> None:
    """Pass each text of `element` through `change`, which may return elements among texts."""
    if skip(element):
        return
    children = list(element)
    element[:] = []
    element.text = _put(element, None, change(element.text or ""))
    for child in children:
        tail, child.tail = child.tail or "", None
        change_texts(child, change, skip)
        element.append(child)
        child.tail = _put(element, child, change(tail))


def _put(parent: Element, last: Element | None, pieces: Pieces) -> str:
    """Append the elements among `pieces`; return the text that comes before the first of them."""
    first = ""
    added: Element | None = None
    for piece in pieces:
        if isinstance(piece, Element):
            parent.append(piece)
            added = piece
        elif added is None:
            first += piece
        else:
            added.tail = (added.tail or "") + piece
    return first


def parents(root: Element) -> Iterator[tuple[Element, Element]]:
    """Yield (parent, child) for every element under `root`, on a copy of each list of children."""
    for parent in list(root.iter()):
        for child in list(parent):
            yield parent, child
