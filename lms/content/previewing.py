"""One step or one question as it will be read, from a text that may have problems: shown while it is written."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lms.content import callouts, lesson_text, typography
from lms.content.kinds import read_question
from lms.content.kinds.base import Question
from lms.content.lessons import BODIES_LENGTH
from lms.content.markdown import Addresses, LessonContext, Media, render_step
from lms.content.problems import Problems, Table
from lms.content.reader import Library
from lms.content.rendering import media_of


@dataclass(frozen=True)
class Preview:
    """`title` and `html` as they will be read; `slips` are mistakes of the callouts: line of the body, from 1."""

    title: str
    html: str
    slips: tuple[tuple[int, str], ...] = ()


class _Media(dict[str, Media]):
    """The files of a course; an image that is not there yet has an address that leads nowhere."""

    def __missing__(self, path: str) -> Media:
        return Media("0" * 64, "png", 0)


def preview_step(
    text: str, step_key: str, course_key: str, files: Mapping[str, bytes], library: Library, addresses: Addresses
) -> Preview:
    """The step `step_key` of the lesson `text`, after the steps that precede it: they have the first links to terms.

    `files` are the images and documents that the lesson may show. Never fails; an unknown step gives an empty page.
    """
    context = LessonContext(course_key, addresses, _Media(media_of(files)), library.glossary)
    for step in lesson_text.cut(text.replace("\r\n", "\n")).steps:
        body = step.body[:BODIES_LENGTH]
        if step.key == step_key:
            slips = tuple((slip.line + 1, slip.message) for slip in callouts.split(body)[1])
            return Preview(typography.fix(step.title), _shown(step.key, body, context), slips)
        with suppress(ValueError):
            render_step(step.key, body, context)
    return Preview("", "")


def _shown(key: str, body: str, context: LessonContext) -> str:
    """The body rendered; without its callouts when they are not well written, "" when it is too heavy to be read."""
    with suppress(ValueError):
        return render_step(key, body, context)
    with suppress(ValueError):
        return render_step(key, "\n".join(line for line in body.split("\n") if not line.startswith(":::")), context)
    return ""


def preview_question(values: Mapping[str, Any]) -> tuple[Question | None, tuple[str, ...]]:
    """The question of a table as it will be asked, or None and what is wrong with it."""
    problems = Problems()
    question = read_question(Table(values, path="", place="", problems=problems))
    if question is None or problems:
        return None, tuple(f"{one.place} : {one.message}" if one.place else one.message for one in problems)
    return question.with_texts(typography.fix), ()
