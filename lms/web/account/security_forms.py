"""What people type to prove who they are, and to choose how."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, PasswordField, StringField

from lms.accounts import Weakness
from lms.web.forms import Form, email_field, required, shorter_than, stripped

WEAKNESSES = {
    Weakness.SHORT: (
        "Choisissez au moins douze signes avec majuscules, minuscules, chiffres et ponctuation, "
        "ou sept mots séparés par des espaces."
    ),
    Weakness.COMMON: "Ce mot de passe est trop facile à deviner. Choisissez-en un autre.",
    Weakness.LONG: "Ce mot de passe est trop long\u00a0: 256\u00a0signes au plus.",
}
DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 40, "size": 10}


class PasskeyForm(Form):
    """What a device answered. A script fills it in."""

    credential = HiddenField()
    device = HiddenField()
    suite = HiddenField()


class PasswordForm(Form):
    """An address and its password."""

    account_email = email_field("Adresse e-mail", "")
    password = PasswordField(
        "Mot de passe",
        validators=[required("Indiquez votre mot de passe."), shorter_than(1000, "Ce mot de passe est trop long.")],
        render_kw={"autocomplete": "current-password"},
    )
    shared = BooleanField("C’est un ordinateur partagé")
    suite = HiddenField()


class SecretForm(Form):
    """The person's own secret, after the code of a shared mailbox or to be sure that it is she."""

    password = PasswordField(
        "Votre mot de passe",
        validators=[required("Indiquez votre mot de passe."), shorter_than(1000, "Ce mot de passe est trop long.")],
        render_kw={"autocomplete": "current-password"},
    )
    suite = HiddenField()


class NewPasswordForm(Form):
    """A password to set. It is shown as it is typed when she asks for it, and never asked twice."""

    new_password = PasswordField(
        "Votre mot de passe",
        description="Douze signes au moins, avec majuscules, minuscules, chiffres et ponctuation. "
        "Ou sept mots séparés par des espaces.",
        validators=[required("Choisissez un mot de passe."), shorter_than(1000, WEAKNESSES[Weakness.LONG])],
        render_kw={"autocomplete": "new-password"},
    )
    suite = HiddenField()


class AppCodeForm(Form):
    """The six digits of an application."""

    code = StringField(
        "Code à six chiffres",
        description="Celui que l’application affiche maintenant.",
        validators=[
            required("Recopiez les six chiffres de l’application."),
            shorter_than(40, "Six chiffres suffisent."),
        ],
        render_kw=DIGITS,
    )
    how = HiddenField()
    suite = HiddenField()


class RecoveryForm(Form):
    """A code kept on paper."""

    recovery = StringField(
        "Code de secours",
        description="Seize signes. Chaque code sert une seule fois.",
        validators=[required("Recopiez un code de secours."), shorter_than(80, "Seize signes suffisent.")],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": 80},
    )
    how = HiddenField()
    suite = HiddenField()


class MailCodeForm(Form):
    """The six digits of an e-mail."""

    mail_code = StringField(
        "Code reçu par e-mail",
        description="Six chiffres. Vous pouvez le coller.",
        validators=[
            required("Recopiez le code à six chiffres reçu par e-mail."),
            shorter_than(40, "Six chiffres suffisent."),
        ],
        render_kw=DIGITS,
    )
    suite = HiddenField()


class AddressForm(Form):
    """A new address."""

    email = email_field("Votre nouvelle adresse e-mail", "Nous y enverrons un code.")


class LabelForm(Form):
    """One of her passkeys, and how she calls it."""

    passkey = HiddenField()
    label = StringField("Nom de la clé", filters=[stripped], validators=[shorter_than(80, "80\u00a0signes au plus.")])
