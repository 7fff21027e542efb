"""What people type to come in."""

from __future__ import annotations

from enum import StrEnum

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import AnyOf, DataRequired

from lms.accounts import FUNCTIONS, Device, territories
from lms.db import Reader
from lms.web.communes import MISSING, CommuneField
from lms.web.forms import DayField, Form, choices, email_field, name_field, required, shorter_than
from lms.web.http import reading_session
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

    given_name = name_field("Prénom", "given-name", "Indiquez votre prénom.")
    family_name = name_field("Nom", "family-name", "Indiquez votre nom.")
    function = SelectField(
        "Votre fonction",
        choices=choices({"": "Choisissez"} | {value: FUNCTION_WORDS[value] for value in FUNCTIONS}),
        validators=[required("Choisissez votre fonction.")],
    )
    commune = CommuneField(
        "Votre commune", description="Son nom ou son code postal.", validators=[DataRequired(MISSING)]
    )
    suite = HiddenField()


class NameForm(Form):
    """How she is called, on the site and on her attestations."""

    given_name = name_field("Prénom", "given-name", "Indiquez votre prénom.")
    family_name = name_field("Nom", "family-name", "Indiquez votre nom.")


class PlaceKind(StrEnum):
    """Where a mandate is held."""

    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"


FUNCTIONS_IN = {
    PlaceKind.COMMUNE: ("maire", "adjoint", "conseiller", "delegue-numerique", "secretaire", "autre"),
    PlaceKind.EPCI: (
        "president-epci",
        "vice-president-epci",
        "conseiller-communautaire",
        "delegue-numerique",
        "autre",
    ),
    PlaceKind.DEPARTEMENT: ("conseiller-departemental", "delegue-numerique", "autre"),
    PlaceKind.REGION: ("conseiller-regional", "delegue-numerique", "autre"),
}
NO_EPCI = "Cette commune n’appartient à aucune intercommunalité."


class MandateForm(Form):
    """A function and since when; each kind of territory adds how to find it."""

    kind: PlaceKind
    function = SelectField("Votre fonction", validators=[required("Choisissez votre fonction.")])
    starts_on = DayField("Depuis le", "Indiquez depuis quand, par exemple le 22/03/2026.")

    @property
    def searching(self) -> bool:
        """« Chercher » was pressed: she is still filling in."""
        return "commune" in self and bool(self.commune.searching)

    def territory(self, reader: Reader) -> str | None:
        """The code of the territory that was chosen, None when the commune has no intercommunality."""
        chosen = str(self.commune.data if "commune" in self else self.place.data)
        if self.kind is not PlaceKind.EPCI:
            return chosen
        epci = territories.epci_of(reader, chosen)
        return epci.code if epci else None

    def refuse_place(self) -> None:
        self.commune.errors = (NO_EPCI,)


class CommuneMandateForm(MandateForm):
    """In a commune."""

    commune = CommuneField(
        "Votre commune", description="Son nom ou son code postal.", validators=[DataRequired(MISSING)]
    )


class EpciMandateForm(MandateForm):
    """In an intercommunality, found through one of its communes."""

    commune = CommuneField(
        "Une commune de votre intercommunalité",
        description="Son nom ou son code postal\u00a0: nous en déduisons l’intercommunalité.",
        validators=[DataRequired(MISSING)],
    )


class AreaMandateForm(MandateForm):
    """In a département or a région, in a list."""

    place = SelectField(validators=[required("Choisissez dans la liste.")])


def mandate_form(kind: PlaceKind) -> MandateForm:
    """The form for a kind of territory, its lists filled in."""
    made = {PlaceKind.COMMUNE: CommuneMandateForm, PlaceKind.EPCI: EpciMandateForm}.get(kind, AreaMandateForm)()
    made.kind = kind
    made.function.choices = choices({"": "Choisissez"} | {one: FUNCTION_WORDS[one] for one in FUNCTIONS_IN[kind]})
    if isinstance(made, AreaMandateForm):
        with reading_session() as session:
            found = territories.regions(session) if kind is PlaceKind.REGION else territories.departements(session)
        made.place.label.text = "Votre région" if kind is PlaceKind.REGION else "Votre département"
        names = {one.code: one.name if kind is PlaceKind.REGION else f"{one.code} {one.name}" for one in found}
        made.place.choices = choices({"": "Choisissez"} | names)
    return made


class EndForm(Form):
    """The last day of a mandate."""

    ends_on = DayField("Terminé le", "Indiquez le dernier jour, par exemple le 22/03/2026.")


class RemindersForm(Form):
    """Whether she accepts an e-mail now and then."""

    reminders = RadioField(
        "Rappels par e-mail",
        choices=choices(
            {
                "oui": "Oui, un e-mail par semaine au plus",
                "pause": "Pas pendant un mois",
                "non": "Non, aucun rappel",
            }
        ),
        validators=[AnyOf(["oui", "pause", "non"], message="Choisissez l’une des trois réponses.")],
    )
    weekly = BooleanField("Écrivez-moi chaque semaine ce qui me reste, et une leçon à revoir")


class TimeForm(Form):
    """How much time she gives herself, where it is limited."""

    factor = SelectField(
        "Là où le temps est compté",
        choices=choices({"1": "Le temps prévu"} | {str(more): f"{more} fois le temps prévu" for more in range(2, 11)}),
    )


class ErasureForm(Form):
    """She has read what goes and what stays."""

    certificates = RadioField(
        "Vos attestations",
        choices=choices(
            {
                "garder": "Les garder vérifiables, sans votre nom",
                "annuler": "Les annuler\u00a0: leur vérification dira qu’elles ne valent plus",
            }
        ),
        default="garder",
        validators=[AnyOf(["garder", "annuler"], message="Choisissez ce que deviennent vos attestations.")],
    )
    understood = BooleanField(
        "J’ai compris\u00a0: ce que j’ai fait ici sera perdu, sans retour possible.",
        validators=[DataRequired("Cochez la case pour confirmer, ou revenez à votre compte.")],
    )
