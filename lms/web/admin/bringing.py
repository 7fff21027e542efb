"""What bringing people in asks of the site: where she may, with which secret, and whom to write to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

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


def read_list(reader: Reader, data: bytes) -> Survey:
    """A file placed in her territories. Raises NotASheet."""
    atlas = territories.open_atlas(reader)
    return rosters.survey(data, atlas, scopes=looks_after(), mark=marker(), today=now().date())


def marker() -> rosters.Marker:
    """What keeps homonyms apart, with the secret of this site."""
    settings: Settings = current_app.config["SETTINGS"]
    return rosters.marker(settings.secret_key)


def one_of(places: Sequence[Named]) -> Named | None:
    """Her territory, when she has one alone: it is remembered with what she brings in."""
    return places[0] if len(places) == 1 else None


def write_to(session: Session, invited: tuple[Invited, ...], *, inviter: str, at: datetime) -> None:
    """Invite people in her name, in the transaction that brings them in."""
    for one in invited:
        link = public_address("account.invitation", token=one.token)
        letter = letters.invitation(to=one.email, given_name=one.given_name, inviter=inviter, course="", link=link)
        mail.post(session, letter, at=at)
