"""flask lms people import: a list of élus, or a file of the Répertoire national des élus. Operators only, by nature."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lms import accounts, db, mail
from lms.accounts import rosters, territories
from lms.accounts.rosters import Counts, Outcome, Plan, Survey, Verb
from lms.accounts.territories import Named
from lms.settings import Settings
from lms.web import letters
from lms.web.http import public_address

SHOWN = 20  # rows told one by one; the rest is in the file to correct
SHAPES = {
    rosters.Shape.PEOPLE: "liste d’élus",
    rosters.Shape.MUNICIPAL: "Répertoire national des élus, conseillers municipaux",
    rosters.Shape.MAYORS: "Répertoire national des élus, maires",
    rosters.Shape.COMMUNITY: "Répertoire national des élus, conseillers communautaires",
    rosters.Shape.DEPARTEMENTAL: "Répertoire national des élus, conseillers départementaux",
    rosters.Shape.REGIONAL: "Répertoire national des élus, conseillers régionaux",
}
Source = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("source", metavar="FICHIER", type=Source)
@click.option("--scope", default="", help="Territoire hors duquel rien n’est touché : departement:26, epci:…")
@click.option("--apply", "applies", is_flag=True, help="Écrire. Sans cette option, rien n’est changé.")
@click.option("--invite", is_flag=True, help="Écrire aussi à chaque nouvelle personne qui a une adresse.")
@click.option("--origin", default="", help="Qui a donné la liste : c’est gardé un an.")
@click.option("--corrections", type=click.Path(dir_okay=False, path_type=Path), help="Où écrire les lignes à corriger.")
@with_appcontext
def bring_in(source: Path, scope: str, applies: bool, invite: bool, origin: str, corrections: Path | None) -> None:
    """Ajouter des élus par un fichier CSV, XLSX ou ODS. Dit d’abord ligne par ligne ce qui serait fait."""
    engine: Engine = current_app.extensions["database"]
    at = datetime.now(UTC)
    data = source.read_bytes()
    place = _place(engine, scope)
    read = _read(engine, data, place, at)
    click.echo(f"{SHAPES[read.columns.shape]}, {_count(read.count, 'ligne')}.")
    if read.columns.dropped:
        click.echo(f"Colonnes jamais lues : {', '.join(read.columns.dropped)}.")
    if applies:
        counts, refused = _apply(engine, read, place, origin or source.name, invite, at)
    else:
        counts, refused = _look(engine, read, at)
    _tell(counts, refused, applies)
    if corrections is not None:
        corrections.write_bytes(rosters.to_correct(data, read.columns, refused))
        click.echo(f"Lignes à corriger : {corrections}")


def _read(engine: Engine, data: bytes, place: Named | None, at: datetime) -> Survey:
    settings: Settings = current_app.config["SETTINGS"]
    with db.reading(engine) as reader:
        atlas = territories.open_atlas(reader)
    try:
        with click.progressbar(length=data.count(b"\n"), label="Lecture") as bar:
            return rosters.survey(
                data,
                atlas,
                scopes=[place] if place else None,
                mark=rosters.marker(settings.secret_key),
                today=at.date(),
                read=bar.update,
            )
    except rosters.NotASheet as error:
        raise click.ClickException(f"{error}.") from None


def _look(engine: Engine, read: Survey, at: datetime) -> tuple[Counts, list[Outcome]]:
    counts, refused = Counts(), list[Outcome]()
    with click.progressbar(read.parts, label="Comparaison") as parts:
        for part in parts:
            with db.reading(engine) as reader:
                planned = rosters.plan_part(reader, part, read.columns.shape, at=at)
            counts += planned.counts
            refused += _refused(planned)
    return counts, refused


def _apply(
    engine: Engine, read: Survey, place: Named | None, origin: str, invite: bool, at: datetime
) -> tuple[Counts, list[Outcome]]:
    """A list in one transaction; a file of the register part by part, and what was interrupted goes on."""
    if not read.columns.shape.is_register:
        with db.transaction(engine) as session:
            agreed = rosters.look(session, read, at=at).digest
            done = rosters.bring_in(session, read, agreed=agreed, origin=origin, scope=place, by=None, at=at)
            _write_to(session, done.invited if invite else (), at)
        return done.plan.counts, _refused(done.plan)
    with db.transaction(engine) as session:
        begun = rosters.interrupted(session, read.digest, place)
        number = begun.number if begun else rosters.begin(session, read, origin=origin, scope=place, by=None, at=at)
    if begun and begun.reached:
        click.echo(f"Reprise après le département {begun.reached}.")
    counts, refused = begun.counts if begun else Counts(), list[Outcome]()
    left = [part for part in read.parts if begun is None or part.key > begun.reached]
    with click.progressbar(left, label="Écriture") as parts:
        for part in parts:
            with db.reading(engine) as reader:
                planned = rosters.plan_part(reader, part, read.columns.shape, at=at)
            for piece in rosters.slices(planned):
                with db.transaction(engine) as session:
                    rosters.apply(session, piece, by=None, at=at)
            with db.transaction(engine) as session:
                rosters.advance(session, number, planned.counts, reached=part.key)
            counts += planned.counts
            refused += _refused(planned)
    with db.transaction(engine) as session:
        rosters.finish(session, number, at=datetime.now(UTC))
    return counts, refused


def _write_to(session: Session, invited: tuple[rosters.Invited, ...], at: datetime) -> None:
    for one in invited:
        link = public_address("account.invitation", token=one.token)
        letter = letters.invitation(to=one.email, given_name=one.given_name, inviter="", course="", link=link)
        mail.post(session, letter, at=at)


def _tell(counts: Counts, refused: list[Outcome], applied: bool) -> None:
    for one in refused[:SHOWN]:
        click.echo(f"  ligne {one.line}, {one.name or 'sans nom'} : {' ; '.join(one.said)}")
    if len(refused) > SHOWN:
        click.echo(f"  … et {len(refused) - SHOWN} autres : voir --corrections")
    click.echo(
        f"Arrivées : {counts.arrived}. Changements : {counts.changed}. Départs : {counts.departed}. "
        f"Lignes sans changement : {counts.unchanged}. À corriger : {counts.refused}."
    )
    click.echo("C’est écrit." if applied else "Rien n’a été changé : ajoutez --apply pour écrire.")


def _refused(planned: Plan) -> list[Outcome]:
    return [one for one in planned.outcomes if one.verb is Verb.REFUSED]


def _place(engine: Engine, scope: str) -> Named | None:
    """The territory of « departement:26 »; none for the whole country."""
    if not scope:
        return None
    kind, _, code = scope.partition(":")
    with db.reading(engine) as reader:
        known = kind in accounts.TERRITORY_KINDS and territories.exists(reader, kind, code)
    if not known:
        raise click.ClickException(
            f"Aucun territoire ne porte le code « {scope} » : écrivez par exemple departement:26"
        )
    return kind, code


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number > 1 else ''}"
