"""What someone thinks of a session three months later, from a letter: no sign-in, one press, once."""

from __future__ import annotations

import secrets

from flask import abort, render_template, request

from lms.followup import cohorts, evidence
from lms.followup.evidence import Moment, NotAsked
from lms.web.access import Access, open_to
from lms.web.http import now, reading_session, writing_session
from lms.web.opinions import ANSWERS, QUESTIONS, OpinionForm, read_token
from lms.web.public.routes import pages


@pages.get("/avis/<token>")
@open_to(Access.EVERYONE)
def opinion(token: str) -> tuple[str, int]:
    """The question, with the answer of the link chosen already. Scanners open links: opening it sends nothing."""
    chosen = request.args.get("reponse", "")
    value = chosen if chosen in {str(one) for one in ANSWERS} else None
    return _ask(token, OpinionForm(formdata=None, value=value))


@pages.post("/avis/<token>")
@open_to(Access.EVERYONE)
def keep_opinion(token: str) -> str | tuple[str, int]:
    """Keep it, without her name. Sent again, the page says the same and the first time stands."""
    form = OpinionForm()
    if not form.validate():
        return _ask(token, form, status=422)
    cohort_id, person_id = _named(token)
    try:
        with writing_session() as session:
            held, _ = evidence.agenda_for(session, person_id, cohort_id)
            value, remark = int(form.value.data), form.remark.data or ""
            evidence.answer(session, held, person_id, Moment.COLD, value, remark, key=secrets.token_hex(16), at=now())
    except (NotAsked, cohorts.CohortUnknown):
        return _over()
    return render_template("public/opinion_over.html", kept=True)


def _ask(token: str, form: OpinionForm, *, status: int = 200) -> tuple[str, int]:
    """Her name is not on the page: whoever reads her mailbox may open it."""
    cohort_id, person_id = _named(token)
    try:
        with reading_session() as reader:
            held, _ = evidence.agenda_for(reader, person_id, cohort_id)
            opened = evidence.may_answer(reader, held, person_id, Moment.COLD, at=now())
    except cohorts.CohortUnknown:
        return _over()
    if not opened:
        return _over()
    question = QUESTIONS[Moment.COLD]
    return render_template("public/opinion.html", token=token, form=form, question=question), status


def _over() -> tuple[str, int]:
    """Answered, closed, erased: the page does not say which."""
    return render_template("public/opinion_over.html", kept=False), 410


def _named(token: str) -> tuple[int, int]:
    found = read_token(token)
    if found is None:
        abort(404)
    return found
