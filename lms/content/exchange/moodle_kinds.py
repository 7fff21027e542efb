"""What each Moodle kind of question becomes, and the kinds that have no equal here with what could replace them."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Protocol

from lms.content.exchange import plain
from lms.content.exchange.cloze import read_cloze
from lms.content.exchange.numbers import number, read_interval
from lms.content.exchange.source import (
    Answer,
    Body,
    Choices,
    Found,
    Gap,
    Gaps,
    Interval,
    Numbers,
    Order,
    Pairs,
    Truth,
    Unusable,
    Words,
    shortened,
    weight_of,
)
from lms.content.exchange.xml_tree import Node

_FREE = "écrivez un texte court, une auto-évaluation, ou une étape « à faire en mairie »"
_CALCULATED = "chaque personne y reçoit d’autres valeurs : choisissez-en une et écrivez une question « nombre »"
_PLACED = "on y place des étiquettes sur une image : écrivez une association, ou un texte à trous"
WITHOUT_EQUAL = {
    "essay": f"« rédaction » n’a pas d’équivalent ici, car une personne doit noter : {_FREE}",
    "poodllrecording": f"« enregistrement » n’a pas d’équivalent ici : {_FREE}",
    "recordrtc": f"« enregistrement » n’a pas d’équivalent ici : {_FREE}",
    "description": "« description » n’est pas une question : placez ce texte dans une étape de la leçon",
    "calculated": f"« calculée » n’a pas d’équivalent ici : {_CALCULATED}",
    "calculatedsimple": f"« calculée simple » n’a pas d’équivalent ici : {_CALCULATED}",
    "calculatedmulti": f"« calculée à choix multiple » n’a pas d’équivalent ici : {_CALCULATED}",
    "ddimageortext": f"« glisser-déposer sur une image » n’a pas d’équivalent ici : {_PLACED}",
    "ddmarker": f"« glisser-déposer de marqueurs » n’a pas d’équivalent ici : {_PLACED}",
    "random": "« aléatoire » n’est pas une question : le quiz final tire déjà au sort parmi les siennes",
    "randomsamatch": "« appariement aléatoire » n’a pas d’équivalent ici : écrivez une association",
    "kprime": "« Kprime » n’a pas d’équivalent ici : écrivez un vrai ou faux par phrase",
    "mtf": "« vrai ou faux multiples » n’a pas d’équivalent ici : écrivez un vrai ou faux par phrase",
    "stack": "« STACK » n’a pas d’équivalent ici : écrivez une question « nombre » ou un texte court",
    "coderunner": f"« programme » n’a pas d’équivalent ici : {_FREE}",
    "pmatch": "« correspondance de motif » n’a pas d’équivalent ici : écrivez un texte court avec toutes ses formes",
    "regexp": "« expression rationnelle » n’a pas d’équivalent ici : écrivez un texte court avec toutes ses formes",
}
MOST_OPTIONS = 100
GAP = re.compile(r"\[\[(\d{1,3})\]\]")


class Reads(Protocol):
    form: str

    def read(self, node: Node | None) -> str: ...

    def answer(self, node: Node | None) -> str: ...


def read_kind(node: Node, texts: Reads, found: Found) -> None:
    """Give the question its body. Raises Unusable."""
    kind = node.attributes.get("type", "").strip().lower()
    if reader := _READERS.get(kind):
        found.body = reader(node, texts, found)
        return
    raise Unusable(
        WITHOUT_EQUAL.get(kind)
        or f"la sorte « {shortened(kind, 40) or 'sans nom'} » n’a pas d’équivalent ici : écrivez la question autrement"
    )


def _weight(answer: Node) -> Fraction:
    """The share of an answer; old files write it inside, as a share already."""
    inner = answer.says("fraction")
    percent = number(inner) * 100 if inner else number(answer.attributes.get("fraction", "").strip() or "0")
    return weight_of(percent)


def _answers(node: Node, texts: Reads) -> tuple[Answer, ...]:
    return tuple(
        Answer(texts.answer(each), _weight(each), texts.read(each.first("feedback"))) for each in node.all("answer")
    )


def _multichoice(node: Node, texts: Reads, found: Found) -> Body:
    if node.says("shuffleanswers", "true").lower() in ("false", "0"):
        found.remarks.append("Dans Moodle, l’ordre des choix était fixe. Ici, le quiz final les mélange.")
    return Choices(_answers(node, texts), single=node.says("single", "true").lower() in ("true", "1"))


def _all_or_nothing(node: Node, texts: Reads, found: Found) -> Body:
    answers = [Answer(each.text, Fraction(each.weight > 0), each.feedback) for each in _answers(node, texts)]
    return Choices(tuple(answers), single=False, whole=True)


def _several_right(node: Node, texts: Reads, found: Found) -> Body:
    """A plugin that gives the share of right answers found, from which wrong ones take away."""
    answers = [Answer(each.text, Fraction(each.weight > 0), each.feedback) for each in _answers(node, texts)]
    found.remarks.append("Cette sorte de question de Moodle a ses propres règles de points : relisez celles d’ici.")
    return Choices(tuple(answers), single=False)


def _truefalse(node: Node, texts: Reads, found: Found) -> Body:
    """Answers are named true and false; in old files they only come in that order."""
    answers = node.all("answer")[:2]
    if len(answers) < 2:
        raise Unusable("il manque l’une des deux réponses, vrai ou faux : corrigez-la dans le fichier")
    names = [each.says("text").lower() for each in answers]
    true, false = answers if names != ["false", "true"] else answers[::-1]
    if sorted(names) != ["false", "true"]:
        found.remarks.append("Les réponses ne sont pas nommées true et false : la première est lue comme « vrai ».")
    right = _weight(true) == 1
    if right == (_weight(false) == 1):
        raise Unusable(
            "on ne sait pas si la phrase est vraie ou fausse : une seule des deux réponses doit valoir 100 %"
        )
    return Truth(right, texts.read(true.first("feedback")), texts.read(false.first("feedback")))


def _shortanswer(node: Node, texts: Reads, found: Found) -> Body:
    answers = tuple(
        Answer(
            plain.plain(each.says("text"), plain.PLAIN, plain.Losses()),
            _weight(each),
            texts.read(each.first("feedback")),
        )
        for each in node.all("answer")
    )
    return Words(answers, exact_case=node.says("usecase") == "1")


def _numerical(node: Node, texts: Reads, found: Found) -> Body:
    intervals: list[Interval] = []
    for each in node.all("answer"):
        value = each.says("text") or each.text.strip() or "*"
        feedback = texts.read(each.first("feedback"))
        intervals.append(read_interval(value, _weight(each), feedback, each.says("tolerance", "0")))
    units = node.first("units")
    named = [(unit.says("unit_name"), unit.says("multiplier", "1")) for unit in (units.all("unit") if units else ())]
    main = next((name for name, multiplier in named if multiplier.rstrip("0").rstrip(".") == "1"), "")
    others = [name for name, _ in named if name and name != main]
    if others:
        found.remarks.append(f"Autres unités acceptées dans le fichier, pas ici : {shortened(', '.join(others), 120)}.")
    if node.says("unitgradingtype", "0") != "0":
        found.remarks.append("Dans le fichier, l’unité est notée à part. Ici, on peut l’écrire ou non.")
    return Numbers(tuple(intervals), main)


def _matching(node: Node, texts: Reads, found: Found) -> Body:
    rows = []
    for each in node.all("subquestion"):
        left, right = texts.answer(each), texts.answer(each.first("answer"))
        if left or right:
            rows.append((left, right))
    return Pairs(tuple(rows))


def _ordering(node: Node, texts: Reads, found: Found) -> Body:
    some = node.says("selecttype", "RANDOM").upper() not in ("ALL", "EXACT")
    return Order(tuple(texts.answer(each) for each in node.all("answer")), node.says("gradingtype"), some)


def _gapselect(node: Node, texts: Reads, found: Found) -> Body:
    """[[2]] is where the second choice is right, among those of its group."""
    options = [(texts.answer(each), each.says("group", "1")) for each in node.all("selectoption", "dragbox")]
    pieces = GAP.split(found.prompt)
    if len(options) > MOST_OPTIONS or len(pieces) > MOST_OPTIONS:
        raise Unusable(f"il y a trop de trous ou de choix : {len(pieces) // 2} trous et {len(options)} choix")
    found.prompt = ""
    gaps = []
    for rank in map(int, pieces[1::2]):
        if not 1 <= rank <= len(options):
            raise Unusable(f"le trou [[{rank}]] renvoie à un choix qui n’existe pas : corrigez-le dans le fichier")
        right = options[rank - 1]
        gaps.append(
            Gap(tuple(Answer(text, Fraction((text, group) == right)) for text, group in options if group == right[1]))
        )
    if not gaps:
        raise Unusable("le texte n’a pas de trou : marquez-les [[1]], [[2]]… dans le fichier")
    if any(each.first("infinite") for each in node.all("dragbox")):
        found.remarks.append(
            "Dans Moodle, une étiquette peut servir plusieurs fois. Ici, chaque trou a sa propre liste."
        )
    return Gaps(tuple(pieces[::2]), tuple(gaps))


def _cloze(node: Node, texts: Reads, found: Found) -> Body:
    gaps = read_cloze(found.prompt)
    found.prompt = ""
    return gaps


_READERS: dict[str, Callable[[Node, Reads, Found], Body]] = {
    "multichoice": _multichoice,
    "multichoiceset": _all_or_nothing,
    "oumultiresponse": _several_right,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ddmatch": _matching,
    "ordering": _ordering,
    "gapselect": _gapselect,
    "ddwtos": _gapselect,
    "cloze": _cloze,
    "multianswer": _cloze,
}
