"""Short texts and numbers: accepted answers, near ones that become common mistakes, and what is said of the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Any

from lms.content.exchange import marks
from lms.content.exchange.keys import Keys
from lms.content.exchange.notes import text_of, texts_in
from lms.content.exchange.numbers import ANY, stored
from lms.content.exchange.source import Answer, Found, Interval, Numbers, Unusable, Words, shortened
from lms.content.kinds.spelling import normal_form

_WILD = re.compile(r"(?<!\\)\*")


def short_text(body: Words, found: Found) -> dict[str, Any]:
    """`acceptees` and `erreurs`. A form with a wildcard has no equal: it is left out and said, if another remains."""
    accepted: list[str] = []
    for answer in body.answers:
        if answer.weight == 1 and not _WILD.search(answer.text):
            accepted.append(_literal(answer.text))
    wild = [answer.text for answer in body.answers if answer.weight == 1 and _WILD.search(answer.text)]
    if not accepted:
        raise Unusable(
            f"la réponse « {shortened(wild[0], 40)} » accepte tout à la place de * : écrivez chaque forme acceptée"
            if wild
            else "aucune réponse ne vaut 100 % : marquez la bonne réponse dans le fichier"
        )
    found.remarks += [
        f"La forme « {shortened(text, 40)} » n’est pas reprise : * n’a pas d’équivalent, écrivez les formes acceptées."
        for text in wild
    ]
    if not found.notes:
        found.remarks.append(_spelling(body))
    _explain_with([answer.feedback for answer in body.answers if answer.weight == 1], found)
    errors = _text_errors(body, accepted, found)
    return {"acceptees": list(dict.fromkeys(accepted))} | ({"erreurs": errors} if errors else {})


def _spelling(body: Words) -> str:
    theirs = "ils comptent tous" if body.exact_case else "seules les majuscules ne comptent pas"
    return f"Ici, majuscules, accents, espaces et traits d’union ne comptent pas. Dans le fichier, {theirs}."


def _literal(text: str) -> str:
    return text.replace("\\*", "*")


def _text_errors(body: Words, accepted: Sequence[str], found: Found) -> list[dict[str, Any]]:
    """Answers worth less than the whole, gathered by key noted, otherwise by what is said of them."""
    keys, noted = Keys(), texts_in(found.notes, "cles")
    seen = {normal_form(form): "" for form in accepted}
    rows: dict[str, dict[str, Any]] = {}
    for rank, answer in enumerate(body.answers):
        text = _literal(answer.text)
        if answer.weight == 1:
            continue
        if answer.weight:
            found.remarks.append(marks.partial_rule(text, answer.weight))
        if _hides(answer, body.answers[rank + 1 :]):
            found.remarks.append(marks.before_rule(text))
        if _WILD.search(answer.text) or (not answer.weight and not answer.feedback):
            _unsaid(answer.text, answer.feedback, found, partial=bool(answer.weight))
            continue
        together = noted.get(text) or f"\n{answer.feedback or text}"
        if not normal_form(text) or seen.setdefault(normal_form(text), together) != together:
            _unsaid(text, answer.feedback, found, partial=bool(answer.weight))
            continue
        row = rows.setdefault(together, {"cle": "", "formes": []})
        row["cle"] = row["cle"] or keys.exactly(noted.get(text)) or keys.make(text, otherwise="erreur")
        row["formes"].append(text)
        row |= {"retour": answer.feedback} if answer.feedback else {}
        rows[together] = row
    return list(rows.values())


def _hides(answer: Answer, later: Sequence[Answer]) -> bool:
    """Whether Moodle would find this answer before a right one that it resembles."""
    rights = [other.text for other in later if other.weight == 1]
    alike = normal_form(_literal(answer.text))
    return bool(rights) and (
        bool(_WILD.search(answer.text)) or alike in (normal_form(_literal(text)) for text in rights)
    )


def numeric(body: Numbers, found: Found) -> dict[str, Any]:
    """`valeur`, `tolerance`, `unite` and `erreurs`."""
    low, high = _right_interval(body.intervals)
    with localcontext(prec=60):
        value, tolerance = (low + high) / 2, (high - low) / 2
    if any(interval.comma for interval in body.intervals):
        found.remarks.append("Une virgule a été lue comme celle des décimales. Moodle demande un point.")
    table: dict[str, Any] = {"valeur": stored(value, "la valeur")}
    if tolerance:
        table["tolerance"] = stored(tolerance, "la tolérance")
    if unit := body.unit or text_of(found.notes, "unite"):
        table["unite"] = unit
    _explain_with([each.feedback for each in body.intervals if each.weight == 1], found)
    errors = _number_errors(body.intervals, (low, high), found)
    return table | ({"erreurs": errors} if errors else {})


def _right_interval(intervals: Sequence[Interval]) -> tuple[Decimal, Decimal]:
    """The numbers that get every point."""
    rights = sorted(
        (each.low, each.high)
        for each in intervals
        if each.weight == 1 and each.low is not None and each.high is not None
    )
    if any(each.weight == 1 and each.low is None for each in intervals):
        raise Unusable("n’importe quel nombre est accepté : écrivez la valeur attendue dans le fichier")
    if not rights:
        raise Unusable("aucune valeur ne donne tous les points : marquez la bonne réponse dans le fichier")
    low, high = rights[0]
    for start, end in rights[1:]:
        if start > high:
            raise Unusable("plusieurs valeurs séparées sont justes : gardez-en une, ou écrivez un texte court")
        high = max(high, end)
    return low, high


def _number_errors(intervals: Sequence[Interval], right: tuple[Decimal, Decimal], found: Found) -> list[dict[str, Any]]:
    """Other values become common mistakes, when they are one value and not a right one."""
    keys, noted = Keys(), texts_in(found.notes, "cles")
    rows: dict[Decimal, dict[str, Any]] = {}
    for rank, each in enumerate(intervals):
        if each.weight == 1:
            continue
        text = _said(each)
        if each.weight:
            found.remarks.append(marks.partial_rule(text, each.weight))
        if any(other.weight == 1 and _meet(each, other) for other in intervals[rank + 1 :]):
            found.remarks.append(marks.before_rule(text))
        if each.low is None or each.low != each.high or right[0] <= each.low <= right[1] or each.low in rows:
            _unsaid(text, each.feedback, found, partial=bool(each.weight))
            continue
        if not each.weight and not each.feedback:
            _unsaid(text, "", found)
            continue
        key = keys.exactly(noted.get(f"{each.low.normalize():f}")) or keys.make(f"valeur {text}", otherwise="erreur")
        rows[each.low] = {"cle": key, "valeur": stored(each.low, f"la valeur {text}")}
        rows[each.low] |= {"retour": each.feedback} if each.feedback else {}
    return list(rows.values())


def _meet(one: Interval, other: Interval) -> bool:
    """Whether some number is in both."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return True
    return one.low <= other.high and other.low <= one.high


