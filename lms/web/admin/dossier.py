"""What is taken away of a session: attestations, and the compliance folder. Who is named in it can read by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask import Response, render_template, request
from sqlalchemy.orm import Session
from wtforms import RadioField, StringField

from lms import accounts, publishing
from lms.accounts import Role
from lms.db import Reader
from lms.followup import evidence
from lms.followup.evidence import Held
from lms.web.access import Access, after_proof, open_to
from lms.web.admin.dossier_files import Gathered, Programme, files_of, proof_files, sealed, slug, zipped
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.admin.yearly import asked_year
from lms.web.certificates import merged, organiser
from lms.web.forms import Form, choices, required, shorter_than, stripped
from lms.web.french import NBSP, PARIS
from lms.web.http import now, reading_session, writing_session
from lms.web.identity import someone
from lms.web.opinions import tell

NAMED, NAMELESS = "avec", "sans"
WHAT = "Dossier de conformité d’une session"
PROOFS = "Attestations d’une session"


class DossierForm(Form):
    """With or without what names people; a reason is asked for the former."""

    names = RadioField(
        "Que voulez-vous emporter\N{NARROW NO-BREAK SPACE}?",
        choices=choices(
            {
                NAMELESS: "Le dossier sans les noms",
                NAMED: "Le dossier complet, avec les noms, pour un contrôle ou un financeur",
            }
        ),
        validators=[required("Choisissez ce que vous voulez emporter.")],
    )
    reason = StringField(
        "Motif de l’ouverture",
        description="Pour le dossier avec les noms. Par exemple\u00a0: contrôle demandé le 3 mars par le financeur. "
        "Chaque personne nommée le lira.",
        validators=[shorter_than(200, "C’est trop long\u00a0: 200 signes au plus.")],
        filters=[stripped],
        render_kw={"maxlength": 200, "autocomplete": "off"},
    )

    def validate(self, extra_validators: object = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if self.names.data == NAMED and not self.reason.data:
            self.reason.errors = ("Donnez le motif\u00a0: les personnes nommées le liront.",)
            return False
        return valid

    @property
    def opened_with(self) -> str:
        """The reason when the folder names people, empty when it does not."""
        return (self.reason.data or "") if self.names.data == NAMED else ""


@pages.get("/sessions/<int:number>/dossier")
@open_to(Access.ADMINISTRATORS)
@after_proof
def dossier(number: int) -> str:
    with reading_session() as reader:
        held = evidence.held(reader, looks_after(), number)
    return render_template("admin/dossier.html", held=held, form=DossierForm(formdata=None, names=NAMELESS))


@pages.post("/sessions/<int:number>/dossier")
@open_to(Access.ADMINISTRATORS)
@after_proof
def take_dossier(number: int) -> Response | tuple[str, int]:
    """The compliance folder of a session as a zip that opens without the site."""
    form = DossierForm()
    valid = form.validate()
    with writing_session() as session:
        held = evidence.held(session, looks_after(), number)
        gathered = _gathered(session, held, form.opened_with) if valid else None
    if gathered is None:
        return render_template("admin/dossier.html", held=held, form=form), 422
    return _download(zipped(sealed(files_of(gathered))), f"dossier-{slug(held.name)}", "zip")


@pages.get("/dossier")
@open_to(Access.ADMINISTRATORS)
@after_proof
def year_dossier() -> str:
    year = asked_year()
    with reading_session() as reader:
        held = evidence.held_in(reader, looks_after(), year)
    form = DossierForm(formdata=None, names=NAMELESS)
    return render_template("admin/year_dossier.html", year=year, held=held, form=form)


@pages.post("/dossier")
@open_to(Access.ADMINISTRATORS)
@after_proof
def take_year_dossier() -> Response | tuple[str, int]:
    """The folders of all the sessions of a year, side by side."""
    form, year = DossierForm(), asked_year()
    valid = form.validate()
    with writing_session() as session:
        held = evidence.held_in(session, looks_after(), year)
        every = [_gathered(session, one, form.opened_with) for one in held] if valid else []
    if not every:
        return render_template("admin/year_dossier.html", year=year, held=held, form=form), 422
    files = {f"{one.folder}/{path}": data for one in every for path, data in sealed(files_of(one)).items()}
    files["index.html"] = render_template("admin/dossier_year_index.html", year=year, every=every).encode()
    return _download(zipped(sealed(files)), f"dossier-{year}", "zip")


@pages.get("/sessions/<int:number>/attestations")
@open_to(Access.ADMINISTRATORS)
@after_proof
def proofs(number: int) -> str:
    """How many attestations there are to take away. Nobody is named before it is written that she is looked at."""
    with reading_session() as reader:
        held = evidence.held(reader, looks_after(), number)
        done = evidence.finished(reader, number)[number]
        asked = evidence.proved(reader, done)
    return render_template("admin/proofs.html", held=held, finished=len(done), asked=len(asked))


@pages.post("/sessions/<int:number>/attestations")
@open_to(Access.ADMINISTRATORS)
@after_proof
def take_proofs(number: int) -> Response | tuple[str, int]:
    """The attestations that people of a session asked for, as files or as one document to print."""
    with writing_session() as session:
        held = evidence.held(session, looks_after(), number)
        done = evidence.finished(session, number)[number]
        found = evidence.proofs(session, done)
        _write_down(session, held, {one.person_id for one in found}, PROOFS, f"Session «\u202f{held.name}\u202f»")
    if not found:
        return render_template("admin/proofs.html", held=held, finished=len(done), asked=0), 409
    name = f"attestations-{slug(held.name)}"
    if request.form.get("forme") == "pdf":
        title = f"Attestations{NBSP}: {held.name}"
        return _download([merged(title, [one.facts for one in found], now().date())], name, "pdf")
    return _download(zipped(sealed(proof_files(found))), name, "zip")


def _gathered(session: Session, held: Held, reason: str) -> Gathered:
    """All that is known of a session; when it names people, that is written for each of them first."""
    people = evidence.participants(session, held.id)
    if reason:
        _write_down(session, held, {one.person_id for one in people}, WHAT, reason)
    done = evidence.finished(session, held.id)[held.id]
    return Gathered(
        held=held,
        tutor=accounts.names(session, [held.tutor_id]).get(held.tutor_id, ""),
        organiser=organiser(),
        programmes=_programmes(session, evidence.course_keys(session, held.id)),
        meetings=evidence.agenda(session, looks_after(), held.id)[1],
        people=people,
        done=done,
        said=evidence.all_said(session, held.id),
        opinions=tuple(tell(one) for one in evidence.opinions(session, held, at=now())),
        complaints=evidence.complaints(session, held.id),
        proofs=evidence.proofs(session, done) if reason else (),
        named=bool(reason),
        reason=reason,
        at=now(),
    )


def _programmes(reader: Reader, keys: Collection[str]) -> tuple[Programme, ...]:
    """The modules of a session as they are taken now; one that was withdrawn since is left out."""
    current = {one.cover.key: one for one in publishing.current_releases(reader)}
    found = [current[key] for key in keys if key in current]
    return tuple(
        Programme(one.cover, one.release_id, publishing.release_number(reader, one.release_id)) for one in found
    )


def _write_down(session: Session, held: Held, persons: Collection[int], what: str, reason: str) -> None:
    """Say to each person who looks at what, and why, in the transaction that reads it."""
    accounts.record_consultations(
        session,
        persons,
        someone(),
        Role.ADMINISTRATOR,
        what=what,
        reason=reason[:200],
        subject=f"cohort:{held.id}",
        scope=held.place,
        at=now(),
    )


def _download(content: Iterable[bytes], name: str, form: str) -> Response:
    """A dated file, sent piece by piece."""
    response = Response(content, mimetype=f"application/{form}")
    named = f"{name}-{now().astimezone(PARIS):%Y-%m-%d}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{named}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
