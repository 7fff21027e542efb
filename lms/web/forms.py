"""Forms that draw themselves: each field with its label, hint and error; the summary of errors comes from the form.

A field is drawn by components/field.html, `champ_de(form.name)`. Its hint is its `description`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, request
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, Field, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms import accounts


class Form(FlaskForm):  # type: ignore[misc]
    """A form of this site. Errors are French sentences that say what to do."""

    def faults(self) -> list[tuple[str, str]]:
        """The field and the sentence of each error, in the order of the page, for the summary."""
        return [(field.id, str(field.errors[0])) for field in self if field.errors]

    def quiet(self) -> None:
        """Say nothing of what is missing: she is still filling in."""
        for field in self:
            field.errors = ()


def form_id() -> str:
    """The form's own id, a UUID made when it was shown. A form without one is not ours."""
    try:
        return str(UUID(request.form.get("client_id", "")))
    except ValueError:
        abort(400)


def required(sentence: str) -> InputRequired:
    return InputRequired(message=sentence)


def filled(sentence: str) -> DataRequired:
    """Something must be left once the field's filters have been over it: blanks are nothing."""
    return DataRequired(message=sentence)


def shorter_than(most: int, sentence: str) -> Length:
    return Length(max=most, message=sentence)


def choices(words: Mapping[str, str]) -> list[SelectChoice]:
    """What a list offers: value -> word."""
    return [SelectChoice(value=value, label=word) for value, word in words.items()]


def _is_email(_form: object, field: Field) -> None:
    try:
        field.data = accounts.normal_email(field.data or "")
    except accounts.InvalidEmail:
        raise ValidationError("Indiquez une adresse e-mail complète, par exemple prenom.nom@mairie.fr.") from None


def email_field(label: str, hint: str) -> EmailField:
    """An address, normalised once it is valid."""
    return EmailField(
        label,
        description=hint,
        validators=[_is_email],
        render_kw={"autocomplete": "username webauthn", "inputmode": "email", "maxlength": 254},
    )


def written(value: str | None) -> str:
    """A text of several lines as typed, with nothing invisible."""
    lines = (value or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign.isprintable() or sign == "\n").strip()


class DayField(DateField):
    """A day since 1945, chosen in a calendar or typed as « 31/12/2026 » where the browser has none."""

    FIRST, LAST = date(1945, 1, 1), date(2100, 1, 1)

    def __init__(self, label: str, sentence: str, *, needed: bool = True, **more: Any) -> None:
        """`sentence` is said of what is no day, or is missing when it is `needed`."""
        rule = required(sentence) if needed else Optional()
        super().__init__(label, validators=[rule], format=["%Y-%m-%d", "%d/%m/%Y"], **more)
        self._sentence = sentence

    @property
    def typed(self) -> str:
        """What to show in the field: what was typed, even if it is no day."""
        if self.raw_data:
            return " ".join(map(str, self.raw_data))
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self._sentence) from None
        if self.data is not None and not self.FIRST <= self.data < self.LAST:
            self.data = None
            raise ValueError(self._sentence)


def stripped(value: str | None) -> str:
    """A name or a sentence as typed, with single spaces and nothing invisible."""
    return " ".join("".join(sign for sign in value or "" if sign.isprintable() or sign.isspace()).split())


def name_field(label: str, autocomplete: str, missing: str) -> StringField:
    """A name of a person, as she writes it."""
    return StringField(
        label,
        validators=[DataRequired(missing), shorter_than(80, "C’est trop long\u00a0: 80 signes au plus.")],
        filters=[stripped],
        render_kw={"autocomplete": autocomplete, "maxlength": 80},
    )
