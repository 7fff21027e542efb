"""What public pages show, prepared for their templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from lms import content, learning, publishing

Uses = Mapping[str, tuple[tuple[str, str, str], ...]]
SHOWN_AT_HOME = 6
FOUND_AT_MOST = 20


@dataclass(frozen=True)
class CourseRow:
    """A course in a list, and where the visitor stands in it. `last_at` orders, and is not shown."""

    cover: content.PublishedCourse
    done: int
    total: int
    begun: bool = False
    resume: learning.Place | None = None
    last_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Home:
    """The landing page. `current` is the course touched last, if something is left in it."""

    rows: tuple[CourseRow, ...]
    courses: int
    current: CourseRow | None


@dataclass(frozen=True)
class Choice:
    """One value of a filter."""

    value: str
    chosen: bool


@dataclass(frozen=True)
class Catalogue:
    """The list, and the filters that would leave something of it. A filter nobody tagged is empty.

    `ignored` tells that a value was asked for which nobody offers.
    """

    rows: tuple[CourseRow, ...]
    courses: int
    role: str
    size: str
    roles: tuple[Choice, ...]
    sizes: tuple[Choice, ...]
    ignored: bool


@dataclass(frozen=True)
class LessonRow:
    """A lesson in the outline of its course."""

    outline: content.LessonOutline
    done: bool
    next: bool
    steps_done: int


@dataclass(frozen=True)
class QuizRow:
    """The final quiz, after the lessons. `next` tells that nothing else is left to do."""

    open: bool
    passed: bool
    next: bool


@dataclass(frozen=True)
class CoursePage:
    """A course and where someone stands in it. `completed_at` stands whatever lessons were added since; `news` is what
    was told of the publications since."""

    cover: content.PublishedCourse
    lessons: tuple[LessonRow, ...]
    quiz: QuizRow
    done: int
    resume: learning.Place | None
    begun: bool
    completed_at: datetime | None
    news: tuple[publishing.News, ...] = ()


@dataclass(frozen=True)
class Definition:
    term: content.Term
    uses: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class GlossaryPage:
    """`letter` is empty for a search. `found` is how many terms matched, `definitions` what is shown of them."""

    query: str
    letter: str
    letters: tuple[str, ...]
    found: int
    definitions: tuple[Definition, ...]


def prepare_rows(
    releases: Iterable[publishing.CurrentRelease], journeys: Mapping[str, learning.Journey]
) -> tuple[CourseRow, ...]:
    rows = []
    for release in releases:
        journey = journeys.get(release.cover.key)
        total = len(release.cover.lessons)
        if journey is None:
            rows.append(CourseRow(release.cover, 0, total))
        else:
            done = len(journey.lessons_done)
            rows.append(CourseRow(release.cover, done, total, True, journey.resume, journey.last_at))
    return tuple(rows)


def prepare_home(rows: tuple[CourseRow, ...]) -> Home:
    begun = [(row.last_at, row) for row in rows if row.last_at and row.resume]
    current = max(begun, key=lambda pair: pair[0])[1] if begun else None
    return Home(rows[:SHOWN_AT_HOME], len(rows), current)


def prepare_catalogue(rows: tuple[CourseRow, ...], role: str, size: str) -> Catalogue:
    """A course without a tag is for everyone. Values nobody offers are left out, as in a link gone stale."""
    roles = _offered(content.ROLES, (row.cover.roles for row in rows))
    sizes = _offered(content.SIZES, (row.cover.sizes for row in rows))
    ignored = role not in ("", *roles) or size not in ("", *sizes)
    role, size = (role if role in roles else ""), (size if size in sizes else "")
    shown = tuple(row for row in rows if _suits(row.cover.roles, role) and _suits(row.cover.sizes, size))
    return Catalogue(
        shown,
        len(rows),
        role,
        size,
        tuple(Choice(value, value == role) for value in roles),
        tuple(Choice(value, value == size) for value in sizes),
        ignored,
    )


def prepare_course(
    release: publishing.CurrentRelease, journey: learning.Journey | None, news: tuple[publishing.News, ...] = ()
) -> CoursePage:
    resume = journey.resume if journey else None
    lessons = tuple(
        LessonRow(
            outline=lesson,
            done=journey is not None and lesson.key in journey.lessons_done,
            next=resume is not None and lesson.key == resume.lesson_key,
            steps_done=journey.steps_done.get(lesson.key, 0) if journey else 0,
        )
        for lesson in release.cover.lessons
    )
    done = sum(row.done for row in lessons)
    passed = journey is not None and journey.quiz_passed
    return CoursePage(
        cover=release.cover,
        lessons=lessons,
        quiz=QuizRow(journey is not None and journey.quiz_open, passed, not passed and done == len(lessons)),
        done=done,
        resume=resume,
        begun=journey is not None,
        completed_at=journey.completed_at if journey else None,
        news=news,
    )


def prepare_glossary(glossary: content.Glossary, uses: Uses, *, q: str, lettre: str, terme: str) -> GlossaryPage:
    """The terms of a letter, or those a search finds. A term asked for brings its letter."""
    by_letter = dict(glossary.letters)
    letters = tuple(by_letter)
    if q:
        found = glossary.search(q)
        return GlossaryPage(q, "", letters, len(found), _definitions(found[:FOUND_AT_MOST], uses))
    asked = [letter for letter, terms in glossary.letters if any(term.key == terme for term in terms)]
    letter = asked[0] if asked else lettre.upper()
    letter = letter if letter in by_letter else letters[0]
    return GlossaryPage("", letter, letters, len(by_letter[letter]), _definitions(by_letter[letter], uses))


def _definitions(terms: Iterable[content.Term], uses: Uses) -> tuple[Definition, ...]:
    return tuple(Definition(term, uses.get(term.key, ())) for term in terms)


def _offered(known: tuple[str, ...], tagged: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The values that at least one course carries, in their natural order."""
    carried = set(chain.from_iterable(tagged))
    return tuple(value for value in known if value in carried)


def _suits(tags: tuple[str, ...], wanted: str) -> bool:
    return not wanted or not tags or wanted in tags
