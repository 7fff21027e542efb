"""What « Où en sont vos communes ? » reads: three statements, whatever the country, and one answer for page and export.

    board(reader, scope, Asked(departement="26"))  ->  Board, or None when nothing was counted yet

Every figure is a sum over whole blocks (blocks.py). Groups are what comes below what is looked at: régions,
départements, EPCI, then the blocks themselves, as far as a page can show them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, null, or_, select, union_all

from lms.accounts.territories import Named, fold
from lms.accounts.territories.models import Commune, CommuneKey
from lms.db import Reader
from lms.followup import census
from lms.followup.figures import Area, Asked, Board, Figures, Group, named
from lms.followup.models import (
    WEEKS,
    FollowupArea,
    FollowupBlock,
    FollowupCommune,
    FollowupCourse,
    FollowupFinished,
    FollowupSnapshot,
)

MOST_EPCIS = 40  # that a page shows one by one: a département has thirty at most
LEVELS = ("region", "departement", "epci", "block")


class OutOfScope(Exception):
    """The territory that is asked is not one of hers, or not one that is followed."""


def board(reader: Reader, scope: Collection[Named], asked: Asked) -> Board | None:
    """The figures of an administrator's territories, as she asks. Raises OutOfScope."""
    areas = tuple(Area._make(row) for row in reader.execute(_AREAS.where(_within(FollowupArea, scope))).all())
    if not areas:
        return None
    chosen = _chosen(areas, asked)
    level = "block" if asked.commune else _level(chosen)
    where = and_(_within(FollowupBlock, scope), *_asked(asked))
    groups = _blocks(reader, where) if level == "block" else _groups(reader, where, level, chosen, asked)
    total = sum((one.figures for one in groups), Figures())
    taken_at, weeks, courses = _over_time(reader, where)
    return Board(taken_at, areas, level, total, groups, weeks, courses)


_AREAS = select(
    FollowupArea.region_code,
    FollowupArea.departement_code,
    FollowupArea.epci_siren,
    FollowupArea.region_name,
    FollowupArea.departement_name,
    FollowupArea.epci_name,
    FollowupArea.communes,
).order_by(FollowupArea.departement_code, FollowupArea.epci_siren)
_SUMS = [
    func.sum(getattr(FollowupBlock, name)) for name in ("communes", "registered", "started", "finished", "inactive")
]
_LESSONS = [
    func.coalesce(func.sum(getattr(FollowupBlock, f"lessons_{WEEKS - week}")), 0) for week in range(1, WEEKS + 1)
]


def _within(table: type[FollowupArea] | type[FollowupBlock], scope: Collection[Named]) -> ColumnElement[bool]:
    """Whether a row lies in one of these territories. Nothing lies in a commune: one alone is never shown."""
    column = {"region": table.region_code, "departement": table.departement_code, "epci": table.epci_siren}
    codes = {one: [code for kind, code in scope if kind == one] for one in column}
    return or_(literal(False), *(column[kind].in_(some) for kind, some in codes.items() if some))


def _chosen(areas: Sequence[Area], asked: Asked) -> list[Area]:
    found = [
        one
        for one in areas
        if asked.region in ("", one.region)
        and asked.departement in ("", one.departement)
        and asked.epci in ("", one.epci)
    ]
    if not found:
        raise OutOfScope(asked)
    return found


def _asked(asked: Asked) -> list[ColumnElement[bool]]:
    column = {
        FollowupBlock.region_code: asked.region,
        FollowupBlock.departement_code: asked.departement,
        FollowupBlock.epci_siren: asked.epci,
        FollowupBlock.size: asked.size,
    }
    found = [stored == code for stored, code in column.items() if code]
    if asked.commune:
        named = select(FollowupCommune.block_id).join(
            CommuneKey, CommuneKey.commune_code == FollowupCommune.commune_code
        )
        found.append(FollowupBlock.id.in_(named.where(CommuneKey.key == fold(asked.commune), CommuneKey.whole)))
    return found


def _level(areas: Sequence[Area]) -> str:
    """What the groups of these areas are: the smallest territories of which a page can show all."""
    epcis = {one.epci for one in areas if one.epci}
    if len(epcis) <= 1:
        return "block"
    if len(epcis) <= MOST_EPCIS:
        return "epci"
    return "departement" if len({one.region for one in areas}) == 1 else "region"


