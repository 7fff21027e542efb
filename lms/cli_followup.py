"""flask lms followup …: what administrators follow, counted anew."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from lms import db, followup
from lms.settings import Settings
from lms.web.french import counted

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


def count_anew(app: Flask, at: datetime) -> followup.Rebuilt:
    """Write the tables that administrators read, from all that people did until now."""
    settings: Settings = app.config["SETTINGS"]
    with db.transaction(app.extensions["database"]) as session:
        return followup.rebuild(session, secret=settings.secret_key, at=at)
