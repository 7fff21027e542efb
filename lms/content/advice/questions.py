"""Advice on questions: what lets people guess, what they read wrong, what is not asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from lms.content.advice.base import AdviceKind, Advices, Place
from lms.content.advice.french import sentences
from lms.content.folder import BANK, COVER
from lms.content.glossary import fold
from lms.content.kinds import Blanks, Multiple, Question, Single, TrueFalse
from lms.content.kinds.choices import Choice
from lms.content.model import Course

LEAST = 2  # questions of the bank for each objective
FEW = 4  # below, « most » and « always » mean nothing
MUCH_LONGER, LONGER_BY = 1.5, 20  # times, and signs, beyond the longest of the others
MOST_SHARE = 0.6

_NEGATION = re.compile(
    r"\b(?:ne\s+|n[’'])[\w’'-]+(?:\s+[\w’'-]+){0,2}?\s+(?:pas|jamais|aucun|aucune|rien|ni)\b", re.IGNORECASE
)
_EXCEPT = re.compile(r"\b(?:sauf|excepté|hormis|à l’exception|à l'exception)\b", re.IGNORECASE)
_ALL = re.compile(
    r"(?:toutes? (?:ces|les) (?:reponses|propositions|affirmations|solutions)(?: (?:sont|ci-dessus|precedentes)\b.*)?|"
    r"tout(?:es)? ce(?:s)? qui precede(?:nt)?|toutes|tous|les (?:deux|trois|quatre)(?: reponses)?|"
    r"aucun(?:e)? (?:de ces|des) (?:reponses|propositions|affirmations|solutions)\b.*|"
    r"aucune(?: reponse)?|rien de tout cela|"
    r"(?:les )?reponses? [a-d](?:,? (?:et |ou )?[a-d])+)[ .]*"
)

Placed = tuple[Place, Question]


def placed(course: Course) -> tuple[list[list[Placed]], list[Placed]]:
    """The questions of each lesson, and those of the bank, with their places."""
    lessons = [
        [
            (Place(lesson.path, lesson.key, step.key, step.question.key), step.question)
            for step in lesson.steps
            if step.question
        ]
        for lesson in course.lessons
    ]
    bank = [(Place(BANK, question.lesson, "", question.key), question) for question in course.quiz.bank]
    return lessons, bank


def advise_question(question: Question, place: Place, advices: Advices) -> None:
    """What is to be improved in one question."""
    _wording(question, place, advices)
    _all_answers(question, place, advices)
    if isinstance(question, Single) and _gives_away(question.choices):
        message = "la bonne réponse est bien plus longue que les autres, on la devine : raccourcissez-la"
        advices.add(place, AdviceKind.LONGEST_ANSWER, message, _right(question.choices).text)


def advise_together(course: Course, advices: Advices) -> None:
    """What only shows when several questions are seen together."""
    lessons, bank = placed(course)
    for lesson, questions in zip(course.lessons, lessons, strict=True):
        _lengths(questions, Place(lesson.path, lesson.key), "de cette leçon", advices)
    _lengths(bank, Place(BANK), "du quiz final", advices)
    _positions(list(chain.from_iterable(lessons)), Place(course.lessons[0].path if course.lessons else COVER), advices)
    _truths([*chain.from_iterable(lessons), *bank], Place(BANK), advices)
    _objectives(course, advices)


def _wording(question: Question, place: Place, advices: Advices) -> None:
    """The sentence that asks. A negative statement to judge makes « faux » a double negation."""
    *_, asked = [*sentences(question.prompt)] or [""]
    if isinstance(question, Single | Multiple) and (_NEGATION.search(asked) or _EXCEPT.search(asked)):
        message = "cette question est posée à la forme négative, on la lit de travers : demandez ce qui est vrai"
    elif isinstance(question, TrueFalse) and _NEGATION.search(asked):
        message = (
            "cette affirmation est négative, répondre « faux » oblige à penser à l’envers : écrivez-la sans négation"
        )
    else:
        return
    advices.add(place, AdviceKind.NEGATIVE, message, asked)


def _all_answers(question: Question, place: Place, advices: Advices) -> None:
    for choice in _choices(question):
        if _ALL.fullmatch(fold(choice.text)):
            message = "cette réponse parle des autres, et l’ordre change au quiz : remplacez-la par une erreur courante"
            advices.add(place, AdviceKind.ALL_ANSWERS, message, choice.text)


def _choices(question: Question) -> Iterable[Choice]:
    if isinstance(question, Single | Multiple):
        return question.choices
    if isinstance(question, Blanks):
        return chain.from_iterable(blank.choices for blank in question.blanks)
    return ()


def _right(choices: Sequence[Choice]) -> Choice:
    return next(choice for choice in choices if choice.right)


def _gives_away(choices: Sequence[Choice]) -> bool:
    longest = max(len(choice.text) for choice in choices if not choice.right)
    right = len(_right(choices).text)
    return right >= longest * MUCH_LONGER and right >= longest + LONGER_BY


def _lengths(questions: Sequence[Placed], place: Place, where: str, advices: Advices) -> None:
    """The right answer is the longest in most questions: who notices it needs to know nothing."""
    single = [question for _, question in questions if isinstance(question, Single)]
    longest = [
        question
        for question in single
        if len(_right(question.choices).text) > max(len(one.text) for one in question.choices if not one.right)
    ]
    if len(single) >= FEW and len(longest) >= len(single) * MOST_SHARE:
        message = (
            f"la bonne réponse est la plus longue dans {len(longest)} questions sur {len(single)} {where} : "
            "on peut réussir sans savoir, égalisez les longueurs"
        )
        advices.add(place, AdviceKind.LONGEST_ANSWER, message, ", ".join(question.key for question in longest))


def _positions(questions: Sequence[Placed], place: Place, advices: Advices) -> None:
    """Choices keep their order in lessons; at the quiz they are shuffled."""
    single = [question for _, question in questions if isinstance(question, Single)]
    places = Counter(question.choices.index(_right(question.choices)) + 1 for question in single)
    for position, times in places.most_common(1):
        if len(single) >= FEW and times >= len(single) * 0.75:
            nth = "première" if position == 1 else f"{position}e"
            message = (
                f"la bonne réponse est à la {nth} place dans {times} questions à choix unique des leçons sur "
                f"{len(single)} : changez l’ordre des choix"
            )
            advices.add(place, AdviceKind.SAME_POSITION, message)


def _truths(questions: Sequence[Placed], place: Place, advices: Advices) -> None:
    answers = Counter(question.answer for _, question in questions if isinstance(question, TrueFalse))
    if answers.total() >= FEW and len(answers) == 1:
        word = "vrai" if answers[True] else "faux"
        message = (
            f"« {word} » est la bonne réponse des {answers.total()} questions à juger : retournez-en quelques-unes"
        )
        advices.add(place, AdviceKind.SAME_POSITION, message)


def _objectives(course: Course, advices: Advices) -> None:
    lessons, bank = placed(course)
    in_lessons = Counter(question.objective for _, question in chain.from_iterable(lessons) if question.scored)
    in_bank = Counter(question.objective for _, question in bank)
    for objective in course.objectives:
        if in_bank[objective.key] < LEAST:
            count = in_bank[objective.key]
            message = (
                f"le quiz final a {count or 'zéro'} question{'s' if count > 1 else ''} sur cet objectif : "
                f"écrivez-en au moins {LEAST}, pour que deux essais diffèrent"
            )
            advices.add(Place(BANK), AdviceKind.OBJECTIVE, message, objective.text)
        if not in_lessons[objective.key]:
            message = "aucune leçon ne pose de question sur cet objectif : ajoutez-en une, pour s’exercer avant le quiz"
            advices.add(Place(COVER), AdviceKind.OBJECTIVE, message, objective.text)
    if len(bank) == course.quiz.draws > 1:
        message = (
            f"le quiz tire ses {len(bank)} questions à chaque fois : écrivez-en davantage, chaque essai sera différent"
        )
        advices.add(Place(BANK), AdviceKind.BANK, message)
