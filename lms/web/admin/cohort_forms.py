"""What an administrator says of a session, of its meetings, and whom she invites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from markupsafe import Markup
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import AnyOf, InputRequired, NumberRange, Optional

from lms import accounts
from lms.followup.cohorts import Appointment, Assigned, Kind, SeenCohort, SeenMeeting, Terms
from lms.web.cohorts import KINDS
from lms.web.forms import DayField, Form, choices, filled, required, shorter_than, stripped, written
from lms.web.french import PARIS

NO_DAY = "Indiquez un jour, par exemple 15/12/2026."
MOST_INVITED = 200
_DUE = Markup('À finir pour le (facultatif)<span class="invisible">\u00a0: {}</span>')
COURSE, DAY = "module-", "pour-"  # before the key of a course


def _hour(label: str) -> TimeField:
    sentence = "Indiquez une heure, par exemple 18:30."
    return TimeField(label, format=["%H:%M", "%Hh%M", "%H h %M"], validators=[InputRequired(sentence)])


class CohortForm(Form):
    """A session. One box and one day for each course are added to a class of its own (`cohort_form`)."""

    client_id = HiddenField()
    nom = StringField(
        "Nom de la session",
        description="Ce que les élus liront. Par exemple\u00a0: Prendre la main sur le numérique, hiver 2026.",
        validators=[filled("Donnez un nom à cette session."), shorter_than(120, "C’est trop long\u00a0: 120 signes.")],
        filters=[stripped],
        render_kw={"maxlength": 120, "autocomplete": "off"},
    )
    maniere = RadioField(
        "Comment se passe-t-elle\u202f?",
        choices=choices({kind.value: words for kind, words in KINDS.items()}),
        default=Kind.ALONE.value,
        validators=[AnyOf([one.value for one in Kind], message="Choisissez comment la session se passe.")],
    )
    debut = DayField("Premier jour", NO_DAY)
    fin = DayField("Dernier jour", NO_DAY)
    heures = IntegerField(
        "Durée déclarée, en heures (facultatif)",
        description="Celle que vous donnerez à qui finance, rencontres et travail à distance réunis.",
        validators=[Optional(), NumberRange(1, 500, "Indiquez un nombre d’heures entre 1 et 500.")],
        render_kw={"inputmode": "numeric"},
    )
    tuteur = SelectField(
        "Qui accompagne (facultatif)",
        description="Son nom sera donné aux élus de la session.",
        coerce=int,
    )
    territoire = SelectField("Pour quel territoire")

    def validate_fin(self, field: DayField) -> None:
        if self.debut.data and field.data and field.data < self.debut.data:
            raise ValidationError("Le dernier jour vient avant le premier.")

    def courses(self) -> list[tuple[BooleanField, DayField]]:
        """The box of each course, with its day."""
        keys = [name.removeprefix(COURSE) for name in self._fields if name.startswith(COURSE)]
        return [(self[COURSE + key], self[DAY + key]) for key in keys]

    def terms(self) -> Terms:
        """What she said. The form is valid."""
        asked = tuple(Assigned(box.name.removeprefix(COURSE), day.data) for box, day in self.courses() if box.data)
        return Terms(
            name=self.nom.data or "",
            kind=Kind(self.maniere.data),
            starts_on=_day(self.debut),
            ends_on=_day(self.fin),
            courses=asked,
            tutor_id=self.tuteur.data or None,
            minutes=self.heures.data * 60 if self.heures.data else None,
        )


def cohort_form(
    titles: Mapping[str, str],
    tutors: Sequence[tuple[int, str]],
    places: Mapping[str, str],
    *,
    seen: SeenCohort | None = None,
) -> CohortForm:
    """The form, with these courses to choose among; `seen` fills it in."""
    fields = {
        name: field
        for key, title in titles.items()
        for name, field in (
            (COURSE + key, BooleanField(title)),
            (DAY + key, DayField(_DUE.format(title), NO_DAY, needed=False)),
        )
    }
    made = type("ThisCohortForm", (CohortForm,), fields)(data=_said(seen) if seen else {"client_id": str(uuid4())})
    made.tuteur.choices = [(0, "Personne"), *tutors]
    made.territoire.choices = list(places.items())
    if len(places) < 2:
        del made.territoire
    return made  # type: ignore[no-any-return]


def _said(seen: SeenCohort) -> dict[str, object]:
    said: dict[str, object] = {
        "nom": seen.name,
        "maniere": seen.kind.value,
        "debut": seen.starts_on,
        "fin": seen.ends_on,
        "heures": seen.minutes // 60 if seen.minutes else None,
        "tuteur": seen.tutor_id or 0,
    }
    for one in seen.courses:
        said |= {COURSE + one.key: True, DAY + one.key: one.due_on}
    return said


class MeetingForm(Form):
    """When and where people meet, in Paris time."""

    client_id = HiddenField()
    jour = DayField("Jour", NO_DAY)
    de = _hour("De")
    a = _hour("À")
    lieu = StringField(
        "Lieu",
        description="Salle et adresse. Vide si tout se passe en visioconférence.",
        validators=[shorter_than(200, "C’est trop long\u00a0: 200 signes au plus.")],
        filters=[stripped],
        render_kw={"maxlength": 200, "autocomplete": "off"},
    )
    lien = StringField(
        "Adresse de la visioconférence (facultatif)",
        description="Elle commence par https://. Seuls les élus de la session la liront.",
        validators=[shorter_than(500, "C’est trop long\u00a0: 500 signes au plus.")],
        filters=[stripped],
        render_kw={"maxlength": 500, "autocomplete": "off", "inputmode": "url"},
    )

    def validate_a(self, field: TimeField) -> None:
        if self.de.data and field.data and field.data <= self.de.data:
            raise ValidationError("La fin vient avant le début.")

    def validate_lien(self, field: StringField) -> None:
        if field.data and (not field.data.startswith("https://") or " " in field.data):
            raise ValidationError("Cette adresse doit commencer par https:// et ne pas contenir d’espace.")
        if not field.data and not self.lieu.data:
            raise ValidationError("Indiquez un lieu, ou l’adresse de la visioconférence.")

    def appointment(self) -> Appointment:
        """What she said. The form is valid."""
        day = _day(self.jour)
        starts, ends = (datetime.combine(day, one.data or time(), tzinfo=PARIS) for one in (self.de, self.a))
        return Appointment(starts, ends, self.lieu.data or "", self.lien.data or "")


def meeting_form(seen: SeenMeeting | None = None) -> MeetingForm:
    """The form; `seen` fills it in."""
    if seen is None:
        return MeetingForm(data={"client_id": str(uuid4())})
    first, last = seen.starts_at.astimezone(PARIS), seen.ends_at.astimezone(PARIS)
    return MeetingForm(
        data={"jour": first.date(), "de": first.time(), "a": last.time(), "lieu": seen.where, "lien": seen.link}
    )


class CancelForm(Form):
    """Why a session is called off."""

    raison = StringField(
        "Pourquoi",
        description="Une phrase, que liront les élus de la session.",
        validators=[filled("Dites pourquoi en une phrase."), shorter_than(300, "C’est trop long\u00a0: 300 signes.")],
        filters=[stripped],
        render_kw={"maxlength": 300, "autocomplete": "off"},
    )


class AddressesForm(Form):
    """Addresses to invite, one a line or apart by commas."""

    adresses = TextAreaField(
        "Leurs adresses e-mail",
        description=f"Une par ligne, {MOST_INVITED} au plus. Chaque personne reçoit une invitation et décide.",
        validators=[required("Indiquez au moins une adresse.")],
        filters=[written],
        render_kw={"rows": 4, "autocomplete": "off", "spellcheck": "false"},
    )
    found: tuple[str, ...] = ()

    def validate_adresses(self, field: TextAreaField) -> None:
        typed = (field.data or "").replace(",", " ").replace(";", " ").split()
        if not typed:
            raise ValidationError("Indiquez au moins une adresse.")
        if len(typed) > MOST_INVITED:
            raise ValidationError(f"C’est trop à la fois\u00a0: {MOST_INVITED} adresses au plus.")
        try:
            self.found = tuple(accounts.normal_email(one) for one in typed)
        except accounts.InvalidEmail:
            wrong = next(one for one in typed if not _is_email(one))
            raise ValidationError(f"Cette adresse n’est pas complète\u00a0: {wrong[:80]}") from None


class CodeForm(Form):
    """Until when a code lets people in."""

    jusqu_au = DayField("Dernier jour du code", NO_DAY)

    def until(self) -> datetime:
        """The end of that day, in Paris."""
        return datetime.combine(_day(self.jusqu_au) + timedelta(days=1), time(), tzinfo=PARIS)


def _is_email(text: str) -> bool:
    try:
        return bool(accounts.normal_email(text))
    except accounts.InvalidEmail:
        return False


def _day(field: DayField) -> date:
    """The day of a field that is valid."""
    if field.data is None:
        raise ValueError(field.name)
    return field.data
