"""How much time she gives herself, in the few quizzes where it is limited. No reason is asked."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms import learning
from lms.web import identity
from lms.web.access import Access, open_to
from lms.web.account.forms import TimeForm
from lms.web.account.routes import pages
from lms.web.http import now, reading_session, writing_session


@pages.get("/mon-compte/temps")
@open_to(Access.SIGNED_IN)
def pace() -> str:
    with reading_session() as database:
        factor = learning.time_factor(database, learning.Member(identity.someone().person_id))
    return render_template("account/pace.html", form=TimeForm(factor=str(factor)))


@pages.post("/mon-compte/temps")
@open_to(Access.SIGNED_IN)
def keep_pace() -> Response | tuple[str, int]:
    form = TimeForm()
    if not form.validate():
        return render_template("account/pace.html", form=form), 422
    with writing_session() as database:
        who = learning.Member(identity.someone().person_id)
        learning.choose_time_factor(database, who, int(form.factor.data), at=now())
    return redirect(url_for("account.home"), 303)
