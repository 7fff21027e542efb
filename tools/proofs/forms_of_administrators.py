"""How an administrator comes to have a form in hand: a session, its meetings; and an élue the code of one, or
a complaint about it.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from lms import db
from lms.accounts import Scope
from lms.followup import cohorts
from tests.support import example, places, summoned
from tools.proofs import ground
from tools.proofs.browser import InProcess
from tools.proofs.stage import Form, Stage

LIST = "/suivi/sessions"


def administrator(stage: Stage, name: str) -> InProcess:
    """Somebody who looks after a commune."""
    known = ground.sign_in(stage.app, f"{name}-suivi", scope=Scope(*places.COMMUNE))[0]
    return InProcess(stage.app, known.cookie)


def session_made(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, path = administrator(stage, name), f"{LIST}/nouvelle"
    said = {"nom": f"Session de {name}", "maniere": "on_site", "debut": "2026-12-01", "fin": "2026-12-31"}
    fields = {**browser.ask("GET", path).hidden(), **said, "tuteur": "0", f"module-{example.COURSE}": "y"}
    return Form(browser, path, fields, {**fields, "nom": "Une autre session"})


def meeting_held(stage: Stage, chance: random.Random, name: str) -> Form:
    made = session_made(stage, chance, name)
    path = f"{made.browser.ask('POST', made.path, made.fields).location}/rencontres/nouvelle"
    said = {"jour": "2026-12-03", "de": "18:00", "a": "20:00", "lieu": "Salle du conseil", "lien": ""}
    fields = {**made.browser.ask("GET", path).hidden(), **said}
    return Form(made.browser, path, fields, {**fields, "a": "21:00"})


def session_reminded(stage: Stage, _chance: random.Random, name: str) -> Form:
    """A session with three people to whom a course is due soon."""
    known = ground.sign_in(stage.app, f"{name}-suivi", scope=Scope(*places.COMMUNE))[0]
    at = datetime.now(UTC)
    people = summoned.people(stage.engine, 3, at=at)
    number = summoned.gather(stage.engine, people, by=known.person_id, place=places.COMMUNE, at=at)
    browser, path = InProcess(stage.app, known.cookie), f"{LIST}/{number}/relancer"
    fields = {**browser.ask("GET", path).hidden(), "phrase": f"Une phrase pour {name}."}
    return Form(browser, path, fields, {**fields, "phrase": "Une autre phrase."})


def session_joined(stage: Stage, chance: random.Random, name: str) -> Form:
    made = session_made(stage, chance, name)
    number = int(made.browser.ask("POST", made.path, made.fields).location.rpartition("/")[2])
    with db.transaction(stage.engine) as session:
        until = datetime.now(UTC) + timedelta(days=9)
        code = cohorts.open_code(session, number, until=until, places=[places.COMMUNE])
    browser = stage.enter(name)
    return Form(browser, "/rejoindre", {**browser.ask("GET", "/rejoindre").hidden(), "mot": code})


def complaint_made(stage: Stage, chance: random.Random, name: str) -> Form:
    joined = session_joined(stage, chance, name)
    path = f"{joined.browser.ask('POST', joined.path, joined.fields).location}/reclamation"
    fields = {**joined.browser.ask("GET", path).hidden(), "text": "La salle était froide."}
    return Form(joined.browser, path, fields, {**fields, "text": "La salle était loin."})
