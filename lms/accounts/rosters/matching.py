"""Who a row speaks of: someone known, someone another row has just named, or someone new. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from lms.accounts.rosters.claims import Claim
from lms.accounts.rosters.known import Known
from lms.accounts.rosters.placing import lies_in
from lms.accounts.territories import Named, Spot

SHARED = "cette adresse sert aussi à une autre personne : elle n’a pas été gardée"


class Ambiguous(Exception):
    """A row may speak of several people; its text says it, in French."""


@dataclass(slots=True)
class Person:
    """Someone of a list: who she is in the database, if she is there, and what the rows say of her."""

    known: Known | None
    key: str
    mark: str
    given_name: str
    family_name: str
    email: str = ""
    rows: list[tuple[Claim, Spot]] = field(default_factory=list)
    places: set[Named] = field(default_factory=set)
    notes: dict[int, tuple[str, ...]] = field(default_factory=dict)  # by line: what was not taken

    @property
    def is_said(self) -> bool:
        return bool(self.rows)

    def is_said_at_another(self, email: str, shared: frozenset[str]) -> bool:
        """Whether another row gives her an address that is not this one; those of several people do not count."""
        own = email not in shared and bool(email)
        return own and any(claim.email not in shared | {"", email} for claim, _ in self.rows)


class Matching:
    """Finds the person of each row, among the known and among those of the rows before."""

    def __init__(self, known: Iterable[Known], shared: frozenset[str] = frozenset()) -> None:
        self._shared = shared
        self._by_key: dict[str, list[Person]] = {}
        self._by_email: dict[str, Person] = {}
        self.people: list[Person] = []
        for one in known:
            person = Person(one, one.key, one.mark, one.given_name, one.family_name)
            person.places = {held.place for held in one.mandates}
            self._add(person)
            for email in one.emails:
                self._by_email[email] = person

    def _add(self, person: Person) -> None:
        self.people.append(person)
        self._by_key.setdefault(person.key, []).append(person)

    def find(self, claim: Claim, spot: Spot, notes: list[str]) -> Person:
        """The person of a row, made when she is new. Raises Ambiguous. Adds to `notes` what was not taken."""
        person = self._by_address(claim, notes) or self._by_name(claim, spot)
        if person is not None and person.is_said_at_another(claim.email, self._shared):
            raise Ambiguous("une autre ligne donne à cette personne une autre adresse : gardez celle qui est juste")
        if person is None:
            person = Person(None, claim.key, claim.mark, claim.given_name, claim.family_name)
            self._add(person)
        person.mark = person.mark or claim.mark
        if claim.email and claim.email not in self._by_email and claim.email not in self._shared:
            self._by_email[claim.email] = person
            person.email = claim.email
        person.rows.append((claim, spot))
        person.places.add(spot.named)
        return person

    def _by_address(self, claim: Claim, notes: list[str]) -> Person | None:
        """Whose address it is. One that several people share, as that of a mairie, says nothing of any."""
        if claim.email in self._shared:
            notes.append(SHARED)
            return None
        found = self._by_email.get(claim.email) if claim.email else None
        if found is None or found.key == claim.key or claim.key == "|":
            return found
        if found.known is not None and not found.known.has_account and not found.is_said:
            return found  # nobody has said anything of her but a list: the name was corrected
        notes.append(SHARED)
        return None

    def _by_name(self, claim: Claim, spot: Spot) -> Person | None:
        same = self._by_key.get(claim.key, ())
        if claim.key == "|":
            return None
        if claim.mark:
            marked = [one for one in same if one.mark == claim.mark]
            if marked:
                return marked[0]
            same = [one for one in same if not one.mark]
        here = [one for one in same if spot.named in one.places] or [one for one in same if _near(one, spot)]
        if len(here) > 1:
            raise Ambiguous("deux personnes portent ce nom ici : ajoutez l’e-mail de celle dont il s’agit")
        if here and not claim.mark and any(row.mark for row, _ in here[0].rows):
            raise Ambiguous("une autre personne du même nom siège ici, et la date de naissance manque à cette ligne")
        return here[0] if here else None


def _near(person: Person, spot: Spot) -> bool:
    """Whether someone of the same name sits just below or above a place: a commune and its intercommunality."""
    above = {("epci", spot.epci), ("departement", spot.departement), ("region", spot.region)} - {spot.named}
    if any(place in above for place in person.places):
        return True
    return any(lies_in(one, spot.named) for _, one in person.rows if one.kind != spot.kind)


def shared_addresses(claims: Iterable[Claim]) -> frozenset[str]:
    """The addresses that a list gives to people of several names: that of a mairie says nothing of any of them."""
    names: dict[str, set[str]] = {}
    for one in claims:
        if one.email and one.key != "|":
            names.setdefault(one.email, set()).add(one.key)
    return frozenset(email for email, keys in names.items() if len(keys) > 1)


def first_day(claim: Claim, today: date) -> date:
    """Since when a mandate is held, when the row says it; otherwise since it was heard of."""
    return claim.starts_on or today
