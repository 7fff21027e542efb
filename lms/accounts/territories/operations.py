"""Loading an edition of the official territories."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lms.accounts.territories.edition import Edition, OfficialCommune, OfficialFormer
from lms.accounts.territories.levels import rebuild
from lms.accounts.territories.models import Commune, CommuneKey, Departement, Epci, Region, TerritoryEdition
from lms.accounts.territories.naming import fold, word_starts
from lms.accounts.territories.queries import FoundBy
from lms.db import Base

AT_ONCE = 1000  # communes whose keys are written together

Row = dict[str, object]


@dataclass(frozen=True)
class Loaded:
    """The outcome: whether anything changed, and how many communes ceased to exist with this edition."""

    changed: bool
    gone: int


def load(
    session: Session, edition: Edition, *, at: datetime, wrote: Callable[[int], object] = lambda _: None
) -> Loaded:
    """Make `edition` what the site knows. The same edition twice is a no-op.

    A commune or an EPCI that the edition no longer has is kept, marked as former, and its commune of
    today noted when the edition says it. `wrote` is told how many communes were just made findable.
    """
    known = {"digest": edition.digest, "year": edition.year, "version": edition.version, "loaded_at": at}
    insert_once = postgresql_insert if _on_postgresql(session) else sqlite_insert
    first = insert_once(TerritoryEdition).values(known).on_conflict_do_nothing().returning(TerritoryEdition.digest)
    if session.execute(first).first() is None:  # also when another process is loading it: we waited for its end
        return Loaded(changed=False, gone=0)
    session.execute(delete(TerritoryEdition).where(TerritoryEdition.digest != edition.digest))
    session.execute(delete(CommuneKey))
    _upsert(session, Region, "code", [one._asdict() for one in edition.regions])
    _upsert(
        session,
        Departement,
        "code",
        [{"code": one.code, "name": one.name, "region_code": one.region} for one in edition.departements],
    )
    _upsert(session, Epci, "siren", [one._asdict() | {"former_since": None} for one in edition.epcis])
    _upsert(session, Commune, "code", [_stored(one) for one in edition.communes])
    _mark_former_epcis(session, edition)
    gone = _mark_former_communes(session, edition)
    rebuild(session)
    _write_keys(session, edition, wrote)
    if _on_postgresql(session):
        session.execute(text("ANALYZE commune, commune_key, territory"))  # otherwise the first searches read every row
    return Loaded(changed=True, gone=gone)


def _stored(commune: OfficialCommune) -> Row:
    return {
        "code": commune.code,
        "name": commune.name,
        "siren": commune.siren,
        "population": commune.population,
        "departement_code": commune.departement,
        "epci_siren": commune.epci,
        "former_since": None,
        "successor_code": None,
    }


def _mark_former_epcis(session: Session, edition: Edition) -> None:
    now = {one.siren for one in edition.epcis}
    stored = session.scalars(select(Epci.siren).where(Epci.former_since.is_(None)).order_by(Epci.siren))
    for siren in [one for one in stored if one not in now]:
        session.execute(update(Epci).where(Epci.siren == siren).values(former_since=edition.year))


def _mark_former_communes(session: Session, edition: Edition) -> int:
    """Mark those that are gone, and point every former one to its commune of today. Returns the newly gone."""
    now = {one.code for one in edition.communes}
    successors = {one.code: one.commune for one in edition.formers}
    stored = session.execute(
        select(Commune.code, Commune.former_since, Commune.successor_code).order_by(Commune.code)
    ).all()
    former = [one for one in stored if one.code not in now]
    earlier = {one.code: one.successor_code for one in former if one.successor_code}
    for one in former:
        values = {
            "former_since": one.former_since or edition.year,
            "successor_code": _successor(one.code, now, earlier | successors),
        }
        session.execute(update(Commune).where(Commune.code == one.code).values(values))
    return sum(one.former_since is None for one in former)


def _successor(code: str, now: set[str], successors: Mapping[str, str]) -> str | None:
    """Follow mergers to a commune of today. None when the trail is lost."""
    followed = {code}
    while code in successors and code not in now:
        code = successors[code]
        if code in followed:
            return None
        followed.add(code)
    return code if code in now else None


def _write_keys(session: Session, edition: Edition, wrote: Callable[[int], object]) -> None:
    places = {one.code: f"{fold(one.code)} {fold(one.name)}" for one in edition.departements}
    now = {one.code for one in edition.communes}
    formers: dict[str, list[OfficialFormer]] = {}
    for former in edition.formers:
        formers.setdefault(former.commune, []).append(former)
    for start in range(0, len(edition.communes), AT_ONCE):
        some = edition.communes[start : start + AT_ONCE]
        rows = [
            {
                "key": key,
                "via": via,
                "whole": whole,
                "commune_code": one.code,
                "population": one.population or 0,
                "place": places[one.departement],
            }
            for one in some
            for (key, via), whole in _keys(one, formers.get(one.code, ()), now).items()
        ]
        session.connection().execute(insert(CommuneKey), rows)
        wrote(len(some))


def _keys(commune: OfficialCommune, formers: Sequence[OfficialFormer], now: set[str]) -> dict[tuple[str, str], bool]:
    """What finds a commune: (key, via) -> whether the key is a whole name. A code is followed by the name."""
    found: dict[tuple[str, str], bool] = {}

    def add(keys: Iterator[tuple[str, bool]], via: str) -> None:
        for key, whole in keys:
            found[key, via] = whole or found.get((key, via), False)

    def code(value: str, via: str) -> None:
        found[f"{fold(value)} {fold(commune.name)}", via] = False

    add(word_starts(commune.name), "")
    code(commune.code, f"{FoundBy.INSEE_CODE} {commune.code}")
    for postal in commune.postal_codes:
        code(postal, f"{FoundBy.POSTAL_CODE} {postal}")
    for former in formers:
        via = f"{FoundBy.FORMER} {former.name or former.code}"
        if former.name:
            add(word_starts(former.name), via)
        if former.code not in now:
            code(former.code, via)
    return found


def _upsert(session: Session, stored: type[Base], key: str, rows: list[Row]) -> None:
    """Write rows by their key, whether they exist or not."""
    statement = (postgresql_insert if _on_postgresql(session) else sqlite_insert)(stored)
    values = {name: statement.excluded[name] for name in rows[0] if name != key}
    session.connection().execute(statement.on_conflict_do_update(index_elements=[key], set_=values), rows)


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
