"""What people type to come in."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import AnyOf, DataRequired

from lms.accounts import FUNCTIONS, Device
from lms.web.communes import MISSING, CommuneField
from lms.web.forms import Form, choices, email_field, required, shorter_than, stripped
from lms.web.templating import FUNCTION_WORDS

DEVICES = {
    Device.OWN.value: "Cet appareil est le mien",
    Device.SHARED.value: "C’est un ordinateur partagé, par exemple à la mairie",
}


class SignInForm(Form):
    """An address, and whose device this is."""

    email = email_field(
        "Votre adresse e-mail", "Celle de votre mandat ou la vôtre. Par exemple\u00a0: prenom.nom@mairie.fr"
    )
    device = RadioField(
        "Votre appareil",
        choices=choices(DEVICES),
        default=Device.OWN.value,
        validators=[AnyOf(list(DEVICES), message="Choisissez l’un des deux appareils.")],
    )
    suite = HiddenField()


class CodeForm(Form):
    """The six digits of an e-mail."""

    code = StringField(
        "Code reçu par e-mail",
        description="Six chiffres. Vous pouvez le coller.",
        validators=[
            required("Recopiez le code à six chiffres reçu par e-mail."),
            shorter_than(40, "Six chiffres suffisent."),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 40, "size": 10},
    )
    keep = BooleanField("Garder ce que j’ai fait ici sans compte", default=True)


class LinkForm(CodeForm):
    """The button behind a link; the code only when it is needed."""


class WelcomeForm(Form):
    """Name, function and commune. Nothing else is asked."""

    given_name = StringField(
        "Prénom",
        validators=[
            required("Indiquez votre prénom."),
            shorter_than(80, "Ce prénom est trop long\u00a0: 80 signes au plus."),
        ],
        filters=[stripped],
        render_kw={"autocomplete": "given-name", "maxlength": 80},
    )
    family_name = StringField(
        "Nom",
        validators=[
            required("Indiquez votre nom."),
            shorter_than(80, "Ce nom est trop long\u00a0: 80 signes au plus."),
        ],
        filters=[stripped],
        render_kw={"autocomplete": "family-name", "maxlength": 80},
    )
    function = SelectField(
        "Votre fonction",
        choices=choices({"": "Choisissez"} | {value: FUNCTION_WORDS[value] for value in FUNCTIONS}),
        validators=[required("Choisissez votre fonction.")],
    )
    commune = CommuneField(
        "Votre commune", description="Son nom ou son code postal.", validators=[DataRequired(MISSING)]
    )
    suite = HiddenField()
