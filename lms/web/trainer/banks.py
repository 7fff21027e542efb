"""Questions from elsewhere, put among those of a course, with the images of their file."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms import content
from lms.publishing.drafts import Change
from lms.web.trainer.desk import Desk
from lms.web.trainer.pictures import Unusable
from lms.web.trainer.shelf import received

QUIZ = "quiz.toml"
Tables = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Chosen:
    """Where questions go: quiz.toml or a lesson; and what they check, and the lesson to read again, if they say not."""

    path: str
    objective: str
    lesson: str


def questions_added(desk: Desk, files: Mapping[str, bytes], tables: Tables, chosen: Chosen) -> list[Change]:
    """The change of one file that holds these questions too. Keys that are taken become free ones.

    Raises NotEditable, NoSuchPlace when the place is not one of this course.
    """
    if chosen.path != QUIZ and chosen.path not in content.lesson_paths(files):
        raise content.NoSuchPlace(chosen.path)
    texts = {path: data.decode("utf-8", "replace") for path, data in files.items() if path.endswith((".md", ".toml"))}
    taken = content.keys_of(texts).questions
    text = texts.get(chosen.path, "")
    for table in tables:
        key = str(table.get("cle", ""))
        key = content.new_key(key, taken) if key in taken or not content.KEY.match(key) else key
        taken.add(key)
        text = _with_question(text, {**table, "cle": key}, chosen)
    data = text.encode()
    return [] if data == files.get(chosen.path) else [Change(chosen.path, desk.sha256(chosen.path), data)]


def _with_question(text: str, table: Mapping[str, Any], chosen: Chosen) -> str:
    full = {**({"objectif": chosen.objective} if chosen.objective else {}), **table}
    if chosen.path == QUIZ:
        return content.with_new_question(text, {**({"lecon": chosen.lesson} if chosen.lesson else {}), **full})
    prompt = str(full.get("enonce", ""))
    title = prompt if len(prompt) <= 60 else f"{prompt[:59].rstrip()}…"
    key = content.new_key(title, {part.key for part in content.step_parts(text)})
    return content.with_new_step(text, key, title, "", content.Block("question", content.table_text(full)))


def pictures_ready(images: Mapping[str, bytes], room: int) -> tuple[dict[str, str], list[str]]:
    """Images made fit for a lesson, in base64, as many as have room in a page; the names of the others."""
    ready: dict[str, str] = {}
    left = []
    for path, data in images.items():
        name = path.rpartition("/")[2]
        try:
            made, small = received(name, data, ready) if room > 0 else ("", b"")
        except Unusable:
            made, small = "", b""
        text = base64.b64encode(small).decode()
        if text and len(text) <= room:
            ready[made] = text
            room -= len(text)
        else:
            left.append(name)
    return ready, left


def pictures_added(desk: Desk, carried: str) -> list[Change]:
    """The images that the page of a report carried, as new files. Raises ValueError, Unusable for what is not ours."""
    found = json.loads(carried or "{}")
    if not isinstance(found, dict):
        raise ValueError(carried[:80])
    taken = set(desk.draft.manifest)
    changes = []
    for made, text in found.items():
        path, data = received(made.rpartition("/")[2], base64.b64decode(text, validate=True), taken)
        taken.add(path)
        changes.append(Change(path, "", data))
    return changes
