"""What is true of « Où en sont vos communes ? » whatever is asked: files say what the page says, and no comparison of
two answers names anybody. For a few questions in the tests, for hundreds in `make bench ARGS=--national`."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from random import Random
from typing import Any
from urllib.parse import urlencode

import python_calamine
from sqlalchemy import Engine, func, select

from lms import db, followup
from lms.accounts.territories import Named
from lms.content import SIZES
from lms.followup import Area, Asked, Board, Figures
from lms.followup.models import FollowupBlock
from tests.support.people import Person

FORMS = ("csv", "xlsx", "ods")
FEW = "trop peu d’inscrits"
Place = tuple[Area, str]  # somewhere, and the name of a commune there


def ask(engine: Engine, asked: Asked, scope: tuple[Named, ...]) -> Board:
    with db.reading(engine) as reader:
        found = followup.board(reader, scope, asked)
    assert found is not None
    return found


def compare(engine: Engine, scope: tuple[Named, ...], names: Sequence[str], times: int) -> None:
    """Take from an answer that of a narrower question, or of several that do not meet: what is left is nobody, or
    twenty people of three communes at least, and what they did is never told nearer than ten."""
    chance = Random(2026)
    known: dict[tuple[tuple[Named, ...], Asked], Board] = {}

    def figures(scope: tuple[Named, ...], asked: Asked) -> Board:
        if (scope, asked) not in known:
            known[scope, asked] = ask(engine, asked, scope)
        return known[scope, asked]

    areas = ask(engine, Asked(), scope).areas
    compared = 0
    while compared < times:
        area = chance.choice(areas)
        hers = chance.choice((scope, (("region", area.region),), (("departement", area.departement),)))
        wide = Asked(departement=chance.choice(("", area.departement)), size=chance.choice(("", *SIZES)))
        wide = replace(wide, epci=chance.choice(("", area.epci)))
        whole = figures(hers, wide)
        size, commune = wide.size or chance.choice(SIZES), chance.choice(names)
        for asked in _narrower(wide, area, size, commune):
            left_is_enough(whole, [figures(hers, asked)])
            compared += 1
        sizes = [figures(hers, replace(wide, size=size)) for size in SIZES[: chance.randint(2, 4)]]
        if not wide.size:
            left_is_enough(whole, sizes)
            compared += 1
    with db.reading(engine) as reader:
        fewest = reader.execute(select(func.min(FollowupBlock.registered), func.min(FollowupBlock.communes))).one()
    assert fewest[0] >= 20
    assert fewest[1] >= 3


def _narrower(wide: Asked, area: Area, size: str, commune: str) -> Iterator[Asked]:
    """Questions whose people are all among those of a wider one."""
    yield replace(wide, departement=area.departement)
    yield replace(wide, size=size)
    yield replace(wide, departement=area.departement, epci=area.epci)
    yield replace(wide, commune=commune)
    yield replace(wide, size=size, commune=commune)


def left_is_enough(whole: Board, parts: list[Board]) -> None:
    taken = sum((part.total for part in parts), Figures())
    people = whole.total.registered - taken.registered
    assert people == 0 or people >= 20
    communes = whole.total.communes - taken.communes
    assert communes == 0 or communes >= 3
    for what in ("started", "finished", "inactive"):
        assert (getattr(whole.total, what) - getattr(taken, what)) % 10 == 0
    for told in (whole, *parts):
        assert all(count % 10 == 0 for _, count in (*told.weeks, *told.courses))


def same_in_files(who: Person, places: Sequence[Place], times: int) -> None:
    """Ask by chance: every figure of the page is in each file, in the same order."""
    chance = Random(5)
    for _ in range(times):
        area, commune = chance.choice(places)
        asked = {
            "region": chance.choice(("", area.region)),
            "departement": chance.choice(("", area.departement)),
            "interco": chance.choice(("", area.epci)),
            "taille": chance.choice(("", "", *SIZES)),
            "commune": chance.choice(("", "", "", commune)),
            "tri": chance.choice(("", "inscrits", "termines", "inactifs")),
            "sens": chance.choice(("", "inverse")),
        }
        query = urlencode({name: value for name, value in asked.items() if value})
        shown = lines(who.get(f"/suivi?vue=tableau&{query}").get_data(as_text=True))
        sheets = {form: as_shown(cells(who, form, query), shown) for form in FORMS}
        assert sheets == dict.fromkeys(FORMS, shown), query


def lines(page: str) -> list[tuple[str, ...]]:
    """The table of the page: name, communes, registered, share, inactive."""
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    return [
        tuple(
            html.unescape(re.sub(r"<[^>]+>", "", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        )
        for row in rows
    ]


def cells(person: Person, form: str, query: str = "") -> list[list[Any]]:
    """The first sheet of a file, without its headings."""
    data = person.get(f"/suivi/export.{form}?{query}").get_data()
    if form == "csv":
        assert data.startswith(b"\xef\xbb\xbf")
        return list(islice(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"), 1, None))
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1:]


def as_shown(rows: list[list[Any]], shown: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows of a file in the words of the page, which says the first communes of a long list."""
    said = [re.sub(r" et \d+ autres?$", "", line[0]) for line in shown]
    return [
        (
            line[0] if str(row[0]).startswith(name) else str(row[0]),
            whole(row[1]),
            whole(row[2]),
            percent(row[5]),
            whole(row[6]),
        )
        for row, line, name in zip((row for row in rows if row[2] != FEW), shown, said, strict=True)
    ]


def whole(cell: Any) -> str:
    if cell == "moins de 10":
        return cell
    return f"{int(cell):,}".replace(",", "\u202f")


def percent(cell: Any) -> str:
    if cell == "":
        return "moins de 10"
    return f"{round(float(str(cell).replace(',', '.')) * 100)}\u202f%"