def _said(interval: Interval) -> str:
    if interval.low is None:
        return ANY
    low, high = (f"{end:f}".replace(".", ",") for end in (interval.low, interval.high))
    return low.replace("-", "moins ") if low == high else f"de {low} à {high}"


def _unsaid(text: str, feedback: str, found: Found, *, partial: bool = False) -> None:
    """Say that an answer, or what is said of it, is not imported; with `partial`, its points are said already."""
    what = "toute autre réponse" if text.strip() == ANY else f"« {shortened(text, 40)} »"
    if feedback:
        found.remarks.append(f"Le commentaire pour {what} n’est pas repris : « {shortened(feedback, 300)} ».")
    elif not partial:
        found.remarks.append(
            f"Dans le fichier, {what} est une réponse à part, sans commentaire : elle n’est pas reprise."
        )


def _explain_with(feedbacks: Sequence[str], found: Found) -> None:
    """What is said of right answers becomes the explanation, when the file has none."""
    for feedback in dict.fromkeys(filter(None, feedbacks)):
        if not found.general:
            found.general = feedback
            found.remarks.append("Le commentaire de la bonne réponse est devenu l’explication.")
        elif feedback != found.general:
            found.remarks.append(
                f"Le commentaire de la bonne réponse n’est pas repris : « {shortened(feedback, 300)} »."
            )
