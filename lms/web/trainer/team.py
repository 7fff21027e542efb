"""Who shares a draft. One is invited by e-mail and accepts: no page tells whether an address has an account."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, current_app, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField

from lms import accounts, mail
from lms.accounts import Role
from lms.publishing import drafts
from lms.publishing.drafts import Right
from lms.web import letters
from lms.web.access import Access, open_to
from lms.web.forms import Form, choices, email_field, form_id, required
from lms.web.http import now, reading_session, site_address, writing_session
from lms.web.identity import someone
from lms.web.trainer.desk import Desk, open_desk
from lms.web.trainer.routes import pages

INVITATION_DAYS = 14
RIGHTS = {"write": (Right.WRITE,), "review": (Right.REVIEW,), "both": (Right.WRITE, Right.REVIEW)}
RIGHT_WORDS = {"write": "Écrire", "review": "Relire et approuver", "both": "Les deux"}
VERBS = {"write": "écrire", "review": "relire", "both": "écrire et relire"}
DONE = {
    "invite": "C’est fait. Si cette adresse est celle d’un compte de formation, une invitation vient de partir\u00a0: "
    "la personne s’affichera ici quand elle l’aura acceptée.",
    "retire": "Ce droit est retiré.",
    "donne": "Le module a changé de propriétaire.",
    "regle": "La règle est enregistrée.",
    "rejoint": "Vous faites maintenant partie de l’équipe de ce module.",
}


class InviteForm(Form):
    """Whom to let in, for what."""

    email = email_field("Adresse e-mail", "Celle de son compte de formation.")
    right = RadioField(
        "Pour quoi faire\u202f?",
        choices=choices(RIGHT_WORDS),
        validators=[required("Choisissez ce que la personne pourra faire.")],
    )
    client_id = HiddenField()


@dataclass(frozen=True)
class Invitation:
    """What a link of invitation carries, signed: which draft, to whom, what for, from whom."""

    draft_id: int
    person_id: int
    right: str
    by: int


@pages.get("/<key:course>/equipe")
@open_to(Access.TRAINERS)
def team(course: str) -> str:
    """Who may open the draft, and what for."""
    return _show(course, InviteForm(formdata=None, right="write"))


@pages.post("/<key:course>/equipe")
@open_to(Access.TRAINERS)
def invite(course: str) -> Response | tuple[str, int]:
    """Write to a trainer who has this address; answer the same when nobody has."""
    form = InviteForm()
    client_id = form_id()
    if not form.validate():
        return _show(course, form), 422
    desk, email = _managed(course), form.email.data or ""
    with writing_session() as session:
        person_id = accounts.find_account(session.connection(), email)
        known = person_id in accounts.people_with_role(session.connection(), Role.TRAINER)
        if person_id is not None and known and accounts.contact(session.connection(), person_id):
            invitation = Invitation(desk.draft.id, person_id, form.right.data, someone().person_id)
            letter = letters.course_invitation(
                to=email,
                inviter=someone().name,
                course=desk.title,
                what=VERBS[form.right.data],
                link=site_address(url_for("trainer.join", course=course, jeton=_sealed(invitation))),
                form=client_id,
            )
            mail.post(session, letter, at=now())
    return _back(course, "invite")


@pages.get("/<key:course>/rejoindre")
@open_to(Access.TRAINERS)
def join(course: str) -> str | tuple[str, int]:
    """What she is invited to."""
    found = _opened(request.args.get("jeton", ""))
    if found is None:
        return render_template("trainer/join_over.html"), 410
    with reading_session() as session:
        inviter = accounts.names(session, [found.by]).get(found.by, "")
        draft = drafts.draft(session, course, found.by)
    if draft.id != found.draft_id:
        abort(404)
    words = {
        "inviter": inviter,
        "title": draft.listed.title,
        "what": VERBS[found.right],
        "token": request.args["jeton"],
    }
    return render_template("trainer/join.html", course=course, **words)


@pages.post("/<key:course>/rejoindre")
@open_to(Access.TRAINERS)
def accept(course: str) -> Response | tuple[str, int]:
    """Take the rights that the owner gave. Twice is once."""
    found = _opened(request.form.get("jeton", ""))
    if found is None:
        return render_template("trainer/join_over.html"), 410
    with writing_session() as session:
        for right in RIGHTS[found.right]:
            about = (found.draft_id, found.person_id, right)
            drafts.share(session, *about, by=found.by, client_id="", at=now())
    return _back(course, "rejoint")


@pages.post("/<key:course>/equipe/retirer")
@open_to(Access.TRAINERS)
def take_right(course: str) -> Response:
    """Take a right back; anybody may give back her own."""
    desk, client_id = _opened_desk(course), form_id()
    person_id, right = _person(), _right()
    with writing_session() as session:
        drafts.unshare(session, desk.draft.id, person_id, right, by=someone().person_id, client_id=client_id, at=now())
    with reading_session() as session:
        still = any(one.course_key == course for one in drafts.my_drafts(session, someone().person_id))
    return _back(course, "retire") if still else redirect(url_for("trainer.modules"), 303)


@pages.post("/<key:course>/equipe/donner")
@open_to(Access.TRAINERS)
def give_course(course: str) -> Response:
    """Make a teammate the owner."""
    desk, client_id, to = _opened_desk(course), form_id(), _person()
    with writing_session() as session:
        if to not in {one.person_id for one in drafts.team(session.connection(), desk.draft.id)}:
            abort(400)  # nobody owns a course without having accepted to share it
        drafts.hand_over(session, desk.draft.id, to, by=someone().person_id, client_id=client_id, at=now())
    return _back(course, "donne")


@pages.post("/<key:course>/equipe/approbation")
@open_to(Access.TRAINERS)
def keep_approval_rule(course: str) -> Response:
    """Whether someone else must approve a text before it is published."""
    desk, client_id = _opened_desk(course), form_id()
    wanted = request.form.get("approbation") == "oui"
    with writing_session() as session:
        drafts.want_approval(session, desk.draft.id, wanted, by=someone().person_id, client_id=client_id, at=now())
    return _back(course, "regle")


def _show(course: str, form: InviteForm) -> str:
    with reading_session() as session:
        desk = open_desk(session, course)
        team = drafts.team(session, desk.draft.id)
    told = DONE.get(request.args.get("fait", ""), "")
    return render_template("trainer/team.html", desk=desk, team=team, form=form, told=told, moi=someone().person_id)


def _opened_desk(course: str) -> Desk:
    with reading_session() as session:
        return open_desk(session, course)


def _managed(course: str) -> Desk:
    desk = _opened_desk(course)
    if not desk.may("manage"):
        raise drafts.NotAllowed(drafts.Act.MANAGE)
    return desk


def _person() -> int:
    value = request.form.get("personne", "")
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        abort(400)
    return int(value)


def _right() -> Right:
    value = request.form.get("droit", "")
    if value not in list(Right):
        abort(400)
    return Right(value)


def _back(course: str, done: str) -> Response:
    return redirect(url_for("trainer.team", course=course, fait=done) + "#etat", 303)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="equipe-d-un-module")


def _sealed(one: Invitation) -> str:
    return str(_signer().dumps([one.draft_id, one.person_id, one.right, one.by]))


def _opened(token: str) -> Invitation | None:
    """An invitation made here, not too old, for the person who shows it; None for anything else."""
    try:
        found = Invitation(*_signer().loads(token, max_age=INVITATION_DAYS * 24 * 3600))
    except (BadData, TypeError):
        return None
    return found if found.person_id == someone().person_id else None
