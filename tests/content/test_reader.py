"""What is wrong in a course is said all at once, in French, at its place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lms import content
from tests.support.example import MANUAL, TODAY, example_files, library

COVER, BANK = "module.toml", "quiz.toml"
LESSON = "lecons/01-les-delais.md"
MESSAGE = "étape « message »"
CHECK = "étape « verifier »"
QUESTION = "étape « verifier » > question « delai-accuse »"
TASK = "étape « agir » > tache « essai »"


def problems(changes: dict[str, tuple[str, str]], today: date = TODAY) -> list[str]:
    """Read the example with words replaced in its files; return its problems as a trainer sees them."""
    files = example_files()
    for path, (before, after) in changes.items():
        text = files[path].decode()
        assert before in text, f"{path} does not hold {before!r}"
        files[path] = text.replace(before, after, 1).encode()
    return [str(problem) for problem in content.read(files, library(), today).problems]


def test_the_example_has_no_problem() -> None:
    assert problems({}) == []


# file, what is written, what is written instead, place, words of the message
SLIPS: list[tuple[str, str, str, str, str]] = [
    # the cover
    (COVER, "resume =", "resumé =", "ligne 3", "sans accent ni espace"),
    (COVER, "resume =", "resum =", "resum", "« resum » n’est pas attendu ici, vouliez-vous dire « resume »"),
    (COVER, 'armure = "toile"', 'armure = "toiles"', "armure", "toile"),
    (COVER, "a_jour_au = 2026-11-23", "a_jour_au = 2026-13-40", "ligne 9", "vérifiez la date"),
    (COVER, 'titre = "', 'titre = "' + "long " * 30, "titre", "ce texte est trop long"),
    (COVER, "questions = 2", "questions = 9", "quiz > questions", "le quiz tire 9 questions"),
    (COVER, "seuil = 70", "seuil = 170", "quiz > seuil", "100"),
    (COVER, "seuil = 70", "seuil = 70\ntentatives = 0", "quiz > tentatives", "entre 1 et 20"),
    (COVER, "seuil = 70", "seuil = 70\ndelai_heures = 200", "quiz > delai_heures", "entre 0 et 168"),
    (COVER, "seuil = 70", 'seuil = 70\nduree_minutes = "20"', "quiz > duree_minutes", "un nombre entier"),
    (COVER, "seuil = 70", "seuil = 70\ntentative = 2", "quiz > tentative", "vouliez-vous dire « tentatives »"),
    (COVER, 'cle = "exemple-de-module"', 'cle = "corbeille"', "cle", "réservée à une page du site"),
    (LESSON, 'cle = "delais"', 'cle = "quiz"', "cle", "réservée à une page du module"),
    (LESSON, 'cle = "delais"', 'cle = "faire-le-point"', "cle", "réservée à une page du module"),
    (COVER, 'roles = ["maire"', 'roles = ["mairesse"', "roles", "« mairesse »"),
    (COVER, 'cle = "delais"', 'cle = "Délais"', "objectifs", "n’est pas une clé"),
    # the head of a lesson
    (LESSON, "minutes = 6", "minutes = 11", "minutes", "10"),
    (LESSON, "minutes = 6", "", "minutes", "minutes"),
    (LESSON, '"SVE-01", ', '"SVE-99", ', "faits", "le fait « SVE-99 » n’existe pas"),
    (LESSON, '"SVE-01", ', '"RH-01", ', "faits", "le fait « RH-01 » est « connu mais non vérifié »"),
    (LESSON, '  "L’accusé de réception part dans les dix jours ouvrés.",\n', "", "essentiel", "deux à quatre phrases"),
    (LESSON, "+++\ncle", "cle", "ligne 1", "entre deux lignes +++"),
    (LESSON, "[[sources]]\ntitre", '[[sources]]\nurl = "javascript:x"\ntitre', "sources", "qui commence par https://"),
    # the steps
    (LESSON, "{#message}", "", "ligne", "un titre d’étape porte sa clé"),
    (LESSON, "{#message}", "{#Message}", "étape « Message »", "n’est pas une clé"),
    (LESSON, "{#message}", "{#fin}", "étape « fin »", "réservée"),
    (LESSON, "{#message}", "{#agir}", "", "agir"),
    (LESSON, "Un message reçu est", "[ici](https://exemple.example) est", MESSAGE, "ne dit pas où mène le lien"),
    (LESSON, "Un message reçu est", "[la page](http://) est", MESSAGE, "n’est pas complète"),
    (LESSON, "Un message reçu est", "[la page](javascript:alert) est", MESSAGE, "n’est pas une adresse acceptée"),
    (LESSON, "Un message reçu est", "[la page](lecon:delai) est", MESSAGE, "la leçon « delai » n’existe pas"),
    (LESSON, "Un message reçu est", "[ce mot](glossaire:rgdp) est", MESSAGE, "« rgdp » n’existe pas, vouliez-vous"),
    (LESSON, "Un message reçu est", "[le modèle](fichiers/modele.odt) est", MESSAGE, "le document"),
    (LESSON, "::: retenir", "![](images/plan.svg)\n\n::: retenir", MESSAGE, "décrivez cette image"),
    (LESSON, "::: retenir", "![Un plan](images/plan.svg)\n\n::: retenir", MESSAGE, "l’image « images/plan.svg »"),
    (LESSON, "::: retenir", "::: retenu", MESSAGE, "retenu"),
    (LESSON, "::: clair Voie électronique", "::: clair", MESSAGE, "clair"),
    (LESSON, "::: retenir", "##### Trop bas\n\n::: retenir", MESSAGE, "sous-titre"),
    (LESSON, "::: retenir", "```python\nx\n```\n\n::: retenir", "ligne", "le bloc « python » n’existe pas"),
    # the questions and the task
    (LESSON, 'type = "choix-unique"', 'type = "choix-uniqe"', CHECK, "choix-unique"),
    (LESSON, "explication =", "explicaton =", QUESTION, "vouliez-vous dire « explication »"),
    (LESSON, "juste = true\n", "", f"{QUESTION} > choix", "aucun choix n’est juste"),
    (LESSON, 'cle = "deux-mois"', 'cle = "dix-jours"', QUESTION, "dix-jours"),
    (LESSON, 'objectif = "delais"', 'objectif = "delai"', f"{QUESTION} > objectif", "vouliez-vous dire « delais »"),
    (LESSON, "retour = \"C’est le délai fixé par le code.\"\n", "", QUESTION, "retour"),
    (LESSON, "minutes = 5", "minutes = 0", TASK, "minutes"),
    (LESSON, "```tache", "```taches", "ligne", "vouliez-vous dire « tache »"),
    # the bank
    (BANK, 'lecon = "delais"', 'lecon = "delai"', "questions « quiz-recommencer » > lecon", "vouliez-vous dire « delais »"),
    (BANK, 'lecon = "delais"\n', "", "questions « quiz-recommencer »", "indiquez la leçon à relire"),
    (BANK, 'cle = "quiz-delai"', 'cle = "delai-accuse"', "questions « delai-accuse »", "est déjà celle d’une autre question"),
    (BANK, "reponse = false", "reponse = non", "ligne", "cette valeur n’est pas lisible"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "before", "after", "place", "words"), SLIPS)
def test_a_slip_is_said_at_its_place(path: str, before: str, after: str, place: str, words: str) -> None:
    found = problems({path: (before, after)})
    here = [line for line in found if line.startswith(f"{path}: ") and place in line]
    assert any(words in line.partition(": ")[2] for line in here), "\n".join(found)


def test_all_problems_come_at_once() -> None:
    found = problems(
        {
            COVER: ("resume =", "resum ="),
            LESSON: ("explication =", "explicaton ="),
            BANK: ('lecon = "delais"', 'lecon = "delai"'),
        }
    )
    assert {line.partition(":")[0] for line in found} == {COVER, LESSON, BANK}


def test_an_objective_asks_for_two_questions() -> None:
    more = '\n[[objectifs]]\ncle = "seul"\ntexte = "faire une chose que rien ne vérifie"\n\n[quiz]'
    assert problems({COVER: ("\n[quiz]", more)}) == [
        f"{COVER}: objectifs « seul »: cet objectif est vérifié par 0 question notée, il en faut au moins 2"
    ]


@pytest.mark.parametrize(("words", "said"), [(2600, "leçon trop longue"), (1500, "plus que les 6 annoncées")])
def test_a_lesson_longer_than_it_says_is_refused(words: int, said: str) -> None:
    steps = "\n".join(f"## Suite {n} {{#suite-{n}}}\n\n" + ("un mot ici\n" * (words // 24)) for n in range(8))
    found = problems({LESSON: ("## Vérifiez-vous", f"{steps}\n## Vérifiez-vous")})
    assert any(said in line for line in found), found


def test_a_fact_past_its_date_is_to_read_again_and_the_course_still_stands() -> None:
    reading = content.read(example_files(), library(), date(2040, 1, 1))
    assert reading.course is not None
    assert reading.problems
    assert all(problem.outdated and "était à relire avant le" in problem.message for problem in reading.problems)


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("lecons/Ma leçon.md", b"", "une leçon se nomme 01-titre-court.md"),
        ("images/plan.svg", b"<svg", "image"),
        ("images/photo.png", b"not a picture", "image"),
        ("fichiers/modele.pdf", b"not a PDF", "son contenu ne correspond pas à son extension"),
        ("../dehors.md", b"", "n’a pas sa place ici"),
        ("script.py", b"", "n’a pas sa place ici"),
        (LESSON, b"caf\xe9", "n’est pas en UTF-8"),
        (LESSON, "un\u202etexte".encode(), "caractère invisible (U+202E)"),
        (LESSON, b"x" * 300_000, "trop lourd"),
    ],
)
def test_a_file_out_of_place_is_said(path: str, data: bytes, words: str) -> None:
    found = content.read(example_files() | {path: data}, library(), TODAY).problems
    assert any(words in str(problem) for problem in found), found


@pytest.mark.parametrize("missing", [COVER, BANK, LESSON])
def test_a_missing_file_is_said(missing: str) -> None:
    files = example_files()
    del files[missing]
    reading = content.read(files, library(), TODAY)
    assert reading.course is None
    assert reading.problems


def test_an_image_that_nobody_shows_is_said() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>'
    reading = content.read(example_files() | {"images/plan.svg": svg}, library(), TODAY)
    assert [str(problem) for problem in reading.problems] == [
        "images/plan.svg: ce fichier n’est utilisé nulle part, retirez-le ou montrez-le dans une leçon ou une question du quiz"
    ]


def test_every_table_of_the_manual_tells_the_truth() -> None:
    """The weaves, roles, sizes and kinds that courses/LISEZMOI.md names are those that the reader accepts."""
    manual = MANUAL.read_text(encoding="utf-8")
    for words in (content.WEAVES, content.ROLES, content.SIZES):
        assert not [word for word in words if f"`{word}`" not in manual]
    kinds: Any = content.KINDS
    assert not [kind for kind in kinds if f"`{kind}`" not in manual]
