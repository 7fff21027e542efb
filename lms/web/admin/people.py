"""« Élus »: who sits in her territories, on a page or in a file. A file names people: it is given after a proof."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from flask import Response, abort, render_template, request
from sqlalchemy import Engine
from wtforms import HiddenField

from lms import db
from lms.accounts import rosters, territories
from lms.accounts.rosters import WholeSeat
from lms.accounts.territories import Named
from lms.db import Reader
from lms.web.access import Access, after_proof, open_to
from lms.web.admin import tables
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.forms import Form, stripped
from lms.web.http import engine, now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.sheets import FORMS
from lms.web.templating import FUNCTION_WORDS

LONGEST = 80
MOST_COMMUNES = 12


@dataclass(frozen=True)
class Search:
    """What narrows the list: how a name begins, and a commune as typed; "" for nothing."""

    name: str
    commune: str

    @classmethod
    def of(cls, name: str | None, commune: str | None) -> Search:
        return cls(stripped(name)[:LONGEST], stripped(commune)[:LONGEST])

    @property
    def asked(self) -> dict[str, str]:
        return {key: value for key, value in (("nom", self.name), ("commune", self.commune)) if value}

    def communes(self, reader: Reader) -> list[Named] | None:
        """The communes that it may mean, wherever they are: the scope is another condition. None for all."""
        if not self.commune:
            return None
        return [("commune", one.code) for one in territories.search_communes(reader, self.commune, MOST_COMMUNES)]


class ExportForm(Form):
    """The list as it was searched. Which file it makes is the button's."""

    nom = HiddenField()
    commune = HiddenField()


@pages.get("/elus")
@open_to(Access.ADMINISTRATORS)
def people() -> str:
    """Who sits in her territories, by name; a name and a commune narrow it."""
    search, page = _search(), max(1, request.args.get("page", 1, type=int))
    found = _seats(search, page)
    return render_template("admin/people.html", found=found, search=search, words=FUNCTION_WORDS)


@pages.get("/elus/exporter")
@open_to(Access.ADMINISTRATORS)
@after_proof
def exporting() -> str:
    """What the file will hold, and which one she wants."""
    search = _search()
    form = ExportForm(formdata=None, nom=search.name, commune=search.commune)
    return render_template("admin/exporting.html", form=form, found=_seats(search, 1), search=search)


@pages.post("/elus/exporter")
@open_to(Access.ADMINISTRATORS)
@after_proof
def export_people() -> Response:
    """The list in a file, sent as it is read."""
    form, sheet = ExportForm(), request.form.get("fichier", "")
    if not form.validate() or sheet not in FORMS:
        abort(400)
    search = Search.of(form.nom.data, form.commune.data)
    with writing_session() as session:
        within, places = search.communes(session), looks_after()
        rosters.write_down_export(
            session, places, within=within, name=search.name, form=sheet, by=someone().person_id, at=now()
        )
    return tables.download_people(_read(engine(), looks_after(), within, search.name), sheet)


def _search() -> Search:
    return Search.of(request.args.get("nom"), request.args.get("commune"))


def _seats(search: Search, page: int) -> rosters.Seats:
    with reading_session() as reader:
        within = search.communes(reader)
        return rosters.seats(reader, looks_after(), within=within, name=search.name, page=page)


def _read(
    source: Engine, places: Collection[Named], within: Collection[Named] | None, name: str
) -> Iterator[WholeSeat]:
    """The whole list, read while it is sent: the request is over by then."""
    with db.reading(source) as reader:
        yield from rosters.every_seat(reader, places, within=within, name=name)
