"""Two versions of a course: each change is said once, where it is, and a right answer that changed is said aloud."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lms import content
from lms.content import Change
from tests.support.example import TODAY, example_course, example_files, library

COVER, BANK, LESSON, OTHER = "module.toml", "quiz.toml", "lecons/01-les-delais.md", "lecons/02-toutes-les-questions.md"


def compared(*edits: tuple[str, str, str]) -> content.CourseComparison:
    """The example against itself, with words replaced in its files: (path, before, after)."""
    files = example_files()
    for path, before, after in edits:
        assert before in files[path].decode(), before
        files[path] = files[path].decode().replace(before, after, 1).encode()
    reading = content.read(files, library(), TODAY)
    assert reading.course, reading.problems
    return content.compare_courses(example_course(example_files()), reading.course)


def words(field: content.FieldChange) -> tuple[str, str]:
    return "".join(span.text for span in field.before), "".join(span.text for span in field.after)


def test_a_course_and_itself_are_the_same() -> None:
    comparison = compared()
    assert comparison.same
    assert comparison.answers_changed == ()


def test_the_cover() -> None:
    comparison = compared((COVER, "seuil = 70", "seuil = 80"), (COVER, "indiquer les", "donner les"))
    assert [field.label for field in comparison.fields] == ["objectif « delais »", "seuil du quiz"]
    assert words(comparison.fields[1]) == ("70 %", "80 %")
    assert (comparison.lessons, comparison.bank) == ((), ())
    assert not comparison.same


def test_the_head_of_a_lesson() -> None:
    (lesson,) = compared((LESSON, "minutes = 6", "minutes = 7")).lessons
    assert (lesson.key, lesson.changes, lesson.steps) == ("delais", (Change.CHANGED,), ())
    assert [(field.label, words(field)) for field in lesson.fields] == [("minutes", ("6", "7"))]


def test_a_step_reworded_renamed_added_and_removed() -> None:
    (lesson,) = compared(
        (LESSON, "Un message reçu est une demande reçue.", "Tout message reçu est une demande."),
        (LESSON, "## Vérifiez-vous {#verifier}", "## Une étape de plus {#plus}\n\nUn texte.\n\n## À vous {#verifier}"),
        (LESSON, "{#agir}", "{#agir-vite}"),
    ).lessons
    steps = {step.key: step for step in lesson.steps}
    assert {key: step.changes for key, step in steps.items()} == {
        "message": (Change.CHANGED,),
        "plus": (Change.ADDED,),
        "verifier": (Change.CHANGED,),
        "agir-vite": (Change.ADDED,),
        "agir": (Change.REMOVED,),
    }
    assert steps["message"].body_changed
    assert not steps["verifier"].body_changed
    assert words(steps["verifier"].fields[0]) == ("Vérifiez-vous", "À vous")


def moved_step(text: str) -> str:
    """The lesson with its second step after its third."""
    head, first, second, third = text.split("\n## ")
    return "\n## ".join([head, first, third.rstrip("\n") + "\n", second.rstrip("\n") + "\n"])


def test_a_step_that_changed_place() -> None:
    files = example_files()
    files[LESSON] = moved_step(files[LESSON].decode()).encode()
    (lesson,) = content.compare_courses(example_course(example_files()), example_course(files)).lessons
    (step,) = lesson.steps
    assert step.changes == (Change.MOVED,)
    assert step.key in ("agir", "verifier")


def test_a_step_that_went_to_another_lesson() -> None:
    files = example_files()
    first, second = files[LESSON].decode(), files[OTHER].decode()
    start, end = second.index("## Essayer : ordre"), second.index("## Essayer : nombre")
    files[LESSON] = (first + "\n" + second[start:end]).replace("minutes = 6", "minutes = 8").encode()
    files[OTHER] = (second[:start] + second[end:]).encode()
    (lesson,) = content.compare_courses(example_course(example_files()), example_course(files)).lessons
    (step,) = lesson.steps
    assert lesson.key == "delais"
    assert (step.key, step.changes, step.from_lesson) == ("essai-ordre", (Change.MOVED,), "toutes-les-questions")


def test_lessons_added_removed_and_moved() -> None:
    files = example_files()
    files["lecons/01-a.md"], files["lecons/02-b.md"] = files.pop(OTHER), files.pop(LESSON)
    swapped = content.compare_courses(example_course(example_files()), example_course(files))
    assert [lesson.changes for lesson in swapped.lessons] == [(Change.MOVED,)]
    less = example_files()
    del less[OTHER]
    one, two = example_course(example_files()), example_course(less)
    assert [(it.key, it.changes) for it in content.compare_courses(one, two).lessons] == [
        ("toutes-les-questions", (Change.REMOVED,))
    ]
    (added,) = content.compare_courses(two, one).lessons
    assert added.changes == (Change.ADDED,)
    assert len(added.steps) > 5


def test_a_question_reworded_keeps_its_answer() -> None:
    (question,) = compared((BANK, "Un message arrive un vendredi.", "Un message arrive un samedi.")).bank
    assert (question.key, question.changes, question.answer_changed) == ("quiz-delai", (Change.CHANGED,), False)
    assert [field.label for field in question.fields] == ["énoncé"]


def test_questions_added_and_removed_from_the_bank() -> None:
    files = example_files()
    bank = files[BANK].decode()
    first, second = bank.split("[[questions]]\n")[1:]
    files[BANK] = (
        f"[[questions]]\n{second}\n[[questions]]\n{first.replace('quiz-recommencer', 'quiz-nouvelle')}".encode()
    )
    found = content.compare_courses(example_course(example_files()), example_course(files)).bank
    assert [(question.key, question.changes) for question in found] == [
        ("quiz-nouvelle", (Change.ADDED,)),
        ("quiz-recommencer", (Change.REMOVED,)),
    ]


def exchange(one: str, other: str) -> Callable[[str], str]:
    return lambda text: text.replace(one, "\0").replace(other, one).replace("\0", other)


# the key of a question, what happens to its lesson, and whether its right answer is another one
ANSWERS: list[tuple[str, Callable[[str], str], bool]] = [
    ("papier", lambda text: text.replace("reponse = true", "reponse = false"), True),
    ("papier", lambda text: text.replace("L’administration choisit la voie", "Elle choisit la voie"), False),
    ("mentions", lambda text: text.replace('juste = true\nretour = "L’habitant', 'retour = "L’habitant'), True),
    ("mentions", lambda text: text.replace("Elle n’est pas demandée.", "Personne ne la demande."), False),
    ("mentions", exchange('"La date de réception"', '"La signature du maire"'), True),
    ("mentions", exchange('cle = "date"', 'cle = "signature"'), True),
    ("qui-fait-quoi", exchange('"Envoie l’accusé de réception"', '"Répond à la demande"'), True),
    ("qui-fait-quoi", lambda text: text.replace("Supprime les messages", "Efface les messages"), False),
    ("etapes", exchange('cle = "recevoir"\ntexte = "Le message arrive"', 'cle = "accuser"\ntexte = "L’accusé de réception part"'), True),
    ("etapes", lambda text: text.replace("Le message arrive", "Un message arrive"), False),
    ("combien-de-jours", lambda text: text.replace("valeur = 10\n", "valeur = 11\n"), True),
    ("combien-de-jours", lambda text: text.replace("tolerance = 0", "tolerance = 1"), True),
    ("combien-de-jours", lambda text: text.replace("C’est plus court", "Il est plus court"), False),
    ("sigle", lambda text: text.replace('"CRPA", "le CRPA"', '"CRPA"'), True),
    ("sigle", lambda text: text.replace("On l’écrit CRPA.", "Il s’écrit CRPA."), False),
    ("phrase", exchange('"dix jours ouvrés"', '"trente jours"'), True),
    ("phrase", lambda text: text.replace("Le code fixe", "La loi fixe"), False),
    ("ou-en-etes-vous", lambda text: text.replace("Il n’y a pas de mauvaise", "Aucune mauvaise"), False),
]  # fmt: skip


@pytest.mark.parametrize(("key", "edit", "changed"), ANSWERS, ids=[f"{key}-{changed}" for key, _, changed in ANSWERS])
def test_a_right_answer_that_changed_is_said(key: str, edit: Callable[[str], str], changed: bool) -> None:
    files = example_files()
    before = files[OTHER].decode()
    start = before.index(f'cle = "{key}"')
    end = before.index("```", start)
    files[OTHER] = (before[:start] + edit(before[start:end]) + before[end:]).encode()
    (lesson,) = content.compare_courses(example_course(example_files()), example_course(files)).lessons
    (step,) = lesson.steps
    assert step.question
    assert (step.question.key, step.question.answer_changed) == (key, changed)
    assert step.question.fields


def test_the_questions_whose_answer_changed_are_gathered() -> None:
    comparison = compared(
        (BANK, "reponse = false", "reponse = true"), (LESSON, 'type = "choix-unique"', 'type = "choix-multiple"')
    )
    assert [question.key for question in comparison.answers_changed] == ["delai-accuse", "quiz-recommencer"]


def test_choices_in_another_order_are_said_and_change_no_answer() -> None:
    files = example_files()
    text = files[LESSON].decode()
    start, end = text.index("[[choix]]"), text.index("```", text.index("[[choix]]"))
    one, other = text[start:end].split("[[choix]]\n")[1:]
    files[LESSON] = f"{text[:start]}[[choix]]\n{other}\n[[choix]]\n{one}{text[end:]}".encode()
    (lesson,) = content.compare_courses(example_course(example_files()), example_course(files)).lessons
    question = lesson.steps[0].question
    assert question
    assert [(field.label, words(field)) for field in question.fields] == [
        ("ordre : choix", ("dix-jours, deux-mois", "deux-mois, dix-jours"))
    ]
    assert not question.answer_changed
