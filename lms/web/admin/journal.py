"""What was done in her territories, and what she did herself."""

from __future__ import annotations

from flask import render_template

from lms.accounts import audit
from lms.web.access import Access, open_to
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.http import asked_page, reading_session
from lms.web.identity import someone
from lms.web.journal import prepare


@pages.get("/journal")
@open_to(Access.ADMINISTRATORS)
def journal() -> str:
    with reading_session() as reader:
        found = audit.lines(reader, page=asked_page(), places=looks_after(), reader_id=someone().person_id)
    return render_template("admin/journal.html", journal=prepare(found))
