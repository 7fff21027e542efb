"""flask lms courses give, publish-due: what a terminal does with the courses written in the browser."""

from __future__ import annotations

import logging
import sys
from dataclasses import asdict
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from lms import accounts, db, learning, publishing
from lms.publishing import drafts
from lms.web.addresses import ADDRESSES

log = logging.getLogger("etoffe")


@click.command("give")
@click.argument("course")
@click.argument("email")
@with_appcontext
def give(course: str, email: str) -> None:
    """Confier un module à une formatrice ou un formateur : son propriétaire l’écrit, le partage et le publie.

    Un module publié depuis un dossier devient modifiable dans le navigateur.
    """
    try:
        with db.transaction(current_app.extensions["database"]) as session:
            person_id = accounts.find_account(session, accounts.normal_email(email))
            if person_id is None:
                raise click.ClickException(f"Aucun compte n’a l’adresse {email}.")
            drafts.give(session, course, person_id, at=datetime.now(UTC))
    except accounts.InvalidEmail:
        raise click.ClickException(f"« {email} » n’est pas une adresse e-mail.") from None
    except publishing.CourseUnknown:
        raise click.ClickException(f"Aucun module ne porte la clé « {course} ».") from None
    except drafts.NotATrainer:
        raise click.ClickException(
            f"{email} n’a pas le rôle de formateur : flask lms people grant-role {email} trainer"
        ) from None
    click.echo(f"« {course} » est confié à {email}.")


@click.command("publish-due")
@with_appcontext
def publish_due() -> None:
    """Publier ce dont l’heure est venue. À lancer chaque minute si « flask lms mail work » ne tourne pas."""
    done = publish_all_due()
    for one in done:
        if one.published is None:
            click.echo(f"{one.title} : non publié, {one.failure}.")
        else:
            click.echo(f"{one.title} : version {one.published.number}.")
    click.echo(f"{len(done)} publication{'s' if len(done) > 1 else ''} prévue{'s' if len(done) > 1 else ''}.")
    if any(one.published is None for one in done):
        sys.exit(1)


def publish_all_due() -> list[drafts.Due]:
    """Publish every scheduled text whose moment has come, with one line in the log for each."""
    engine, at = current_app.extensions["database"], datetime.now(UTC)
    press = publishing.Press(current_app.config["LIBRARY"], ADDRESSES)
    with db.reading(engine) as reader:
        if not drafts.anything_due(reader, at=at):
            return []
    found = []
    while (done := _publish_next(engine, press, at)) is not None:
        log.info("scheduled-publication", extra={"facts": asdict(done)})
        found.append(done)
    return found


def _publish_next(engine: Engine, press: publishing.Press, at: datetime) -> drafts.Due | None:
    """The next one, alone in its transaction: whatever happens to it, the others go on."""
    try:
        with db.transaction(engine) as session:
            done = drafts.publish_due(session, press=press, at=at)
            if done is not None and done.published is not None:
                learning.award_everyone(session, done.course_key, at=at)  # it may have fewer lessons
            return done
    except DBAPIError:
        raise  # the database fails, not the text: it is tried again
    except Exception:
        log.exception("scheduled-publication-failed")
        with db.transaction(engine) as session:
            return drafts.fail_due(session, reason="une erreur inattendue, écrite dans le journal du site", at=at)
