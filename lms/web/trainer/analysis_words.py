"""The words of the pages « Analyse »: figures, levels, and what they suggest. French, plain, without jargon."""

from __future__ import annotations

from lms import content, followup
from lms.followup import Hint, Opinion, QuestionFigures, Share, Sort, Tells, Told
from lms.web.french import NBSP, THIN, number

NONE = "—"  # a figure that does not exist, or may not be shown
TELLS = {
    Tells.REVERSED: "À l’envers",
    Tells.LITTLE: "Peu",
    Tells.FAIRLY: "Assez",
    Tells.CLEARLY: "Nettement",
}
OPINIONS = {
    Opinion.TOO_EARLY: "Trop tôt",
    Opinion.ALARMING: "À revoir",
    Opinion.TO_REVIEW: "À revoir",
    Opinion.VERY_EASY: "Très facile",
    Opinion.GOOD: "Bonne",
}
HINTS = {
    Hint.REVERSED: "Les personnes qui réussissent le reste du quiz s’y trompent davantage que les autres. L’énoncé est "
    "sans doute ambigu, ou le corrigé est faux\u00a0: relisez-les en premier.",
    Hint.CHANCE: "La réussite est plus basse que si chacun répondait au hasard. Vérifiez le corrigé, puis l’énoncé.",
    Hint.UNKNOWN: "Beaucoup disent «\u202fJe ne sais pas\u202f», ou ne répondent pas. La leçon n’en parle peut-être "
    "pas assez.",
    Hint.TELLS_LITTLE: "La question distingue peu les personnes qui réussissent le reste du quiz. Un énoncé plus "
    "précis, ou des mauvaises réponses plus vraisemblables, la rendraient plus utile.",
    Hint.EVERYONE_RIGHT: "Presque tout le monde a juste. La question met en confiance, mais ne vérifie plus "
    "grand-chose\u00a0: vous pouvez la rendre plus exigeante.",
    Hint.STILL_WRONG: "Plus de la moitié des personnes en restent à une réponse fausse. Le retour n’explique "
    "peut-être pas assez.",
    Hint.LEARNT: "On s’y trompe d’abord, puis on trouve\u00a0: le retour fait son travail.",
    Hint.TOO_EARLY: f"Il y a moins de {followup.ENOUGH} réponses\u00a0: c’est trop tôt pour conclure.",
    Hint.NOTHING: "Rien ne demande de changement.",
}


def percent(value: float) -> str:
    """« 31 % »."""
    return f"{round(100 * value)}{THIN}%"


def share(value: Share) -> str:
    """« 31 % », « moins de 25 % », « plus de 75 % », or a dash."""
    if value.value is not None:
        return percent(value.value)
    if value.below is not None:
        return f"moins de {percent(value.below)}"
    return NONE if value.above is None else f"plus de {percent(value.above)}"


def by_chance(question: content.Question) -> str:
    """What chance gives, or a dash where nothing is right."""
    chance = followup.guess(question)
    if chance is None:
        return NONE
    return f"moins de {percent(0.01)}" if 0 < chance < 0.01 else percent(chance)


def decimal(value: float | None, digits: int = 2) -> str:
    """« 0,42 », « −0,44 », or a dash. Never a negative zero."""
    return NONE if value is None else number(round(value, digits) + 0.0).replace("-", "\N{MINUS SIGN}")


def points(value: float | None) -> str:
    """A share of the quiz or of a weight as a percentage with a decimal, or a dash."""
    return NONE if value is None else f"{decimal(100 * value, 1)}{THIN}%"


def lasting(seconds: float | None) -> str:
    """« 52 s », « 2 min », or a dash."""
    if seconds is None:
        return NONE
    return f"{round(seconds)}{NBSP}s" if seconds < 120 else f"{round(seconds / 60)}{NBSP}min"


def at_least(people: int) -> str:
    """« au moins 40 »: by tens, so that two pages never differ by fewer."""
    tens = people - people % followup.FEWEST
    return f"au moins {number(tens)}" if tens else "moins de dix"


def of_at_least(people: int) -> str:
    """The same after « la note »: « d’au moins 40 », « de moins de dix »."""
    return ("d’" if people >= followup.FEWEST else "de ") + at_least(people)


def answer_text(cell: followup.Cell) -> str:
    """The words of an answer, or of those that are put together."""
    if cell.sort is Sort.UNKNOWN:
        return "Je ne sais pas, ou sans réponse"
    if cell.sort is Sort.OTHERS:
        return "Autres réponses justes" if cell.right else "Autres réponses fausses"
    return cell.text


def suggestions(hints: tuple[Hint, ...], told: Told) -> tuple[str, ...]:
    """What the figures suggest, a sentence or two each."""
    attracted = followup.attractive(told)
    unused = ", ".join(f"«{THIN}{cell.text}{THIN}»" for cell in followup.unused(told))
    sentences = HINTS | {
        Hint.ATTRACTED: f"«{THIN}{attracted.text}{THIN}» attire plus que la bonne réponse{NBSP}: "
        f"{share(attracted.share)} des personnes. Un passage de la leçon laisse peut-être croire que c’est juste."
        if attracted
        else "",
        Hint.UNUSED: f"Personne ne choisit {unused}. Remplacez ce choix par une erreur vraiment entendue.",
    }
    return tuple(sentences[hint] for hint in hints)


def facts(question: content.Question, figures: QuestionFigures, seconds: float | None) -> tuple[tuple[str, str], ...]:
    """The figures of a question of the quiz, under their usual names, for whoever knows them."""
    enough = figures.answers >= followup.ENOUGH
    return (
        ("Réponses", number(figures.answers)),
        ("Réussite par pur hasard", by_chance(question)),
        ("Indice de discrimination", decimal(figures.discrimination) if enough else NONE),
        ("Efficacité de la discrimination", points(figures.efficiency) if enough else NONE),
        ("Poids voulu dans le quiz", points(figures.intended_weight)),
        ("Poids réel", points(figures.effective_weight) if enough else NONE),
        ("Temps médian", lasting(seconds)),
    )
