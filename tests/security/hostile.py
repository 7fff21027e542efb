"""Courses whose every authored text is a payload: thousands of them in two courses, so that few pages show them all."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from lms import content
from tests.support.example import EVERY_KIND, TODAY, example_course, example_files, library
from tests.support.payloads import payloads

LESSONS = 12
SHORT, LONG = 100, 300  # signs that any authored text may have, and those that say something


class Texts:
    """Payloads one after the other, each as long as it may be where it goes; all again once all were taken."""

    def __init__(self) -> None:
        one_line = dict.fromkeys(" ".join(one.split()) for one in payloads())
        self.kept = [one for one in one_line if one.isprintable() and len(one) <= LONG]
        self.short: deque[str] = deque(one for one in self.kept if len(one) <= SHORT)
        self.long: deque[str] = deque(one for one in self.kept if len(one) > SHORT)
        self.used: set[str] = set()

    def take(self, most: int = SHORT, without: str = "") -> str:
        """The next payload of that many signs at most; a long one first where it may be long."""
        left = self.long if most >= LONG and not set(self.long) <= self.used else self.short
        chosen = next(one for one in left if len(one) <= most and not set(one) & set(without))
        left.remove(chosen)
        left.append(chosen)
        self.used.add(chosen)
        return chosen


def kinds() -> tuple[content.Question, ...]:
    """A question of each kind, from the example."""
    course = example_course(example_files())
    lesson = next(one for one in course.lessons if one.key == EVERY_KIND)
    return tuple(step.question for step in lesson.steps if step.question is not None)


def hostile(question: content.Question, texts: Texts, key: str, objective: str, lesson: str = "") -> content.Question:
    """The same question with every text that people see replaced; a blank stays where it is."""
    changed = replace(question, key=key, objective=objective, facts=(), lesson=lesson)
    if isinstance(changed, content.Blanks):
        return replace(changed, prompt=texts.take(LONG), explanation=texts.take(LONG), source=texts.take(LONG))
    kept = {changed.prompt, changed.explanation, changed.source, *getattr(changed, "accepted", ())}
    changed = changed.with_texts(lambda text: text if text in kept else texts.take())
    changed = replace(changed, prompt=texts.take(LONG), explanation=texts.take(LONG), source=texts.take(LONG))
    return replace(changed, unit="<b>") if isinstance(changed, content.Numeric) else changed


def front(values: dict[str, object]) -> str:
    return "+++\n" + content.table_text(values) + "+++\n"


def lesson_text(number: int, texts: Texts, objectives: list[str], keys: Iterator[int]) -> str:
    values = {
        "cle": f"lecon-{number}",
        "titre": texts.take(),
        "minutes": 10,
        "a_jour_au": TODAY,
        "essentiel": [texts.take(LONG) for _ in range(4)],
        "sources": [{"titre": texts.take(LONG), "date": texts.take(60)} for _ in range(12)],
    }
    parts = [front(values), f"## {title(texts)} {{#lire}}\n\nUn texte court.\n"]
    for question in kinds():
        key = next(keys)
        written = hostile(question, texts, f"question-{key}", objectives[key % len(objectives)])
        block = content.table_text(written.to_table())
        parts.append(f"## {title(texts)} {{#etape-{key}}}\n\n```question\n{block}```\n")
    task = {"cle": f"tache-{number}", "texte": texts.take(LONG), "minutes": 5, "avec": texts.take()}
    parts.append(f"## {title(texts)} {{#agir}}\n\n```tache\n{content.table_text(task)}```\n")
    return "\n".join(parts)


def title(texts: Texts) -> str:
    """A payload that can be the title of a step: a line that a key ends."""
    return texts.take(80, without="{`#")


def hostile_course(key: str, texts: Texts) -> dict[str, bytes]:
    """The files of a course where everything that is plain text is a payload."""
    objectives = [f"objectif-{number}" for number in range(12)]
    keys = count(1)
    files = {f"lecons/{number:02}-lecon.md": lesson_text(number, texts, objectives, keys) for number in range(1, 13)}
    bank = []
    scored = [one for one in kinds() if one.scored]
    for number in range(56):
        lesson = f"lecon-{number % LESSONS + 1}"
        written = hostile(scored[number % len(scored)], texts, f"quiz-{number}", objectives[number % 12], lesson)
        bank.append(written.to_table())
    cover = {
        "cle": key,
        "titre": texts.take(),
        "resume": texts.take(),
        "presentation": texts.take(),
        "benefice": texts.take(),
        "armure": "chevron",
        "auteur": texts.take(),
        "licence": texts.take(),
        "a_jour_au": TODAY,
        "objectifs": [{"cle": one, "texte": texts.take()} for one in objectives],
        "quiz": {"questions": 30, "seuil": 50},
    }
    files |= {"quiz.toml": content.table_text({"questions": bank}), "module.toml": content.table_text(cover)}
    made = {path: text.encode() for path, text in files.items()}
    reading = content.read(made, library(), TODAY)
    assert reading.course is not None, "\n".join(map(str, reading.problems[:20]))
    return made
