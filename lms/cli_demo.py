"""flask lms demo: the fictitious people of a demonstration, around a table or in a whole country."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine

from lms import cli_followup
from lms.accounts import TerritoryUnknown, territories
from lms.settings import Mode, Settings
from lms.web import demonstration
from lms.web.french import counted

PARTS = 1000  # of the progress bar


@click.command("demo")
@click.option("--national", is_flag=True, help="Peupler d’abord tout le pays, dans une base sans personne.")
@click.option("--people", default=demonstration.COUNTRY, show_default=True, type=click.IntRange(1, demonstration.MOST))
@click.option("--seed", default=demonstration.SEED, show_default=True, help="La même graine fait le même pays.")
@with_appcontext
def demo(national: bool, people: int, seed: int) -> None:
    """Créer les personnes fictives de la démonstration et ce qu’elles ont fait. Impossible en production."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.is_production:
        raise click.ClickException("La démonstration n’existe pas en production.")
    engine, at = current_app.extensions["database"], datetime.now(UTC)
    if national:
        if settings.mode is not Mode.DEMONSTRATION:
            raise click.ClickException("Un pays fictif ne se crée qu’en démonstration : ETOFFE_MODE=demonstration.")
        _populate(engine, people, seed, at)
    try:
        created = demonstration.settle(engine, at=at)
    except TerritoryUnknown:
        raise click.ClickException("Chargez d’abord les territoires : flask lms territories load") from None
    click.echo(counted(created, "personne de démonstration créée.", "personnes de démonstration créées."))
    if many := demonstration.meet(engine, at=at):
        click.echo(
            counted(
                many,
                "session de formation, tenue par l’administratrice.",
                "sessions de formation, tenues par l’administratrice.",
            )
        )
    if many := demonstration.gather(engine, at=at):
        click.echo(f"{many} figurants sans accès, pour que l’analyse des réponses ait de quoi montrer.")
    if many := demonstration.convene(engine, at=at):
        click.echo(f"{many} figurants de plus dans les communes de la Drôme, pour le suivi.")
    cli_followup.count_anew(current_app, at)


def _populate(engine: Engine, people: int, seed: int, at: datetime) -> None:
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)  # the same all day long
    with click.progressbar(length=PARTS, label="Personnes") as bar:

        def told(part: float) -> None:
            bar.update(int(part * PARTS) - bar.pos)

        try:
            demonstration.populate(
                engine, territories.official_edition(), people=people, seed=seed, at=today, told=told
            )
        except demonstration.NotEmpty:
            raise click.ClickException("Il y a déjà des personnes dans cette base : prenez-en une vide.") from None
        except TerritoryUnknown:
            raise click.ClickException("Chargez d’abord les territoires : flask lms territories load") from None
    click.echo(f"{counted(people, 'personne fictive', 'personnes fictives')} dans toutes les communes.")
