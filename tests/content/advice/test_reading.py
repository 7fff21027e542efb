"""Advice on what is read: sentences, acronyms, headings, images, links, time."""

from __future__ import annotations

import pytest

from lms import content
from lms.content import AdviceKind as Kind
from tests.content.advice.examples import BANK, LESSON, LONG, PICTURE, REMINDER, advice, edited, on_step
from tests.support.example import TODAY, example_files, library

SENTENCE_CASES = [
    (LONG, 1),
    (LONG.replace("part", "part. Il revient"), 1),
    ("Le maire signe. " * 12, 0),
    ("Selon l’art. L. 2122 du code, M. le maire signe. " * 3, 0),
    (f"::: loi\n{LONG}\n:::", 0),
    (f"- {LONG}\n- Court.", 1),
    (f"| Qui |\n|---|\n| {LONG} |", 0),
    ("Vingt-cinq " + "mots " * 23 + "ici.", 0),
    ("Vingt-cinq : " + "mots « " * 23 + "ici.", 0),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCE_CASES)
def test_long_sentences(text: str, expected: int) -> None:
    found = [one for one in on_step(text) if one.kind is Kind.LONG_SENTENCE]
    assert len(found) == expected
    assert all("25 au plus" in one.message for one in found)


def test_a_long_sentence_is_shown_where_it_is() -> None:
    files = edited(BANK, "Le délai se compte en jours ouvrés.", LONG)
    (found,) = [one for one in advice(files) if one.kind is Kind.LONG_SENTENCE]
    assert (found.path, found.lesson_key, found.step_key, found.question_key) == (BANK, "delais", "", "quiz-delai")
    assert found.excerpt == LONG


ACRONYM_CASES = [
    ("La DDTM répond.", ["DDTM"]),
    ("La DDTM répond. La DDTM écrit.", ["DDTM"]),
    ("La direction des territoires (DDTM) répond. La DDTM écrit.", []),
    ("La DDTM (direction départementale des territoires et de la mer) répond.", []),
    ("La direction départementale des territoires et de la mer répond. La DDTM écrit.", []),
    ("La DDTM, c’est-à-dire l’État, répond.", []),
    ("La direction des territoires, ou DDTM, répond.", []),
    ("Un mot.\n\n::: clair DDTM\nLa direction des territoires.\n:::\n\nLa DDTM répond.", []),
    ("Le RGPD s’applique.", []),  # in the glossary
    ("Un fichier PDF, un SMS, une clé USB, 12 % de TVA.", []),
    ("Le chapitre XIV, le roi Henri IV.", []),
    ("L’article L112-8 et le R112-11-1.", []),
    ("IMPORTANT : signez.", []),
    ("Écrivez à DDTM@exemple.example ou sur https://DDTM.example/DDTM.", []),
    ("La règle (DDTM et SDIS) tient.", ["DDTM", "SDIS"]),
]


@pytest.mark.parametrize(("text", "expected"), ACRONYM_CASES)
def test_unexplained_acronyms(text: str, expected: list[str]) -> None:
    assert [one.excerpt for one in on_step(text) if one.kind is Kind.ACRONYM] == expected


def test_an_acronym_of_the_bank_is_looked_for_in_its_lesson() -> None:
    asked = edited(BANK, "Un message arrive un vendredi.", "La DDTM écrit un vendredi.")
    (found,) = [one for one in advice(asked) if one.kind is Kind.ACRONYM]
    assert (found.path, found.question_key) == (BANK, "quiz-delai")
    told = edited(LESSON, REMINDER, f"{REMINDER}\n\nLa direction des territoires (DDTM) répond.")
    assert not [one for one in advice(told | {BANK: asked[BANK]}) if one.kind is Kind.ACRONYM]


@pytest.mark.parametrize(
    ("text", "words_of_message"),
    [
        ("### Un sous-titre", "rien ne suit"),
        ("### Un sous-titre\n\n### Un autre\n\nUn texte.", "rien ne suit"),
        ("### Un sous-titre.\n\nUn texte.", "sans point"),
        (f"### {'Un sous-titre qui dure ' * 4}\n\nUn texte.", "est long"),
        ("**Un faux sous-titre**\n\nUn texte.", "sert de sous-titre"),
    ],
)
def test_headings(text: str, words_of_message: str) -> None:
    (found,) = [one for one in on_step(text) if one.kind is Kind.HEADING]
    assert words_of_message in found.message


