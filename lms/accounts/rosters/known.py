"""Who is known in some places, as a list needs it: their mandates there, and nothing of elsewhere.

What someone has said of herself alone is not read: that she has an account is for nobody to learn. A list that names
her makes another person, who is invited at her address, and whom she may recognise as herself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, func, select

from lms.accounts.models import Account, BirthMark, Invitation, Mandate, Person
from lms.accounts.rosters.claims import name_key
from lms.accounts.territories import Named, Territory, lies_in
from lms.db import Reader


@dataclass(slots=True)
class KnownMandate:
    """`place` is the territory of today: a commune that was merged is the one it is in."""

    id: int
    function: str
    place: Named
    starts_on: date
    ends_on: date | None


@dataclass(slots=True)
class Known:
    """Someone with a mandate, open or not, in the places that were asked. `key` tells names apart, as a claim's."""

    person_id: int
    given_name: str
    family_name: str
    mark: str
    has_account: bool
    emails: set[str]
    mandates: list[KnownMandate] = field(default_factory=list)

    @property
    def key(self) -> str:
        return name_key(self.given_name, self.family_name)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


def known_people(reader: Reader, places: Collection[Named], *, at: datetime) -> list[Known]:
    """Everybody under some places, by number. Two statements."""
    held = (
        select(
            Mandate.id,
            Mandate.person_id,
            Mandate.function,
            Mandate.territory_kind,
            func.coalesce(Territory.commune_code, Mandate.territory_code).label("code_today"),
            Mandate.starts_on,
            Mandate.ends_on,
            Person.given_name,
            Person.family_name,
            BirthMark.mark,
            Account.email,
        )
        .join(Person, Person.id == Mandate.person_id)
        .outerjoin(BirthMark, BirthMark.person_id == Mandate.person_id)
        .outerjoin(Account, Account.person_id == Mandate.person_id)
    )
    people: dict[int, Known] = {}
    for row in reader.execute(_under(held, places).order_by(Mandate.person_id, Mandate.id)):
        person = people.get(row.person_id)
        if person is None:
            emails = {row.email} if row.email else set()
            person = Known(row.person_id, row.given_name, row.family_name, row.mark or "", bool(row.email), emails)
            people[row.person_id] = person
        place = (row.territory_kind, row.code_today)
        person.mandates.append(KnownMandate(row.id, row.function, place, row.starts_on, row.ends_on))
    invited = select(Invitation.email, Invitation.person_id).join(Mandate, Mandate.person_id == Invitation.person_id)
    for row in reader.execute(_under(invited, places).where(Invitation.expires_at > at)):
        people[row.person_id].emails.add(row.email)
    return list(people.values())


def _under(query: Select[*tuple[object, ...]], places: Collection[Named]) -> Select[*tuple[object, ...]]:
    here = (Territory.kind == Mandate.territory_kind) & (Territory.code == Mandate.territory_code)
    return query.join(Territory, here).where(lies_in(places), Mandate.listed)
