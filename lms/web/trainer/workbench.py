"""The text of a draft open at one place, and how it is put back: nobody's work is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for

from lms import content, publishing
from lms.content import StepPart
from lms.publishing import drafts
from lms.web.addresses import ADDRESSES
from lms.web.http import reading_session, writing_session
from lms.web.trainer.desk import Desk, open_desk, signed

COVER, BANK = "module.toml", "quiz.toml"


@dataclass(frozen=True)
class OpenText:
    """A file of a draft as it is now, among the others. `text` is "" for a file that is not text or not there."""

    desk: Desk
    files: Mapping[str, bytes]
    path: str

    @property
    def text(self) -> str:
        return text_of(self.files, self.path)

    @property
    def sha256(self) -> str:
        """Of the bytes that were read: the list of files was read before them."""
        return drafts.digest_of(self.files[self.path]) if self.path in self.files else ""

    @property
    def objectives(self) -> dict[str, str]:
        """The objectives of the course, as far as they can be read: key -> sentence."""
        rows = cover_of(self.files).get("objectifs", [])
        found = [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []
        return {str(one.get("cle", "")): str(one.get("texte", "")) for one in found}

    @property
    def lessons(self) -> dict[str, str]:
        """The lessons of the course in their order: key -> title."""
        return {key: title for key, title, _ in lessons_of(self.files)}


@dataclass(frozen=True)
class OpenStep:
    """A lesson open at one of its steps."""

    at: OpenText
    lesson: str
    title: str
    parts: tuple[StepPart, ...]
    part: StepPart

    @property
    def number(self) -> int:
        return self.parts.index(self.part) + 1

    @property
    def safe(self) -> bool:
        """Whether it can be edited by its place: its key is its own, and nothing follows its block."""
        return not self.part.tangled and sum(one.key == self.part.key for one in self.parts) == 1


def text_of(files: Mapping[str, bytes], path: str) -> str:
    return files.get(path, b"").decode(errors="replace")


def cover_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    return table_of(text_of(files, COVER))


def table_of(text: str) -> dict[str, Any]:
    """A TOML text as far as it can be read; nothing when it cannot."""
    try:
        return content.read_table(text)
    except content.NotEditable:
        return {}


def lessons_of(files: Mapping[str, bytes]) -> tuple[tuple[str, str, str], ...]:
    """Key, title and path of each lesson; what cannot be read is named by its file."""
    found = []
    for path in content.lesson_paths(files):
        front = front_of(text_of(files, path))
        key = str(front.get("cle", "")) or path.removeprefix("lecons/").removesuffix(".md")[3:]
        found.append((key, str(front.get("titre", "")) or key, path))
    return tuple(found)


def names_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """What the texts of a course are called on its pages: path -> words."""
    return {COVER: "Présentation", BANK: "Quiz final"} | {path: title for _, title, path in lessons_of(files)}


def front_of(text: str) -> dict[str, Any]:
    try:
        return content.front_table(text)
    except content.NotEditable:
        return {}


def open_text(course: str, path: str) -> OpenText:
    """Open a file of a draft, with all the others. Raises DraftUnknown."""
    with reading_session() as session:
        desk = open_desk(session, course)
        files = drafts.draft_files(session, desk.draft.id)
    return OpenText(desk, files, path)


def open_lesson(course: str, lesson: str) -> OpenText:
    """Open a lesson by its key. Raises DraftUnknown, LessonUnknown."""
    opened = open_text(course, "")
    path = next((path for key, _, path in lessons_of(opened.files) if key == lesson), None)
    if path is None:
        raise publishing.LessonUnknown(lesson)
    return OpenText(opened.desk, opened.files, path)


def open_step(course: str, lesson: str, step: str) -> OpenStep:
    """Open a lesson at one of its steps. Raises DraftUnknown, LessonUnknown, also for an unknown step."""
    at = open_lesson(course, lesson)
    parts = content.step_parts(at.text)
    part = next((one for one in parts if one.key == step), None)
    if part is None:
        raise publishing.LessonUnknown(step)
    return OpenStep(at, lesson, at.lessons[lesson], parts, part)


def base_of(opened: OpenText) -> tuple[str, str]:
    """The text that the form of this request was made from, and its SHA-256. Raises TextUnknown."""
    sha256 = request.form.get("base", "")
    if sha256 == opened.sha256:
        return opened.text, sha256
    if not sha256:
        abort(400)  # a form of ours says what it was made from
    with reading_session() as session:
        data = drafts.text_of(session, opened.desk.draft.id, sha256)
    return data.decode(errors="replace"), sha256


def keys_taken(opened: OpenText, base: str) -> content.Keys:
    """The keys of the course where this file is as the form was made from it: a form sent twice finds the same ones."""
    paths = (path for path in opened.files if path.endswith((".md", ".toml")))
    texts = {path: text_of(opened.files, path) for path in paths}
    return content.keys_of({**texts, opened.path: base})


def wants_json() -> bool:
    """Whether it is the page's script that asks."""
    return request.accept_mimetypes.best == "application/json"


def put(opened: OpenText, base: str, text: str, place: str = "") -> drafts.Saved:
    """Save the file over the text it was made from. Raises drafts.Conflict, Refused, NotAllowed, FormReused."""
    with writing_session() as session:
        return drafts.save(
            session,
            opened.desk.draft.id,
            path=opened.path,
            base_sha256=base,
            data=text.encode(),
            place=place[:200],
            **signed(),
        )


def draft_addresses(course: str) -> content.Addresses:
    """What a preview links to: definitions on the site, the rest in the draft."""
    return content.Addresses(
        lesson=lambda _course, key: url_for("trainer.lesson", course=course, lesson=key),
        term=ADDRESSES.term,
        media=lambda sha256, extension: url_for(
            "trainer.trial_media", course=course, sha256=sha256, extension=extension
        ),
    )
