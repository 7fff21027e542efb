"""What pages, letters and calendars say alike of a session: words, and the events that it puts in a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlsplit

from flask import Response, current_app

from lms import mail
from lms.followup.cohorts import HerCohort, Kind, SeenCohort, SeenCourse, SeenMeeting, Told
from lms.settings import Settings
from lms.web import letters
from lms.web.calendars import Event, calendar
from lms.web.french import NBSP, PARIS, THIN, french_date, hour
from lms.web.http import public_address

KINDS = {
    Kind.ALONE: "Chacun en ligne, à son rythme",
    Kind.ON_SITE: "Sur place",
    Kind.VIDEO: "En visioconférence",
}


def between(starts_on: date, ends_on: date) -> str:
    """« le 3 décembre 2026 », « du 3 décembre 2026 au 15 janvier 2027 », for a text."""
    first, last = (french_date(one).striptags() for one in (starts_on, ends_on))
    return f"le {first}" if starts_on == ends_on else f"du {first} au {last}"


def at_hours(starts_at: datetime, ends_at: datetime) -> str:
    """« le 3 décembre 2026, de 18 h 00 à 20 h 00 », in Paris, for a text."""
    first, last = starts_at.astimezone(PARIS), ends_at.astimezone(PARIS)
    day = french_date(first).striptags()
    if first.date() == last.date():
        return f"le {day}, de {hour(first)} à {hour(last)}"
    return f"du {day} à {hour(first)} au {french_date(last).striptags()} à {hour(last)}"


def calendar_of(seen: SeenCohort | HerCohort, *, stamp: datetime) -> str:
    """The meetings of a session and the days hoped for; when it has neither, the day it begins."""
    settings: Settings = current_app.config["SETTINGS"]
    host, page = urlsplit(settings.base_url).hostname, public_address("learner.cohort", number=seen.id)
    over = seen.cancelled_at is not None
    events = [
        Event(
            uid=f"rencontre-{one.id}@{host}",
            summary=seen.name,
            starts=one.starts_at,
            ends=one.ends_at,
            location=one.where or one.link,
            url=page,
            description=one.link if one.where else "",
            cancelled=over or one.cancelled_at is not None,
        )
        for one in seen.meetings
    ]
    for one in seen.courses:
        if one.due_on is not None:
            uid, words = f"session-{seen.id}-{one.key}@{host}", f"{seen.name}{NBSP}: finir «{THIN}{one.title}{THIN}»"
            events.append(Event(uid, words, one.due_on, one.due_on, url=page, cancelled=over))
    first = Event(f"session-{seen.id}@{host}", f"{seen.name}{NBSP}: début", seen.starts_on, seen.starts_on, url=page)
    return calendar(
        events or [replace(first, cancelled=over)], stamp=stamp, sequence=seen.version, product=settings.site_name
    )


def calendar_file(seen: SeenCohort | HerCohort, *, stamp: datetime) -> Response:
    """The same, to take away."""
    response = Response(calendar_of(seen, stamp=stamp), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="session-{seen.id}.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def summons(seen: SeenCohort, told: Told, *, organiser: str, calendar: str = "") -> mail.Letter:
    """What someone is told of a session she was put in, or of its new days."""
    return letters.session_summons(
        to=told.email,
        given_name=told.given_name,
        organiser=organiser,
        name=seen.name,
        again=told.again,
        how=KINDS[seen.kind],
        when=between(seen.starts_on, seen.ends_on),
        meetings=[meeting_words(one) for one in seen.meetings if one.cancelled_at is None],
        courses=[course_words(one) for one in seen.courses],
        link=public_address("learner.cohort", number=seen.id),
        once=f"session:{seen.id}:{told.person_id}:{seen.version}",
        calendar=calendar,
    )


def meeting_words(one: SeenMeeting) -> str:
    """« le 3 décembre 2026, de 18 h 00 à 20 h 00, salle des fêtes »."""
    return ", ".join(filter(None, (at_hours(one.starts_at, one.ends_at), one.where, one.link)))


def course_words(one: SeenCourse) -> str:
    """« Les services en ligne, avant le 15 décembre 2026 »."""
    return f"{one.title}, avant le {french_date(one.due_on).striptags()}" if one.due_on else one.title
