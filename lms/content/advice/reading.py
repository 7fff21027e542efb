"""The text of a step as advice needs it: blocks of words, headings, images and links."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element

from lms.content import callouts
from lms.content.tree import parse, too_heavy, words_of

FOLDED = "loi"  # this callout is closed until one opens it

_BLOCKS = ("p", "li", "h3", "h4", "th", "td")
_NESTED = (*_BLOCKS, "ul", "ol", "blockquote", "table")


@dataclass(frozen=True)
class Block:
    """A paragraph, an item, a heading or a cell. `callout` is the name of the callout it is in, "" when in none."""

    callout: str
    tag: str
    text: str
    bold: bool  # nothing but bold


@dataclass(frozen=True)
class Image:
    alternative: str
    path: str
    legend: str


@dataclass(frozen=True)
class Link:
    text: str
    target: str


@dataclass(frozen=True)
class StepText:
    """What a step says. `words` counts as the reader does, titles of callouts included; `seen` without folded law."""

    words: int
    seen: int
    blocks: tuple[Block, ...]
    images: tuple[Image, ...]
    links: tuple[Link, ...]
    callouts: tuple[tuple[str, str], ...]  # name and title


@lru_cache(maxsize=512)
def read_step(body: str) -> StepText:
    """Read the body of a step. What the reader would refuse to parse counts for nothing."""
    words = folded = 0
    blocks: list[Block] = []
    images: list[Image] = []
    links: list[Link] = []
    segments, _ = callouts.split(body)
    for segment in segments:
        if too_heavy(segment.text):
            continue
        root = parse(segment.text)
        count = len(words_of(root).split()) + len(segment.title.split())
        words += count
        folded += count if segment.name == FOLDED else 0
        for element in root.iter():
            if element.tag in _BLOCKS and (text := _own_words(element)):
                blocks.append(Block(segment.name, element.tag, text, _is_bold(element)))
            elif element.tag == "img":
                images.append(Image(element.get("alt", ""), element.get("src", ""), element.get("title", "")))
            elif element.tag == "a":
                links.append(Link(words_of(element), element.get("href", "")))
    named = tuple((segment.name, segment.title) for segment in segments if segment.name)
    return StepText(words, words - folded, tuple(blocks), tuple(images), tuple(links), named)


def _own_words(element: Element) -> str:
    """The words of a block, those of the blocks inside it left out."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag not in _NESTED:
            pieces.append("".join(child.itertext()) if child.tag != "br" else " ")
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())


def _is_bold(element: Element) -> bool:
    alone = len(element) == 1 and element[0].tag == "strong"
    return alone and not (element.text or "").strip() and not (element[0].tail or "").strip()
