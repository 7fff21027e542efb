"""Reads a course: a mapping of paths to bytes becomes a `Course`, or all its problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.content import checks
from lms.content.facts import Facts, read_facts
from lms.content.folder import BANK, COVER, open_folder
from lms.content.glossary import Glossary, read_glossary
from lms.content.kinds import Question, read_question
from lms.content.lessons import read_lesson
from lms.content.model import ROLES, SIZES, WEAVES, Course, Lesson, Objective, Quiz
from lms.content.partial import PartReading, in_part
from lms.content.problems import MOST, RESERVED_COURSES, Problem, Problems, Table
from lms.content.toml_text import parse_toml

MOST_LESSONS = 12
MOST_QUESTIONS = 60  # in the bank
MOST_DRAWN = 30  # in one quiz
MOST_ATTEMPTS, MOST_HOURS, MOST_MINUTES = 20, 168, 240  # of the final quiz


@dataclass(frozen=True)
class Library:
    """What every course refers to."""

    facts: Facts
    glossary: Glossary


@dataclass(frozen=True)
class Reading:
    """The outcome. `course` is None when a problem is more than something to read again."""

    course: Course | None
    problems: tuple[Problem, ...]


def read_library(facts_text: str, glossary_text: str) -> Library:
    """Read `faits.toml` and `glossaire.toml`. Raises ValueError with every problem, one per line."""
    return Library(read_facts(facts_text), read_glossary(glossary_text))


def read(files: Mapping[str, bytes], library: Library, today: date) -> Reading:
    """Read a course. Never raises, whatever the files hold; at most 200 problems are given."""
    problems = Problems()
    return _reading(_course(files, library, today, problems), problems)


def read_in_part(files: Mapping[str, bytes], library: Library, today: date) -> PartReading:
    """Read what can be shown of a course that may have problems. Never raises."""
    problems = Problems()
    course = _course(files, library, today, problems)
    found = _reading(course, problems)
    if found.course is not None or problems.full:  # beyond so many problems, nobody knows what is sound
        return PartReading(found.course, found.problems, {})
    return in_part(course, found.problems, today)


def _course(files: Mapping[str, bytes], library: Library, today: date, problems: Problems) -> Course:
    """The course as far as it could be read; what could not has neutral values."""
    folder = open_folder(files, problems)
    paths = folder.lessons
    if len(paths) > MOST_LESSONS:
        problems.add("lecons/", "", f"un module compte {MOST_LESSONS} leçons au plus, il y en a {len(paths)}")
    readings = []
    for path in paths[:MOST_LESSONS]:
        if not problems.full:
            readings.append(read_lesson(path, folder.texts[path], problems))
    lessons = tuple(reading.lesson for reading in readings)
    bank = _read_bank(folder.texts.get(BANK, ""), problems)
    course = _read_cover(folder.texts.get(COVER, ""), lessons, bank, problems)
    if not problems.full:
        uses = [use for reading in readings for use in reading.uses]
        checks.check_course(course, folder, uses, library.facts, library.glossary, today, problems)
    return course


def _reading(course: Course, problems: Problems) -> Reading:
    found = tuple(dict.fromkeys(problems))
    sound = all(problem.outdated for problem in found)
    if len(found) > MOST:
        found = (*found[:MOST], Problem("", "", "il y a d’autres problèmes : corrigez ceux-ci, puis relancez"))
    return Reading(course if sound else None, found)


def _read_cover(text: str, lessons: tuple[Lesson, ...], bank: tuple[Question, ...], problems: Problems) -> Course:
    values = parse_toml(text, path=COVER, place="", first_line=1, problems=problems)
    cover = Table(values or {}, path=COVER, place="", problems=problems if values else Problems())
    quiz = cover.table("quiz")
    course = Course(
        key=cover.key(),
        title=cover.text("titre", limit=100),
        summary=cover.text("resume", limit=200),
        introduction=cover.text("presentation", limit=800),
        benefit=cover.text("benefice", limit=300),
        weave=cover.choice("armure", WEAVES),
        author=cover.text("auteur", required=False, limit=200),
        licence=cover.text("licence", required=False, limit=100),
        current_at=cover.day("a_jour_au") or date.min,
        roles=cover.choices("roles", ROLES),
        sizes=cover.choices("communes", SIZES),
        objectives=tuple(_read_objective(row) for row in cover.tables("objectifs", least=1, most=12)),
        lessons=lessons,
        quiz=_read_quiz(quiz, bank),
    )
    if course.key in RESERVED_COURSES:
        cover.problem(f"la clé « {course.key} » est réservée à une page du site, prenez-en une autre", at="cle")
    cover.close()
    return course


def _read_objective(row: Table) -> Objective:
    objective = Objective(row.key(), row.text("texte", limit=200))
    row.close()
    return objective


def _read_quiz(table: Table | None, bank: tuple[Question, ...]) -> Quiz:
    if table is None:
        return Quiz(1, 70, bank)
    draws = table.integer("questions", low=1, high=MOST_DRAWN)
    quiz = Quiz(
        draws,
        table.integer("seuil", low=1, high=100),
        bank,
        attempts=table.integer("tentatives", low=1, high=MOST_ATTEMPTS, default=0) or None,
        delay_hours=table.integer("delai_heures", low=0, high=MOST_HOURS, default=0),
        minutes=table.integer("duree_minutes", low=1, high=MOST_MINUTES, default=0) or None,
    )
    if bank and draws > len(bank):
        table.problem(f"le quiz tire {draws} questions, et quiz.toml n’en contient que {len(bank)}", at="questions")
    table.close()
    return quiz


def _read_bank(text: str, problems: Problems) -> tuple[Question, ...]:
    values = parse_toml(text, path=BANK, place="", first_line=1, problems=problems)
    root = Table(values or {}, path=BANK, place="", problems=problems if values else Problems())
    bank = []
    for row in root.tables("questions", least=1, most=MOST_QUESTIONS):
        question = read_question(row)
        if question is None:
            continue
        if not question.scored:
            row.problem("cette question n’est pas notée, elle n’a pas sa place dans le quiz final", at="type")
        if not question.lesson:
            row.problem('indiquez la leçon à relire : lecon = "cle-de-la-lecon"')
        bank.append(question)
    root.close()
    return tuple(bank)
