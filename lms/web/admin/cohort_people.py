"""Who is in a session: chosen by filters, invited at an address, let in by a code, taken out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import content, mail
from lms.accounts import FUNCTIONS
from lms.db import Reader
from lms.followup import cohorts
from lms.followup.cohorts import Candidates, SeenCohort, Wanted
from lms.web import letters
from lms.web.access import Access, open_to
from lms.web.admin.cohort_forms import AddressesForm, CodeForm
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.cohorts import between
from lms.web.forms import stripped
from lms.web.http import asked_page, now, public_address, reading_session, writing_session
from lms.web.identity import someone
from lms.web.templating import FUNCTION_WORDS, SIZES

LONGEST = 80
FILTERS = ("ou", "fonction", "taille", "nom")


@dataclass(frozen=True)
class Asked:
    """The filters as the address says them; what is not understood is not there."""

    ou: str
    fonction: str
    taille: str
    nom: str

    @classmethod
    def of_request(cls) -> Asked:
        said = {key: stripped(request.values.get(key))[:LONGEST] for key in FILTERS}
        said["fonction"] *= said["fonction"] in FUNCTIONS
        said["taille"] *= said["taille"] in content.SIZES
        return cls(**said)

    @property
    def address(self) -> dict[str, str]:
        return {key: value for key, value in vars(self).items() if value}

    def wanted(self, reader: Reader) -> Wanted:
        within = cohorts.places_named(reader, self.ou) if self.ou else None
        return Wanted(within=within, function=self.fonction, size=self.taille, name=self.nom)


@pages.get("/sessions/<int:number>/choisir")
@open_to(Access.ADMINISTRATORS)
def choosing(number: int) -> str:
    """Whom to put in the session, among those whom lists name in her territories."""
    asked = Asked.of_request()
    with reading_session() as reader:
        seen = cohorts.cohort(reader, number, looks_after())
        found = cohorts.candidates(reader, number, looks_after(), asked.wanted(reader), page=asked_page())
    return _show_choice(seen, found, asked)


@pages.post("/sessions/<int:number>/choisir")
@open_to(Access.ADMINISTRATORS)
def choose(number: int) -> Response:
    """Put in those who are ticked, or all who are as she filters. Twice is once."""
    asked = Asked.of_request()
    ticked = (
        None if "tous" in request.form else [int(one) for one in request.form.getlist("personne") if one.isdecimal()]
    )
    with writing_session() as session:
        wanted = asked.wanted(session) if ticked is None else Wanted()
        cohorts.add(session, number, wanted, persons=ticked, places=looks_after(), by=someone().person_id, at=now())
    return redirect(url_for("admin.cohort", number=number), 303)


@pages.post("/sessions/<int:number>/retirer")
@open_to(Access.ADMINISTRATORS)
def take_out(number: int) -> Response:
    """Take someone out of the session."""
    person = request.form.get("personne", type=int, default=0)
    with writing_session() as session:
        cohorts.remove(session, number, person, places=looks_after(), at=now())
    return redirect(url_for("admin.cohort", number=number), 303)


@pages.get("/sessions/<int:number>/inviter")
@open_to(Access.ADMINISTRATORS)
def inviting_to_cohort(number: int) -> str:
    """By address, or by a code that élus type."""
    return _show_invitations(number, AddressesForm(formdata=None), CodeForm(formdata=None))


@pages.post("/sessions/<int:number>/inviter")
@open_to(Access.ADMINISTRATORS)
def invite_to_cohort(number: int) -> Response | tuple[str, int]:
    """Write to addresses that were not invited yet, whether somebody has an account there or not."""
    form = AddressesForm()
    if not form.validate():
        return _show_invitations(number, form, CodeForm(formdata=None)), 422
    at, me = now(), someone()
    with writing_session() as session:
        seen = cohorts.cohort(session, number, looks_after())
        for email in cohorts.invite(session, number, form.found, places=looks_after(), by=me.person_id, at=at):
            letter = letters.session_invitation(
                to=email,
                organiser=me.name,
                name=seen.name,
                when=between(seen.starts_on, seen.ends_on),
                link=public_address("learner.cohort", number=number),
                once=f"session-invitation:{number}:{email}"[:120],
            )
            mail.post(session, letter, at=at)
    return redirect(url_for("admin.cohort", number=number), 303)


@pages.post("/sessions/<int:number>/code")
@open_to(Access.ADMINISTRATORS)
def make_code(number: int) -> Response | tuple[str, int]:
    """A new code until a day, in place of the one it had; or none any more."""
    form = CodeForm()
    closing = "fermer" in request.form
    if not closing and not form.validate():
        return _show_invitations(number, AddressesForm(formdata=None), form), 422
    with writing_session() as session:
        if closing:
            cohorts.close_code(session, number, places=looks_after())
        else:
            cohorts.open_code(session, number, until=form.until(), places=looks_after())
    return redirect(url_for("admin.inviting_to_cohort", number=number), 303)


def _show_choice(seen: SeenCohort, found: Candidates, asked: Asked) -> str:
    functions = {value: FUNCTION_WORDS[value] for value in FUNCTIONS}
    return render_template(
        "admin/cohort_choose.html", seen=seen, found=found, asked=asked, functions=functions, sizes=SIZES
    )


def _show_invitations(number: int, addresses: AddressesForm, code: CodeForm) -> str:
    with reading_session() as reader:
        seen = cohorts.cohort(reader, number, looks_after())
    last = seen.code_until - timedelta(seconds=1) if seen.code_until else None
    expired = last is not None and last < now()
    return render_template(
        "admin/cohort_invite.html", seen=seen, addresses=addresses, code=code, last=last, expired=expired
    )
