"""Advice on what a course rests upon: sources, facts, documents, and the day they were last read again."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from datetime import date
from itertools import islice

from lms.content.advice.base import AdviceKind, Advices, Place
from lms.content.facts import Facts
from lms.content.folder import COVER
from lms.content.glossary import fold
from lms.content.model import Course, Lesson

YEAR, HALF_A_YEAR = 365, 183  # days

_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_WRITTEN = re.compile(rf"(?:(\d{{1,2}})(?:er)? )?(?:({'|'.join(_MONTHS)}) )?((?:19|20)\d\d)")
_OBJECTS = re.compile(rb"/ObjStm[^>]{0,300}>>\s{0,4}stream\r?\n")
MOST_STREAMS, STREAM_BYTES = 50, 1_000_000  # looked at in a PDF

_ISO = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)")


def written_day(text: str) -> date | None:
    """The last day that a date written by hand may mean: « 10 novembre 2016 », « mars 2024 », « 2019 », 2026-11-23."""
    found = []
    for match in _ISO.finditer(text):
        found.append((int(match[1]), int(match[2]), int(match[3])))
    for match in _WRITTEN.finditer(fold(_ISO.sub("", text))):
        month = _MONTHS.index(match[2]) + 1 if match[2] else 12
        found.append((int(match[3]), month, int(match[1]) if match[1] and match[2] else 28))
    days = []
    for year, month, day in found:
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return max(days, default=None)


def advise_dates(course: Course, today: date, advices: Advices) -> None:
    if (today - course.current_at).days > YEAR:
        _reread(course.current_at, "ce module n’a pas été relu", Place(COVER), advices)


def advise_sources(lesson: Lesson, today: date, advices: Advices) -> None:
    """The sources of a lesson. An old source is only named when the lesson has not been read again lately."""
    place = Place(lesson.path, lesson.key)
    age = (today - lesson.current_at).days
    if age > YEAR:
        _reread(lesson.current_at, "cette leçon n’a pas été relue", place, advices)
    if not lesson.sources:
        message = "cette leçon n’a pas de source : dites d’où vient ce qu’elle affirme"
        advices.add(place, AdviceKind.SOURCE, message)
    for source in lesson.sources:
        day = written_day(source.date)
        if age > HALF_A_YEAR and day and (today - day).days > YEAR:
            message = f"cette source a plus d’un an ({source.date}) : vérifiez qu’elle vaut encore"
            advices.add(place, AdviceKind.SOURCE, message, source.title)


def advise_facts(keys: tuple[str, ...], facts: Facts, today: date, place: Place, advices: Advices) -> None:
    for key in keys:
        fact = facts.get(key)
        if fact and fact.outdated(today):
            day = fact.read_again.strftime("%d/%m/%Y")
            message = f"le fait « {key} » était à relire avant le {day} : relisez sa source"
            advices.add(place, AdviceKind.FACT, message, fact.text)


def advise_documents(files: Mapping[str, bytes], advices: Advices) -> None:
    """A PDF that has no tags cannot be read aloud in order."""
    for path, data in sorted(files.items()):
        if path.endswith(".pdf") and not _is_tagged(data):
            message = "ce PDF n’est pas balisé, un lecteur d’écran le lit mal : exportez-le en « PDF accessible »"
            advices.add(Place(path), AdviceKind.DOCUMENT, message)


def _is_tagged(data: bytes) -> bool:
    """Whether a PDF declares the tree of its tags, in the open or among its compressed objects."""
    if b"/StructTreeRoot" in data:
        return True
    for match in islice(_OBJECTS.finditer(data), MOST_STREAMS):
        try:
            objects = zlib.decompressobj().decompress(data[match.end() : match.end() + STREAM_BYTES], STREAM_BYTES)
        except zlib.error:
            return True  # nobody can tell: say nothing
        if b"/StructTreeRoot" in objects:
            return True
    return False


def _reread(day: date, what: str, place: Place, advices: Advices) -> None:
    since = day.strftime("%d/%m/%Y")
    message = f"{what} depuis le {since}, plus d’un an : relisez, puis changez cette date"
    advices.add(place, AdviceKind.REREAD, message)
