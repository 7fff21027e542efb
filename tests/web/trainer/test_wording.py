"""What the reader says reaches a screen in the words of the screen: no path, no name of the text format."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms import content
from lms.content.problems import Problem
from lms.web.trainer.wording import LABELS, in_words, said, said_of_question
from tests.support.example import TODAY, library
from tests.support.workshop import files_of

CONTENT = Path(content.__file__).parent
READERS = [*map(CONTENT.joinpath, (
    "reader.py", "lessons.py", "bodies.py", "callouts.py", "lesson_text.py", "checks.py", "problems.py", "folder.py",
    "images.py", "tree.py", "toml_text.py",
)), *sorted((CONTENT / "kinds").glob("*.py"))]  # fmt: skip
SAYING = {"problem", "add", "wrong", "append", "_say", "NotAnImage", "Slip"}
# What only the page « Le texte » can bring about: the text is before who reads this, with its signs.
OF_TEXTS = (
    "ce bloc «", "la leçon commence par ses renseignements", "il manque la ligne +++", "un titre d’étape porte sa clé",
    "le bloc « ", "ce texte est placé avant la première étape", "placez ce texte avant le bloc", "une clé s’écrit",
    "il manque le signe =", "la barre \\", "il manque un crochet", "il manque une accolade", "il y a quelque chose en trop",
    "cette clé est écrite deux fois", "ce bloc est", "cet encadré", "un encadré", "une ligne", "ce dessin SVG",
    "ce n’est pas un dessin SVG", "écrivez :::", "un sous-titre s’écrit", "ce sous-titre saute un niveau",
    "l’encadré", "un lien n’a pas de légende", "décrivez cette image", "une leçon se nomme", "une image se nomme", "un document se nomme", "« [",
)  # fmt: skip
FORBIDDEN = re.compile(
    r"```|\[\[|\]\]|\.toml|\.md\b|lecons/|\btrue\b|\+\+\+|\{#|guillemets|crochets?\b|« [a-z]+_[a-z]+ »| = "
)


def messages() -> Iterator[str]:
    """Every text that a reader gives to a call that says something, with a word at the place of what it quotes."""
    for path in READERS:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _name(node.func) in SAYING:
                given = [*node.args, *(word.value for word in node.keywords if word.arg == "message")]
                yield from (text for one in given for text in _texts(one) if " " in text)
            elif isinstance(node, ast.Yield) and node.value is not None:
                yield from (text for text in _texts(node.value) if " " in text)


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else "reponse" for one in node.values)
    elif isinstance(node, ast.Tuple):
        for one in node.elts:
            yield from _texts(one)


def test_there_are_as_many_messages_as_the_readers_say() -> None:
    assert len(set(messages())) > 80


@pytest.mark.parametrize("message", sorted(set(messages())))
def test_no_message_speaks_of_the_text_format(message: str) -> None:
    if not message.startswith(OF_TEXTS):
        assert not FORBIDDEN.search(in_words(message)), in_words(message)


def test_every_field_that_is_missing_has_its_label() -> None:
    for name in (
        "resume",
        "benefice",
        "explication",
        "image_description",
        "retour_vrai",
        "seuil",
        "gauche",
        "acceptees",
    ):
        assert f"« {name} »" not in in_words(f"il manque « {name} »")
        assert LABELS[name][0].isupper()


def words(path: str, before: str, after: str) -> list[tuple[str, str]]:
    """The problems of the example once changed: place and sentence."""
    files = files_of()
    assert before.encode() in files[path]
    files[path] = files[path].replace(before.encode(), after.encode(), 1)
    found = [said(one, files) for one in content.read(files, library(), TODAY).problems]
    return [(one.place, one.what) for one in found]


LESSON, TITLE = "lecons/01-les-delais.md", "Les délais à respecter"


@pytest.mark.parametrize(
    ("path", "before", "after", "place", "what"),
    [
        ("module.toml", "seuil = 70", "seuil = 700", "Présentation, Seuil de réussite, en pour cent", "un nombre entier"),
        ("module.toml", 'texte = "indiquer', 'autre = "indiquer', "Présentation, Objectif 1", "il manque « Texte »"),
        (LESSON, "minutes = 6", "minutes = 60", f"{TITLE}, Durée", "un nombre entier entre 1 et 10"),
        (LESSON, 'texte = "Deux mois"', "", f"{TITLE}, étape «\u202fVérifiez-vous\u202f», Réponse 2", "« Texte »"),
        (LESSON, "juste = true", "juste = false", f"{TITLE}, étape «\u202fVérifiez-vous\u202f»", "cochez la bonne réponse"),
        (LESSON, "{#message}", "{#fin}", f"{TITLE}, étape «\u202fUn message vaut un courrier\u202f»", "réservé à la page"),
        ("quiz.toml", 'lecon = "delais"', "", "Quiz final, question «\u202fLa commune peut", "choisissez la leçon"),
        ("quiz.toml", 'texte = "dans les dix jours ouvrés"', 'texte = ""', "Quiz final, question «\u202fUn message", "vide"),
    ],
)  # fmt: skip
def test_a_problem_is_said_where_the_screen_has_it(path: str, before: str, after: str, place: str, what: str) -> None:
    told = words(path, before, after)
    assert any(one.startswith(place) and what in other for one, other in told), told


def test_a_question_that_is_refused_names_the_answer_by_its_rank() -> None:
    table = {"choix": [{"cle": "a", "texte": "Oui"}, {"cle": "b", "texte": ""}]}
    assert (
        said_of_question(Problem("", "choix « b » > texte", "ce texte est vide"), table)
        == "Réponse 2\u00a0: ce texte est vide"
    )
