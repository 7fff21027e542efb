"""Passkeys in a page: what a browser is asked, and its challenge, kept in the signed cookie until it serves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import current_app, session

from lms import accounts
from lms.accounts import Challenge, Site
from lms.db import Reader
from lms.settings import Settings
from lms.web.http import now

CHALLENGE = "defi"
SHOWN_AGAIN = timedelta(minutes=30)  # two tabs ask the same thing


def site() -> Site:
    settings: Settings = current_app.config["SETTINGS"]
    return Site.of(settings.site_name, settings.base_url)


def site_secret() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.secret_key


def asking() -> str:
    """What to ask of a passkey, as JSON; empty where there can be none."""
    return accounts.asking(site(), _challenge()) if site().domain else ""


def making(database: Reader, person_id: int) -> str:
    """What to ask of a device that makes a passkey, as JSON; empty where there can be none."""
    return accounts.making(database, site(), _challenge(), person_id) if site().domain else ""


def spent_challenge() -> Challenge | None:
    """The challenge that this browser was given. It is taken away: the next page gives another."""
    kept = session.pop(CHALLENGE, None)
    return Challenge(kept[0], datetime.fromtimestamp(kept[1], UTC)) if kept else None


def _challenge() -> Challenge:
    kept, at = session.get(CHALLENGE), now()
    if kept and at - datetime.fromtimestamp(kept[1], UTC) < SHOWN_AGAIN:
        return Challenge(kept[0], datetime.fromtimestamp(kept[1], UTC))
    made = accounts.new_challenge(at=at.replace(microsecond=0))
    session[CHALLENGE] = [made.value, int(made.issued_at.timestamp())]
    return made
