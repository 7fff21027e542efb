"""What Amina sees of each kind: a form she can fill with any tool, then what she answered and why."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lms.content.kinds import KINDS
from lms.content.kinds.base import UNKNOWN
from lms.web.icons import icon
from tests.content.kinds.examples import blank, choice, pair, question, right_answer
from tests.support.inspection import page_faults

TEMPLATES = Path(__file__).resolve().parents[3] / "lms" / "web" / "templates"
PAGES = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
PAGES.globals["icone"] = icon

LINES = {"association": "reponse-b", "trous": "reponse-contenu"}
FILLED: dict[str, dict[str, list[str]]] = {
    "choix-unique": {"reponse": ["b"]},
    "choix-multiple": {"reponse": ["a", "c"]},
    "vrai-faux": {"reponse": ["faux"]},
    "association": {"reponse-a": [question("association").view(3).options[1].value]},
    "nombre": {"reponse": ['beaucoup "trop"']},
    "texte-court": {"reponse": ["<b>mot</b>"]},
    "trous": {"reponse-delai": ["trente"]},
    "auto-evaluation": {"reponse": ["expliquer"]},
}
HALF_RIGHT: dict[str, Any] = {
    "choix-multiple": {"choices": ["a"]},
    "association": {"lines": {"a": "a", "b": "d", "c": "b"}},
    "trous": {"lines": {"delai": "dix", "contenu": "rien"}},
    "ordre": {"order": ["a", "c", "b", "d"]},
}
WRONG: dict[str, Any] = {
    "choix-unique": {"choices": ["b"]},
    "choix-multiple": {"choices": ["c", "d"]},
    "vrai-faux": {"choices": ["faux"]},
    "association": {"lines": {"a": "d", "b": "d", "c": "d"}},
    "ordre": {"order": ["d", "c", "b", "a"]},
    "nombre": {"number": "21.44"},
    "texte-court": {"text": "la lettre"},
    "trous": {"lines": {"delai": "trente", "contenu": "rien"}},
}


def form(asked: Any, kept: Any = None, problem: Any = None, seed: int = 3) -> str:
    template = PAGES.get_template(f"components/questions/{asked.name}.html")
    return template.render(view=asked.view(seed), kept=kept or {}, problem=problem)


def feedback(asked: Any, given: Any) -> str:
    return PAGES.get_template("components/questions/feedback.html").render(
        question=asked, feedback=asked.feedback(given)
    )


def parse(html: str) -> Element:
    """The fragment in a page, which is held to what every page is held to."""
    title = escape(question("vrai-faux").prompt)
    page = f'<!doctype html><html lang="fr"><title>{title}</title><main><form>{html}</form></main></html>'
    assert page_faults(page, budgeted=False) == []
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return root


def words(node: Element) -> str:
    return "".join(node.itertext())


def controls(root: Element) -> list[Element]:
    return [node for node in root.iter() if node.tag in ("input", "select") and node.get("type") != "hidden"]


def by_id(root: Element, name: str) -> Element:
    return next(node for node in root.iter() if node.get("id") == name)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", ["empty", "kept", "problem"])
def test_every_control_has_its_label_and_the_title_is_in_the_legend(kind: str, state: str) -> None:
    problem = {"field": LINES.get(kind, ""), "message": "Choisissez une réponse."} if state == "problem" else None
    root = parse(form(question(kind), kept={} if state == "empty" else FILLED.get(kind), problem=problem))
    labels = {label.get("for"): words(label) for label in root.iter("label")}
    assert all(labels[control.get("id")].strip() for control in controls(root))
    assert root.find(".//fieldset/legend/h1") is not None
    assert all(words(button).strip() for button in root.iter("button"))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_chosen_in_advance(kind: str) -> None:
    root = parse(form(question(kind)))
    assert not [node for node in root.iter() if {"checked", "selected"} & node.attrib.keys()]
    assert not [
        node
        for node in controls(root)
        if node.get("name") == "reponse" and node.get("type") is None and node.get("value")
    ]
    assert not [node for node in root.iter() if node.get("aria-invalid")]


@pytest.mark.parametrize(("kind", "kept"), FILLED.items())
def test_what_was_filled_is_given_back_after_an_error(kind: str, kept: dict[str, list[str]]) -> None:
    root = parse(form(question(kind), kept=kept))
    back = [node.get("value") for node in root.iter() if {"checked", "selected"} & node.attrib.keys()]
    back += [node.get("value") for node in root.iter("input") if node.get("type") is None]
    assert back == [value for values in kept.values() for value in values]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_leads_to_the_control_to_correct(kind: str) -> None:
    field = LINES.get(kind, "reponse" if kind in ("nombre", "texte-court") else "")
    root = parse(form(question(kind), problem={"field": field, "message": "Complétez ceci."}))
    assert "Complétez ceci." in words(by_id(root, "erreur"))
    target = by_id(root, "reponse")
    assert target.tag in ("input", "select", "button")
    assert "disabled" not in target.attrib
    if kind in LINES:
        assert target.get("name") == field
        assert [node.get("name") for node in root.iter() if node.get("aria-invalid") == "true"] == [field]
    elif kind != "ordre":
        assert [node for node in root.iter() if node.get("aria-invalid") == "true"]
    assert [node for node in root.iter() if "erreur" in (node.get("aria-describedby") or "")]


@pytest.mark.parametrize("kind", KINDS)
def test_not_knowing_is_always_offered_last(kind: str) -> None:
    root = parse(form(question(kind)))
    buttons = list(root.iter("button"))
    if kind in ("choix-unique", "vrai-faux", "auto-evaluation"):
        tiles = [node for node in root.iter("div") if "option" in (node.get("class") or "").split()]
        assert ["option--nsp" in (tile.get("class") or "") for tile in tiles] == [False] * (len(tiles) - 1) + [True]
        assert words(buttons[-1]).startswith("Valider")
    else:
        assert (buttons[-1].get("name"), buttons[-1].get("value"), words(buttons[-1])) == ("nsp", "1", "Je ne sais pas")
        assert words(buttons[-2]).startswith("Valider")


def test_an_order_is_moved_with_buttons_that_say_what_they_move() -> None:
    asked = question("ordre")
    root = parse(
        PAGES.get_template("components/questions/ordering.html").render(
            view=asked.view(0, list("abcd")), kept={}, problem=None
        )
    )
    hidden = [node.get("value") for node in root.iter("input")]
    moves = [node for node in root.iter("button") if node.get("name") == "deplacer"]
    assert hidden == list("abcd")
    assert [node.get("value") for node in moves if "disabled" in node.attrib] == ["monter:a", "descendre:d"]
    assert "Monter\u00a0: Texte b" in [words(node).strip() for node in moves]
    assert root.find(".//p[@role='status']") is not None


OTHERWISE_RIGHT: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("choix-unique", {"choix": [choice("a", True), choice("b")]}, {"choix": [choice("a"), choice("b", True)]}),
    (
        "choix-multiple",
        {"choix": [choice("a", True), choice("b"), choice("c", True)]},
        {"choix": [choice("a"), choice("b", True), choice("c")]},
    ),
    ("vrai-faux", {"reponse": True}, {"reponse": False}),
    (
        "association",
        {"paires": [pair("a"), pair("b")], "leurres": []},
        {"paires": [pair("a", droite="Droite b"), pair("b", droite="Droite a")], "leurres": []},
    ),
    ("nombre", {"valeur": 1}, {"valeur": 123456.5}),
    ("texte-court", {"acceptees": ["oui"]}, {"acceptees": ["non", "jamais de la vie"], "erreurs": None}),
    (
        "trous",
        {"texte": "Sous [d].", "trous": [blank("d", "x", "y")]},
        {"texte": "Sous [d].", "trous": [{**blank("d", "x", "y"), "choix": [
            {"cle": "x", "texte": "texte x"}, {"cle": "y", "texte": "texte y", "juste": True}]}]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "one", "other"), OTHERWISE_RIGHT)
def test_the_form_is_the_same_whatever_is_right(kind: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    assert form(question(kind, **one)) == form(question(kind, explication="Une autre.", **other))


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_holds_nothing_of_what_is_said_afterwards(kind: str) -> None:
    html = form(question(kind), kept=FILLED.get(kind))
    for secret in ("Retour", "Voici pourquoi", "L112-8", "juste", "right", "true", "œuvre", "21440", "21.44"):
        assert secret not in html.replace('aria-hidden="true"', "")


TITLES = {
    "right": "C’est juste",
    "partial": "En partie juste",
    "wrong": "Pas tout à fait",
    "unknown": "Merci de l’avoir dit. Voici l’essentiel",
    "noted": "C’est noté",
}
ANSWERED = [
    *[(kind, "noted" if kind == "auto-evaluation" else "right", None) for kind in KINDS],
    *[(kind, "unknown", UNKNOWN) for kind in KINDS],
    *[(kind, "partial", given) for kind, given in HALF_RIGHT.items()],
    *[(kind, "wrong", given) for kind, given in WRONG.items()],
]


@pytest.mark.parametrize(("kind", "verdict", "given"), ANSWERED)
def test_the_panel_says_the_verdict_the_reason_and_the_source(kind: str, verdict: str, given: Any) -> None:
    asked = question(kind)
    found = asked.feedback(given or right_answer(asked))
    root = parse(feedback(asked, given or right_answer(asked)))
    panel = by_id(root, "retour")
    assert panel.get("tabindex") == "-1"
    assert words(by_id(root, panel.get("aria-labelledby") or "")).strip() == TITLES[verdict]
    assert all(text in words(panel) for text in (asked.explanation, asked.source, *found.remarks))
    answers = [words(node) for node in root.iter("li")]
    assert len(answers) >= len(found.lines)
    for line in found.lines:
        expected = (line.text, line.note, line.expected, line.chosen)
        assert all(text in " ".join(answers) for text in expected)


WORDS: list[tuple[str, Any, list[str]]] = [
    ("choix-unique", {"choices": ["a"]}, ["Votre réponse, juste"]),
    ("choix-unique", {"choices": ["b"]}, ["Votre réponse, à revoir", "La bonne réponse"]),
    ("choix-multiple", {"choices": ["a", "c"]}, ["Cochée, juste", "À cocher aussi", "Cochée, à revoir"]),
    ("choix-multiple", {"choices": ["a"]}, ["1 réponse juste sur 2."]),
    (
        "association",
        HALF_RIGHT["association"],
        ["1 réponse juste sur 3.", "Juste", "Vous aviez choisi\u00a0: Droite d"],
    ),
    ("trous", HALF_RIGHT["trous"], ["Vous aviez choisi\u00a0: texte rien"]),
    ("ordre", HALF_RIGHT["ordre"], ["2 éléments à leur place sur 4.", "À sa place", "1. Texte a", "en position 3"]),
    ("nombre", {"number": "3"}, ["Votre réponse, à revoir", "La bonne réponse", "entre 21\u202f439,5 et"]),
    ("texte-court", {"text": "fax"}, ["fax", "Votre réponse, à revoir", "L’œuvre d’État", "La bonne réponse"]),
    ("auto-evaluation", {"choices": ["decouvre"]}, ["Je découvre", "Votre réponse"]),
]


@pytest.mark.parametrize(("kind", "given", "expected"), WORDS)
def test_each_answer_is_marked_in_words(kind: str, given: Any, expected: list[str]) -> None:
    page = words(parse(feedback(question(kind), given)))
    assert all(text in page for text in expected), page


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_is_ever_markup(kind: str) -> None:
    asked = question(kind).with_texts(lambda text: f'<img src="x">&{text}')
    given = WRONG.get(kind) or right_answer(asked)
    for html in (
        form(asked, kept={"reponse": ["<img>"]}, problem={"field": "", "message": "<img>"}),
        feedback(asked, given),
    ):
        assert "<img" not in html
        assert "&lt;img" in html
