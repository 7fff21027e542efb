"""The one form of the public pages."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from lms.web.display import SETTINGS, Display


def _choice(name: str) -> RadioField:
    words = SETTINGS[name][1]
    return RadioField(choices=[SelectChoice(value, word) for value, word in words.items()], default=next(iter(words)))


class DisplayForm(FlaskForm):  # type: ignore[misc]
    """Size of text, colours, contrast. Drawn by components/display_fields.html, which is in every header."""

    taille = _choice("taille")
    theme = _choice("theme")
    contraste = _choice("contraste")

    def chosen(self) -> Display:
        return Display(**{name: self[name].data for name in SETTINGS})
