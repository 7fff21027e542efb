"""What people write beside their lessons, a note or a problem, and how much time they give themselves."""

from __future__ import annotations

from wtforms import Form as Fields
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import AnyOf, Regexp

from lms import learning
from lms.web.forms import Form, choices, filled, required, shorter_than, written
from lms.web.reports import TROUBLES


class NoteForm(Form):
    """A note on a task. `version` is that of the note it was shown with."""

    note = TextAreaField(
        "Votre note",
        description="Personne d’autre ne la lit. 1\u202f000 signes au plus.",
        filters=[written],
        validators=[shorter_than(learning.NOTE_LENGTH, "Cette note est trop longue\u00a0: 1\u202f000 signes au plus.")],
        render_kw={"maxlength": learning.NOTE_LENGTH, "rows": 6},
    )
    version = HiddenField(validators=[Regexp(r"[0-9]{1,9}\Z")])


class ReportFields(Fields):
    """What is wrong with a step, in one word and in a few sentences."""

    trouble = SelectField(
        "De quoi s’agit-il\u202f?",
        choices=choices({"": "Choisissez"} | {trouble.value: words for trouble, words in TROUBLES.items()}),
        validators=[
            required("Choisissez ce qui ne va pas."),
            AnyOf([trouble.value for trouble in TROUBLES], message="Choisissez ce qui ne va pas dans la liste."),
        ],
        validate_choice=False,
    )
    report = TextAreaField(
        "Que faut-il corriger\u202f?",
        description="Quelques mots suffisent. 1\u202f000 signes au plus.",
        filters=[written],
        validators=[
            filled("Dites en quelques mots ce qui ne va pas."),
            shorter_than(learning.TEXT_LENGTH, "Ce texte est trop long\u00a0: 1\u202f000 signes au plus."),
        ],
        render_kw={"maxlength": learning.TEXT_LENGTH, "rows": 3},
    )


class ReportForm(Form, ReportFields):
    """The same, sent. `release` is the text she was reading, `client_id` makes sending twice harmless."""

    release = HiddenField(validators=[Regexp(r"[0-9a-f]{64}\Z")])
    client_id = HiddenField()


BLANK_REPORT = ReportFields()  # drawn at the foot of every step: nothing in it depends on who looks

FACTORS = {"1": "Le temps prévu"} | {str(factor): f"{factor} fois le temps prévu" for factor in range(2, 11)}


class TimeForm(Form):
    """How much time to have where time is limited."""

    time_factor = SelectField(
        "De combien de temps avez-vous besoin\N{NARROW NO-BREAK SPACE}?",
        description="Vous en décidez, sans justification. Votre choix vaut pour les prochains quiz.",
        choices=choices(FACTORS),
    )
