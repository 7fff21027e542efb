"""One question of each kind as trainers write it, and strategies that make thousands of others."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from lms.content.kinds import KINDS, Question, read_question
from lms.content.problems import Problems, Table

Values = dict[str, Any]

COMMON = {
    "cle": "question",
    "objectif": "delais",
    "enonce": "Que faut-il répondre\u202f?",
    "explication": "Voici pourquoi.",
    "source": "CRPA, article L112-8",
}


def choice(key: str, right: bool = False, **more: Any) -> Values:
    return {
        "cle": key,
        "texte": f"Texte {key}",
        "retour": f"Retour {key}",
        **({"juste": True} if right else {}),
        **more,
    }


def pair(key: str, **more: Any) -> Values:
    return {"cle": key, "gauche": f"Gauche {key}", "droite": f"Droite {key}", "retour": f"Retour {key}", **more}


def blank(key: str, right: str, *wrong: str) -> Values:
    choices = [{"cle": right, "texte": f"texte {right}", "juste": True}]
    choices += [{"cle": other, "texte": f"texte {other}"} for other in wrong]
    return {"cle": key, "choix": choices, "retour": f"Retour {key}"}


OWN: dict[str, Values] = {
    "choix-unique": {"choix": [choice("a", right=True), choice("b"), choice("c")]},
    "choix-multiple": {"choix": [choice("a", right=True), choice("b", right=True), choice("c"), choice("d")]},
    "vrai-faux": {"reponse": True, "retour_vrai": "Retour vrai", "retour_faux": "Retour faux"},
    "association": {
        "paires": [pair("a"), pair("b"), pair("c")],
        "leurres": [{"cle": "d", "texte": "Droite d"}],
    },
    "ordre": {"elements": [{"cle": key, "texte": f"Texte {key}"} for key in "abcd"]},
    "nombre": {
        "valeur": 21440,
        "tolerance": 0.5,
        "unite": "€",
        "erreurs": [{"cle": "mille", "valeur": 21.44, "retour": "Retour mille"}],
    },
    "texte-court": {
        "acceptees": ["L’œuvre d’État", "e-mail"],
        "erreurs": [{"cle": "autre", "formes": ["courrier", "la lettre"], "retour": "Retour autre"}],
    },
    "trous": {
        "texte": "Il part sous [delai], et dit [contenu].",
        "trous": [blank("delai", "dix", "trente"), blank("contenu", "service", "budget", "rien")],
    },
    "auto-evaluation": {},
}


def table(kind: str, **changes: Any) -> Values:
    """The example of a kind, with other values; None takes one away."""
    values = {**COMMON, "type": kind, **copy.deepcopy(OWN[kind]), **changes}
    return {name: value for name, value in values.items() if value is not None}


def read(values: Values) -> tuple[Question | None, list[str]]:
    problems = Problems()
    question = read_question(Table(values, path="quiz.toml", place="questions n° 1", problems=problems))
    return question, [str(problem) for problem in problems]


def question(kind: str, **changes: Any) -> Any:
    """A valid question. Any, so that tests reach what each kind adds."""
    found, problems = read(table(kind, **changes))
    assert found is not None
    assert problems == []
    return found


# Strategies

keys = st.from_regex(r"[a-z]{1,6}(-[0-9]{1,2})?", fullmatch=True).filter(lambda key: key != "nsp")
visible = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Cs", "Z"))  # the reader refuses the rest
texts = st.text(visible, min_size=1, max_size=12)
numbers = st.integers(-(10**14), 10**14) | st.floats(-1e8, 1e8).map(lambda number: round(number, 6))


def key_lists(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(keys, min_size=least, max_size=most, unique=True)


@st.composite
def own_values(draw: st.DrawFn, kind: str) -> Values:
    """What a kind adds to the common fields, valid."""
    if kind in ("choix-unique", "choix-multiple"):
        names = draw(key_lists(2, 8))
        most = 1 if kind == "choix-unique" else len(names) - 1
        right = draw(st.lists(st.sampled_from(names), min_size=1, max_size=most, unique=True))
        return {"choix": [choice(name, name in right, retour=draw(texts)) for name in names]}
    if kind == "vrai-faux":
        return {"reponse": draw(st.booleans()), "retour_vrai": draw(texts), "retour_faux": draw(texts)}
    if kind == "association":
        names = draw(key_lists(2, 9))
        count = draw(st.integers(max(2, len(names) - 3), min(6, len(names))))
        decoys = [{"cle": name, "texte": f"Droite {name}"} for name in names[count:]]
        return {"paires": [pair(name, retour=draw(texts)) for name in names[:count]], "leurres": decoys}
    if kind == "ordre":
        return {"elements": [{"cle": name, "texte": f"Texte {name}"} for name in draw(key_lists(3, 7))]}
    if kind == "nombre":
        return {"valeur": draw(numbers), "tolerance": draw(st.sampled_from([0, 0.1, 5])), "unite": draw(texts)}
    if kind == "texte-court":
        return {"acceptees": draw(st.lists(keys, min_size=1, max_size=4))}
    if kind == "trous":
        names = draw(key_lists(1, 5))
        text = draw(texts).replace("[", "").replace("]", "") + ", ".join(
            f"[{name}]" for name in draw(st.permutations(names))
        )
        return {"texte": text, "trous": [blank(name, *draw(key_lists(2, 8))) for name in names]}
    return {}


@st.composite
def questions(draw: st.DrawFn, *kinds: str) -> Any:
    kind = draw(st.sampled_from(kinds or tuple(KINDS)))
    return question(kind, **draw(own_values(kind)))


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["a", "vrai", "1e99"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["choices", "lines", "order", "number", "text", "unknown", "a", "b"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@st.composite
def answers(draw: st.DrawFn, asked: Any) -> Any:
    """A stored answer of the right shape for a question."""
    kind = asked.kind
    if kind == "choix-multiple":
        known = [each.key for each in asked.choices]
        return {"choices": draw(st.lists(st.sampled_from(known), min_size=1, unique=True))}
    if kind in ("choix-unique", "vrai-faux", "auto-evaluation"):
        return {"choices": [draw(st.sampled_from([option.value for option in asked.view(0).options]))]}
    if kind == "association":
        known = [each.key for each in (*asked.pairs, *asked.decoys)]
        return {"lines": {each.key: draw(st.sampled_from(known)) for each in asked.pairs}}
    if kind == "trous":
        return {"lines": {each.key: draw(st.sampled_from([one.key for one in each.choices])) for each in asked.blanks}}
    if kind == "ordre":
        return {"order": draw(st.permutations([each.key for each in asked.elements]))}
    if kind == "nombre":
        return {"number": draw(st.sampled_from([right_answer(asked)["number"], "0", "-12.5", "9" * 150]))}
    return {"text": draw(st.sampled_from([*asked.accepted, "autre chose"]))}


def right_answer(asked: Any) -> Any:
    return asked.model()
