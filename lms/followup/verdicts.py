"""What figures suggest to whoever wrote a question. Pure: the words are the page's."""

from __future__ import annotations

from enum import StrEnum

from lms.followup.answers import Cell, Shape, Sort, Told
from lms.followup.disclosure import Share
from lms.followup.items import QuestionFigures

ENOUGH = 30  # answers, before anything is said of how a question tells people apart
LITTLE, CLEARLY = 0.2, 0.4  # of the discrimination index
VERY_EASY, EASY, HARD = 0.95, 0.9, 0.5  # of the facility
MANY = 0.25  # who say that they do not know


class Tells(StrEnum):
    """How far a question is better answered by those who do better at the rest of the quiz."""

    REVERSED = "reversed"
    LITTLE = "little"
    FAIRLY = "fairly"
    CLEARLY = "clearly"


class Opinion(StrEnum):
    """What to do with a question, in a word."""

    TOO_EARLY = "too-early"
    ALARMING = "alarming"  # to look at first
    TO_REVIEW = "to-review"
    VERY_EASY = "very-easy"
    GOOD = "good"


class Hint(StrEnum):
    """What the figures of a question suggest, the most urgent first."""

    REVERSED = "reversed"
    ATTRACTED = "attracted"  # a wrong answer attracts more than the right one
    CHANCE = "chance"  # fewer right answers than by chance
    UNKNOWN = "unknown"  # many say that they do not know
    TELLS_LITTLE = "tells-little"
    EVERYONE_RIGHT = "everyone-right"
    UNUSED = "unused"  # a wrong answer that nobody chose
    LEARNT = "learnt"  # in a lesson: wrong at first, right in the end
    STILL_WRONG = "still-wrong"  # in a lesson: many leave it without the right answer
    TOO_EARLY = "too-early"
    NOTHING = "nothing"


def tells(figures: QuestionFigures) -> Tells | None:
    """None where the index does not exist, or where too few answered."""
    index = figures.discrimination
    if index is None or figures.answers < ENOUGH:
        return None
    if index < 0:
        return Tells.REVERSED
    return Tells.LITTLE if index < LITTLE else Tells.FAIRLY if index < CLEARLY else Tells.CLEARLY


def opinion(figures: QuestionFigures, facility: Share, chance: float | None) -> Opinion:
    """From what is shown: the facility as it is disclosed."""
    if figures.answers < ENOUGH:
        return Opinion.TOO_EARLY
    here, told = facility.about, tells(figures)
    if told is Tells.REVERSED or (here is not None and chance is not None and here < chance):
        return Opinion.ALARMING
    if here is not None and here >= VERY_EASY:
        return Opinion.VERY_EASY
    if here is not None and (here < EASY and told is Tells.LITTLE):
        return Opinion.TO_REVIEW
    return Opinion.VERY_EASY if told is Tells.LITTLE else Opinion.GOOD


def quiz_hints(figures: QuestionFigures, told: Told, chance: float | None) -> tuple[Hint, ...]:
    """What a question of the quiz suggests."""
    if figures.answers < ENOUGH:
        return (Hint.TOO_EARLY,)
    apart, right = tells(figures), told.right.about
    found = {
        Hint.REVERSED: apart is Tells.REVERSED,
        Hint.ATTRACTED: attractive(told) is not None,
        Hint.CHANCE: right is not None and chance is not None and right < chance,
        Hint.UNKNOWN: _unknown(told) >= MANY,
        Hint.TELLS_LITTLE: apart is Tells.LITTLE and (right is None or right < EASY),
        Hint.EVERYONE_RIGHT: right is not None and right >= VERY_EASY,
        Hint.UNUSED: bool(unused(told)),
    }
    return tuple(hint for hint, holds in found.items() if holds) or (Hint.NOTHING,)


def practice_hints(first: Told, last: Share, chance: float | None) -> tuple[Hint, ...]:
    """What a question of a lesson suggests, from first tries, and from the answers left in the end."""
    if first.people < ENOUGH:
        return (Hint.TOO_EARLY,)
    right, end = first.right.about, last.about
    found = {
        Hint.ATTRACTED: attractive(first) is not None,
        Hint.CHANCE: right is not None and chance is not None and right < chance,
        Hint.UNKNOWN: _unknown(first) >= MANY,
        Hint.STILL_WRONG: end is not None and end < HARD,
        Hint.LEARNT: right is not None and end is not None and right < HARD <= end,
        Hint.EVERYONE_RIGHT: right is not None and right >= VERY_EASY,
        Hint.UNUSED: bool(unused(first)),
    }
    return tuple(hint for hint, holds in found.items() if holds) or (Hint.NOTHING,)


def attractive(told: Told) -> Cell | None:
    """The wrong answer that attracts more than the right one, the most chosen if there are several."""
    found = [cell for cell in told.cells if cell.attracts]
    return max(found, key=lambda cell: cell.share.value or 0.0, default=None)


def unused(told: Told) -> tuple[Cell, ...]:
    """The wrong answers that nobody chose, where people choose among answers."""
    if told.shape is Shape.LINES:
        return ()
    return tuple(cell for cell in told.cells if cell.sort is Sort.ANSWER and not cell.right and cell.share.value == 0)


def _unknown(told: Told) -> float:
    return next((cell.share.value or 0.0 for cell in told.cells if cell.sort is Sort.UNKNOWN), 0.0)
