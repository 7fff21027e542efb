"""What only shows when a course is seen whole: keys, links, facts, objectives, files that nobody uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from lms.content.facts import VERIFIED, Facts
from lms.content.folder import BANK, COVER, Folder
from lms.content.glossary import Glossary
from lms.content.kinds import Question
from lms.content.lessons import Use
from lms.content.model import Course
from lms.content.problems import Problems, nearest

CHECKS_PER_OBJECTIVE = 2


def check_course(
    course: Course,
    folder: Folder,
    uses: Sequence[Use],
    facts: Facts,
    glossary: Glossary,
    today: date,
    problems: Problems,
) -> None:
    """Add the problems of a course whose files have been read one by one."""
    _check_keys(course, problems)
    _check_objectives(course, problems, counted=BANK in folder.texts)
    _check_bank_lessons(course, problems)
    every = [*uses, *_pictures(course)]
    _check_targets(course, folder, every, glossary, problems)
    _check_unused(folder, every, problems)
    _check_facts(course, facts, today, problems)


def placed_questions(course: Course) -> Iterator[tuple[str, str, Question]]:
    """Every question of the course with its path and its place, lessons first."""
    for lesson in course.lessons:
        for step in lesson.steps:
            if step.question:
                yield lesson.path, f"étape « {step.key} » > question « {step.question.key} »", step.question
    for question in course.quiz.bank:
        yield BANK, f"questions « {question.key} »", question


def _check_keys(course: Course, problems: Problems) -> None:
    def once(keys: Iterable[tuple[str, str, str]], what: str) -> None:
        seen: dict[str, str] = {}
        for path, place, key in keys:
            if key and key in seen:
                problems.add(path, place, f"la clé « {key} » est déjà celle d’une autre {what} ({seen[key]})")
            seen.setdefault(key, path)

    once(((lesson.path, "cle", lesson.key) for lesson in course.lessons), "leçon")
    once(((path, place, question.key) for path, place, question in placed_questions(course)), "question")
    tasks = [(lesson.path, step.key, step.task) for lesson in course.lessons for step in lesson.steps if step.task]
    once(((path, f"étape « {key} » > tache « {task.key} »", task.key) for path, key, task in tasks), "tâche")
    keys = [objective.key for objective in course.objectives]
    for key in dict.fromkeys(key for key in keys if key and keys.count(key) > 1):
        problems.add(COVER, "objectifs", f"la clé « {key} » est utilisée deux fois")


def _check_objectives(course: Course, problems: Problems, *, counted: bool) -> None:
    checked = {objective.key: 0 for objective in course.objectives}
    if not checked:
        return  # the cover could not be read: that is said already
    for path, place, question in placed_questions(course):
        if problems.full:
            return
        if question.objective and question.objective not in checked:
            known = nearest(question.objective, list(checked))
            problems.add(path, f"{place} > objectif", f"l’objectif « {question.objective} » n’existe pas{known}")
        elif question.objective and question.scored:
            checked[question.objective] += 1
    for key, count in checked.items():
        if counted and key and count < CHECKS_PER_OBJECTIVE:
            problems.add(
                COVER,
                f"objectifs « {key} »",
                f"cet objectif est vérifié par {count} question{'s' if count > 1 else ''} notée"
                f"{'s' if count > 1 else ''}, il en faut au moins {CHECKS_PER_OBJECTIVE}",
            )


def _check_bank_lessons(course: Course, problems: Problems) -> None:
    known = [lesson.key for lesson in course.lessons if lesson.key]
    for question in course.quiz.bank:
        if question.lesson and known and question.lesson not in known:
            message = f"la leçon « {question.lesson} » n’existe pas{nearest(question.lesson, known)}"
            problems.add(BANK, f"questions « {question.key} » > lecon", message)


def _pictures(course: Course) -> Iterator[Use]:
    """The images that questions of the final quiz show."""
    for question in course.quiz.bank:
        if question.picture:
            yield Use(BANK, f"questions « {question.key} » > image", question.picture.path, image=True)


def _check_targets(course: Course, folder: Folder, uses: Sequence[Use], glossary: Glossary, problems: Problems) -> None:
    lessons = [lesson.key for lesson in course.lessons if lesson.key]
    for use in uses:
        if problems.full:
            return
        scheme, _, key = use.target.partition(":")
        if use.image:
            known: Sequence[str] = list(folder.images)
            what, wanted = "l’image", use.target
        elif scheme == "lecon":
            what, wanted, known = "la leçon", key, lessons
        elif scheme == "glossaire":
            what, wanted, known = "le mot du glossaire", key, list(glossary.by_key)
        elif use.target.startswith("fichiers/"):
            what, wanted, known = "le document", use.target, sorted(folder.documents)
        else:
            continue
        if wanted not in known:
            problems.add(use.path, use.place, f"{what} « {wanted[:80]} » n’existe pas{nearest(wanted, known)}")


def _check_unused(folder: Folder, uses: Sequence[Use], problems: Problems) -> None:
    used = {use.target for use in uses}
    for path in sorted({*folder.images, *folder.documents} - used):
        problems.add(
            path,
            "",
            "ce fichier n’est utilisé nulle part, retirez-le ou montrez-le dans une leçon ou une question du quiz",
        )


def _check_facts(course: Course, facts: Facts, today: date, problems: Problems) -> None:
    cited = [(lesson.path, "faits", key) for lesson in course.lessons for key in lesson.facts]
    cited += [
        (path, f"{place} > faits", key) for path, place, question in placed_questions(course) for key in question.facts
    ]
    for path, place, key in cited:
        if problems.full:
            return
        fact = facts.get(key)
        if fact is None:
            problems.add(path, place, f"le fait « {key[:40]} » n’existe pas{nearest(key, list(facts))}")
        elif fact.confidence != VERIFIED:
            problems.add(path, place, f"le fait « {key} » est « {fact.confidence} » : seul un fait « vérifié » se cite")
        elif fact.outdated(today):
            day = fact.read_again.strftime("%d/%m/%Y")
            problems.add(path, place, f"le fait « {key} » était à relire avant le {day}", outdated=True)
