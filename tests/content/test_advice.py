"""Advice before publishing: each rule speaks when it should, and keeps quiet otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from lms import content
from lms.content import AdviceKind as Kind
from lms.content.advice.french import acronyms, explains, sentences, words
from lms.content.advice.sources import written_day
from tests.support.example import TODAY, example_files, library

COURSES = Path(__file__).resolve().parents[2] / "courses"
FOLDERS = sorted(path.parent for path in COURSES.glob("*/module.toml"))
COVER, BANK, LESSON, OTHER = "module.toml", "quiz.toml", "lecons/01-les-delais.md", "lecons/02-toutes-les-questions.md"
REMINDER = "::: retenir\nUn message reçu est une demande reçue.\n:::"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"></svg>'


def advice(files: dict[str, bytes], today: date = TODAY) -> tuple[content.Advice, ...]:
    reading = content.read(files, library(), today)
    assert reading.course, "\n".join(map(str, reading.problems))
    return content.advise(reading.course, files, library(), today)


def edited(path: str, before: str, after: str) -> dict[str, bytes]:
    files = example_files()
    text = files[path].decode()
    assert before in text, before
    return files | {path: text.replace(before, after, 1).encode()}


def on_step(text: str, **more: bytes) -> list[content.Advice]:
    """The advice on the first step of the example, with this text at its end."""
    files = edited(LESSON, REMINDER, f"{REMINDER}\n\n{text}") | {
        path.replace("__", "/"): data for path, data in more.items()
    }
    return [one for one in advice(files) if one.step_key == "message"]


def test_the_model_course_is_told_only_what_it_lacks() -> None:
    files = content.new_course("un-module", "Un module")
    assert [one.kind for one in advice(files)] == [Kind.SOURCE, Kind.OBJECTIVE]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_built_in_courses_are_hardly_bothered(folder: Path) -> None:
    assert len(advice(content.read_folder(folder))) <= 6


def test_advice_follows_the_course() -> None:
    files = edited(LESSON, REMINDER, f"{REMINDER}\n\n{'mot ' * 26}")
    files[COVER] = files[COVER].replace("à la mairie a".encode(), "à la mairie".encode() + b" et" * 26 + b" a")
    assert [one.path for one in advice(files)] == [COVER, LESSON, LESSON, OTHER, BANK]


# ---- what is read

LONG = "Le maire " + "signe et " * 12 + "part."  # 27 words
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
    files = {"images__plan-mairie.svg": PICTURE}
    found = on_step(f'![{alternative}](images/plan-mairie.svg "Légende")', **files)
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


# ---- what is asked


def bank(*questions: str, draws: int = 2) -> dict[str, bytes]:
    """The example with these questions in its bank."""
    texts = [
        f'[[questions]]\ncle = "q-{number}"\nlecon = "delais"\nobjectif = "delais"\nexplication = "C’est ainsi."\n'
        f'source = "Conseil de rédaction"\n{question}'
        for number, question in enumerate(questions)
    ]
    files = edited(COVER, "questions = 2", f"questions = {draws}")
    return files | {BANK: "\n".join(texts).encode()}


def single(*choices: str, prompt: str = "Que faire ?") -> str:
    """A question whose right answer begins with « + »."""
    rows = [
        f'[[questions.choix]]\ncle = "c-{number}"\ntexte = "{choice.lstrip("+")}"\nretour = "Ainsi."\n'
        + "juste = true\n" * choice.startswith("+")
        for number, choice in enumerate(choices)
    ]
    return f'type = "choix-unique"\nenonce = "{prompt}"\n' + "\n".join(rows)


def truth(statement: str, answer: bool = True) -> str:
    said = f'retour_vrai = "Ainsi."\nretour_faux = "Ainsi."\nreponse = {str(answer).lower()}'
    return f'type = "vrai-faux"\nenonce = "{statement}"\n{said}\n'


def kinds(files: dict[str, bytes], kind: Kind) -> list[content.Advice]:
    return [one for one in advice(files) if one.kind is kind and one.path == BANK]


GIVEN_AWAY = "+Envoyer un accusé de réception daté, avec le service et son téléphone"


def test_a_right_answer_that_stands_out() -> None:
    (found,) = kinds(bank(single("Attendre", "Appeler", GIVEN_AWAY), truth("Un.")), Kind.LONGEST_ANSWER)
    assert (found.question_key, found.excerpt) == ("q-0", GIVEN_AWAY[1:])
    longer = "Attendre que la personne rappelle, puis noter son nom et son numéro"
    assert not kinds(bank(single(longer, "Appeler", GIVEN_AWAY), truth("Un.")), Kind.LONGEST_ANSWER)


def test_a_right_answer_that_is_most_often_the_longest() -> None:
    guess, fair = single("Attendre", "+Répondre vite", "Appeler"), single("Attendre un peu", "+Répondre", "Appeler")
    (found,) = kinds(bank(guess, guess, guess, fair), Kind.LONGEST_ANSWER)
    assert "3 questions sur 4 du quiz final" in found.message
    assert found.excerpt == "q-0, q-1, q-2"
    assert not kinds(bank(guess, guess, fair, fair), Kind.LONGEST_ANSWER)
    assert not kinds(bank(guess, guess, guess), Kind.LONGEST_ANSWER)


def in_lessons(*choices: tuple[str, ...]) -> dict[str, bytes]:
    """The example whose second lesson asks these questions, and no other."""
    text = example_files()[OTHER].decode()
    head, tail = text[: text.index("## Essayer")], text[text.index("## À faire") :]
    steps = []
    for number, rows in enumerate(choices):
        question = single(*rows).replace("questions.choix", "choix")
        common = f'cle = "s-{number}"\nobjectif = "delais"\nexplication = "Ainsi."\nsource = "Conseil"\n'
        steps.append(f"## Question {number} {{#e-{number}}}\n\n```question\n{common}{question}```\n")
    return example_files() | {OTHER: "\n".join([head, *steps, tail]).encode()}


def test_a_right_answer_always_at_the_same_place() -> None:
    first, last = ("+Répondre", "Attendre"), ("Attendre", "+Répondre")
    found = [one for one in advice(in_lessons(first, first, first)) if one.kind is Kind.SAME_POSITION]
    assert "première place dans 4 questions" in found[0].message  # with the one of the first lesson
    assert not [one for one in advice(in_lessons(first, last, last)) if one.kind is Kind.SAME_POSITION]
    assert not [one for one in advice(in_lessons(first, first)) if one.kind is Kind.SAME_POSITION]
    shuffled = bank(*[single(*first)] * 5)  # the quiz shuffles them
    assert not [one for one in advice(shuffled) if one.kind is Kind.SAME_POSITION]


def test_judging_that_is_always_right_or_always_wrong() -> None:
    (found,) = kinds(bank(*[truth("Un.")] * 4), Kind.SAME_POSITION)
    assert "« vrai »" in found.message
    assert not kinds(bank(truth("Un."), truth("Un.", False), truth("Un."), truth("Un.")), Kind.SAME_POSITION)
    assert not kinds(bank(truth("Un."), truth("Un.")), Kind.SAME_POSITION)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (single("Un", "+Deux", prompt="Que ne faut-il pas faire ?"), True),
        (single("Un", "+Deux", prompt="Quelle pièce n’est jamais demandée ?"), True),
        (single("Un", "+Deux", prompt="Tout est gratuit, sauf quoi ?"), True),
        (single("Un", "+Deux", prompt="Le maire ne répond pas. Que faire ?"), False),
        (single("Un", "+Deux", prompt="Que faire ?"), False),
        (single("Un", "+Deux", prompt="Quelle note donner au pas de tir ?"), False),
        (truth("La commune ne peut pas refuser."), True),
        (truth("Elle n’est ni lue ni gardée."), True),
        (truth("La commune peut refuser."), False),
        (truth("Une annexe rien que pour elle."), False),
    ],
)
def test_negative_wording(question: str, expected: bool) -> None:
    assert bool(kinds(bank(question, truth("Un.", False)), Kind.NEGATIVE)) is expected


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("Toutes les réponses", True),
        ("Toutes ces réponses sont justes", True),
        ("Aucune de ces réponses", True),
        ("Aucune des propositions ci-dessus.", True),
        ("Tout ce qui précède", True),
        ("Les deux", True),
        ("Réponses A et B", True),
        ("Tous les habitants", False),
        ("Toutes les réponses partent par courrier", False),
        ("Les deux adjoints", False),
        ("Aucune pièce", False),
    ],
)
def test_choices_about_the_others(choice: str, expected: bool) -> None:
    assert bool(kinds(bank(single("Un", "+Deux", choice), truth("Un.", False)), Kind.ALL_ANSWERS)) is expected


def test_an_objective_hardly_asked() -> None:
    two = '[[objectifs]]\ncle = "second"\ntexte = "en faire plus"\n\n[quiz]'
    files = edited(COVER, "[quiz]", two)
    files[LESSON] = files[LESSON].replace(b'objectif = "delais"', b'objectif = "second"')
    files[BANK] = files[BANK].replace(b'objectif = "delais"', b'objectif = "second"', 1)
    messages = [(one.path, one.excerpt) for one in advice(files) if one.kind is Kind.OBJECTIVE]
    first = "indiquer les délais à respecter quand un message arrive en mairie"
    assert messages == [(BANK, first), (BANK, "en faire plus")]
    files[LESSON] = files[LESSON].replace(b'objectif = "second"', b'objectif = "delais"')
    files[BANK] = files[BANK].replace(b'objectif = "delais"', b'objectif = "second"')
    messages = [(one.path, one.excerpt) for one in advice(files) if one.kind is Kind.OBJECTIVE]
    assert messages == [(COVER, "en faire plus"), (BANK, first)]
    assert not [one for one in advice(example_files()) if one.kind is Kind.OBJECTIVE]


def test_a_bank_drawn_whole() -> None:
    assert kinds(bank(truth("Un."), truth("Deux.", False), draws=2), Kind.BANK)
    assert not kinds(bank(truth("Un."), truth("Deux.", False), truth("Trois."), draws=2), Kind.BANK)


# ---- what it rests upon

SOURCES = example_files()[LESSON].decode().partition("[[sources]]")[2].partition("+++")[0]


def test_a_lesson_without_source() -> None:
    files = edited(LESSON, f"[[sources]]{SOURCES}", "")
    assert [one.lesson_key for one in advice(files) if one.kind is Kind.SOURCE] == ["delais"]
    assert not [one for one in advice(example_files()) if one.kind is Kind.SOURCE]


@pytest.mark.parametrize(
    ("days", "written", "expected"),
    [
        (10, "12 mai 2019", False),  # read again lately: its sources too
        (200, "12 mai 2019", True),
        (200, "2026", False),
        (200, "", False),
        (200, "date inconnue", False),
    ],
)
def test_an_old_source(days: int, written: str, expected: bool) -> None:
    files = edited(LESSON, f"[[sources]]{SOURCES}", f'[[sources]]\ntitre = "Un guide"\ndate = "{written}"\n')
    current = (TODAY - timedelta(days=days)).isoformat()
    files[LESSON] = files[LESSON].replace(b"a_jour_au = 2026-11-23", f"a_jour_au = {current}".encode())
    found = [one.excerpt for one in advice(files) if one.kind is Kind.SOURCE]
    assert found == ["Un guide"] * expected


def test_a_lesson_and_a_course_not_read_again_for_a_year() -> None:
    def found(today: date) -> list[str]:
        return [one.path for one in advice(example_files(), today) if one.kind is Kind.REREAD]

    assert found(date(2027, 11, 23)) == []
    assert found(date(2027, 11, 24)) == [COVER, LESSON, OTHER]


def test_facts_past_their_date() -> None:
    cited = {"SVE-01", "SVE-03"}
    due = max(library().facts[key].read_again for key in cited)
    found = [one for one in advice(example_files(), due) if one.kind is Kind.FACT]
    assert {key for key in cited for one in found if f"« {key} »" in one.message} == cited
    assert {one.path for one in found} == {LESSON, OTHER, BANK}
    assert not [one for one in advice(example_files()) if one.kind is Kind.FACT]


def test_a_document_that_cannot_be_read_aloud() -> None:
    def found(data: bytes) -> list[str]:
        files = edited(LESSON, REMINDER, f"{REMINDER}\n\n[le modèle](fichiers/modele.pdf)")
        return [one.path for one in advice(files | {"fichiers/modele.pdf": data}) if one.kind is Kind.DOCUMENT]

    assert found(b"%PDF-1.7 << /Type /Catalog >>") == ["fichiers/modele.pdf"]
    assert found(b"%PDF-1.7 << /Type /Catalog /StructTreeRoot 4 0 R >>") == []
    assert found(b"%PDF-1.7 << /Type /ObjStm >>") == []


# ---- the French text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un. Deux ! Trois ? Quatre… Cinq.", ["Un.", "Deux !", "Trois ?", "Quatre…", "Cinq."]),
        ("« Merci. » Elle part.", ["« Merci. »", "Elle part."]),
        ("M. Dupont signe. Mme Carel part.", ["M. Dupont signe.", "Mme Carel part."]),
        ("Voir art. 12 du code. Fin.", ["Voir art. 12 du code.", "Fin."]),
        ("Le 3.5 et le site a.example.", ["Le 3.5 et le site a.example."]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


def test_words_are_what_spaces_part() -> None:
    assert words("Qui décide ? – l’adjoint, « lui »") == ["Qui", "décide", "l’adjoint,", "lui"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("le CRPA, l’AMF et les EPCI", ["CRPA", "AMF", "EPCI"]), ("Cerema, A, IV, L112, CD-ROM", []), ("3D et G20", [])],
)
def test_acronyms(text: str, expected: list[str]) -> None:
    assert list(acronyms(text)) == expected


def test_an_explanation_is_not_any_bracket() -> None:
    assert not explains("La règle vaut (la SVE aussi).", "SVE")
    assert not explains("SVE (2016)", "SVE")
    assert explains("la saisine par voie électronique (SVE)", "SVE")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17 avril 2019", date(2019, 4, 17)),
        ("1er août 2024", date(2024, 8, 1)),
        ("mars 2024", date(2024, 3, 28)),
        ("2019", date(2019, 12, 28)),
        ("2026-11-23", date(2026, 11, 23)),
        ("de 2019 à 2021", date(2021, 12, 28)),
        ("31 février 2020", None),
        ("sans date", None),
    ],
)
def test_dates_written_by_hand(text: str, expected: date | None) -> None:
    assert written_day(text) == expected


MESSAGE_RULES: list[Callable[[str], bool]] = [
    lambda message: "!" not in message,
    lambda message: not message.endswith("."),
    lambda message: "'" not in message,
    lambda message: message[0].islower() or message[0] == "«",
]


def test_every_message_is_written_as_the_problems_are() -> None:
    files = edited(
        LESSON, REMINDER, f"{LONG} La DDTM. {'Un mot. ' * 120}\n\n### Fin.\n\n[ici même ici](https://a.example)"
    )
    files = files | {BANK: bank(*[single("Un", GIVEN_AWAY, "Les deux", prompt="Que ne faut-il pas ?")] * 4)[BANK]}
    found = advice(files, date(2029, 1, 1))
    assert len({one.kind for one in found}) >= 9
    assert [one.message for one in found if not all(rule(one.message) for rule in MESSAGE_RULES)] == []
