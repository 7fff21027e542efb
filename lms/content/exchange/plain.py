"""HTML, Markdown and Moodle's own mixture to plain text, and what was lost on the way.

Our questions hold plain text. Every step takes a time proportional to the text, whatever it holds.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from lms.content.exchange.source import Unusable
from lms.content.problems import INVISIBLE
from lms.content.tree import parse, to_html, too_heavy

HTML, MARKDOWN, MOODLE, PLAIN = "html", "markdown", "moodle", "plain"
MARKDOWN_LENGTH = 6_000

_TOKEN = re.compile(
    r"<!--|-->|<(/?)([a-zA-Z][a-zA-Z0-9:]*+)(?=[\s/>])([^<>]*+)>|<!\[[^<>\]]*+\]>|<[!?][a-zA-Z][^<>]*+>"
)
_ATTRIBUTE = re.compile(r"""(?<![a-zA-Z-])([a-zA-Z][a-zA-Z-]*+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,10}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_ENDLESS = re.compile(r"&#x?[0-9a-fA-F]{9,}+;?", re.IGNORECASE)  # no character has such a number
_SPACES = re.compile(r"[ \t\n\f]+")
_LONE_DASH = re.compile(r"^-\n+(?=\S)", re.MULTILINE)  # the paragraph of an item
_FILE = re.compile(r"[^ ]{1,200}\.(?:png|jpe?g|gif|webp|svg|bmp)", re.IGNORECASE)  # words that say nothing
_MARKDOWN = re.compile(r"[*_`#\[\]>|\\]|^ *(?:[-+]|\d+\.) ", re.MULTILINE)

_LOST = {
    "b": "gras", "strong": "gras", "i": "italique", "em": "italique", "u": "soulignement", "s": "texte barré",
    "strike": "texte barré", "del": "texte barré", "a": "liens", "table": "tableaux", "ul": "listes", "ol": "listes",
    "sub": "indices et exposants", "sup": "indices et exposants", "h1": "titres", "h2": "titres", "h3": "titres",
    "h4": "titres", "h5": "titres", "h6": "titres", "code": "code", "pre": "code", "blockquote": "citations",
    "audio": "sons et vidéos", "video": "sons et vidéos", "iframe": "sons et vidéos", "object": "sons et vidéos",
    "embed": "sons et vidéos", "math": "formules", "svg": "dessins", "script": "programmes", "style": "styles",
    "font": "couleurs et polices", "mark": "couleurs et polices", "input": "champs", "select": "champs",
    "textarea": "champs", "button": "champs",
}  # fmt: skip
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre", "hr"))
_LINES = frozenset(("br", "div", "li", "tr", "dt", "dd", "section", "article", "header", "footer", "caption"))
_SILENT = frozenset((
    "span", "small", "big", "center", "abbr", "acronym", "cite", "q", "label", "tbody", "thead", "tfoot", "td", "th",
    "img", "wbr", "dl", "html", "body", "head", "meta", "link", "title", "figure", "figcaption", "ins", "tt", "kbd",
    "samp", "var", "colgroup", "col", "source", "param", "track", "option", "nolink", "bdi", "bdo", "main", "nav",
    "fieldset", "legend", "dfn", "time", "ruby", "rt", "rp", "nobr", "form", "address",
))  # fmt: skip
_KNOWN = _PARAGRAPHS | _LINES | _SILENT | frozenset(_LOST)
_HIDDEN = frozenset(("script", "style"))
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


_PARAGRAPH, _LINE, _SPACE = "\ufdd0", "\ufdd1", "\ufdd2"  # no text holds them: see `decoding`


@dataclass
class Losses:
    """What the plain texts of one question could not keep. `pictures` has the words of each image by its address."""

    kinds: dict[str, None] = field(default_factory=dict)
    addresses: dict[str, None] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    invisible: bool = False


def plain(text: str, form: str, losses: Losses) -> str:
    """The words of `text`, written in `form`. Raises Unusable for Markdown that cannot be read."""
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    cleaned = INVISIBLE.sub("", text)
    losses.invisible |= len(cleaned) < len(text)
    if form == MARKDOWN:
        return _from_markdown(cleaned, losses)
    if form == HTML:
        return _from_html(cleaned, losses)
    if form == MOODLE and _is_html(cleaned):
        return _from_html(cleaned.replace("\n", "<br>"), losses)
    return cleaned.strip()


