"""Writes questions as Moodle XML. `read_moodle_xml` gives the same ones back; the rest is in comments."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lms.content.exchange.moodle_kinds import GAP
from lms.content.exchange.notes import general_of, write_notes
from lms.content.exchange.source import shortened
from lms.content.exchange.to_gift import NO_FILE, as_html, literal, named, number, percentage
from lms.content.kinds import (
    Blanks,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    ShortText,
    Single,
    TrueFalse,
)
from lms.content.kinds.blanks import MARK

_PLAIN = 'format="plain_text"'


def write_moodle_xml(questions: Sequence[Question], files: Mapping[str, bytes] = NO_FILE) -> str:
    """The questions as one Moodle XML file. Those without an equal in Moodle are listed by name in a comment.

    `files` are those of the course: the images that questions show are embedded.
    """
    reasons = [(question, moodle_xml_leaves_out(question)) for question in questions]
    left = [f"Sans équivalent dans Moodle : {named(question)} : {reason}." for question, reason in reasons if reason]
    comments = [f"  <!-- {_comment(line)} -->" for line in left]
    written = [_write(question, files) for question, reason in reasons if not reason]
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *comments, *written, "</quiz>"]) + "\n"


def moodle_xml_leaves_out(question: Question) -> str:
    """Why Moodle XML cannot hold this question, in French; "" when it can."""
    if isinstance(question, Blanks) and GAP.search(question.prompt):
        return "l’énoncé contient [[1]], qui y marque un trou"
    return "" if type(question) in _WRITERS else f"« {question.kind} » n’y existe pas"


def _write(question: Question, files: Mapping[str, bytes]) -> str:
    kind, write = _WRITERS[type(question)]
    lines = [
        f'  <question type="{kind}">',
        f"    <!-- {_comment(write_notes(question))} -->",
        f"    <name>{_text(shortened(question.prompt, 100))}</name>",
        f"    {_asked(question, files)}",
        f"    <generalfeedback {_PLAIN}>{_text(general_of(question))}</generalfeedback>",
        "    <defaultgrade>1</defaultgrade>",
        f"    <idnumber>{question.key}</idnumber>",
        f"    <tags><tag>{_text(question.objective)}</tag></tags>",
        *(f"    {line}" for line in write(question)),
        "  </question>",
    ]
    return "\n".join(lines)


def _asked(question: Question, files: Mapping[str, bytes]) -> str:
    """The wording, with the image that the question shows."""
    picture, wording = question.picture, _wording(question)
    if picture is None or picture.path not in files:
        return f"<questiontext {_PLAIN}>{_text(wording)}</questiontext>"
    name = picture.path.rpartition("/")[2]
    shown = f'<p><img src="@@PLUGINFILE@@/{name}" alt={quoteattr(picture.words)}></p>'
    encoded = base64.b64encode(files[picture.path]).decode()
    file = f'<file name="{name}" path="/" encoding="base64">{encoded}</file>'
    return f'<questiontext format="html">{_text(as_html(wording) + shown)}{file}</questiontext>'


def _comment(text: str) -> str:
    """Two hyphens would end the comment: in JSON they have another spelling, which people can read too."""
    return text.replace("--", "\\u002d\\u002d")


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"


def _wording(question: Question) -> str:
    if not isinstance(question, Blanks):
        return question.prompt
    ranks = iter(_first_ranks(question))
    return f"{question.prompt}\n\n{MARK.sub(lambda _: f'[[{next(ranks)}]]', question.text)}"


def _first_ranks(question: Blanks) -> Iterable[int]:
    """For each blank, the rank from 1 of its right choice among the choices of all."""
    before = 0
    for blank in question.blanks:
        yield before + next(rank for rank, choice in enumerate(blank.choices, start=1) if choice.right)
        before += len(blank.choices)


def _answer(text: str, share: Fraction, feedback: str = "", more: str = "", form: str = f" {_PLAIN}") -> str:
    said = f"<feedback {_PLAIN}>{_text(feedback)}</feedback>" if feedback else ""
    return f'<answer fraction="{percentage(share)}"{form}>{_text(text)}{more}{said}</answer>'


def _single(question: Any) -> Iterable[str]:
    yield "<single>true</single>"
    yield "<shuffleanswers>true</shuffleanswers>"
    for choice in question.choices:
        yield _answer(choice.text, Fraction(choice.right), choice.feedback)


def _multiple(question: Any) -> Iterable[str]:
    yield "<single>false</single>"
    yield "<shuffleanswers>true</shuffleanswers>"
    share = Fraction(1, question.out_of)
    for choice in question.choices:
        yield _answer(choice.text, share if choice.right else -share, choice.feedback)


def _true_false(question: Any) -> Iterable[str]:
    yield _answer("true", Fraction(question.answer), question.feedback_true)
    yield _answer("false", Fraction(not question.answer), question.feedback_false)


def _matching(question: Any) -> Iterable[str]:
    yield "<shuffleanswers>true</shuffleanswers>"
    rows = [(pair.left, pair.right) for pair in question.pairs] + [("", decoy.text) for decoy in question.decoys]
    for left, right in rows:
        yield f"<subquestion {_PLAIN}>{_text(left)}<answer>{_text(right)}</answer></subquestion>"


def _ordering(question: Any) -> Iterable[str]:
    yield "<layouttype>VERTICAL</layouttype>"
    yield "<selecttype>ALL</selecttype>"
    yield f"<selectcount>{len(question.elements)}</selectcount>"
    yield "<gradingtype>RELATIVE_NEXT_EXCLUDE_LAST</gradingtype>"
    for rank, element in enumerate(question.elements, start=1):
        yield f'<answer fraction="{rank}" {_PLAIN}>{_text(element.text)}</answer>'


def _numeric(question: Any) -> Iterable[str]:
    tolerance = f"<tolerance>{number(question.tolerance)}</tolerance>"
    yield _answer(number(question.value), Fraction(1), more=tolerance)
    for error in question.errors:
        yield _answer(number(error.value), Fraction(0), error.feedback, more="<tolerance>0</tolerance>")
    if question.unit:
        name = f"<unit_name>{escape(question.unit)}</unit_name>"
        yield f"<units><unit><multiplier>1</multiplier>{name}</unit></units>"


def _short_text(question: Any) -> Iterable[str]:
    yield "<usecase>0</usecase>"
    for form in question.accepted:
        yield _answer(literal(form), Fraction(1))
    for error in question.errors:
        for form in error.forms:
            yield _answer(literal(form), Fraction(0), error.feedback)


def _blanks(question: Any) -> Iterable[str]:
    yield "<shuffleanswers>0</shuffleanswers>"
    for group, blank in enumerate(question.blanks, start=1):
        for choice in blank.choices:
            yield f"<selectoption>{_text(choice.text)}<group>{group}</group></selectoption>"


_WRITERS: dict[type[Question], tuple[str, Callable[[Any], Iterable[str]]]] = {
    Single: ("multichoice", _single),
    Multiple: ("multichoice", _multiple),
    TrueFalse: ("truefalse", _true_false),
    Matching: ("matching", _matching),
    Ordering: ("ordering", _ordering),
    Numeric: ("numerical", _numeric),
    ShortText: ("shortanswer", _short_text),
    Blanks: ("gapselect", _blanks),
}
