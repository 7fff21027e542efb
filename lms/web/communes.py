"""Choosing a commune in a form: type, then choose among what was found. Works without script.

    commune = CommuneField("Votre commune", validators=[DataRequired(MISSING)])       in a form
    {{ choix_de_commune(form.commune) }}                                              in its template
    <script src="{{ static("commune.js") }}" defer></script>                          suggestions while typing

« Chercher » sends the form too: `form.validate()` is then false and `form.commune.searching` true. The
view shows the form again, as it was filled in, without complaining of the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from lms.accounts import territories
from lms.accounts.territories import FoundBy, FoundCommune
from lms.web.french import NBSP, counted
from lms.web.http import reading_session

SHOWN = 12  # communes to choose among, as many as bear the commonest name; beyond, the search is to be refined
SUGGESTED = 8

MISSING = f"Indiquez votre commune{NBSP}: son nom ou son code postal."
NONE_FOUND = "Aucune commune ne correspond. Vérifiez l’orthographe, ou tapez le code postal."
NAMESAKES = "Plusieurs communes portent ce nom. Choisissez la vôtre."
SEVERAL = "Plusieurs communes correspondent. Choisissez la vôtre."

_MATCHED = {
    FoundBy.FORMER: "comprend",
    FoundBy.POSTAL_CODE: f"code{NBSP}postal",
    FoundBy.INSEE_CODE: f"code{NBSP}Insee",
}

Search = Callable[[str, int], Sequence[FoundCommune]]
Find = Callable[[str], FoundCommune | None]


@dataclass(frozen=True)
class Suggestion:
    """A commune to choose. `label` is what the field shows once it is chosen."""

    code: str
    name: str
    detail: str
    label: str


def suggestion(commune: FoundCommune) -> Suggestion:
    """« Saint-Denis », « La Réunion (974), 153 001 habitants »: what tells it from its namesakes."""
    details = [f"{commune.departement.name} ({commune.departement.code})"]
    if commune.population is not None:
        details.append(counted(commune.population, "habitant", "habitants"))
    if commune.by is not None:
        details.append(f"{_MATCHED[commune.by]} {commune.matched}")
    label = f"{commune.name} ({commune.departement.code})"
    return Suggestion(commune.code, commune.name, ", ".join(details), label)


def search_in_database(text: str, limit: int) -> tuple[FoundCommune, ...]:
    with reading_session() as session:
        return territories.search_communes(session, text, limit)


def find_in_database(code: str) -> FoundCommune | None:
    """The commune of today that has this code."""
    with reading_session() as session:
        try:
            found = territories.commune(session, code)
        except territories.CommuneUnknown:
            return None
    return found if found.former_since is None else None


class CommuneField(Field):
    """A commune. `data` is the code of a commune of today, or None; validating asks the database.

    A form sends four values for a field named `commune`: `commune`, what is typed; `commune-code`, the
    choice; `commune-cherche`, the text it was made for, since another text makes it void; and
    `commune-chercher`, the button. A text that names one commune alone needs no choice.
    """

    def __init__(
        self, *args: Any, search: Search = search_in_database, find: Find = find_in_database, **more: Any
    ) -> None:
        self._search, self._find = search, find
        self.text = ""  # what is typed
        self.searched = ""  # what `data` or `suggestions` answer
        self.searching = False
        self.suggestions: tuple[Suggestion, ...] = ()
        self.more = False  # more were found than are shown
        super().__init__(*args, **more)

    def process_data(self, value: str | None) -> None:
        """Show the commune that the form begins with."""
        self._choose(self._find(value) if value else None)

    def process(self, formdata: Any, *args: Any, **more: Any) -> None:
        super().process(formdata, *args, **more)
        if formdata is None or self.name not in formdata:
            return
        sent: Mapping[str, str] = {
            part: formdata.get(f"{self.name}{part}", "") for part in ("", "-code", "-cherche", "-chercher")
        }
        self.text, self.searched, self.data = sent[""].strip(), "", None
        self.searching = bool(sent["-chercher"])
        if self.text and self.text == sent["-cherche"].strip() and not self.searching:
            self.searched, self.data = self.text, sent["-code"] or None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Everything is in `process`, which sees the other values."""

    def validate(self, *args: Any, **more: Any) -> bool:
        """A form that is only searching is not to be saved."""
        return super().validate(*args, **more) and not self.searching

    def pre_validate(self, form: Any) -> None:
        """Settle on one commune, or stop and show what to choose among."""
        chosen = self._find(self.data) if self.data else None
        if chosen is None and self.text:
            chosen = self._look()
        self._choose(chosen)
        if self.searching and self.text:
            raise StopValidation  # without a word: nothing is wrong

    @property
    def described(self) -> dict[str, str]:
        """The attributes that tie the input to its hint and its error."""
        parts = [f"{self.id}-aide"] * bool(self.description) + [f"{self.id}-erreur"] * bool(self.errors)
        return ({"aria-describedby": " ".join(parts)} if parts else {}) | (
            {"aria-invalid": "true"} if self.errors else {}
        )

    def _look(self) -> FoundCommune | None:
        found = self._search(self.text, SHOWN + 1)
        namesakes = [one for one in found if territories.fold(one.name) == territories.fold(self.text)]
        alone = namesakes if len(namesakes) == 1 else found
        if len(alone) == 1 and not self.searching:
            return alone[0]
        self.searched = self.text
        self.suggestions, self.more = tuple(map(suggestion, found[:SHOWN])), len(found) > SHOWN
        if not found:
            raise StopValidation(NONE_FOUND)
        if not self.searching:
            raise StopValidation(NAMESAKES if namesakes else SEVERAL)
        return None

    def _choose(self, commune: FoundCommune | None) -> None:
        self.data = commune.code if commune else None
        if commune:
            self.text = self.searched = suggestion(commune).label
