"""What bringing people in asks of the site: where she may, with which secret, and whom to write to."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.orm import Session

from lms import mail
from lms.accounts import rosters, territories
from lms.accounts.rosters import Invited, Survey
from lms.accounts.territories import Named
from lms.db import Reader
from lms.settings import Settings
from lms.web import letters
from lms.web.admin.scope import looks_after
from lms.web.http import now, public_address
from lms.web.identity import someone


def read_list(reader: Reader, data: bytes) -> Survey:
    """A file placed in her territories. Raises NotASheet."""
    settings: Settings = current_app.config["SETTINGS"]
    atlas, mark = territories.open_atlas(reader), rosters.marker(settings.secret_key)
    return rosters.survey(data, atlas, scopes=looks_after(), mark=mark, today=now().date())


def one_scope() -> Named | None:
    """Her territory, when she has one alone: it is remembered with what she brings in."""
    places = looks_after()
    return places[0] if len(places) == 1 else None


def write_to(session: Session, invited: tuple[Invited, ...]) -> None:
    """Invite people in her name, in the transaction that brings them in."""
    for one in invited:
        link = public_address("account.invitation", token=one.token)
        letter = letters.invitation(
            to=one.email, given_name=one.given_name, inviter=someone().name, course="", link=link
        )
        mail.post(session, letter, at=now())
