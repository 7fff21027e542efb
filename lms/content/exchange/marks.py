"""Whether a question gives the same marks here as in Moodle, and the words that say how they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import product

from lms.content.exchange.source import Answer, shortened
from lms.content.kinds.choices import MOST

ORDER_RULES = {
    "ALL_OR_NOTHING": "tous les points ou aucun",
    "ABS": "un point par élément à sa place exacte",
    "ABSOLUTE": "un point par élément à sa place exacte",
    "ABSOLUTE_POSITION": "un point par élément à sa place exacte",
    "RELATIVE_NEXT_EXCLUDE_LAST": "un point par élément suivi du bon, le dernier à part",
    "RELATIVE_NEXT_INCLUDE_LAST": "un point par élément suivi du bon, le dernier compris",
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": "des points pour le bon élément avant et le bon après",
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": "des points pour tous les éléments bien placés avant et après",
    "LONGEST_ORDERED_SUBSET": "des points pour la plus longue suite d’éléments dans l’ordre",
    "LONGEST_CONTIGUOUS_SUBSET": "des points pour la plus longue suite d’éléments qui se touchent dans l’ordre",
    "RELATIVE_TO_CORRECT": "des points selon l’écart à la bonne place",
}


def moodle_mark(weights: Iterable[Fraction]) -> Fraction:
    """Moodle's mark for the chosen answers of a multiple choice: the sum of their weights, between 0 and 1."""
    return min(Fraction(1), max(Fraction(0), sum(weights, Fraction(0))))


def our_mark(chosen: Sequence[bool], right: int) -> Fraction:
    """Ours: `chosen` says of each chosen answer whether it is right, `right` how many right ones there are."""
    return Fraction(max(0, sum(1 if each else -1 for each in chosen)), right)


def same_marks(answers: Sequence[Answer]) -> bool:
    """Whether every set of ticks of a multiple choice has the same mark in both."""
    if len(answers) > MOST:
        return False
    right = sum(answer.weight > 0 for answer in answers)
    for ticks in product((False, True), repeat=len(answers)):
        chosen = [answer.weight for answer, tick in zip(answers, ticks, strict=True) if tick]
        if chosen and moodle_mark(chosen) != our_mark([weight > 0 for weight in chosen], right):
            return False
    return True


def multiple_rules(answers: Sequence[Answer]) -> str:
    """Both rules in words."""
    shares = ", ".join(f"« {shortened(answer.text, 40)} » {percent(answer.weight)}" for answer in answers)
    return (
        f"Les points changent. Dans le fichier, chaque choix coché compte pour sa part : {shares}. "
        "Ici, chaque choix juste coché ajoute un point et chaque choix faux coché en retire un, "
        "sans descendre au-dessous de zéro."
    )


def whole_rules() -> str:
    return (
        "Les points changent. Dans le fichier, il faut cocher tous les choix justes et aucun choix faux, sinon rien. "
        "Ici, chaque choix juste coché ajoute un point et chaque choix faux coché en retire un."
    )


def order_rules(rule: str) -> str:
    theirs = ORDER_RULES.get(rule.upper(), "un point par élément suivi du bon, le dernier à part")
    return (
        f"Les points changent. Dans le fichier : {theirs}. "
        "Ici : un point par couple d’éléments voisins qui sont dans le bon ordre l’un par rapport à l’autre."
    )


def partial_rule(text: str, weight: Fraction) -> str:
    said = shortened(text, 40)
    return f"Dans le fichier, « {said} » donne {percent(weight)} des points. Ici, cette réponse n’en donne pas."


def before_rule(text: str) -> str:
    """Moodle gives the mark of the first answer that matches."""
    return f"Dans le fichier, « {shortened(text, 40)} » passe avant la bonne réponse. Ici, la bonne réponse compte."


def percent(weight: Fraction) -> str:
    """« 33,33 % », « -50 % »."""
    number = f"{float(weight * 100):.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{number} %"
