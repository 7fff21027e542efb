"""For whoever tries the site among fictitious people: enter as one of them, read the e-mails it would send.

people.py those to enter as · crowd.py the many who answered before · councils.py those who sit around them ·
sessions.py those who meet · nation.py a whole country · copying.py people by the hundred thousand ·
routes.py, screens.py pages
"""

from flask import Flask

from lms.settings import Mode, Settings
from lms.web.demonstration.copying import STRIDE as MOST
from lms.web.demonstration.councils import convene
from lms.web.demonstration.crowd import gather
from lms.web.demonstration.nation import PEOPLE as COUNTRY
from lms.web.demonstration.nation import SEED, NotEmpty, populate
from lms.web.demonstration.people import PEOPLE, DemoPerson, settle
from lms.web.demonstration.routes import pages
from lms.web.demonstration.sessions import meet

__all__ = [
    "COUNTRY", "MOST", "PEOPLE", "SEED", "DemoPerson", "NotEmpty", "convene", "gather", "meet", "pages", "populate",
    "prepare", "settle",
]  # fmt: skip


def prepare(app: Flask, settings: Settings) -> None:
    """Offer the people of the demonstration on the sign-in page, in a demonstration only."""
    app.jinja_env.globals["figurants"] = PEOPLE if settings.mode is Mode.DEMONSTRATION else ()
