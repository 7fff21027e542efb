"""What the page of a course shows, prepared for its template: to someone who learns, and to a trainer who tries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lms import content, learning, publishing
from lms.web.lessons import Way


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

    way: Way
    cover: content.PublishedCourse
    lessons: tuple[LessonRow, ...]
    quiz: QuizRow
    done: int
    resume: learning.Place | None
    begun: bool
    completed_at: datetime | None
    news: tuple[publishing.News, ...] = ()


def prepare_course(
    cover: content.PublishedCourse,
    journey: learning.Journey | None,
    way: Way,
    news: tuple[publishing.News, ...] = (),
) -> CoursePage:
    resume = journey.resume if journey else None
    lessons = tuple(
        LessonRow(
            outline=lesson,
            done=journey is not None and lesson.key in journey.lessons_done,
            next=resume is not None and lesson.key == resume.lesson_key,
            steps_done=journey.steps_done.get(lesson.key, 0) if journey else 0,
        )
        for lesson in cover.lessons
    )
    done = sum(row.done for row in lessons)
    passed = journey is not None and journey.quiz_passed
    return CoursePage(
        way=way,
        cover=cover,
        lessons=lessons,
        quiz=QuizRow(journey is not None and journey.quiz_open, passed, not passed and done == len(lessons)),
        done=done,
        resume=resume,
        begun=journey is not None,
        completed_at=journey.completed_at if journey else None,
        news=news,
    )
