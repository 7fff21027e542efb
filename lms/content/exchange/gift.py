"""Reads GIFT, by the rules that Moodle publishes for it (https://docs.moodle.org/en/GIFT_format)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from lms.content.exchange import plain
from lms.content.exchange.bank import Refused
from lms.content.exchange.gift_text import Written, braces, cut, shown
from lms.content.exchange.losses import say_losses
from lms.content.exchange.marks import ORDER_RULES
from lms.content.exchange.notes import read_notes
from lms.content.exchange.numbers import read_interval
from lms.content.exchange.pictures import Pictures
from lms.content.exchange.source import (
    ONLY_IMAGE,
    Answer,
    Body,
    Choices,
    Found,
    Numbers,
    Order,
    Pairs,
    Truth,
    Unusable,
    Words,
    in_category,
    refuse_too_many,
    shortened,
    weight_of,
)

BLANK = "_____"
_SIGNS = re.compile(r"^[ \t]*(?:::|\$CATEGORY:)|\{\s*(?:[=~#>]|(?:T|F|TRUE|FALSE)\s*[}#]|\})", re.MULTILINE)
_UNPROTECTED = re.compile(r"<[a-zA-Z][^<>=]{0,200}=\s*[\"']")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,10})?)%")
_FORM = re.compile(r"\[(html|markdown|moodle|plain)\]")
_TRUE, _FALSE = ("T", "TRUE"), ("F", "FALSE")
_ORDER = re.compile(r">\s*\d{1,3}(?!\d)")
_ORDER_OPTIONS = frozenset((
    *ORDER_RULES, "ALL", "EXACT", "RANDOM", "REL", "CONTIGUOUS", "CONTIG", "RELATIVE", "HORIZONTAL", "HORI", "H",
    "VERTICAL", "VERT", "V", "SHOW", "TRUE", "YES", "HIDE", "FALSE", "NO", "0", "1", "none", "123", "abc", "ABCD",
    "iii", "IIII", "NUMBERING_STYLE_DEFAULT",
))  # fmt: skip
_IDENTITY = re.compile(r"\[(id|tag):((?:\\\]|[^\]]){1,300}+)\]")
_DESCRIPTION = (
    "il n’y a pas de réponses entre accolades : c’est un texte à lire. Placez-le dans une étape de la leçon, "
    "ou ajoutez { } avec les réponses"
)
ESSAY = (
    "la réponse est libre, à noter par une personne : écrivez un texte court, une auto-évaluation, "
    "ou une étape « à faire en mairie »"
)


def looks_like(text: str) -> bool:
    """Whether a line begins as only GIFT does, or answers are written between braces."""
    return bool(_SIGNS.search(text))


def read_gift(text: str, pictures: Pictures) -> Iterator[Found | Refused]:
    """Each question of a file, in its order."""
    for written in cut(text):
        name, rest, titled = _name(written.text)
        found = Found(name, f"ligne {written.line}", titled=titled)
        try:
            _read(written, rest, found, pictures)
        except Unusable as unusable:
            yield Refused(found.name, found.place, str(unusable))
        else:
            yield found


def _name(text: str) -> tuple[str, str, bool]:
    """The title or the first words, what follows the title, and whether there is one."""
    if text.startswith("::") and (end := text.find("::", 2)) > 0:
        title, text = shortened(shown(text[2:end]), 120), text[end + 2 :].strip()
        if title:
            return title, text, True
    words = shortened(_FORM.sub("", shown(text.partition("{")[0] or text), count=1))
    return words or shortened(shown(text)) or "Sans titre", text, False


@dataclass
class _Texts:
    """Turns the texts of one question into plain ones, in the format of its wording unless they say another."""

    losses: plain.Losses
    form: str = plain.MOODLE
    shown: tuple[str, ...] = ()  # the addresses of the images of the wording

    def read(self, text: str) -> str:
        return self._plain(text)[0]

    def wording(self, text: str) -> str:
        words, self.form = self._plain(text)
        self.shown = tuple(self.losses.pictures)
        return words

    def answer(self, text: str) -> str:
        """Raises Unusable when it is only an image."""
        before, words = len(self.losses.pictures), self.read(text)
        if not words and len(self.losses.pictures) > before:
            raise Unusable(ONLY_IMAGE)
        return words

    def _plain(self, text: str) -> tuple[str, str]:
        text = text.strip()
        written = _FORM.match(text)
        form = written[1] if written else self.form
        body = text[written.end() :] if written else text
        return plain.plain(shown(body), form, self.losses), form


def _read(written: Written, text: str, found: Found, pictures: Pictures) -> None:
    _comments(written, found)
    place = braces(text)
    if place is None:
        raise Unusable(_DESCRIPTION)
    start, end = place
    before, inside, after = text[:start], text[start + 1 : end].strip(), text[end + 1 :]
    inside, _, general = inside.rpartition("####") if "####" in inside else (inside, "", "")
    texts = _Texts(plain.Losses())
    found.prompt = texts.wording(f"{before}{BLANK}{after}" if after else before)
    if not found.titled:
        found.name = shortened(found.prompt) or found.name
    found.general = texts.read(general)
    found.body = _body(inside.strip(), texts)
    say_losses(texts.losses, found, pictures, shown=texts.shown)


def _comments(written: Written, found: Found) -> None:
    tags = []
    for comment in written.comments:
        content = comment.removeprefix("//")
        if notes := read_notes(content):
            found.notes = notes
            continue
        for kind, value in _IDENTITY.findall(content):
            value = value.replace("\\]", "]").strip()
            if kind == "tag":
                tags.append(value)
            elif not found.number:
                found.number = value
    if written.category:
        found.place += in_category(written.category)
    if tags and not found.notes:
        found.remarks.append(f"Étiquettes dans le fichier : {shortened(', '.join(tags), 120)}.")
    if written.blank_inside:
        found.remarks.append("Une ligne vide au milieu de la question a été ignorée. Moodle aurait refusé la question.")
    if written.stuck:
        found.remarks.append("Il manquait une ligne vide entre deux questions. Moodle les aurait lues en une seule.")


def _body(inside: str, texts: _Texts) -> Body:
    if not inside:
        raise Unusable(ESSAY)
    if _ORDER.match(inside):
        return _order(inside, texts)
    if inside.startswith("#"):
        return _numbers(inside[1:], texts)
    if "~" in inside:
        answers = _answers(inside.replace("=", "~="), "~", texts, _choice_weight)
        return Choices(answers, single="=" in inside)
    if "=" in inside and "->" in inside:
        return Pairs(tuple(_pair(part, texts) for part in _parts(inside, "=")))
    if inside.partition("#")[0].strip() in (*_TRUE, *_FALSE):
        return _truth(inside, texts)
    return Words(_answers(inside, "=", texts, _word_weight))


def _parts(inside: str, sign: str) -> list[str]:
    """The parts that each begin with `sign`; words before the first one are a part too."""
    refuse_too_many(inside.count(sign))
    if _UNPROTECTED.search(inside):
        raise Unusable("un signe = dans une balise HTML n’est pas protégé : écrivez \\= dans le fichier")
    first, *others = (part.strip() for part in inside.split(sign))
    return [first, *others] if first else others


def _answers(inside: str, sign: str, texts: _Texts, weigh: Callable[[str], tuple[Fraction, str]]) -> tuple[Answer, ...]:
    answers = []
    for part in _parts(inside, sign):
        weight, rest = weigh(part)
        text, _, feedback = rest.partition("#")
        answers.append(Answer(texts.answer(text), weight, texts.read(feedback)))
    return tuple(answers)


def _choice_weight(part: str) -> tuple[Fraction, str]:
    if part.startswith("="):
        return Fraction(1), part[1:]
    return _weighted(part, Fraction(0))


def _word_weight(part: str) -> tuple[Fraction, str]:
    return _weighted(part, Fraction(1))


def _weighted(part: str, otherwise: Fraction) -> tuple[Fraction, str]:
    found = _WEIGHT.match(part)
    return (weight_of(Decimal(found[1])), part[found.end() :]) if found else (otherwise, part)


def _pair(part: str, texts: _Texts) -> tuple[str, str]:
    left, arrow, right = part.partition("->")
    if not arrow:
        raise Unusable(f"dans « {shortened(shown(part))} », il manque -> entre les deux textes à associer")
    return texts.answer(left), plain.plain(shown(right), plain.PLAIN, texts.losses)


def _truth(inside: str, texts: _Texts) -> Truth:
    """The first feedback is for the wrong answer, the second for the right one."""
    said, _, feedbacks = inside.partition("#")
    wrong, _, right = feedbacks.partition("#")
    when_wrong, when_right = texts.read(wrong), texts.read(right)
    if said.strip() in _TRUE:
        return Truth(True, feedback_true=when_right, feedback_false=when_wrong)
    return Truth(False, feedback_true=when_wrong, feedback_false=when_right)


def _numbers(inside: str, texts: _Texts) -> Numbers:
    """What follows « ~ » is said for any other answer."""
    inside, other, rest = inside.partition("~")
    intervals = []
    for part in _parts(inside, "="):
        weight, answer = _word_weight(part)
        number, _, feedback = answer.partition("#")
        intervals.append(read_interval(shown(number).strip(), weight, texts.read(feedback)))
    if other:
        intervals.append(read_interval("*", Fraction(0), texts.read(rest.partition("#")[2])))
    return Numbers(tuple(intervals))


def _order(inside: str, texts: _Texts) -> Order:
    """After « >3 », words that Moodle knows, then the items, one a line."""
    first, _, others = _ORDER.sub("", inside, count=1).partition("\n")
    words = first.split()
    options = list(takewhile(_ORDER_OPTIONS.__contains__, words))
    items = [" ".join(words[len(options) :]), *map(str.strip, others.split("\n"))]
    refuse_too_many(len(items))
    return Order(
        items=tuple(texts.answer(item) for item in items if item),
        rule=next(filter(ORDER_RULES.__contains__, options), ""),
        some=bool({"RANDOM", "REL", "CONTIGUOUS", "CONTIG"} & set(options)),
    )
