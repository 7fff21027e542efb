"""« Exploitation »: the organisation and the health of the site."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import AnyOf

from lms import followup, learning
from lms.accounts import audit
from lms.settings import Settings
from lms.web.access import Access, open_to
from lms.web.forms import Form
from lms.web.http import asked_page, engine, now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.journal import prepare

pages = Blueprint("operator", __name__, url_prefix="/exploitation")
GIGABYTE = 10**9
REGRADES = 10  # shown, the latest


class FiguresForm(Form):
    """Whether anybody may read the public figures."""

    ouverts = HiddenField(validators=[AnyOf(("oui", "non"))])


@dataclass(frozen=True)
class Disk:
    """Where the database or the site is, in gigabytes."""

    free: float
    total: float

    @property
    def used(self) -> int:
        """In hundredths."""
        return round(100 * (1 - self.free / self.total))


@pages.get("")
@open_to(Access.OPERATORS)
def home() -> str:
    at = now()
    with reading_session() as reader:
        health = followup.health(reader, at=at)
    form = FiguresForm(formdata=None, ouverts="non" if health.figures_opened_at else "oui")
    return render_template("operator/home.html", health=health, disk=_disk(), saved_at=_saved_at(), form=form)


@pages.get("/journal")
@open_to(Access.OPERATORS)
def journal() -> str:
    """All that the staff did; corrections of marks have a journal of their own, read beside."""
    with reading_session() as reader:
        found = audit.lines(reader, page=asked_page(), places=None, reader_id=someone().person_id)
        regrades = learning.regrades(reader)[:REGRADES] if found.page == 1 else ()
    return render_template("operator/journal.html", journal=prepare(found), regrades=regrades)


@pages.post("/chiffres")
@open_to(Access.OPERATORS)
def open_or_close() -> Response:
    """Open the public figures to all, or close them."""
    form = FiguresForm()
    if form.validate():
        change = followup.open_figures if form.ouverts.data == "oui" else followup.close_figures
        with writing_session() as session:
            change(session, by=someone().person_id, at=now())
    return redirect(url_for("operator.home"), 303)


def _disk() -> Disk:
    database = engine().url.database if engine().dialect.name == "sqlite" else ""
    found = shutil.disk_usage(Path(database or ".").resolve().parent)
    return Disk(round(found.free / GIGABYTE, 1), round(found.total / GIGABYTE, 1))


def _saved_at() -> datetime | None:
    """When the last backup said that it was done; None when the site is not told."""
    settings: Settings = current_app.config["SETTINGS"]
    stamp = Path(settings.backup_stamp)
    if not settings.backup_stamp or not stamp.is_file():
        return None
    return datetime.fromtimestamp(stamp.stat().st_mtime, UTC)
