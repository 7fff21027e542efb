"""What the site has written to somebody, read in its outbox."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import text

_CODE = re.compile(r"^([0-9]{3})\s([0-9]{3})$", re.MULTILINE)
_LINK = re.compile(r"https?://\S+/(?:connexion/lien|adresse/annuler)/\S+")


def letters(app: Flask, to: str) -> list[str]:
    """The texts of the letters to an address, the oldest first."""
    with app.extensions["database"].connect() as connection:
        query = text("SELECT text FROM outbox_message WHERE recipient = :to ORDER BY id")
        return list(connection.execute(query, {"to": to}).scalars())


def subjects(app: Flask, to: str) -> list[str]:
    with app.extensions["database"].connect() as connection:
        query = text("SELECT subject FROM outbox_message WHERE recipient = :to ORDER BY id")
        return list(connection.execute(query, {"to": to}).scalars())


def code(app: Flask, to: str) -> str:
    """The six digits of the last letter that has some."""
    found = [match for one in letters(app, to) if (match := _CODE.search(one))]
    return "".join(found[-1].groups())


def link(app: Flask, to: str) -> str:
    """The path of the last link that does something."""
    found = [match.group() for one in letters(app, to) if (match := _LINK.search(one))]
    return urlsplit(found[-1]).path
