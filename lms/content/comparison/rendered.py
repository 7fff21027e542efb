"""Two versions of a rendered step as one page: what was removed is in <del>, what was added in <ins>.

Both are taken apart into blocks, then words with what surrounds them (<strong>, <a>…), and a page is built anew from
the pieces: nothing is ever cut inside a tag, and each mark stands where HTML allows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from html.parser import HTMLParser
from itertools import groupby
from typing import Literal, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from lms.content.comparison.alignment import Budget, common
from lms.content.comparison.words import LOOKS, Sketch, some_words, tokens, versions, without_lone_spaces
from lms.content.sanitise import sanitise
from lms.content.tree import to_html

LONGEST = 40_000  # signs of HTML, on either side; a step of 12,000 signs of Markdown is shorter
DEEPEST = 30

_VOID = {"br", "hr", "img"}
_INLINE = {"a", "strong", "em", "code", "sup", "br"}
_WITHIN = {"li", "td", "th", "dt", "dd", "summary", "figcaption"}  # a mark goes inside: it cannot go around
_ROWS = {"tr", "thead", "tbody"}  # a mark goes inside what they hold
_ONE_OF_A_KIND = {"summary", "figcaption", "thead", "tbody", "td", "th"}  # their parent holds one, or so many

Mark = Literal["", "ins", "del"]
Wrapper = tuple[str, tuple[tuple[str, str], ...]]


class Word(NamedTuple):
    """A word, a space or a sign with the tags around it, outermost first; `void` for a <br>."""

    text: str
    around: tuple[Wrapper, ...]
    void: str = ""


Run = tuple[Word, ...]
Item = Run | Element  # what a block holds: words, or another block


def compare_rendered(before: str, after: str) -> str:
    """Return one sanitised page from two: `before` and `after` are the HTML of a step as `render_step` makes it."""
    try:
        one, other = _parsed(before), _parsed(after)
    except _TooMuch:
        return sanitise(f"<del>{sanitise(before)}</del><ins>{sanitise(after)}</ins>", marks=True)
    page = Element("div")
    _Comparison().fill(page, _items(one), _items(other))
    return sanitise(to_html(page), marks=True)


class _TooMuch(ValueError):
    """The page is too long or too deep to be compared piece by piece."""


class _Comparison:
    def __init__(self) -> None:
        self.budget, self.looks = Budget(), Budget(LOOKS)

    def fill(self, page: Element, before: Sequence[Item], after: Sequence[Item]) -> None:
        """Put in `page` what both sides hold, in order, with marks."""
        kept = common([_name(item) for item in before], [_name(item) for item in after], self.budget)
        i = j = 0
        for one, other in [*kept, (len(before), len(after))]:
            self.fill_changed(page, before[i:one], after[j:other])
            if one < len(before):
                _put(page, after[other], "")
            i, j = one + 1, other + 1

    def fill_changed(self, page: Element, before: Sequence[Item], after: Sequence[Item]) -> None:
        pairs = versions([_sketch(item) for item in before], [_sketch(item) for item in after], self.looks)
        i = j = 0
        for one, other in [*pairs, (len(before), len(after))]:
            for item in before[i:one]:
                _put(page, item, "del")
            for item in after[j:other]:
                _put(page, item, "ins")
            if one < len(before):
                self.fill_pair(page, before[one], after[other])
            i, j = one + 1, other + 1

    def fill_pair(self, page: Element, before: Item, after: Item) -> None:
        if isinstance(before, tuple) and isinstance(after, tuple):
            _put_words(page, list(self.marked(before, after)))
        elif isinstance(before, Element) and isinstance(after, Element):
            inside = SubElement(page, after.tag, after.attrib)
            self.fill(inside, _items(before), _items(after))

    def marked(self, before: Run, after: Run) -> Iterator[tuple[Word, Mark]]:
        kept = common(before, after, self.budget)
        kept = without_lone_spaces(kept, [word.text for word in before], [word.text for word in after])
        i = j = 0
        for one, other in [*kept, (len(before), len(after))]:
            yield from ((word, "del") for word in before[i:one])
            yield from ((word, "ins") for word in after[j:other])
            if one < len(before):
                yield after[other], ""
            i, j = one + 1, other + 1


def _put(page: Element, item: Item, mark: Mark) -> None:
    """Put one block or run of words in `page`, whole, with one mark or none."""
    if isinstance(item, tuple):
        _put_words(page, [(word, mark) for word in item])
    elif not mark:
        page.append(_copy(item))
    elif item.tag in _WITHIN or item.tag in _ROWS:
        inside = SubElement(page, item.tag, _attributes(item, mark))
        for each in _items(item):
            _put(inside, each, mark)
    else:
        block = _copy(item)
        if mark == "del":
            for element in block.iter():
                element.attrib = _attributes(element, mark)
        SubElement(page, mark).append(block)


def _copy(element: Element) -> Element:
    copy = deepcopy(element)
    copy.tail = None
    return copy


def _attributes(element: Element, mark: Mark) -> dict[str, str]:
    """The attributes; what was removed loses its identifiers, which may still be those of something else."""
    if mark != "del":
        return dict(element.attrib)
    return {name: value for name, value in element.attrib.items() if name not in ("id", "aria-labelledby")}


def _put_words(page: Element, words: Sequence[tuple[Word, Mark]], depth: int = 0) -> None:
    """Rebuild the tags around the words, each as long as it lasts; the marks are inside them."""
    for around, run in groupby(words, key=lambda one: one[0].around[depth : depth + 1]):
        held = list(run)
        if around:
            tag, attributes = around[0]
            _put_words(SubElement(page, tag, dict(attributes)), held, depth + 1)
        else:
            for mark, marked in groupby(held, key=lambda one: one[1]):
                place = SubElement(page, mark) if mark else page
                for word, _ in marked:
                    _append(place, word)


def _append(place: Element, word: Word) -> None:
    if word.void:
        SubElement(place, word.void)
    elif len(place):
        place[-1].tail = (place[-1].tail or "") + word.text
    else:
        place.text = (place.text or "") + word.text


def _items(block: Element) -> list[Item]:
    """What a block holds: runs of words between other blocks. Spaces alone are nothing."""
    items: list[Item] = []
    run: list[Word] = []

    def close() -> None:
        if any(word.void or not word.text.isspace() for word in run):
            items.append(tuple(run))
        run.clear()

    run += _words(block.text, ())
    for child in block:
        if child.tag in _INLINE:
            run += _inline(child, ())
        else:
            close()
            items.append(child)
        run += _words(child.tail, ())
    close()
    return items


def _inline(element: Element, around: tuple[Wrapper, ...]) -> Iterator[Word]:
    if element.tag in _VOID:
        yield Word("", around, element.tag)
        return
    inside = (*around, (element.tag, tuple(sorted(element.attrib.items()))))
    yield from _words(element.text, inside)
    for child in element:
        yield from _inline(child, inside)
        yield from _words(child.tail, inside)


def _words(text: str | None, around: tuple[Wrapper, ...]) -> Iterator[Word]:
    return (Word(token, around) for token in tokens(text or ""))


def _name(item: Item) -> object:
    """What tells whether two items are the same: all but identifiers, which depend on what comes before."""
    if isinstance(item, tuple):
        return item
    return item.tag, tuple(sorted(_attributes(item, "del").items())), tuple(_name(each) for each in _items(item))


def _sketch(item: Item) -> Sketch:
    if isinstance(item, tuple):
        return Sketch("", some_words("".join(word.text for word in item)), always=True)
    columns = len(item.findall(".//thead/tr/*")) if item.tag in ("table", "div") else 0
    shape = f"{item.tag} {item.get('class', '')} {columns} {len(item) if item.tag == 'tr' else ''}"
    if item.tag in _VOID:
        return Sketch(f"{shape} {sorted(item.attrib.items())}", frozenset())
    return Sketch(shape, some_words(" ".join(item.itertext())), always=item.tag in _ONE_OF_A_KIND)


def _parsed(html: str) -> Element:
    if len(html) > LONGEST:
        raise _TooMuch
    reader = _Reader()
    reader.feed(sanitise(html))
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    """Makes a tree of sanitised HTML, whose tags are all closed. Raises _TooMuch beyond DEEPEST."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("div")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = SubElement(self.open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in _VOID:
            self.open.append(element)
        if len(self.open) > DEEPEST:
            raise _TooMuch

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        _append(self.open[-1], Word(data, ()))
