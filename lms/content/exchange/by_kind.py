"""What each kind adds to a table, from what the file says of it. Remarks go to the question found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lms.content.exchange import answers_in_words, marks
from lms.content.exchange.keys import Keys, slug
from lms.content.exchange.notes import text_of, texts_in
from lms.content.exchange.source import (
    Answer,
    Choices,
    Found,
    Gap,
    Gaps,
    Numbers,
    Order,
    Pairs,
    Truth,
    Unusable,
    Words,
    refuse_too_many,
    shortened,
)

Made = tuple[str, dict[str, Any]]
FILL_IN = "Complétez le texte."


def table_of(found: Found) -> Made:
    """The French name of the kind and its own fields. Raises Unusable."""
    refuse_too_many(_count(found))
    _leave_empty_choices(found)
    match found.body:
        case Choices(single=True) as body:
            return _single(body, found)
        case Choices() as body:
            return _multiple(body, found)
        case Truth() as body:
            return _truth(body)
        case Pairs() as body:
            return _matching(body, found)
        case Order() as body:
            return _ordering(body, found)
        case Gaps() as body:
            return _blanks(body, found)
        case Words() as body:
            return "texte-court", answers_in_words.short_text(body, found)
        case Numbers() as body:
            return "nombre", answers_in_words.numeric(body, found)
    raise Unusable("cette question n’a pas de réponses")


def _leave_empty_choices(found: Found) -> None:
    """Moodle's form leaves lines for more choices: an empty one is not a choice."""
    if isinstance(found.body, Choices):
        written = tuple(one for one in found.body.answers if one.text or one.weight or one.feedback)
        if len(written) < len(found.body.answers):
            found.body = replace(found.body, answers=written)
            found.remarks.append("Les choix vides du fichier ne sont pas repris.")


def _count(found: Found) -> int:
    match found.body:
        case Choices(answers) | Words(answers):
            return len(answers)
        case Numbers(rows) | Pairs(rows) | Order(rows):
            return len(rows)
        case Gaps(_, gaps):
            return max((len(gaps), *(len(gap.answers) for gap in gaps)))
    return 0


def _single(body: Choices, found: Found) -> Made:
    rights = [answer for answer in body.answers if answer.weight == 1]
    if not rights:
        raise Unusable("aucun choix ne vaut 100 % : marquez la bonne réponse dans le fichier")
    if len(rights) > 1:
        raise Unusable(
            f"{len(rights)} choix valent 100 % et on n’en coche qu’un : gardez-en un, "
            "ou faites-en un choix multiple (en GIFT : ~%50% devant chacun des deux)"
        )
    for answer in body.answers:
        if answer.weight not in (0, 1):
            found.remarks.append(marks.partial_rule(answer.text, answer.weight))
    return "choix-unique", {"choix": _choices(body.answers, rights, texts_in(found.notes, "cles"))}


def _multiple(body: Choices, found: Found) -> Made:
    rights = [answer for answer in body.answers if answer.weight > 0]
    if not rights:
        raise Unusable("aucun choix ne donne de points : marquez les bonnes réponses dans le fichier")
    if body.whole:
        found.remarks.append(marks.whole_rules())
    elif not marks.same_marks(body.answers):
        found.remarks.append(marks.multiple_rules(body.answers))
    return "choix-multiple", {"choix": _choices(body.answers, rights, texts_in(found.notes, "cles"))}


def _choices(answers: Iterable[Answer], rights: list[Answer], noted: dict[str, str]) -> list[dict[str, Any]]:
    keys = Keys()
    rows = []
    for answer in answers:
        row: dict[str, Any] = {"cle": _key(answer.text, keys, noted, "choix"), "texte": answer.text}
        if answer in rights:
            row["juste"] = True
        if answer.feedback:
            row["retour"] = answer.feedback
        rows.append(row)
    return rows


def _key(text: str, keys: Keys, noted: dict[str, str], otherwise: str) -> str:
    """The key that our own export noted for this text, otherwise one made from it."""
    return keys.exactly(noted.get(text)) or keys.make(text, otherwise=otherwise)


