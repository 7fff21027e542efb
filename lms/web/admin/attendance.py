"""Émargement: who was there, half a day at a time, on a tablet or from a sheet of paper that was signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField

from lms import accounts
from lms.accounts.territories import fold
from lms.db import Reader
from lms.followup import evidence
from lms.followup.evidence import Half, HalfDay, Means, Meeting, Participant, Said
from lms.web.access import Access, open_to
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.certificates import organiser
from lms.web.documents import AttendanceSheet, attendance_pdf
from lms.web.forms import Form, choices, required
from lms.web.french import french_date, hour
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone

HALVES = {Half.MORNING: "matin", Half.AFTERNOON: "après-midi"}
HOW = {
    Means.SELF: "Signé sur son téléphone",
    Means.ORGANISER: "Noté par l’organisme",
    Means.PAPER: "Signé sur papier, recopié",
}


@dataclass(frozen=True)
class Line:
    """Somebody on a sheet: whether she was there, and how that was said, empty when nobody said anything."""

    person_id: int
    name: str
    present: bool
    told: str


@dataclass(frozen=True)
class Sheet:
    """A half-day of a meeting and who is awaited, in order."""

    meeting: Meeting
    half_day: HalfDay
    lines: tuple[Line, ...]

    @property
    def half(self) -> str:
        return HALVES[self.half_day.half]

    @property
    def present(self) -> int:
        return sum(line.present for line in self.lines)


class AttendanceForm(Form):
    """How it is known who is there. Who is comes beside, a box for each person."""

    means = RadioField(
        "Comment le savez-vous\N{NARROW NO-BREAK SPACE}?",
        choices=choices(
            {Means.ORGANISER.value: "Les personnes sont devant moi", Means.PAPER.value: "D’après la feuille signée"}
        ),
        validators=[required("Dites comment vous le savez.")],
    )


@pages.get("/sessions/<int:number>/presences")
@open_to(Access.ADMINISTRATORS)
def attendance(number: int) -> str:
    """The half-days of a session, and how many people were there."""
    with reading_session() as reader:
        held, meetings = evidence.agenda(reader, looks_after(), number)
        found = _sheets(reader, number, meetings)
    return render_template("admin/attendance.html", held=held, sheets=found)


@pages.get("/sessions/<int:number>/presences/<int:meeting>/<half>")
@open_to(Access.ADMINISTRATORS)
def attendance_sheet(number: int, meeting: int, half: str) -> str:
    """Who was there for half a day."""
    return _show(number, meeting, half, AttendanceForm(formdata=None, means=Means.ORGANISER.value))


@pages.post("/sessions/<int:number>/presences/<int:meeting>/<half>")
@open_to(Access.ADMINISTRATORS)
def keep_attendance(number: int, meeting: int, half: str) -> AnyResponse | tuple[str, int]:
    """Keep what was changed on the sheet as it was shown: who signed meanwhile on her telephone stays there."""
    form = AttendanceForm()
    if not form.validate():
        return _show(number, meeting, half, form), 422
    with writing_session() as session:
        _, meetings = evidence.agenda(session, looks_after(), number)
        at_meeting, half_day = evidence.find_half_day(meetings, meeting, half)
        known = {one.person_id for one in evidence.participants(session, number)}
        said = {person_id: there for person_id, there in _changes().items() if person_id in known}
        means = Means(form.means.data)
        evidence.record(session, at_meeting, half_day, said, means=means, by=someone().person_id, at=now())
    return redirect(url_for(".attendance_sheet", number=number, meeting=meeting, half=half, garde=1), 303)


@pages.get("/sessions/<int:number>/presences/<int:meeting>/<half>/feuille.pdf")
@open_to(Access.ADMINISTRATORS)
def attendance_paper(number: int, meeting: int, half: str) -> Response:
    """The sheet to print and to have signed."""
    with reading_session() as reader:
        held, meetings = evidence.agenda(reader, looks_after(), number)
        at_meeting, half_day = evidence.find_half_day(meetings, meeting, half)
        awaited = [one for one in evidence.participants(reader, number) if not one.left]
        tutor = accounts.names(reader, [held.tutor_id]).get(held.tutor_id, "")
    document = attendance_pdf(
        AttendanceSheet(
            cohort=held.name,
            day=half_day.day,
            half=HALVES[half_day.half],
            hours=f"de {hour(at_meeting.starts_at)} à {hour(at_meeting.ends_at)}",
            where=at_meeting.where,
            trainer=tutor,
            organiser=organiser(),
            names=tuple(map(_listed, awaited)),
            site_name=current_app.config["SETTINGS"].site_name,
        )
    )
    response = Response(document, mimetype="application/pdf")
    name = f"emargement-{fold(held.name).replace(' ', '-')[:60]}-{half_day.slug}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _show(number: int, meeting: int, half: str, form: AttendanceForm) -> str:
    with reading_session() as reader:
        held, meetings = evidence.agenda(reader, looks_after(), number)
        at_meeting, half_day = evidence.find_half_day(meetings, meeting, half)
        found = next(one for one in _sheets(reader, number, (at_meeting,)) if one.half_day == half_day)
    kept = request.args.get("garde") == "1"
    return render_template("admin/attendance_sheet.html", held=held, sheet=found, form=form, kept=kept)


def _sheets(reader: Reader, number: int, meetings: tuple[Meeting, ...]) -> list[Sheet]:
    """The sheets of some meetings. Who left is on those where something was said of her."""
    people = evidence.participants(reader, number)
    last = evidence.last_said(evidence.all_said(reader, number))
    return [
        Sheet(meeting, half_day, tuple(_lines(people, meeting, half_day, last)))
        for meeting in meetings
        for half_day in evidence.half_days(meeting.starts_at, meeting.ends_at)
    ]


def _lines(
    people: tuple[Participant, ...], meeting: Meeting, half_day: HalfDay, last: dict[tuple[int, HalfDay, int], Said]
) -> list[Line]:
    found = [(one, last.get((meeting.id, half_day, one.person_id))) for one in people]
    return [
        Line(one.person_id, _listed(one), said is not None and said.present, _told(said))
        for one, said in found
        if said is not None or not one.left
    ]


def _told(said: Said | None) -> str:
    if said is None:
        return ""
    when = f"{_day(said.said_at)} à {hour(said.said_at)}"
    if not said.present:
        return f"Absence notée le {when}"
    return f"{HOW[said.means]}, le {when}"


def _day(moment: datetime) -> str:
    return french_date(moment).striptags()


def _listed(one: Participant) -> str:
    """« Berthier Amina »: how a sheet is read."""
    return f"{one.family_name} {one.given_name}".strip() or "Sans nom"


def _changes() -> dict[int, bool]:
    """Whose box was ticked or unticked since the sheet was shown."""
    ticked, before = (set(request.form.getlist(name, type=int)) for name in ("present", "avant"))
    return dict.fromkeys(ticked - before, True) | dict.fromkeys(before - ticked, False)
