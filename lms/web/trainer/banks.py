"""Questions from elsewhere, put among those of a course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms import content
from lms.publishing.drafts import Change
from lms.web.trainer.desk import Desk

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
