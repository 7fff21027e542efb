"""flask lms followup …: what administrators follow, counted anew; the letter of the week; what is asked three months
after a session.
"""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from lms import db, followup, mail
from lms.followup import evidence, reminders
from lms.followup.evidence import Asked
from lms.settings import Settings
from lms.web import letters
from lms.web.french import counted
from lms.web.http import public_address
from lms.web.opinions import ANSWERS, opinion_token
from lms.web.unsubscribing import stop_address

figures = AppGroup("followup", help="Compter où en sont les communes.")


@figures.command("rebuild")
def rebuild() -> None:
    """Compter à nouveau où en sont les communes. À lancer chaque nuit, ou plus souvent."""
    done = count_anew(current_app, datetime.now(UTC))
    click.echo(
        f"{counted(done.registered, 'personne inscrite', 'personnes inscrites')}, "
        f"dont {counted(done.people, 'comptée', 'comptées')} dans "
        f"{counted(done.blocks, 'groupe de communes', 'groupes de communes')}."
    )


@figures.command("opinions")
def opinions() -> None:
    """Demander leur avis à ceux dont une session a fini il y a quatre-vingt-dix jours. À lancer chaque jour."""
    at = datetime.now(UTC)
    with db.transaction(current_app.extensions["database"]) as session:
        found = evidence.ask_cold(session, at=at)
        for one in found:
            mail.post(session, _question(one), at=at)
    click.echo(f"{counted(len(found), 'message écrit', 'messages écrits')}.")


def _question(one: Asked) -> mail.Letter:
    token = opinion_token(one.cohort_id, one.person_id)
    answers = [
        (words, public_address("public.opinion", token=token, reponse=value)) for value, words in ANSWERS.items()
    ]
    return letters.opinion_asked(
        to=one.email,
        session="" if one.shared_mailbox else one.cohort_name,
        answers=answers,
        once=one.key,
        stop=stop_address(one.person_id),
    )


@figures.command("digest")
def digest() -> None:
    """Écrire à qui a demandé un message chaque semaine. À lancer chaque heure de la journée, ou une fois par jour."""
    at, after, written = datetime.now(UTC), 0, 0
    while (batch := _write_digests(current_app, after, at)).last is not None:
        after, written = batch.last, written + len(batch.letters)
    click.echo(f"{counted(written, 'message écrit', 'messages écrits')}.")


def _write_digests(app: Flask, after: int, at: datetime) -> reminders.Batch:
    """Some letters, chosen and posted in one transaction: a command that is killed goes on where it was."""
    with db.transaction(app.extensions["database"]) as session:
        batch = reminders.write_digests(session, after=after, at=at)
        for one in batch.letters:
            mail.post(session, letters.digest(one, unsubscribe=stop_address(one.to.person_id)), at=at)
    return batch


def count_anew(app: Flask, at: datetime) -> followup.Rebuilt:
    """Write the tables that administrators read, from all that people did until now."""
    settings: Settings = app.config["SETTINGS"]
    with db.transaction(app.extensions["database"]) as session:
        return followup.rebuild(session, secret=settings.secret_key, at=at)
