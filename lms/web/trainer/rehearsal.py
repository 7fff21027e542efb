"""A draft as it would be published, kept in memory: what « Essayer » shows. Nothing is written."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock

from flask import abort, current_app, url_for

from lms import content, learning, publishing
from lms.db import Reader
from lms.publishing import drafts
from lms.web.http import now, reading_session
from lms.web.lessons import Way
from lms.web.trainer.desk import Desk, open_desk
from lms.web.trainer.wording import Said, said
from lms.web.trainer.workbench import draft_addresses

KEPT = 8  # texts, of some hundred kilobytes each


@dataclass(frozen=True)
class Rehearsal:
    """What can be shown of a text. `published` is None when nothing can; `hidden` as in content.PartReading."""

    published: content.Published | None
    problems: tuple[Said, ...]
    hidden: Mapping[tuple[str, str], tuple[Said, ...]]


@dataclass(frozen=True)
class Trial:
    """A draft being tried, by someone who may read it."""

    desk: Desk
    rehearsal: Rehearsal

    @property
    def course(self) -> str:
        return self.desk.course

    @property
    def published(self) -> content.Published:
        """The course as it would be published. 404 when nothing of it can be shown."""
        if self.rehearsal.published is None:
            abort(404)
        return self.rehearsal.published

    @property
    def cover(self) -> content.PublishedCourse:
        return self.published.course

    def way(self, lesson: str = "") -> Way:
        return Way(
            "trainer.trial_step",
            "trainer.trial_lesson",
            "trainer.trial_end",
            "trainer.trial_exam",
            "trainer.trial",
            self.course,
            lesson,
        )

    def sitting(self, lesson: str) -> learning.Sitting:
        """Nobody in front of a lesson; 404 when there is no such lesson."""
        found = next((one for one in self.published.lessons if one.key == lesson), None)
        if found is None:
            abort(404)
        return learning.Sitting("", self.cover, found, None, None)


class _Kept:
    """The last texts that were tried, by their digest: the same text is read and rendered once a day."""

    def __init__(self) -> None:
        self._texts: OrderedDict[tuple[str, ...], Rehearsal] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...]) -> Rehearsal | None:
        with self._lock:
            found = self._texts.get(key)
            if found is not None:
                self._texts.move_to_end(key)
            return found

    def keep(self, key: tuple[str, ...], rehearsal: Rehearsal) -> Rehearsal:
        with self._lock:
            self._texts[key] = rehearsal
            while len(self._texts) > KEPT:
                self._texts.popitem(last=False)
        return rehearsal


_kept = _Kept()


def open_trial(course: str) -> Trial:
    """The draft of a course, ready to be tried by the trainer of this request. Raises DraftUnknown."""
    with reading_session() as session:
        desk = open_desk(session, course)
        key = (course, desk.draft.digest, now().date().isoformat())
        found = _kept.get(key)
        files = drafts.draft_files(session, desk.draft.id) if found is None else {}
    return Trial(desk, found or _kept.keep(key, rehearse(course, files)))


def rehearse(course: str, files: Mapping[str, bytes]) -> Rehearsal:
    """Read and render a text, with addresses of the trial."""
    library: content.Library = current_app.config["LIBRARY"]
    reading = content.read_in_part(files, library, now().date())
    problems = tuple(said(one, files) for one in reading.problems)
    if reading.course is None:
        return Rehearsal(None, problems, {})
    published = content.render(reading.course, files, library, _addresses(course))
    hidden = {place: tuple(said(one, files) for one in found) for place, found in reading.hidden.items()}
    return Rehearsal(published, problems, hidden)


def _addresses(course: str) -> content.Addresses:
    """Links to the course's own lessons stay in the trial; its images come from the draft."""

    def lesson(other: str, key: str) -> str:
        return url_for("trainer.trial_lesson", course=course, lesson=key)

    return replace(draft_addresses(course), lesson=lesson)


def media_of(reader: Reader, course: str, sha256: str, extension: str) -> tuple[str, bytes]:
    """The path and the bytes of a file of a draft that this trainer may read. Raises DraftUnknown, MediaUnknown."""
    desk = open_desk(reader, course)
    path, data = drafts.draft_media(reader, desk.draft.id, sha256)
    if not path.endswith(f".{extension}") or content.refused_content(path, data):
        raise publishing.MediaUnknown(sha256)  # what no course may hold is not shown either
    return path, data