def _is_html(text: str) -> bool:
    tags = (match.group(2) for match in _TOKEN.finditer(text))
    return bool(_ENTITY.search(text)) or any(tag and tag.lower() in _KNOWN for tag in tags)


def _from_markdown(text: str, losses: Losses) -> str:
    if not _MARKDOWN.search(text):
        return text.strip()
    if len(text) > MARKDOWN_LENGTH or too_heavy(text):
        raise Unusable("ce texte en Markdown est trop long ou trop compliqué : simplifiez-le dans le fichier")
    return _from_html(to_html(parse(text)), losses)


@dataclass
class _Page:
    """The text being written, tag after tag."""

    losses: Losses
    pieces: list[str] = field(default_factory=list)
    hidden: str = ""  # the tag whose content is not text, "!" in a comment
    shift: str = ""  # sub or sup
    alternatives: list[str] = field(default_factory=list)  # of its images

    def say(self, text: str) -> None:
        if self.hidden:
            return
        words = _SPACES.sub(" ", text).replace("&#32;", _SPACE)
        words = INVISIBLE.sub("", html.unescape(_ENDLESS.sub("\ufffd", words)))
        self.pieces.append(_shifted(words, self.shift) if self.shift and words.strip() else words)

    def tag(self, name: str, closing: bool, inside: str) -> None:
        if self.hidden:
            if closing and name == self.hidden:
                self.hidden = ""
            return
        if name in _LOST:
            self.losses.kinds[_LOST[name]] = None
        if name in _HIDDEN and not closing and not inside.endswith("/"):
            self.hidden = name
        elif name in ("sub", "sup"):
            self.shift = "" if closing else name
        elif name in _PARAGRAPHS:
            self.pieces.append(_PARAGRAPH)
        elif name in _LINES:
            self.pieces.append(_LINE + ("- " if name == "li" and not closing else ""))
        elif name in ("td", "th") and closing:
            self.pieces.append(" | ")
        elif not closing:
            self._points_to(name, inside)

    def _points_to(self, name: str, inside: str) -> None:
        values = {match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(inside)}
        if name == "img":
            source, words = (html.unescape(values.get(each, "")) for each in ("src", "alt"))
            words = INVISIBLE.sub("", " ".join(words.split()))
            words = "" if _FILE.fullmatch(words) else words
            self.losses.pictures[unquote(source)] = words
            self.alternatives.append(words)
        elif name == "a" and values.get("href", "#")[:1] != "#":
            self.losses.addresses[html.unescape(values["href"])] = None

    def text(self) -> str:
        if self.hidden:
            self.losses.kinds["passages cachés"] = None
        text = "".join(self.pieces).replace(_PARAGRAPH, "\n\n").replace(_LINE, "\n")
        lines = (" ".join(filter(None, line.split(" "))).removesuffix(" |").rstrip() for line in text.split("\n"))
        words = _LONE_DASH.sub("- ", re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))
        return words.replace(_SPACE, " ").strip() or " ".join(filter(None, self.alternatives))


def _shifted(words: str, shift: str) -> str:
    table, sign = (_RAISED, "^") if shift == "sup" else (_LOWERED, "_")
    if all(ord(letter) in table for letter in words.strip()):
        return words.translate(table)
    return f"{sign}{words}" if len(words) == 1 or words.isalnum() else f"{sign}({words})"


def _from_html(text: str, losses: Losses) -> str:
    page = _Page(losses)
    at = 0
    for token in _TOKEN.finditer(text):
        name = (token.group(2) or "").lower()
        if (name and name not in _KNOWN and ":" not in name) or (token.group() == "-->" and page.hidden != "!"):
            continue  # « x <y et z> 3 » is not a tag, nor « a --> b » the end of a comment
        page.say(text[at : token.start()])
        at = token.end()
        if token.group() == "<!--":
            page.hidden = page.hidden or "!"
        elif token.group() == "-->":
            page.hidden = ""
        elif name:
            page.tag(name, bool(token.group(1)), token.group(3))
    page.say(text[at:])
    return page.text()