def _truth(body: Truth) -> Made:
    table: dict[str, Any] = {"reponse": body.answer}
    feedbacks = {"retour_vrai": body.feedback_true, "retour_faux": body.feedback_false}
    return "vrai-faux", table | {name: text for name, text in feedbacks.items() if text}


def _matching(body: Pairs, found: Found) -> Made:
    keys = Keys()
    noted, feedbacks = texts_in(found.notes, "cles"), texts_in(found.notes, "retours")
    pairs, decoys = [], []
    for left, right in body.rows:
        if left:
            row = {"cle": _key(left, keys, noted, "paire"), "gauche": left, "droite": right}
            pairs.append(row | ({"retour": feedbacks[left]} if feedbacks.get(left) else {}))
    for left, right in body.rows:
        if not left and right:
            decoys.append({"cle": _key(right, keys, texts_in(found.notes, "leurres"), "leurre"), "texte": right})
    return "association", {"paires": pairs} | ({"leurres": decoys} if decoys else {})


def _ordering(body: Order, found: Found) -> Made:
    keys = Keys()
    noted = texts_in(found.notes, "cles")
    if body.some:
        found.remarks.append("Dans Moodle, seuls quelques éléments sont proposés à chaque fois. Ici, ils le sont tous.")
    if not found.notes:
        found.remarks.append(marks.order_rules(body.rule))
    return "ordre", {"elements": [{"cle": _key(item, keys, noted, "element"), "texte": item} for item in body.items]}


def _blanks(body: Gaps, found: Found) -> Made:
    """The names of blanks are seen by learners: they come from the words before them, never from the answer."""
    keys = Keys()
    noted = found.notes.get("trous")
    rows = [each if isinstance(each, dict) else {} for each in noted] if isinstance(noted, list) else []
    rows += [{}] * (len(body.gaps) - len(rows))
    texts = _around(body, found)
    made: list[dict[str, Any]] = []
    text = texts[0]
    for gap, before, after, row in zip(body.gaps, texts, texts[1:], rows, strict=False):
        before_words = "-".join(slug(before[-200:]).split("-")[-3:])
        key = keys.exactly(row.get("cle")) or keys.make(before_words, otherwise="trou")
        made.append({"cle": key, **_gap(gap, row, found)})
        text += f"[{key}]{after}"
    if len({gap.weight for gap in body.gaps}) > 1:
        found.remarks.append("Dans le fichier, les trous ne comptent pas tous autant. Ici, chacun vaut un point.")
    return "trous", {"texte": text.strip(), "trous": made}


def _around(body: Gaps, found: Found) -> list[str]:
    """The texts around the gaps, once the wording is taken from the first one."""
    first, *others = body.texts
    noted = text_of(found.notes, "enonce")
    if noted and first.startswith(f"{noted}\n\n"):
        found.prompt, first = noted, first.removeprefix(noted).strip("\n")
    elif found.prompt in ("", first):
        found.prompt, _, first = first.rpartition("\n\n")
        if not found.prompt.strip():
            found.prompt = FILL_IN
            found.remarks.append(f"L’énoncé « {FILL_IN} » est ajouté.")
    texts = [first, *others]
    if any(sign in text for text in texts for sign in "[]"):
        found.remarks.append("Les crochets du texte sont devenus des parenthèses : ici, ils marquent les trous.")
    return [text.replace("[", "(").replace("]", ")") for text in texts]


def _gap(gap: Gap, row: dict[str, Any], found: Found) -> dict[str, Any]:
    rights = [answer for answer in gap.answers if answer.weight == 1]
    for answer in gap.answers:
        if answer.weight not in (0, 1):
            found.remarks.append(marks.partial_rule(answer.text, answer.weight))
    choices = _choices(gap.answers, rights, texts_in(row, "cles"))
    said = {choice["texte"]: choice.pop("retour") for choice in choices if "retour" in choice}
    wrong = list(dict.fromkeys(answer.feedback for answer in gap.answers if answer not in rights and answer.feedback))
    feedback = text_of(row, "retour") or (wrong[0] if len(wrong) == 1 else "")
    for text, words in said.items():
        if words != feedback:
            found.remarks.append(
                f"Le commentaire de « {shortened(text, 40)} » n’est pas repris : « {shortened(words, 300)} »."
            )
    return {"choix": choices} | ({"retour": feedback} if feedback else {})
