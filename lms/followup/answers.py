"""What was answered to a question: how many people chose each answer, and what may be shown of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms import content
from lms.followup.disclosure import FEWEST, HIDDEN, Share, hidden_cells

MOST_WORDINGS = 8  # answers that are typed or put together: the most frequent ones


@dataclass(frozen=True)
class GivenTimes:
    """An answer as it was given by `people`, and whether it is entirely right today."""

    given: content.Given
    right: bool
    people: int


class Shape(StrEnum):
    """How answers to a question are told."""

    PARTS = "parts"  # each person is in one cell
    TICKS = "ticks"  # each person may be in several cells
    LINES = "lines"  # for each line, how many were right


class Sort(StrEnum):
    """What a cell holds."""

    ANSWER = "answer"
    OTHERS = "others"  # answers given by fewer than ten people each
    UNKNOWN = "unknown"  # « je ne sais pas », or nothing


@dataclass(frozen=True)
class Cell:
    """An answer, and the share of people who gave it. `attracts`: wrong, and chosen more than what is right."""

    sort: Sort
    text: str
    right: bool
    share: Share
    attracts: bool = False


@dataclass(frozen=True)
class Told:
    """What may be shown of the answers to a question. `right` is the share of those that are entirely right."""

    shape: Shape
    people: int
    right: Share
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class _Count:
    sort: Sort
    text: str
    right: bool
    people: int


def by_its_key(question: content.Question, rows: Iterable[GivenTimes]) -> tuple[GivenTimes, ...]:
    """The same answers, right or wrong by the key of the text: of a neutral question, every mark is right."""
    return tuple(
        GivenTimes(row.given, question.grade(row.given).verdict is content.Verdict.RIGHT, row.people) for row in rows
    )


def tell(question: content.Question, rows: Sequence[GivenTimes]) -> Told:
    """Count the answers to a question, one for each person."""
    people = sum(row.people for row in rows)
    right = Share.of(sum(row.people for row in rows if row.right), people)
    unknown = _Count(Sort.UNKNOWN, "", False, sum(row.people for row in rows if row.given == content.UNKNOWN))
    known = [row for row in rows if row.given != content.UNKNOWN]
    match question:
        case content.Multiple():
            return Told(Shape.TICKS, people, right, _each_alone([*_ticks(question, known), unknown], people))
        case content.Matching() | content.Blanks() | content.Ordering():
            return Told(Shape.LINES, people, right, _each_alone([*_lines(question, known), unknown], people))
        case content.Single() | content.TrueFalse() | content.SelfRating():
            counts = [*_choices(question, known), unknown]
        case _:
            counts = [*_wordings(question, known), unknown]
    return Told(Shape.PARTS, people, right, _together(counts, people, right))


def _choices(
    question: content.Single | content.TrueFalse | content.SelfRating, rows: Sequence[GivenTimes]
) -> list[_Count]:
    """The choices in the author's order. What is right is what is marked so, if anybody chose it."""
    counts = []
    for option in question.view(0).options:
        given = {"choices": [option.value]}
        chosen = [row for row in rows if row.given == given]
        grade = question.grade(given)
        right = any(row.right for row in chosen) if chosen else grade.verdict is content.Verdict.RIGHT
        counts.append(_Count(Sort.ANSWER, option.text, right, sum(row.people for row in chosen)))
    return counts


def _ticks(question: content.Multiple, rows: Sequence[GivenTimes]) -> list[_Count]:
    return [
        _Count(
            Sort.ANSWER,
            choice.text,
            choice.right,
            sum(row.people for row in rows if choice.key in row.given.get("choices", ())),
        )
        for choice in question.choices
    ]


def _lines(question: content.Question, rows: Sequence[GivenTimes]) -> list[_Count]:
    """For each line, the people who had it right."""
    texts = [line.text for line in question.feedback(question.model()).lines]
    right = [0] * len(texts)
    for row in rows:
        for number, line in enumerate(question.feedback(row.given).lines):
            right[number] += row.people * (line.state is content.LineState.CHOSEN_RIGHT)
    return [_Count(Sort.ANSWER, text, True, count) for text, count in zip(texts, right, strict=True)]


def _wordings(question: content.Question, rows: Sequence[GivenTimes]) -> list[_Count]:
    """The answers that were typed, the most frequent first; those of fewer than ten people are never shown."""
    counts: dict[tuple[str, bool], int] = {}
    for row in rows:
        wording = (", ".join(question.words(row.given)), row.right)
        counts[wording] = counts.get(wording, 0) + row.people
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = [(text, right, people) for (text, right), people in ranked if people >= FEWEST and text][:MOST_WORDINGS]
    found = [_Count(Sort.ANSWER, text, right, people) for text, right, people in shown]
    for right in (True, False):
        all_of_them = sum(people for (_, so), people in counts.items() if so is right)
        rest = all_of_them - sum(one.people for one in found if one.right is right)
        found += [_Count(Sort.OTHERS, "", right, rest)] if rest else []
    return found


def _each_alone(counts: Iterable[_Count], people: int) -> tuple[Cell, ...]:
    """Cells that do not add up to a whole: each is shown or not for itself."""
    return tuple(Cell(one.sort, one.text, one.right, Share.of(one.people, people)) for one in counts)


def _together(counts: Sequence[_Count], people: int, right: Share) -> tuple[Cell, ...]:
    """Cells that add up to everybody, and to those who are right when their share is shown."""
    numbered = {number: one.people for number, one in enumerate(counts)}
    sides = [[number for number in numbered if counts[number].right is side] for side in (True, False)]
    hidden = hidden_cells(numbered, sides if right.value is not None else [list(numbered)])
    best = max((one.people for one in counts if one.right), default=0)
    cells = []
    for number, one in enumerate(counts):
        share = HIDDEN if number in hidden or people < FEWEST else Share(value=one.people / people)
        attracts = one.sort is Sort.ANSWER and not one.right and share.value is not None and one.people > best
        cells.append(Cell(one.sort, one.text, one.right, share, attracts and any(each.right for each in counts)))
    return tuple(cells)