def _groups(
    reader: Reader, where: ColumnElement[bool], level: str, areas: Sequence[Area], asked: Asked
) -> tuple[Group, ...]:
    """One group for each territory of a level, and those that are counted in none of them."""
    stored = {
        "region": FollowupBlock.region_code,
        "departement": FollowupBlock.departement_code,
        "epci": FollowupBlock.epci_siren,
    }
    cell = (FollowupBlock.id,) if level == "epci" else (FollowupBlock.departement_code, FollowupBlock.epci_siren)
    query = select(stored[level].label("code"), *_SUMS).where(where).group_by(stored[level], *cell)
    cells: dict[str, list[Figures]] = {}
    for code, *counts in reader.execute(query.order_by(stored[level], *cell)).all():
        cells.setdefault(code, []).append(Figures(*counts))
    within: dict[tuple[str, str], list[Area]] = {}
    for name, one in zip(named(areas, level), areas, strict=True):
        within.setdefault(name, []).append(one)
    made = [
        _group(code, name, within[code, name], cells.pop(code, []), level, asked)
        for code, name in sorted(within, key=lambda one: fold(one[1]))
        if code
    ]
    elsewhere = [one for inside in cells.values() for one in inside]
    if elsewhere:
        made.append(Group("", "", sum(one.communes for one in elsewhere), sum(elsewhere, Figures())))
    return tuple(made)


def _group(code: str, name: str, areas: Sequence[Area], cells: Sequence[Figures], level: str, asked: Asked) -> Group:
    """A territory. A square is a commune below an EPCI, an EPCI above."""
    communes = sum(one.communes for one in areas)
    figures = sum(cells, Figures())
    squares = tuple((one, one.communes if level == "epci" else 1) for one in cells)
    whole = communes if level == "epci" else len(areas)
    if asked.size:
        return Group(code, name, figures.communes, figures, squares)
    return Group(code, name, communes, figures, squares, max(0, whole - sum(count for _, count in squares)))


def _blocks(reader: Reader, where: ColumnElement[bool]) -> tuple[Group, ...]:
    """The blocks themselves, with the names of their communes."""
    query = (
        select(
            FollowupBlock.id,
            Commune.name,
            FollowupBlock.communes,
            FollowupBlock.registered,
            FollowupBlock.started,
            FollowupBlock.finished,
            FollowupBlock.inactive,
        )
        .outerjoin(FollowupCommune, FollowupCommune.block_id == FollowupBlock.id)
        .outerjoin(Commune, Commune.code == FollowupCommune.commune_code)
        .where(where)
    )
    members: dict[int, list[str]] = {}
    figures: dict[int, Figures] = {}
    for number, name, *counts in sorted(reader.execute(query), key=lambda row: fold(row[1] or "")):
        figures[number] = Figures(*counts)
        members.setdefault(number, []).extend([name] if name else [])
    return tuple(
        Group(str(number), "", one.communes, one, ((one, one.communes),), 0, tuple(members[number]))
        for number, one in figures.items()
    )


def _over_time(
    reader: Reader, where: ColumnElement[bool]
) -> tuple[datetime, tuple[tuple[date, int], ...], tuple[tuple[str, int], ...]]:
    """When all was counted, lessons finished week by week, and people who finished each course: one statement."""
    people = (
        select(FollowupFinished.course_key, func.sum(FollowupFinished.people).label("people"))
        .where(FollowupFinished.block_id.in_(select(FollowupBlock.id).where(where)))
        .group_by(FollowupFinished.course_key)
        .subquery()
    )
    courses = select(
        null(),
        FollowupCourse.title,
        func.coalesce(people.c.people, 0),
        FollowupCourse.position,
        *(literal(0) for _ in _LESSONS),
    ).outerjoin_from(FollowupCourse, people, people.c.course_key == FollowupCourse.course_key)
    when = select(FollowupSnapshot.taken_at).scalar_subquery().label("taken_at")
    weeks = select(when, null().label("title"), literal(0), literal(-1).label("place"), *_LESSONS).where(where)
    rows: list[Any] = sorted(reader.execute(union_all(weeks, courses)).all(), key=lambda row: row.place)
    taken_at, lessons = rows[0].taken_at, rows[0][4:]
    told = zip(census.mondays(taken_at), lessons, strict=True)
    return taken_at, tuple(told), tuple((row.title, row[2]) for row in rows[1:])
