"""The files of a course edited as a whole: lessons added, copied, moved, removed; a course under another key.

The files are bytes by path, as everywhere. What is not named by the edit keeps its bytes; only the number at the head
of a lesson's name changes when lessons move. NotEditable and NoSuchPlace are raised as in `lessons`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from lms.content.editing.bank import with_cover
from lms.content.editing.keys import Keys, free_key, keys_of, new_key
from lms.content.editing.lessons import front_table, step_parts, with_front, with_step
from lms.content.editing.pieces import NoSuchPlace, NotEditable
from lms.content.editing.steps import Block
from lms.content.editing.toml_editing import with_table
from lms.content.editing.toml_pieces import read_table
from lms.content.editing.toml_writing import table_text
from lms.content.folder import COVER

Files = Mapping[str, bytes]
MOST_NUMBER = 99
_LESSON = re.compile(r"lecons/(\d\d)-(.+\.md)\Z")
_FILE = re.compile(r"(\]\(\s*<?)((?:images|fichiers)/[^\s)>]+)")


def lesson_paths(files: Files) -> list[str]:
    """The lessons in their order."""
    return sorted(path for path in files if _LESSON.match(path))


def with_new_lesson(files: Files, key: str, title: str, today: date) -> dict[str, bytes]:
    """Add a model lesson after the others: an idea, a question, something to do at the mairie."""
    taken = keys_of(_texts(files))
    if key in taken.lessons:
        raise NotEditable(f"la clé « {key} » est déjà celle d’une leçon de ce module")
    front = {"cle": key, "titre": title, "minutes": 3, "a_jour_au": today, "essentiel": _ESSENTIALS}
    question = {"cle": new_key(f"question {key}", taken.questions), **_QUESTION, "objectif": _first_objective(files)}
    task = {"cle": new_key(f"tache {key}", taken.tasks), **_TASK}
    text = _MODEL.format(front=table_text(front), question=table_text(question), task=table_text(task))
    return {**files, _next_path(files, key): text.encode()}


def with_lesson_copied(files: Files, source: Files, path: str) -> dict[str, bytes]:
    """Add after the others a copy of the lesson `path` of `source`, the files of this course or of another.

    Its keys, and those of its questions and tasks, become unique in the course; the images and documents it shows
    come with it. Links to other lessons and objectives are left as they are: the reader names those that lead nowhere.
    """
    if path not in source:
        raise NoSuchPlace(path)
    text = _text(source[path])
    taken = keys_of(_texts(files))
    old = str(front_table(text).get("cle", ""))
    key = free_key(old, taken.lessons)
    if key != old:
        text = with_front(text, {"cle": key}).replace(f"](lecon:{old})", f"](lecon:{key})")
    text = _with_free_keys(text, taken)
    names = {used: _free_name(files, source, used) for _, used in _FILE.findall(text) if used in source}
    text = _FILE.sub(lambda match: match.group(1) + names.get(match.group(2), match.group(2)), text)
    brought = {name: source[used] for used, name in names.items()}
    return {**files, **brought, _next_path(files, key or "lecon"): text.encode()}


def with_lesson_moved(files: Files, path: str, by: int) -> dict[str, bytes]:
    """Move a lesson among the others, up when `by` is negative. Numbers stay in their place, names move."""
    paths = lesson_paths(files)
    if path not in paths:
        raise NoSuchPlace(path)
    numbers = [one[7:9] for one in paths]
    if not all(one < other for one, other in pairwise(numbers)):
        numbers = [f"{number:02}" for number in range(1, len(paths) + 1)]
    order = list(paths)
    here = order.index(path)
    order.insert(max(0, here + by), order.pop(here))
    lessons = {f"lecons/{number}{one[9:]}": files[one] for number, one in zip(numbers, order, strict=True)}
    return {**{one: data for one, data in files.items() if one not in paths}, **lessons}


def without_lesson(files: Files, path: str) -> dict[str, bytes]:
    """Remove a lesson. The others keep their numbers, so that it can come back to its place."""
    if path not in lesson_paths(files):
        raise NoSuchPlace(path)
    return {one: data for one, data in files.items() if one != path}


def course_renamed(files: Files, key: str, title: str) -> dict[str, bytes]:
    """The same course under another key and title."""
    if COVER not in files:
        raise NoSuchPlace(COVER)
    return {**files, COVER: with_cover(_text(files[COVER]), {"cle": key, "titre": title}).encode()}


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise NotEditable("ce fichier n’est pas en UTF-8, enregistrez-le de nouveau en UTF-8") from error


def _texts(files: Files) -> dict[str, str]:
    texts = {}
    for path, data in files.items():
        if path.endswith((".md", ".toml")):
            with suppress(NotEditable):
                texts[path] = _text(data)
    return texts


def _next_path(files: Files, key: str) -> str:
    numbers = [int(path[7:9]) for path in lesson_paths(files)]
    number = max(numbers, default=0) + 1
    if number > MOST_NUMBER:
        raise NotEditable(f"les noms des leçons vont jusqu’à {MOST_NUMBER} : renommez-les d’abord")
    return f"lecons/{number:02}-{key}.md"


def _first_objective(files: Files) -> str:
    with suppress(NotEditable, KeyError, IndexError, TypeError):
        return str(read_table(_text(files[COVER]))["objectifs"][0]["cle"])
    return "premier-objectif"


def _with_free_keys(text: str, taken: Keys) -> str:
    for part in step_parts(text):
        if part.block is None or part.tangled or not part.key:
            continue
        with suppress(NotEditable):
            table: dict[str, Any] = read_table(part.block.text)
            keys = taken.questions if part.block.kind == "question" else taken.tasks
            key = free_key(str(table.get("cle", "")), keys)
            block = Block(part.block.kind, with_table(part.block.text, {**table, "cle": key}))
            text = with_step(text, part.key, title=part.title, body=part.body, block=block)
            keys.add(key)
    return text


def _free_name(files: Files, source: Files, used: str) -> str:
    """The path for a file that comes from `source`: another one when a different file has its name."""
    name, number = PurePosixPath(used), 1
    while files.get(str(name), source[used]) != source[used]:
        number += 1
        name = PurePosixPath(used).with_stem(f"{PurePosixPath(used).stem}-{number}")
    return str(name)


_ESSENTIALS = ["Une première phrase à garder en tête.", "Une seconde phrase à garder en tête."]
_QUESTION = {
    "type": "vrai-faux",
    "enonce": "Une affirmation claire, vraie ou fausse.",
    "reponse": True,
    "retour_vrai": "Ce qui la rend vraie.",
    "retour_faux": "Ce qui la rend vraie, expliqué autrement.",
    "explication": "Ce qu’il faut comprendre.",
    "source": "Conseil de rédaction",
}
_TASK = {"texte": "Posez une question précise au secrétariat.", "minutes": 5, "avec": "le secrétariat"}
_MODEL = """\
+++
{front}+++

## Une idée par étape {{#une-idee}}

Écrivez ici une idée, en phrases courtes. Le concret d’abord, la règle ensuite.

::: retenir
La phrase à garder en tête.
:::

## Vérifiez-vous {{#verifier}}

Une situation vécue en mairie, en deux phrases.

```question
{question}```

## À faire en mairie {{#agir}}

Un essai vaut mieux qu’une consigne.

```tache
{task}```
"""
