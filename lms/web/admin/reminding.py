"""« Relancer »: the letter to a session as it will be sent, to about how many people, and one press."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import uuid4

from flask import current_app, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField, ValidationError

from lms import mail
from lms.followup import reminders
from lms.settings import Settings
from lms.web import letters
from lms.web.access import Access, open_to
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.forms import Form, form_id, shorter_than, stripped
from lms.web.http import now, reading_session, site_address, writing_session
from lms.web.identity import someone
from lms.web.letters import Paragraph, paragraphs
from lms.web.unsubscribing import stop_address

EXAMPLE = "Camille"
ADDRESS = re.compile(r"://|www\.|\S@\S|\b[\w-]+\.[a-z]{2,}\b", re.IGNORECASE)
TOO_LONG = f"C’est trop long\u00a0: {reminders.LONGEST_SENTENCE} signes au plus."
NO_ADDRESS = "Pas d’adresse web ni d’e-mail dans cette phrase\u00a0: la lettre n’a qu’un lien, pour que chacun s’y fie."
WHY = {
    reminders.Held.NOTHING_LEFT: "ont terminé ce qui arrive à sa date",
    reminders.Held.WRITTEN: "ont reçu un rappel il y a moins de sept jours, de votre part ou d’une autre",
    reminders.Held.REFUSED: "ont fait une pause ou arrêté les rappels",
    reminders.Held.AWAY: "n’ont pas encore ouvert leur compte",
}
DOOR = "/sessions/<int:number>/relancer"


def _without_address(_form: object, field: StringField) -> None:
    if ADDRESS.search(field.data or ""):
        raise ValidationError(NO_ADDRESS)


class SentenceForm(Form):
    """A sentence to add, looked at in the letter before anything is sent. It only asks to see: it travels in the
    address."""

    phrase = StringField(
        "Ajouter une phrase",
        description="Une seule, facultative. Elle paraît dans la lettre avec votre nom.",
        validators=[shorter_than(reminders.LONGEST_SENTENCE, TOO_LONG), _without_address],
        filters=[stripped],
        render_kw={"maxlength": reminders.LONGEST_SENTENCE, "autocomplete": "off"},
    )

    class Meta:
        csrf = False


class SendForm(Form):
    """The sentence that was shown in the letter."""

    phrase = HiddenField(
        validators=[shorter_than(reminders.LONGEST_SENTENCE, TOO_LONG), _without_address], filters=[stripped]
    )
    client_id = HiddenField()


@dataclass(frozen=True)
class Preview:
    """A letter, as it is read."""

    subject: str
    paragraphs: tuple[Paragraph, ...]


@pages.get(DOOR)
@open_to(Access.ADMINISTRATORS)
def reminding(number: int) -> tuple[str, int]:
    """The letter with the sentence of the address, if there is one."""
    return _show(number, SentenceForm(formdata=request.args))


@pages.post(DOOR)
@open_to(Access.ADMINISTRATORS)
def remind(number: int) -> Response | tuple[str, int]:
    """Write what was shown to whom it may be written; the same form twice is once."""
    form = SendForm()
    if not form.validate():
        return _show(number, SentenceForm(formdata=MultiDict({"phrase": form.phrase.data or ""})))
    after: int | None = 0
    while after is not None:
        with writing_session() as session:
            after = _send(session, number, form.phrase.data or "", after)
    return redirect(url_for("admin.reminding", number=number), 303)


def _send(session: Session, number: int, sentence: str, after: int) -> int | None:
    """Write to some of them; return the person after whom to go on."""
    settings: Settings = current_app.config["SETTINGS"]
    sending = reminders.press(
        session,
        number,
        client_id=form_id(),
        sentence=sentence,
        by=someone().person_id,
        places=looks_after(),
        secret=settings.secret_key,
        after=after,
        at=now(),
    )
    for one in sending.letters:
        letter = letters.reminder(
            one,
            cohort=sending.name,
            by=someone().name,
            sentence=sentence,
            unsubscribe=stop_address(one.to.person_id),
        )
        mail.post(session, letter, at=now())
    return sending.last


def _show(number: int, form: SentenceForm) -> tuple[str, int]:
    """The letter; without a sentence that is refused, which is shown with its fault."""
    settings: Settings = current_app.config["SETTINGS"]
    with reading_session() as reader:
        found = reminders.forecast(reader, number, places=looks_after(), secret=settings.secret_key, at=now())
    sentence = (form.phrase.data or "") if form.validate() else ""
    send = SendForm(formdata=None, phrase=sentence, client_id=str(uuid4()))
    page = render_template(
        "admin/reminding.html",
        number=number,
        found=found,
        letter=_letter(found, sentence),
        form=form,
        send=send,
        why=WHY,
    )
    return page, 422 if form.errors else 200


def _letter(found: reminders.Forecast, sentence: str) -> Preview | None:
    """The letter to somebody who has not begun, None when there is nothing to say."""
    if not found.due:
        return None
    one = reminders.example(found, EXAMPLE, at=now())
    made = letters.reminder(
        one, cohort=found.name, by=someone().name, sentence=sentence, unsubscribe=site_address("/rappels/exemple")
    )
    return Preview(made.subject, paragraphs(made.text))