@pytest.mark.parametrize(
    "text",
    [
        "### Un sous-titre\n\nUn texte.",
        "### Un sous-titre\n\n#### Plus bas\n\nUn texte.",
        "### Que faire ?\n\n- ceci",
        "### Un tableau\n\n| A |\n|---|\n| b |",
        "**Une phrase à retenir tient en gras.**",
        "**Attention :** un texte.",
        "::: attention\n**Un mot**\n:::",
    ],
)
def test_headings_that_are_right(text: str) -> None:
    assert not [one for one in on_step(text) if one.kind is Kind.HEADING]


@pytest.mark.parametrize(
    ("alternative", "words_of_message"),
    [
        ("Image", "ne dit rien"),
        ("une photo", "ne dit rien"),
        ("Figure 3", "ne dit rien"),
        ("Capture d’écran", "ne dit rien"),
        ("plan.svg", "nom de fichier"),
        ("DSC_0042.JPG", "nom de fichier"),
        ("plan-mairie", "nom de fichier"),
        ("Image d’une mairie", "commencez par"),
        ("Photo montrant la mairie", "commencez par"),
        ("Légende", "répète la légende"),
        ("La mairie. " * 40, "est longue"),
        ("Le plan de la mairie", ""),
        ("Plan du rez-de-chaussée : l’accueil est à gauche.", ""),
        ("Photographe au travail", ""),
        ("Carte scolaire : trois secteurs", ""),
    ],
)
def test_alternatives(alternative: str, words_of_message: str) -> None:
    files = {"images/plan-mairie.svg": PICTURE}
    found = on_step(f'![{alternative}](images/plan-mairie.svg "Légende")', files)
    messages = [one.message for one in found if one.kind is Kind.ALTERNATIVE]
    assert len(messages) == bool(words_of_message)
    assert all(words_of_message in message for message in messages)


@pytest.mark.parametrize(
    ("text", "words_of_message"),
    [
        ("[Cliquez ici pour lire](https://a.example)", "dit de cliquer"),
        ("[le guide est ici](https://a.example)", "dit de cliquer"),
        ("https://a.example/guide", "montre une adresse"),
        ("[www.a.example](https://www.a.example)", "montre une adresse"),
        ("[le guide](https://a.example) et [Le guide](https://b.example)", "mènent ailleurs"),
        ("[le guide](https://a.example) et [le guide](https://a.example)", ""),
        ("[le guide des maires](https://a.example)", ""),
        ("[le vice-président](https://a.example)", ""),
        ("[les clichés anciens](https://a.example)", ""),
    ],
)
def test_links(text: str, words_of_message: str) -> None:
    messages = [one.message for one in on_step(text) if one.kind is Kind.LINK]
    assert len(messages) == bool(words_of_message)
    assert all(words_of_message in message for message in messages)


def test_a_step_over_two_hundred_words_and_the_law_it_folds() -> None:
    assert Kind.LONG_STEP not in {one.kind for one in on_step("Un mot. " * 60)}
    assert Kind.LONG_STEP in {one.kind for one in on_step("Un mot. " * 90)}
    assert Kind.LONG_STEP not in {
        one.kind for one in on_step("Un mot. " * 60 + "\n\n::: loi\n" + "Un mot. " * 90 + "\n:::")
    }


def test_a_lesson_without_a_reminder() -> None:
    def reminded(files: dict[str, bytes]) -> list[str]:
        return [one.lesson_key for one in advice(files) if one.kind is Kind.REMINDER]

    assert reminded(example_files()) == ["toutes-les-questions"]
    assert reminded(edited(LESSON, REMINDER, "Un texte.")) == ["delais", "toutes-les-questions"]


@pytest.mark.parametrize(
    ("minutes", "sentences_", "words_of_message"),
    [
        (5, 420, "en annonce 5 : annoncez-en 6"),
        (6, 420, ""),
        (8, 420, ""),
        (9, 420, "annoncez-en moins"),
        (10, 940, "10 au plus"),
    ],
)
def test_reading_time(minutes: int, sentences_: int, words_of_message: str) -> None:
    files = edited(LESSON, REMINDER, REMINDER + ("\n\n" + "Un mot. " * 10) * (sentences_ // 10))
    files[LESSON] = files[LESSON].replace(b"minutes = 6", b"minutes = %d" % minutes)
    messages = [one.message for one in advice(files) if one.kind is Kind.READING_TIME]
    assert len(messages) == bool(words_of_message)
    assert all(words_of_message in message for message in messages)


def test_time_is_counted_as_the_reader_does() -> None:
    course = content.read(example_files(), library(), TODAY).course
    assert course
    first = course.lessons[0]
    assert content.reading_minutes(first) == 2
    assert [content.reading_seconds(step) for step in first.steps][1] > 60
    assert sum(map(content.reading_seconds, first.steps)) <= 2 * 60
