"""flask lms audit …: verifying the journal of what the staff do."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import AppGroup

from lms import db
from lms.accounts import audit
from lms.web.french import counted

journal = AppGroup("audit", help="Vérifier le journal de ce que l’équipe a fait.")


@journal.command("verify")
@click.argument("sceau", required=False, default="")
def verify(sceau: str) -> None:
    """Recalculer chaque ligne du journal. Rend 1 si une ligne a été changée, ajoutée ou retirée.

    Gardez le sceau affiché à côté de chaque sauvegarde, et donnez-le la fois suivante : même un journal réécrit en
    entier se voit alors. Un sceau de plus d’un an n’est plus connu : ses lignes sont effacées.
    """
    with db.reading(current_app.extensions["database"]) as reader:
        found = audit.verify(reader, sceau)
    if found.broken is not None:
        click.echo(f"Le journal a été modifié : la ligne {found.broken} ne suit pas la précédente.")
        sys.exit(1)
    if found.noted is False:
        click.echo(
            "Le sceau donné n’est pas celui d’une ligne du journal : il a été réécrit, ou le sceau est trop vieux."
        )
        sys.exit(1)
    click.echo(f"{counted(found.last - found.first + 1, 'ligne', 'lignes')}, aucune modifiée.")
    click.echo(f"Sceau : {found.digest}")
