"""Renders the body of a step to HTML, sanitised, with the components of the design.

A step is rendered inside a page whose h1 is the title of the step: `###` becomes h2, `####`
becomes h3, and callouts take the level that follows. Bodies have been read without problem
by `reader` before they come here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from lms.content import callouts, typography
from lms.content.glossary import Glossary
from lms.content.sanitise import sanitise
from lms.content.tables import dress_table
from lms.content.tree import Pieces, change_texts, parents, parse, to_html, too_heavy


@dataclass(frozen=True)
class Addresses:
    """The addresses written into published texts: paths of this site, beginning with one « / »."""

    lesson: Callable[[str, str], str]  # course key, lesson key
    term: Callable[[str], str]  # glossary key
    media: Callable[[str, str], str]  # SHA-256 in hexadecimal, extension


@dataclass(frozen=True)
class Media:
    """A file of the course. Sides are in pixels, 0 for a document; `size` is in bytes."""

    sha256: str
    extension: str
    size: int
    width: int = 0
    height: int = 0


@dataclass
class LessonContext:
    """What the steps of one lesson share. `linked` collects the glossary terms already linked."""

    course_key: str
    addresses: Addresses
    media: Mapping[str, Media]
    glossary: Glossary
    linked: list[str] = field(default_factory=list)


def render_step(step_key: str, body: str, lesson: LessonContext) -> str:
    """Return the HTML of a step's body, safe to print. Raises ValueError for a body the reader refuses."""
    segments, slips = callouts.split(body)
    if slips or any(too_heavy(segment.text) for segment in segments):
        raise ValueError(f"step {step_key} has problems")
    page = Element("div")
    level = 1
    for number, segment in enumerate(segments, start=1):
        root = _dressed(segment.text, lesson)
        if not segment.name:
            page.extend(root)
            level = max([level, *(int(child.tag[1]) for child in root if child.tag in ("h2", "h3"))])
        elif segment.name == "clair":
            _put_definition(page, segment, root)
        elif segment.name == "loi":
            page.append(_law(segment, root))
        else:
            page.append(_callout(segment, root, min(level + 1, 3), f"{step_key}-encadre-{number}"))
    change_texts(page, lambda text: [typography.fix(text)], lambda element: element.tag == "code")
    change_texts(page, _raise_ordinals, lambda element: element.tag == "code")
    change_texts(page, lambda text: _link_terms(text, lesson), _not_running_text)
    return sanitise(to_html(page))


