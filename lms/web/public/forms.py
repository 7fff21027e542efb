"""The forms of the public pages."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import Form, StringField
from wtforms.validators import AnyOf, DataRequired

from lms.web.communes import MISSING, CommuneField
from lms.web.display import SETTINGS, Display


def _choice(name: str) -> StringField:
    """One word among those of a setting; the first of them when nothing was sent."""
    words = list(SETTINGS[name][1])
    return StringField(default=words[0], validators=[AnyOf(words)])


class DisplayForm(FlaskForm):  # type: ignore[misc]
    """Size of text, colours, contrast. Drawn by components/display_fields.html, which is in every header."""

    taille = _choice("taille")
    theme = _choice("theme")
    contraste = _choice("contraste")

    def chosen(self) -> Display:
        return Display(**{name: self[name].data for name in SETTINGS})


class CommuneForm(Form):
    """The commune field, tried on the page of components. It only looks, so it needs no token."""

    commune = CommuneField(
        "Votre commune", validators=[DataRequired(MISSING)], description="Son nom, un ancien nom ou le code postal."
    )
