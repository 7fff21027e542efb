"""What chance gives: how often someone who answers anything is right. Pure."""

from __future__ import annotations

from math import factorial, prod

from lms import content


def guess(question: content.Question) -> float | None:
    """The share of blind answers that are entirely right, each as likely as any other.

    0 where an answer is typed: nobody types it by chance. None where nothing is right or wrong.
    """
    match question:
        case content.SelfRating():
            return None
        case content.TrueFalse():
            return 1 / 2
        case content.Single():
            return 1 / len(question.choices)
        case content.Multiple():
            return 1 / ((1 << len(question.choices)) - 1)  # any set of choices but none
        case content.Ordering():
            return 1 / factorial(len(question.elements))
        case content.Matching():
            view = question.view(0)
            return 1 / prod([len(view.options)] * len(view.lines))
        case content.Blanks():
            return 1 / prod(len(blank.choices) for blank in question.blanks)
    return 0.0