def file_words(media: Media) -> str:
    """The format and the weight of a document, in words: « PDF, 120 Ko »."""
    thousands = -(-media.size // 1000)
    if thousands < 1000:
        return f"{media.extension.upper()}, {thousands} Ko"
    return f"{media.extension.upper()}, {media.size / 1_000_000:.1f} Mo".replace(".", ",")


def _dressed(text: str, lesson: LessonContext) -> Element:
    """Markdown as a tree, with headings, figures, tables and links as the design has them."""
    root = parse(text)
    for element in list(root.iter()):
        if element.tag in ("h3", "h4"):
            element.tag = f"h{int(element.tag[1]) - 1}"
        elif element.tag == "a":
            _resolve_link(element, lesson)
    for parent, child in parents(root):
        if child.tag == "p" and len(child) == 1 and child[0].tag == "img":
            parent[list(parent).index(child)] = _figure(child[0], lesson)
        elif child.tag == "table":
            parent[list(parent).index(child)] = dress_table(child)
    for parent, child in parents(root):  # an image that is not alone on its line keeps its description only
        if child.tag == "img" and parent.tag != "figure":
            child.tag, child.text, child.attrib = "em", child.get("alt", ""), {}
    return root


def _resolve_link(link: Element, lesson: LessonContext) -> None:
    target = link.get("href", "")
    scheme, _, key = target.partition(":")
    link.attrib = {}
    if scheme == "lecon":
        link.set("href", lesson.addresses.lesson(lesson.course_key, key))
    elif scheme == "glossaire":
        link.attrib = {"class": "terme", "href": lesson.addresses.term(key)}
        if key not in lesson.linked:
            lesson.linked.append(key)
    elif target in lesson.media:
        media = lesson.media[target]
        link.set("href", lesson.addresses.media(media.sha256, media.extension))
        link.set("download", target.rsplit("/", 1)[-1])
        last = link[-1] if len(link) else None
        words = f" ({file_words(media)})"
        if last is None:
            link.text = (link.text or "") + words
        else:
            last.tail = (last.tail or "") + words
    elif scheme in ("https", "http", "mailto"):
        link.set("href", target)
    else:
        link.tag = "em"


def _figure(image: Element, lesson: LessonContext) -> Element:
    media = lesson.media[image.get("src", "")]
    figure = Element("figure")
    attributes = {
        "src": lesson.addresses.media(media.sha256, media.extension),
        "alt": typography.fix(image.get("alt", "")),
        "width": str(media.width),
        "height": str(media.height),
    }
    SubElement(figure, "img", attributes)
    if legend := image.get("title"):
        SubElement(figure, "figcaption").text = legend
    return figure


def _callout(segment: callouts.Segment, root: Element, level: int, key: str) -> Element:
    kind = "encadre" if segment.name == "exemple" else f"encadre encadre--{segment.name}"
    section = Element("section", {"class": kind, "aria-labelledby": key})
    SubElement(section, f"h{level}", {"class": "encadre__titre", "id": key}).text = callouts.heading(segment)
    section.extend(root)
    return section


def _law(segment: callouts.Segment, root: Element) -> Element:
    details = Element("details", {"class": "volet"})
    SubElement(details, "summary").text = callouts.heading(segment)
    root.set("class", "volet__corps")
    details.append(root)
    return details


def _put_definition(page: Element, segment: callouts.Segment, root: Element) -> None:
    """Add a definition beside the paragraph that precedes it, or below the definitions already there."""
    last = page[-1] if len(page) else None
    if last is not None and last.tag == "p":
        page.remove(last)
        box = SubElement(page, "div", {"class": "avec-note"})
        box.append(last)
        definitions = SubElement(box, "dl", {"class": "definition"})
    elif last is not None and last.get("class") == "avec-note":
        definitions = last[-1]
    elif last is not None and last.tag == "dl":
        definitions = last
    else:
        definitions = SubElement(page, "dl", {"class": "definition"})
    SubElement(definitions, "dt").text = callouts.heading(segment)
    meaning = SubElement(definitions, "dd")
    if len(root) == 1 and root[0].tag == "p":
        meaning.text = root[0].text
        meaning.extend(root[0])
    else:
        meaning.extend(root)


_ORDINAL = re.compile(r"(?<![\w.,-])(1)(er|re)(?!\w)|(?<![\w.,-])(\d{1,3})(e)(?!\w)")


def _raise_ordinals(text: str) -> Pieces:
    """« 1er » with its ending raised, as French prints it."""
    pieces: Pieces = []
    at = 0
    for match in _ORDINAL.finditer(text):
        number, ending = (match.group(1), match.group(2)) if match.group(1) else (match.group(3), match.group(4))
        raised = Element("sup")
        raised.text = ending
        pieces += [text[at : match.start()] + number, raised]
        at = match.end()
    return [*pieces, text[at:]]


_APART = {"a", "code", "h2", "h3", "dt", "summary", "th", "figcaption"}


def _not_running_text(element: Element) -> bool:
    return element.tag in _APART


def _link_terms(text: str, lesson: LessonContext) -> Pieces:
    """Link the first mention of each glossary term in the lesson."""
    pieces: Pieces = []
    at = 0
    for start, end, key in lesson.glossary.mentions(text):
        if key in lesson.linked:
            continue
        lesson.linked.append(key)
        link = Element("a", {"class": "terme", "href": lesson.addresses.term(key)})
        link.text = text[start:end]
        pieces += [text[at:start], link]
        at = end
    return [*pieces, text[at:]]
