"""The form that publishes: what is said, and when."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, time

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.widgets import DateInput, TimeInput

from lms import publishing
from lms.publishing.drafts import Announcement, Shown
from lms.web.forms import Form, choices, shorter_than, stripped
from lms.web.french import PARIS

LATER = "plus-tard"
NO_MOMENT = "Indiquez un jour et une heure, par exemple 12/01/2027 et 8\u00a0h\u00a000."
_HOUR = re.compile(r"(\d{1,2})\s*(?:h|:)\s*(\d{2})?\Z", re.IGNORECASE)


def _note(label: str) -> StringField:
    most = publishing.NOTE_LENGTH
    return StringField(
        label,
        filters=[stripped],
        validators=[shorter_than(most, f"C’est trop long\u00a0: {most} signes au plus.")],
        render_kw={"maxlength": most},
    )


class PublishForm(Form):
    """`texte` and `version` say what she has before her."""

    texte = HiddenField()
    version = HiddenField()
    message = TextAreaField(
        "Message aux personnes qui écrivent ce module (facultatif)",
        description="Pourquoi cette version. Il reste dans la liste des versions.",
        filters=[stripped],
        validators=[shorter_than(publishing.MESSAGE_LENGTH, "Ce message est trop long\u00a0: 500 signes au plus.")],
        render_kw={"maxlength": publishing.MESSAGE_LENGTH, "rows": 2},
    )
    note_1 = _note("Première ligne")
    note_2 = _note("Deuxième ligne")
    note_3 = _note("Troisième ligne")
    quand = RadioField("Quand", choices=choices({"maintenant": "Maintenant", LATER: "Plus tard"}), default="maintenant")
    jour = StringField("Jour", filters=[stripped], widget=DateInput())
    heure = StringField("Heure, à Paris", filters=[stripped], widget=TimeInput())
    a_relire = BooleanField("Publier quand même\u00a0: les faits à relire ont été relus")

    def said(self) -> Announcement:
        notes = (self.note_1.data or "", self.note_2.data or "", self.note_3.data or "")
        return Announcement(self.message.data or "", notes)

    def shown(self) -> Shown:
        return Shown(self.texte.data or "", self.version.data or None, outdated_ok=bool(self.a_relire.data))

    @property
    def later(self) -> bool:
        return str(self.quand.data) == LATER

    def moment(self) -> datetime | None:
        """When to publish, None when nothing readable was written."""
        typed, hour = self.jour.data or "", _HOUR.match(self.heure.data or "")
        for shape in ("%Y-%m-%d", "%d/%m/%Y"):
            with suppress(ValueError):
                day = datetime.strptime(typed, shape).date()  # noqa: DTZ007 only the day is kept
                if hour:
                    clock = time(int(hour[1]), int(hour[2] or 0))
                    return datetime.combine(day, clock, PARIS)
        return None
