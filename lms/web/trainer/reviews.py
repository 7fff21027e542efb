"""Reviews of a draft before it is published: asked for, given, and what changed since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from lms import accounts, mail
from lms.publishing import drafts
from lms.publishing.drafts import Right
from lms.web import letters
from lms.web.access import Access, open_to
from lms.web.forms import Form, choices, form_id, required, shorter_than, written
from lms.web.http import now, reading_session, site_address, writing_session
from lms.web.identity import someone
from lms.web.trainer.changes import changed_since
from lms.web.trainer.desk import Desk, open_desk
from lms.web.trainer.routes import pages
from lms.web.trainer.workbench import names_of

TOO_LONG = "C’est trop long\u00a0: 2\u202f000 signes au plus."
MOVED = "Le texte a changé pendant que vous le lisiez. Regardez ce qui a changé, puis donnez votre avis à nouveau."
DONE = {
    "demande": "La relecture est demandée.",
    "avis": "Votre avis est enregistré.",
}


class AskForm(Form):
    """Whose review is wanted, and what to look at."""

    of = SelectField("Qui relit\u202f?", coerce=int, validate_choice=True)
    message = TextAreaField(
        "Ce qu’il faut regarder (facultatif)",
        filters=[written],
        validators=[shorter_than(drafts.COMMENT_LENGTH, TOO_LONG)],
        render_kw={"maxlength": drafts.COMMENT_LENGTH, "rows": 3},
    )


class ReviewForm(Form):
    """What a reviewer says of the text she was shown: `digest` names it."""

    verdict = RadioField(
        "Votre avis",
        choices=choices({"oui": "Ce texte peut être publié", "non": "Il faut d’abord des changements"}),
        validators=[required("Choisissez votre avis.")],
    )
    opinion = TextAreaField(
        "Ce que vous en pensez",
        description="Dites ce qui est bien, ou ce qu’il faut changer.",
        filters=[written],
        validators=[shorter_than(drafts.COMMENT_LENGTH, TOO_LONG)],
        render_kw={"maxlength": drafts.COMMENT_LENGTH, "rows": 4},
    )
    digest = HiddenField()


@pages.get("/<key:course>/relecture")
@open_to(Access.TRAINERS)
def reviews(course: str) -> str:
    """Who approved the text, who wants changes, and what changed since one last said something."""
    return _show(course)


@pages.post("/<key:course>/relecture/demander")
@open_to(Access.TRAINERS)
def ask_review(course: str) -> Response | tuple[str, int]:
    """Ask a teammate to review the text as it is; she is written to."""
    desk, client_id = _desk(course), form_id()
    form = AskForm()
    with reading_session() as session:
        form.of.choices = _reviewers(drafts.team(session, desk.draft.id))
    if not form.validate():
        return _show(course, asking=form), 422
    with writing_session() as session:
        drafts.ask_review(
            session,
            desk.draft.id,
            form.of.data,
            by=someone().person_id,
            message=form.message.data or "",
            client_id=client_id,
            at=now(),
        )
        contact = accounts.contact(session.connection(), form.of.data)
        if contact is not None:
            mail.post(session, _letter(desk, contact.email, form.message.data or "", client_id), at=now())
    return _back(course, "demande")


@pages.post("/<key:course>/relecture")
@open_to(Access.TRAINERS)
def give_review(course: str) -> Response | tuple[str, int]:
    """Approve the text that was shown, or ask for changes."""
    desk, client_id = _desk(course), form_id()
    form = ReviewForm()
    if not form.validate():
        return _show(course, giving=form), 422
    try:
        with writing_session() as session:
            drafts.review(
                session,
                desk.draft.id,
                by=someone().person_id,
                approved=form.verdict.data == "oui",
                digest_shown=form.digest.data or "",
                message=form.opinion.data or "",
                client_id=client_id,
                at=now(),
            )
    except drafts.DraftMoved:
        form.verdict.errors = (MOVED,)
        return _show(course, giving=form), 409
    return _back(course, "avis")


def _show(course: str, *, asking: AskForm | None = None, giving: ReviewForm | None = None) -> str:
    me = someone().person_id
    with reading_session() as session:
        desk = open_desk(session, course)
        state = drafts.review_state(session, desk.draft.id, publisher=me)
        team = drafts.team(session, desk.draft.id)
        since = _last_look(state, me)
        changed = changed_since(session, desk.draft, since) if since else ()
        names = names_of(drafts.draft_files(session, desk.draft.id)) if changed else {}
    if asking is None:
        asking = AskForm(formdata=None)
    asking.of.choices = [
        (one.person_id, one.name) for one in team if Right.REVIEW in one.rights and one.person_id != me
    ]
    if giving is None:
        giving = ReviewForm(formdata=None)
    giving.digest.data = desk.draft.digest  # of what this page shows
    values: dict[str, Any] = {"state": state, "since": since, "changed": changed, "asking": asking, "giving": giving}
    told = DONE.get(request.args.get("fait", ""), "")
    return render_template("trainer/reviews.html", desk=desk, told=told, names=names, **values)


def _last_look(state: drafts.Reviewing, me: int) -> datetime | None:
    """When this person last gave her opinion."""
    said = (line.at for line in state.lines if line.by == me and line.step is not drafts.ReviewStep.ASKED)
    return next(said, None)


def _reviewers(team: Iterable[drafts.Teammate]) -> list[SelectChoice]:
    me = someone().person_id
    others = (one for one in team if Right.REVIEW in one.rights and one.person_id != me)
    return [SelectChoice(value=one.person_id, label=one.name) for one in others]


def _letter(desk: Desk, to: str, message: str, client_id: str) -> mail.Letter:
    link = site_address(url_for("trainer.reviews", course=desk.course))
    return letters.review_asked(
        to=to, who=someone().name, course=desk.title, message=message, link=link, form=client_id
    )


def _desk(course: str) -> Desk:
    with reading_session() as session:
        return open_desk(session, course)


def _back(course: str, done: str) -> Response:
    return redirect(url_for("trainer.reviews", course=course, fait=done) + "#fait", 303)
