"""The letter of the week, for who asked for it: what is left to her, and one lesson to read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms import learning
from lms.followup.reminders.policy import Asked, held
from lms.followup.reminders.queries import Releases, asked_by_sessions, correspondents, releases, want_digest
from lms.followup.reminders.writing import AT_ONCE, Left, Letter, Review, take_turn, wait_for
from lms.learning import Journey

MOST_LEFT = 5  # courses in a letter


@dataclass(frozen=True)
class Batch:
    """Some letters; `last` is the person after whom to go on, None when everybody was looked at."""

    letters: tuple[Letter, ...]
    last: int | None


def write_digests(session: Session, *, after: int = 0, at: datetime) -> Batch:
    """Take the turn of the next people who want a letter each week, had none for a week and have something left.

    A dozen statements and one or two for each of them. Whoever has nothing left is not written to.
    """
    some = session.scalars(want_digest(after, AT_ONCE)).all()
    if not some:
        return Batch((), None)
    wait_for(session, some)
    published = releases(session)
    journeys = learning.journeys_of(session, some, published.values())
    asked = asked_by_sessions(session, some, at.date())
    done = learning.finished(session, some, published)
    review = learning.missed_last(session, some)
    letters = []
    for one in correspondents(session, some):
        going = {key: release for key, release in published.items() if (one.person_id, key) not in done}
        left = _left(going, journeys.get(one.person_id, {}), asked.get(one.person_id, ()))
        again = _review(published, review.get(one.person_id))
        free = held(one, (*left, *filter(None, (again,))), at) is None
        key = take_turn(session, one.person_id, at=at) if free else None
        if key is not None:
            letters.append(Letter(key, at, one, left, again))
    return Batch(tuple(letters), some[-1])


def _left(going: Releases, journeys: Mapping[str, Journey], asked: Sequence[Asked]) -> tuple[Left, ...]:
    """What she has begun or is asked for, of what is not finished: what has a day first, then what she did last."""
    days: dict[str, date] = {}
    for one in asked:
        days[one.course_key] = min(one.due_on, days.get(one.course_key, one.due_on))
    begun = sorted(journeys, key=lambda key: journeys[key].last_at, reverse=True)
    keys = dict.fromkeys([*sorted(days, key=lambda key: days[key]), *begun])
    some = [key for key in keys if key in going][:MOST_LEFT]
    return tuple(Left.of(going[key].cover, days.get(key), journeys.get(key)) for key in some)


def _review(published: Releases, missed: tuple[str, str] | None) -> Review | None:
    """The lesson to read again, if it is still published."""
    course_key, lesson_key = missed or ("", "")
    lessons = published[course_key].cover.lessons if course_key in published else ()
    return next((Review(course_key, one.key, one.title, one.minutes) for one in lessons if one.key == lesson_key), None)
