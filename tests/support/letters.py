"""What the site has written to someone, read in its outbox."""

from __future__ import annotations

from flask import Flask

from lms import db, mail


def letters(app: Flask, to: str) -> list[str]:
    """The texts written to an address, the oldest first."""
    with db.reading(app.extensions["database"]) as session:
        found = mail.mailbox(session, skip=0, most=100)[0]
    return [one.text for one in reversed(found) if one.recipient == to]
