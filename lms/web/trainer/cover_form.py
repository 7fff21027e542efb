"""The form of a course's presentation: the values of module.toml, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from wtforms import IntegerField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import NumberRange, Optional

from lms import content
from lms.web.forms import DayField, Form, choices, filled, required, shorter_than, stripped
from lms.web.templating import ROLES, SIZES

MOST_OBJECTIVES, OBJECTIVE_LENGTH = 12, 200
WEAVES = {  # as weavers call them
    "toile": "Toile", "serge": "Sergé", "natte": "Natté", "chevron": "Chevron", "losange": "Losange",
    "poule": "Pied-de-poule", "satin": "Satin", "nid": "Nid d’abeille", "cannele": "Cannelé", "diagonale": "Diagonale",
    "panama": "Panama", "damier": "Damier",
}  # fmt: skip
SPARE = 2  # empty lines for more objectives


@dataclass(frozen=True)
class ObjectiveLine:
    key: str
    text: str


def _text(label: str, hint: str, most: int, *, rows: int = 0, missing: str = "") -> StringField:
    kind = TextAreaField if rows else StringField
    checks = [shorter_than(most, f"C’est trop long\u00a0: {most} signes au plus.")]
    more = {"rows": rows} if rows else {}
    return kind(
        label,
        description=hint,
        filters=[stripped],
        validators=[filled(missing), *checks] if missing else checks,
        render_kw={"maxlength": most, **more},
    )


def _number(label: str, low: int, high: int, hint: str = "", *, optional: bool = False) -> IntegerField:
    sentence = f"Écrivez un nombre entier, de {low} à {high}."
    return IntegerField(
        label,
        description=hint,
        validators=[*([Optional()] if optional else []), NumberRange(low, high, sentence)],
        render_kw={"inputmode": "numeric"},
    )


class CoverForm(Form):
    """What learners read before they begin, for whom, and the rule of the final quiz."""

    titre = _text("Titre du module", "", 100, missing="Donnez un titre.")
    resume = _text("Résumé", "Une phrase, pour la liste des modules.", 200)
    presentation = _text("Présentation", "Deux ou trois phrases, en tête du module.", 800, rows=4)
    benefice = _text("Ce que la commune y gagne", "", 300, rows=2)
    auteur = _text("Écrit par (facultatif)", "", 200)
    licence = _text("Licence (facultatif)", "Par exemple CC\u00a0BY-SA\u00a04.0.", 100)
    a_jour_au = DayField(
        "À jour au", "Indiquez le jour de la dernière relecture.", description="La dernière relecture."
    )
    roles = SelectMultipleField("Pour qui", choices=choices(ROLES))
    communes = SelectMultipleField("Pour quelles communes", choices=choices(SIZES))
    questions = _number("Questions tirées", 1, 30, "Combien de questions chaque personne reçoit.")
    seuil = _number("Seuil de réussite, en pour cent", 1, 100)
    tentatives = _number("Nombre de tentatives (facultatif)", 1, 20, "Vide\u00a0: sans limite.", optional=True)
    delai_heures = _number("Heures entre deux tentatives (facultatif)", 0, 168, optional=True)
    duree_minutes = _number("Durée, en minutes (facultatif)", 1, 240, "Vide\u00a0: sans limite.", optional=True)

    def show(self, table: Mapping[str, Any]) -> None:
        """Fill the form with what module.toml says, whatever it says."""
        quiz = table.get("quiz")
        for name, value in {**table, **(quiz if isinstance(quiz, dict) else {})}.items():
            if name in self._fields and name != "csrf_token" and _fits(self[name], value):
                self[name].data = value

    def values(self) -> dict[str, Any]:
        """What to set in module.toml; None takes a value away."""
        quiz = {name: self[name].data for name in ("questions", "seuil", "tentatives", "duree_minutes")}
        plain = {name: self[name].data for name in ("titre", "resume", "presentation", "benefice")}
        optional = {name: self[name].data or None for name in ("auteur", "licence", "roles", "communes")}
        day = {"a_jour_au": self.a_jour_au.data}
        return {**plain, **optional, **day, "quiz": {**quiz, "delai_heures": self.delai_heures.data or None}}


# What each value is called on the page.
LABELS = {
    name: str(field.args[0]).removesuffix(" (facultatif)")
    for name, field in vars(CoverForm).items()
    if isinstance(field, UnboundField)
} | {"quiz": "Le quiz final", "texte": "Objectif"}


class WeaveForm(Form):
    """The weave of a course."""

    armure = RadioField(
        "Tissage",
        choices=choices({weave: WEAVES[weave] for weave in content.WEAVES}),
        validators=[required("Choisissez un tissage.")],
    )


def _fits(field: Any, value: object) -> bool:
    """Whether a value of the file can be shown in a field."""
    if isinstance(field, SelectMultipleField):
        return isinstance(value, list)
    if isinstance(field, IntegerField):
        return isinstance(value, int)
    if isinstance(field, DayField):
        return hasattr(value, "isoformat") and not hasattr(value, "hour")
    return isinstance(value, str)


def objectives_of(table: Mapping[str, Any]) -> list[ObjectiveLine]:
    rows = table.get("objectifs")
    if not isinstance(rows, list):
        return []
    return [ObjectiveLine(str(row.get("cle", "")), str(row.get("texte", ""))) for row in rows if isinstance(row, dict)]


def objectives_sent() -> list[ObjectiveLine]:
    """The objectives of the form, in the order chosen; an emptied one is gone, a new one takes a key."""
    keys, texts = request.form.getlist("objectif_cle"), request.form.getlist("objectif_texte")
    ranks = request.form.getlist("objectif_rang")
    taken = set(keys)
    lines: list[tuple[int, ObjectiveLine]] = []
    for place, (key, text) in enumerate(zip(keys, map(stripped, texts), strict=False)):
        if text:
            key = key or content.new_key(" ".join(text.split()[:5]), taken)
            taken.add(key)
            rank = ranks[place] if place < len(ranks) else ""
            lines.append((int(rank) if rank.isascii() and rank.isdigit() else place + 1, ObjectiveLine(key, text)))
    return [line for _, line in sorted(lines, key=lambda one: one[0])]


def objectives_fault(lines: Sequence[ObjectiveLine]) -> str:
    """What is wrong with the objectives, "" when nothing is."""
    if not lines:
        return "Écrivez au moins un objectif."
    if len(lines) > MOST_OBJECTIVES:
        return f"Un module a {MOST_OBJECTIVES}\u00a0objectifs au plus."
    if any(len(line.text) > OBJECTIVE_LENGTH for line in lines):
        return f"Un objectif tient en {OBJECTIVE_LENGTH}\u00a0signes."
    return ""


def with_objectives(values: Mapping[str, Any], lines: Sequence[ObjectiveLine]) -> dict[str, Any]:
    return {**values, "objectifs": [{"cle": line.key, "texte": line.text} for line in lines]}
