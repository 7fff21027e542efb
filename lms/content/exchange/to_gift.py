"""Writes questions as GIFT. `read_gift` gives the same ones back; what GIFT has no place for is in comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape
from types import MappingProxyType
from typing import Any

from lms.content.exchange import plain
from lms.content.exchange.gift_text import escaped
from lms.content.exchange.notes import general_of, write_notes
from lms.content.exchange.source import shortened
from lms.content.kinds import Matching, Multiple, Numeric, Ordering, Question, ShortText, Single, TrueFalse

ARROW = "->"
NO_FILE: Mapping[str, bytes] = MappingProxyType({})


def write_gift(questions: Sequence[Question], files: Mapping[str, bytes] = NO_FILE) -> str:
    """The questions as one GIFT file, which holds no other file of the course. Those that GIFT
    cannot hold are listed by name in its first comment.
    """
    reasons = [(question, gift_leaves_out(question)) for question in questions]
    left = [f"// Sans équivalent en GIFT : {named(question)} : {reason}." for question, reason in reasons if reason]
    written = [_write(question) for question, reason in reasons if not reason]
    head = [f"// Étoffe : questions du module, {len(written)} sur {len(questions)}.", *left]
    return "\n\n".join(["\n".join(head), *written]) + "\n"


def gift_leaves_out(question: Question) -> str:
    """Why GIFT cannot hold this question, in French; "" when it can."""
    if type(question) not in _WRITERS:
        return f"« {question.kind} » n’y existe pas"
    if question.picture:
        return "elle montre une image, qu’un fichier GIFT ne contient pas"
    if isinstance(question, ShortText):
        forms = [*question.accepted, *(form for error in question.errors for form in error.forms)]
        if any(ARROW in form for form in forms):
            return "une réponse contient ->, qui y marque les associations"
    if isinstance(question, Ordering) and any(element.text.startswith(("//", "[")) for element in question.elements):
        return "un élément commence par // ou par un crochet, qui y ont un autre sens"
    texts = [pair.left for pair in question.pairs] if isinstance(question, Matching) else []
    if any(plain.plain(as_html(text), plain.HTML, plain.Losses()) != text for text in texts if ARROW in text):
        return "un texte contient ->, qui y marque les associations"
    return ""


def named(question: Question) -> str:
    """A question as comments name it, on one line."""
    return f"« {shortened(question.prompt)} » ({question.key})"


def _write(question: Question) -> str:
    lines = [
        f"// [id:{question.key}] [tag:{question.objective}]",
        f"// {write_notes(question)}",
        f"::{escaped(shortened(question.prompt, 100))}::[plain]{escaped(question.prompt)}{{{_head(question)}",
        *(f"\t{line}" for line in _WRITERS[type(question)](question)),
        f"\t####{_text(general_of(question))}",
        "}",
    ]
    return "\n".join(lines)


def _text(text: str) -> str:
    """A text in the format of the wording. What looks like a format or a weight is protected by a format."""
    return f"[plain]{escaped(text)}" if text.startswith(("[", "%")) else escaped(text)


def as_html(text: str) -> str:
    """A plain text as HTML, its spaces and its lines kept."""
    return escape(text, quote=False).replace(" ", "&#32;").replace("\n", "<br>")


def _without_arrow(text: str) -> str:
    return f"[html]{escaped(as_html(text))}" if ARROW in text else _text(text)


def _said(feedback: str) -> str:
    return f"#{_text(feedback)}" if feedback else ""


def _head(question: Question) -> str:
    if isinstance(question, Numeric):
        return "#"
    if isinstance(question, Ordering):
        return f">{len(question.elements)} ALL VERTICAL RELATIVE_NEXT_EXCLUDE_LAST SHOW none"
    return ""


def _single(question: Any) -> Iterable[str]:
    for choice in question.choices:
        yield f"{'=' if choice.right else '~'}{_text(choice.text)}{_said(choice.feedback)}"


def _multiple(question: Any) -> Iterable[str]:
    share = Fraction(1, question.out_of)
    for choice in question.choices:
        weight = percentage(share if choice.right else -share)
        yield f"~%{weight}%{_text(choice.text)}{_said(choice.feedback)}"


def percentage(share: Fraction) -> str:
    """A share as Moodle writes it: 50, 33.33333, -16.66667."""
    return f"{float(share * 100):.5f}".rstrip("0").rstrip(".")


def _true_false(question: Any) -> Iterable[str]:
    right, wrong = question.feedback_true, question.feedback_false
    if not question.answer:
        right, wrong = wrong, right
    yield f"{'TRUE' if question.answer else 'FALSE'}#{_text(wrong)}#{_text(right)}"


def _matching(question: Any) -> Iterable[str]:
    for pair in question.pairs:
        yield f"={_without_arrow(pair.left)} {ARROW} {escaped(pair.right)}"
    for decoy in question.decoys:
        yield f"= {ARROW} {escaped(decoy.text)}"


def _ordering(question: Any) -> Iterable[str]:
    """One a line; Moodle reads them without their escapes, so there are as few as possible."""
    return (re.sub(r"[#{}\\]", r"\\\g<0>", element.text).replace("\n", "\\n") for element in question.elements)


def _numeric(question: Any) -> Iterable[str]:
    yield f"={number(question.value)}:{number(question.tolerance)}"
    for error in question.errors:
        yield f"=%0%{number(error.value)}:0{_said(error.feedback)}"


def number(value: Decimal) -> str:
    """A number without useless zeros."""
    return f"{value.normalize():f}"


def _short_text(question: Any) -> Iterable[str]:
    for form in question.accepted:
        yield f"=%100%{_text(literal(form))}"
    for error in question.errors:
        for form in error.forms:
            feedback = _without_arrow(error.feedback)
            yield f"=%0%{_text(literal(form))}#{feedback}"


def literal(form: str) -> str:
    """A form in which * is a star."""
    return form.replace("*", "\\*")


_WRITERS: dict[type[Question], Callable[[Any], Iterable[str]]] = {
    Single: _single,
    Multiple: _multiple,
    TrueFalse: _true_false,
    Matching: _matching,
    Ordering: _ordering,
    Numeric: _numeric,
    ShortText: _short_text,
}
