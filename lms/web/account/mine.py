"""« Mon compte »: who she is, her name, her mandates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import accounts
from lms.accounts import EndsBeforeStart, HeldMandate, territories
from lms.db import Reader
from lms.web import identity
from lms.web.access import Access, open_to
from lms.web.account.forms import EndForm, MandateForm, NameForm, PlaceKind, mandate_form
from lms.web.account.routes import pages
from lms.web.http import now, reading_session, writing_session
from lms.web.templating import FUNCTION_WORDS

KIND_WORDS = {
    PlaceKind.COMMUNE: "Commune",
    PlaceKind.EPCI: "Intercommunalité",
    PlaceKind.DEPARTEMENT: "Département",
    PlaceKind.REGION: "Région",
}
SHOWN = 12  # mandates on the page
TOO_EARLY = "Un mandat ne peut pas se terminer avant d’avoir commencé."


@dataclass(frozen=True)
class MandateRow:
    """A mandate in words."""

    id: int
    function: str
    place: str
    starts_on: date
    ends_on: date | None


@pages.get("/mon-compte")
@open_to(Access.SIGNED_IN)
def home() -> str:
    """What a person finds about herself, and the way to the rest."""
    person = identity.someone()
    with reading_session() as database:
        profile = accounts.profile(database, person.person_id)
        held = accounts.mandates(database, person.person_id)
        rows = mandate_rows(database, held[:SHOWN])
    return render_template(
        "account/home.html",
        person=person,
        profile=profile,
        paused=profile.paused_at(now()),
        mandates=rows,
        more=len(held) - len(rows),
    )


@pages.get("/mon-compte/nom")
@open_to(Access.SIGNED_IN)
def name() -> str:
    person = identity.someone()
    return render_template("account/name.html", form=NameForm(obj=person))


@pages.post("/mon-compte/nom")
@open_to(Access.SIGNED_IN)
def keep_name() -> Response | tuple[str, int]:
    form = NameForm()
    if not form.validate():
        return render_template("account/name.html", form=form), 422
    with writing_session() as database:
        accounts.rename(
            database,
            identity.someone().person_id,
            given_name=form.given_name.data or "",
            family_name=form.family_name.data or "",
        )
    return redirect(url_for("account.home"), 303)


@pages.get("/mon-compte/mandats/nouveau")
@open_to(Access.SIGNED_IN)
def mandate() -> str:
    """A function in a territory. « ou » is the kind of territory."""
    return _show_mandate(mandate_form(_kind()))


@pages.post("/mon-compte/mandats/nouveau")
@open_to(Access.SIGNED_IN)
def hold_mandate() -> Response | str | tuple[str, int]:
    kind = _kind()
    form = mandate_form(kind)
    if not form.validate():
        if form.searching:
            form.quiet()
            return _show_mandate(form)
        return _show_mandate(form), 422
    with writing_session() as database:
        code = form.territory(database)
        if code is not None:
            accounts.hold_mandate(
                database,
                identity.someone().person_id,
                form.function.data,
                kind,
                code,
                starts_on=form.starts_on.data or now().date(),
            )
    if code is None:
        form.refuse_place()
        return _show_mandate(form), 422
    return redirect(url_for("account.home"), 303)


@pages.get("/mon-compte/mandats/<int:number>")
@open_to(Access.SIGNED_IN)
def end_of_mandate(number: int) -> str:
    return _show_end(EndForm(ends_on=now().date()), _held(number))


@pages.post("/mon-compte/mandats/<int:number>")
@open_to(Access.SIGNED_IN)
def end_mandate(number: int) -> Response | tuple[str, int]:
    held = _held(number)
    form = EndForm()
    if not form.validate():
        return _show_end(form, held), 422
    try:
        with writing_session() as database:
            accounts.end_mandate(database, identity.someone().person_id, number, on=form.ends_on.data or now().date())
    except EndsBeforeStart:
        form.ends_on.errors = (TOO_EARLY,)
        return _show_end(form, held), 422
    return redirect(url_for("account.home"), 303)


def _kind() -> PlaceKind:
    try:
        return PlaceKind(request.args.get("ou", PlaceKind.COMMUNE))
    except ValueError:
        abort(404)


def _show_mandate(form: MandateForm) -> str:
    return render_template("account/mandate.html", form=form, kinds=KIND_WORDS)


def _show_end(form: EndForm, held: MandateRow) -> str:
    return render_template("account/mandate_end.html", form=form, mandate=held)


def _held(number: int) -> MandateRow:
    """One of her mandates that lasts; somebody else's is a page that does not exist."""
    with reading_session() as database:
        found = accounts.mandate(database, identity.someone().person_id, number)
        if found is None or found.ends_on is not None:
            abort(404)
        return mandate_rows(database, (found,))[0]


def mandate_rows(database: Reader, held: tuple[HeldMandate, ...]) -> tuple[MandateRow, ...]:
    names = territories.names(database, {(one.territory_kind, one.territory_code) for one in held})
    return tuple(
        MandateRow(
            one.id,
            FUNCTION_WORDS[one.function],
            names.get((one.territory_kind, one.territory_code), f"code {one.territory_code}"),
            one.starts_on,
            one.ends_on,
        )
        for one in held
    )
