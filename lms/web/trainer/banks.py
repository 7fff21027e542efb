"""Questions from elsewhere: their images made fit for a course, then put among those of a course."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from lms import content
from lms.publishing.drafts import Change
from lms.web.trainer.desk import Desk
from lms.web.trainer.pictures import Unusable
from lms.web.trainer.shelf import received
from lms.web.trainer.workbench import table_of, text_of

QUIZ = "quiz.toml"
MOST_IMAGES, MOST_SECONDS = 60, 8.0  # made fit for one file of questions
TOO_MANY = f"ce fichier en contient plus de {MOST_IMAGES}, coupez-le en plusieurs"
TOO_LONG = "les images de ce fichier sont trop longues à lire, coupez-le en plusieurs ou réduisez-les"
Tables = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Chosen:
    """Where questions go: quiz.toml or a lesson; and what they check, and the lesson to read again, if they say not."""

    path: str
    objective: str
    lesson: str


@dataclass
class _Mint:
    """Makes images fit one after the other, in all within MOST_IMAGES and MOST_SECONDS."""

    ends: float
    made: dict[str, bytes]
    refused: dict[str, str]
    renamed: dict[str, str]

    def take(self, path: str, data: bytes) -> None:
        try:
            left = self.ends - time.monotonic()
            if len(self.renamed) >= MOST_IMAGES or left <= 0:
                raise Unusable(TOO_MANY if left > 0 else TOO_LONG)
            name, fit = received(path.removeprefix("images/"), data, self.made, seconds=left)
        except Unusable as error:
            self.refused[path] = str(error)
        else:
            self.made[name], self.renamed[path] = fit, name


def made_fit(bank: content.exchange.Bank) -> content.exchange.Bank:
    """The bank with images that a course may hold; a question loses the one that cannot be, and a remark says why."""
    mint = _Mint(time.monotonic() + MOST_SECONDS, {}, {}, {})
    for path, data in bank.images.items():
        mint.take(path, data)
    return replace(bank, images=mint.made, questions=tuple(_with_fit(one, mint) for one in bank.questions))


def _with_fit(question: content.exchange.ImportedQuestion, mint: _Mint) -> content.exchange.ImportedQuestion:
    path = question.table.get("image")
    if path in mint.renamed:
        return replace(question, table={**question.table, "image": mint.renamed[path]})
    if path not in mint.refused:
        return question
    table = {name: value for name, value in question.table.items() if name not in ("image", "image_description")}
    said = f"L’image « {path.removeprefix('images/')} » n’est pas reprise : {mint.refused[path]}."
    return replace(question, table=table, remarks=(*question.remarks, said))


def questions_added(
    desk: Desk, files: Mapping[str, bytes], brought: Mapping[str, bytes], chosen: Chosen
) -> list[Change]:
    """The changes that put questions and their images in a course. Names and keys that are taken become free ones.

    `brought` has the questions as a quiz.toml, and the images. Raises NotEditable, NoSuchPlace when the place is not
    one of this course.
    """
    if chosen.path != QUIZ and chosen.path not in content.lesson_paths(files):
        raise content.NoSuchPlace(chosen.path)
    texts = {path: data.decode("utf-8", "replace") for path, data in files.items() if path.endswith((".md", ".toml"))}
    taken = content.keys_of(texts).questions
    names = _image_names(files, brought)
    text = texts.get(chosen.path, "")
    for table in table_of(text_of(brought, QUIZ)).get("questions", ()):
        key = str(table.get("cle", ""))
        key = content.new_key(key, taken) if key in taken or not content.KEY.match(key) else key
        taken.add(key)
        shown = {"image": names[table["image"]]} if table.get("image") in names else {}
        text = _with_question(text, {**table, "cle": key, **shown}, chosen)
    written = {chosen.path: text.encode()} | {name: brought[path] for path, name in names.items()}
    return [Change(path, desk.sha256(path), data) for path, data in written.items() if data != files.get(path)]


def _image_names(files: Mapping[str, bytes], brought: Mapping[str, bytes]) -> dict[str, str]:
    """Under which name each image comes in: that of the same image if it is there already, otherwise a free one."""
    names: dict[str, str] = {}
    known = {data: path for path, data in files.items() if path.startswith("images/")}
    for path in (one for one in brought if one.startswith("images/")):
        name, number = known.get(brought[path], path), 1
        while files.get(name, brought[path]) != brought[path]:
            number += 1
            name = str(PurePosixPath(path).with_stem(f"{PurePosixPath(path).stem}-{number}"))
        names[path] = name
    return names


def _with_question(text: str, table: Mapping[str, Any], chosen: Chosen) -> str:
    full = {**({"objectif": chosen.objective} if chosen.objective else {}), **table}
    if chosen.path == QUIZ:
        return content.with_new_question(text, {**({"lecon": chosen.lesson} if chosen.lesson else {}), **full})
    prompt = str(full.get("enonce", ""))
    title = prompt if len(prompt) <= 60 else f"{prompt[:59].rstrip()}…"
    key = content.new_key(title, {part.key for part in content.step_parts(text)})
    image, words = full.pop("image", ""), str(full.pop("image_description", ""))
    body = f"![{words.translate(_PLAIN)}]({image})" if image else ""
    return content.with_new_step(text, key, title, body, content.Block("question", content.table_text(full)))


_PLAIN = str.maketrans({"[": "(", "]": ")", "\n": " ", "\\": "/", "`": "’", "*": "", "_": " "})
