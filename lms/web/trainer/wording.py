"""What the reader says of a text, in the words of the screens: labels instead of names, titles instead of paths.

The reader speaks to who writes files. Someone who writes in the browser sees a lesson by its title, a field by its
label, an answer by its rank: so do the problems that she is shown. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lms import content
from lms.web.french import NBSP, THIN
from lms.web.trainer.cover_form import CoverForm
from lms.web.trainer.sheets import FRONT, IMAGE, IMAGE_WORDS, LESSON, QUESTIONS, TASK
from lms.web.trainer.workbench import BANK, COVER, lessons_of, table_of, text_of

_SHEETS = (*QUESTIONS, TASK, FRONT)
LABELS = {
    name: str(field.args[0]).partition(" (")[0] for name, field in vars(CoverForm).items() if hasattr(field, "args")
}
LABELS |= {ask.name: ask.label.partition(",")[0] for one in _SHEETS for rows in one.rows for ask in rows.asks}
LABELS |= {ask.name: ask.label.partition(",")[0] for one in _SHEETS for ask in (*one.asks, LESSON, IMAGE, IMAGE_WORDS)}
LABELS |= {"texte": "Texte", "titre": "Titre", "retour": "Commentaire", "minutes": "Durée", "type": "Type de question"}
LABELS |= {"armure": "Tissage", "cle": "Nom court", "quiz": "Quiz final", "objectifs": "Objectifs"}
LABELS |= {rows.name: rows.legend for one in _SHEETS for rows in one.rows if not rows.inner}
LABELS |= {rows.name: rows.legend for one in _SHEETS for rows in one.rows}
LABELS = {name: label.translate({ord(sign): None for sign in f"«»{THIN}"}) for name, label in LABELS.items()}
_IN_ROWS = {(rows.name, ask.name): ask.label for one in _SHEETS for rows in one.rows for ask in rows.asks}
_ROWS = {rows.name: rows.noun.capitalize() for one in _SHEETS for rows in one.rows}
_ROWS |= {"choix": "Réponse", "objectifs": "Objectif", "sources": "Source"}
_FILES = {COVER: "Présentation", BANK: "Quiz final", "lecons/": "Plan", "": "Module"}

# What a message says to who writes files, and what it says on a screen.
_PHRASES = {
    "aucun choix n’est juste : écrivez « juste = true » sous la bonne réponse": "cochez la bonne réponse",
    "gardez un seul « juste = true »": "n’en cochez qu’un",
    "écrivez true ou false, sans guillemets": "choisissez Vrai ou Faux",
    "écrivez une date sans guillemets, par exemple 2026-11-23": "choisissez une date",
    "écrivez un texte entre guillemets": "écrivez un texte",
    "écrivez une liste de textes entre crochets": "écrivez un texte par ligne",
    "ajoutez un bloc ```question": "ajoutez une étape « Une question »",
    "ajoutez un bloc ```tache": "ajoutez une étape « À faire en mairie »",
    "une étape ne contient qu’un bloc « question » ou « tache »": "une étape ne contient qu’une question ou une tâche",
    'indiquez la leçon à relire : lecon = "cle-de-la-lecon"': "choisissez la leçon à relire",
    "« lecon » ne s’écrit que dans quiz.toml, retirez-le": "la leçon à relire ne se dit que dans le quiz final",
    "et quiz.toml n’en contient que": "et il n’en contient que",
    "n’a pas son bloc [[trous]]": "n’a pas ses choix : enregistrez, puis remplissez le trou",
    "il manque au moins une leçon, par exemple lecons/01-premiere-lecon.md": "ajoutez au moins une leçon dans le plan",
    "décrivez cette image : ![ce que montre l’image](images/…)": "écrivez, entre les crochets, ce que montre l’image",
    "un sous-titre s’écrit ### ou ####, et le titre de l’étape ## Titre {#cle}": "un sous-titre s’écrit ### ou ####",
    "n’est pas une clé : minuscules sans accent, chiffres et traits d’union": (
        "ne peut pas être un nom court : écrivez des minuscules sans accent, des chiffres et des traits d’union"
    ),
    "un module contient module.toml, quiz.toml, et les dossiers lecons, images et fichiers": (
        "un module contient des leçons, des questions, des images et des documents"
    ),
}
_BLOCKS = re.compile(r"écrivez (?:des blocs|un bloc) \[+(\w+)\]+")
_KEY = re.compile(r"\bla clé «")
_PATH = re.compile(r"(?:lecons/[\w.-]+\.md|module\.toml|quiz\.toml)")
_NAMED = re.compile(r"« ([a-z_]+) »")
_PART = re.compile(r"(\w+) (?:« ([^»]*) »|n° (\d+))(?:, ligne (\d+))?\Z")


@dataclass(frozen=True)
class Said:
    """A problem in words: the file as people call it, the places inside it from the widest, what is wrong."""

    file: str
    places: tuple[str, ...]
    what: str

    @property
    def place(self) -> str:
        return in_french(", ".join((self.file, *self.places)))

    def sentence(self, within: int = 0) -> str:
        """The problem with its place, but for the places `within` which it is read."""
        return in_french(f"{NBSP}: ".join(filter(None, (", ".join(self.places[within:]), self.what))))


def said(problem: content.Problem, files: Mapping[str, bytes]) -> Said:
    """A problem of a course in the words of the screens; `files` give the titles."""
    titles = {path: title for _, title, path in lessons_of(files)}
    file = _FILES.get(problem.path) or titles.get(problem.path) or problem.path.rpartition("/")[2]
    parts = problem.place.split(" > ") if problem.place else []
    text = text_of(files, problem.path)
    titled = {step.key: step for step in content.step_parts(text)} if problem.path.endswith(".md") else {}
    table = table_of(text) if problem.path.endswith(".toml") else {}
    return Said(file, tuple(_places(parts, table, titled)), in_words(problem.message, titles))


def said_of_question(problem: content.Problem, table: Mapping[str, Any]) -> str:
    """A problem of a question that is in no file yet."""
    parts = problem.place.split(" > ") if problem.place else []
    return Said("", tuple(_places(parts, table, {})), in_words(problem.message)).sentence()


def in_words(message: str, titles: Mapping[str, str] | None = None) -> str:
    """A message of the reader, with the words of the screens. `titles` are those of the lessons by their path."""
    for name, words in _PHRASES.items():
        message = message.replace(name, words)
    message = _BLOCKS.sub(lambda match: f"remplissez « {LABELS.get(match[1], match[1])} »", message)
    message = _KEY.sub("le nom court «", message).replace("est déjà celle d’une autre", "est déjà celui d’une autre")
    message = message.replace("est utilisée deux fois", "est utilisé deux fois").replace("est réservée", "est réservé")
    message = message.replace("prenez-en une autre", "prenez-en un autre") if "nom court" in message else message
    known = titles or {}
    message = _PATH.sub(lambda match: known.get(match[0]) or _FILES.get(match[0], "une leçon"), message)
    return _NAMED.sub(lambda match: f"« {LABELS.get(match[1], match[1])} »", message)


def in_french(message: str) -> str:
    """A message with the no-break spaces that a screen wants, and a capital."""
    text = message.replace("« ", f"«{THIN}").replace(" »", f"{THIN}»").replace(" : ", f"{NBSP}: ")
    for sign in ";!?%":
        text = text.replace(f" {sign}", f"{THIN}{sign}")
    return text[:1].upper() + text[1:]


def _places(parts: list[str], table: Mapping[str, Any], steps: Mapping[str, content.StepPart]) -> Iterator[str]:
    """The parts of a place: a step by its title, a row by its rank in its table, a field by its label."""
    row = inside = ""
    for part in parts:
        match = _PART.match(part)
        if match is None:
            if part != "quiz":
                rank = row.rpartition(" ")[2] if row else ""
                yield f"{_IN_ROWS.get((inside, part)) or LABELS.get(part, part)} {rank}".rstrip()
                row = inside = ""
            table = table.get(part, {}) if part == "quiz" else table
            continue
        word, key, number, _ = match.groups()
        if word == "étape":
            step = steps.get(key or "")
            table = table_of(step.block.text) if step and step.block else {}
            yield f"étape « {step.title if step and step.title else key} »"
        elif word == "questions":
            _, table = _row(table, word, key, number)
            yield f"question « {_short(str(table.get('enonce', '')) or key or number or '')} »"
        elif word not in ("question", "tache"):
            if row:
                yield row
            at, table = _row(table, word, key, number)
            row, inside = f"{_ROWS.get(word, word)} {at}" if at else _ROWS.get(word, word), word
    if row:
        yield row


def _row(table: Mapping[str, Any], word: str, key: str | None, number: str | None) -> tuple[int, Mapping[str, Any]]:
    """The rank, from 1, and the values of a row of a table; 0 and nothing when it is not there."""
    rows = table.get(word)
    for at, row in enumerate(rows if isinstance(rows, list) else (), start=1):
        if isinstance(row, dict) and (row.get("cle") == key if key else str(at) == number):
            return at, row
    return int(number or 0), {}


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"
