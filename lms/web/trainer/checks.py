"""« Avant de publier »: what the reader refuses and what would make the text better, at the place being written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lms import content
from lms.web.french import NBSP, THIN, minutes
from lms.web.http import now
from lms.web.trainer.desk import library
from lms.web.trainer.sheets import FRONT, LESSON, QUESTIONS, TASK
from lms.web.trainer.workbench import BANK, OpenText

_SHEETS = (*QUESTIONS, TASK, FRONT)
LABELS = {ask.name: ask.label.partition(",")[0] for one in _SHEETS for rows in one.rows for ask in rows.asks} | {
    ask.name: ask.label.partition(",")[0] for one in _SHEETS for ask in (*one.asks, LESSON)
}
LABELS |= {"texte": "Texte", "titre": "Titre", "retour": "Commentaire"}
LABELS |= {rows.name: rows.legend for one in _SHEETS for rows in one.rows if not rows.inner}
_PHRASES = {
    "aucun choix n’est juste : écrivez « juste = true » sous la bonne réponse": "cochez la bonne réponse",
    "gardez un seul « juste = true »": "n’en cochez qu’un",
    "écrivez true ou false, sans guillemets": "choisissez Vrai ou Faux",
    "écrivez une date sans guillemets, par exemple 2026-11-23": "choisissez une date",
    "ajoutez un bloc ```question": "ajoutez une étape « Une question »",
    "ajoutez un bloc ```tache": "ajoutez une étape « À faire en mairie »",
}
_NAMED = re.compile(r"« ([a-z_]+) »")
_OF_STEP = re.compile(r"étape « ([^»]*) »(?:, ligne \d+)?(?: > )?(.*)", re.S)


@dataclass(frozen=True)
class Check:
    """One line. `blocks` says that the course cannot be published so; `excerpt` is the sentence meant, or "".

    `plain` says something without asking for anything.
    """

    message: str
    blocks: bool = False
    excerpt: str = ""
    plain: bool = False


@dataclass(frozen=True)
class Checks:
    """`elsewhere` counts what blocks at other places of the course."""

    lines: tuple[Check, ...]
    elsewhere: int = 0

    @property
    def blocking(self) -> int:
        return sum(one.blocks for one in self.lines)


def check_step(opened: OpenText, lesson: str, step: str) -> Checks:
    """What there is to say of a step."""
    reading = content.read(opened.files, library(), now().date())
    blocking = [one for one in reading.problems if not one.outdated]
    here = [words for one in blocking if (words := _words_at(one, opened.path, step)) is not None]
    lines = [Check(in_french(words), blocks=True) for words in here]
    lines += [
        Check(in_french(one.message), excerpt=one.excerpt)
        for one in _advice(reading, opened)
        if (one.path, one.step_key) == (opened.path, step)
    ]
    return Checks((*_times(reading, lesson, step), *lines), len(blocking) - len(here))


def check_question(opened: OpenText, key: str) -> Checks:
    """What there is to say of a question of the bank."""
    reading = content.read(opened.files, library(), now().date())
    blocking = [one for one in reading.problems if not one.outdated]
    here = [one for one in blocking if one.path == BANK and f"« {key} »" in one.place.split(" > ")[0]]
    places = [one.place.rpartition(" > ")[2] if " > " in one.place else "" for one in here]
    lines = [
        Check(_at(LABELS.get(place, place), in_words_of_the_form(one.message)), blocks=True)
        for place, one in zip(places, here, strict=True)
    ]
    advice = (one for one in _advice(reading, opened) if one.path == BANK and one.question_key == key)
    lines += [Check(in_french(one.message), excerpt=one.excerpt) for one in advice]
    return Checks(tuple(lines), len(blocking) - len(here))


def check_front(opened: OpenText) -> Checks:
    """What there is to say of the head of a lesson."""
    reading = content.read(opened.files, library(), now().date())
    blocking = [one for one in reading.problems if not one.outdated]
    here = [one for one in blocking if one.path == opened.path and not _OF_STEP.match(one.place)]
    lines = [
        Check(_at(LABELS.get(one.place, one.place), in_words_of_the_form(one.message)), blocks=True) for one in here
    ]
    advice = (one for one in _advice(reading, opened) if one.path == opened.path and not one.step_key)
    lines += [Check(in_french(one.message), excerpt=one.excerpt) for one in advice]
    return Checks(tuple(lines), len(blocking) - len(here))


def check_file(opened: OpenText) -> Checks:
    """What there is to say of a whole file, each with its place."""
    reading = content.read(opened.files, library(), now().date())
    blocking = [one for one in reading.problems if not one.outdated]
    here = [one for one in blocking if one.path == opened.path]
    lines = [Check(_at(one.place, one.message), blocks=True) for one in here]
    return Checks(tuple(lines), len(blocking) - len(here))


def _words_at(problem: content.Problem, path: str, step: str) -> str | None:
    """What a problem says, without the place, when it is of this step."""
    found = _OF_STEP.match(problem.place) if problem.path == path else None
    if found is None or found.group(1) != step:
        return None
    *_, last = found.group(2).split(" > ")
    place = "" if last.startswith(("question", "tache")) else LABELS.get(last, last)
    return _at(place, in_words_of_the_form(problem.message))


def _at(place: str, message: str) -> str:
    return in_french(f"{place}\u00a0: {message}" if place else message)


def _advice(reading: content.Reading, opened: OpenText) -> tuple[content.Advice, ...]:
    if reading.course is None:
        return ()
    return content.advise(reading.course, opened.files, library(), now().date())


def _times(reading: content.Reading, lesson: str, step: str) -> list[Check]:
    course = reading.course
    found = next((one for one in course.lessons if one.key == lesson), None) if course else None
    if found is None:
        return []
    here = next((one for one in found.steps if one.key == step), None)
    seconds = content.reading_seconds(here) if here else 0
    words = minutes(max(1, round(seconds / 60)))
    return [
        Check(
            f"{words} pour cette étape. La leçon entière{NBSP}: {minutes(content.reading_minutes(found))}.", plain=True
        )
    ]


def in_words_of_the_form(message: str) -> str:
    """A message of the reader, with the labels of the form instead of the names of the text format."""
    for name, words in _PHRASES.items():
        message = message.replace(name, words)
    return _NAMED.sub(lambda match: f"« {LABELS.get(match.group(1), match.group(1))} »", message)


def in_french(message: str) -> str:
    """A message of the reader, with the no-break spaces that a screen wants."""
    text = message.replace("« ", f"«{THIN}").replace(" »", f"{THIN}»").replace(" : ", f"{NBSP}: ")
    for sign in ";!?%":
        text = text.replace(f" {sign}", f"{THIN}{sign}")
    return text[:1].upper() + text[1:]
