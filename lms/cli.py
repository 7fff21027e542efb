"""flask lms …: what is done from a terminal. Exit status 1 when something is to correct."""

from __future__ import annotations

import getpass
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from lms import (
    cli_audit,
    cli_demo,
    cli_drafts,
    cli_followup,
    cli_jobs,
    cli_people,
    cli_rosters,
    content,
    db,
    learning,
    mail,
    privacy,
    publishing,
)
from lms.accounts import territories
from lms.learning import certificates
from lms.publishing import drafts
from lms.settings import Settings
from lms.web import letters
from lms.web.addresses import ADDRESSES

lms = AppGroup("lms", help="Gérer Étoffe : base de données, territoires, modules, nettoyage.")
regrade = AppGroup("regrade", help="Corriger la note d’une question du quiz, et revenir en arrière.")
courses = AppGroup("courses", help="Vérifier, publier, exporter et créer des modules.")
database = AppGroup("database", help="Mettre la base de données à jour.")
mails = AppGroup("mail", help="Envoyer les e-mails en attente, et savoir où ils en sont.")
proofs = AppGroup("certificates", help="Révoquer une attestation.")
places = AppGroup("territories", help="Charger les communes, EPCI, départements et régions.")
lms.add_command(courses)
courses.add_command(cli_drafts.give)
courses.add_command(cli_drafts.publish_due)
lms.add_command(proofs)
lms.add_command(database)
lms.add_command(regrade)
lms.add_command(mails)
lms.add_command(places)
lms.add_command(cli_people.people)
cli_people.people.add_command(cli_rosters.bring_in)
lms.add_command(cli_people.data)
lms.add_command(cli_followup.figures)
lms.add_command(cli_audit.journal)
lms.add_command(cli_jobs.work)
lms.add_command(cli_demo.demo)

log = logging.getLogger("etoffe")
REASON = 500
MAIL_IDLE = 1.0  # seconds between two looks at the outbox: someone waits for her code
MAIL_PAUSE = 30.0  # seconds, when the relay or the database fails
MAIL_PURGE = 3600.0  # seconds

Folder = click.Path(exists=True, file_okay=False, path_type=Path)


def prepare(app: Flask) -> None:
    app.cli.add_command(lms)


@database.command("upgrade")
def upgrade() -> None:
    """Amener la base de données à la dernière version."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        db.upgrade(settings.database_url)
    except OperationalError:
        raise click.ClickException("La base de données ne répond pas à l’adresse ETOFFE_DATABASE_URL.") from None
    if current_app.extensions["database"].dialect.name == "sqlite":
        Path(current_app.extensions["database"].url.database).chmod(0o600)
    click.echo("Base de données à jour.")


@places.command("load")
def load() -> None:
    """Charger le découpage officiel, ou son nouveau millésime. Le même deux fois ne change rien."""
    engine = current_app.extensions["database"]
    with db.reading(engine) as session:
        if territories.loaded_digest(session) == territories.official_digest():
            click.echo("Territoires à jour.")
            return
    edition = territories.official_edition()
    with (
        click.progressbar(length=len(edition.communes), label="Communes") as bar,
        db.transaction(engine) as session,
    ):
        done = territories.load(session, edition, at=datetime.now(UTC), wrote=bar.update)
    click.echo(f"Millésime {edition.year} : {_count(len(edition.communes), 'commune')}, {len(edition.epcis)} EPCI.")
    if done.gone:
        click.echo(f"Communes disparues, gardées pour mémoire : {done.gone}.")


@courses.command("check")
@click.argument("folders", nargs=-1, required=True, type=Folder)
def check(folders: tuple[Path, ...]) -> None:
    """Relire des modules et donner tous les problèmes, un par ligne : fichier, endroit, message."""
    found = 0
    for folder in folders:
        reading = _read(folder)[1]
        found += len(reading.problems)
        for problem in reading.problems:
            click.echo(f"{folder}/{problem}")
    click.echo(_count(found, "problème") + " dans " + _count(len(folders), "module") + ".")
    if found:
        sys.exit(1)


@courses.command("publish")
@click.argument("folders", nargs=-1, required=True, type=Folder)
@click.option("--message", default="Publication", help="Ce qui change, en une phrase.")
@click.option("--outdated-ok", is_flag=True, help="Publier même si des faits cités sont à relire.")
def publish(folders: tuple[Path, ...], message: str, outdated_ok: bool) -> None:
    """Publier des modules. Le même texte publié deux fois ne change rien."""
    refused = False
    with click.progressbar(folders, label="Publication", item_show_func=lambda one: one.name if one else "") as bar:
        lines = []
        for folder in bar:
            line, published = _publish(folder, message, outdated_ok)
            lines.append(line)
            refused = refused or not published
    for line in lines:
        click.echo(line)
    if refused:
        sys.exit(1)


@courses.command("export")
@click.argument("key")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path), help="Dossier à créer.")
def export(key: str, target: Path) -> None:
    """Écrire la version publiée d’un module dans un dossier, à l’octet près."""
    if target.exists() and any(target.iterdir()):
        raise click.ClickException(f"Le dossier {target} n’est pas vide, choisissez-en un autre.")
    with db.reading(current_app.extensions["database"]) as session:
        try:
            files = publishing.files(session, key)
        except publishing.CourseUnknown:
            raise click.ClickException(f"Aucun module publié ne porte la clé « {key} ».") from None
    content.write_folder(target, files)
    click.echo(f"{_count(len(files), 'fichier')} dans {target}.")


@courses.command("new")
@click.argument("key")
@click.option("--title", default="Un nouveau module", help="Le titre du module.")
@click.option("--to", "parent", default=Path("courses"), type=click.Path(path_type=Path), help="Où créer le dossier.")
def new(key: str, title: str, parent: Path) -> None:
    """Créer un module modèle, prêt à remplir."""
    target = parent / key
    if target.exists():
        raise click.ClickException(f"Le dossier {target} existe déjà.")
    try:
        files = content.new_course(key, title)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    content.write_folder(target, files)
    click.echo(f"Module créé dans {target}. Relisez courses/LISEZMOI.md, puis : flask lms courses check {target}")


@regrade.command("list")
@click.argument("course", required=False)
def list_regrades(course: str | None) -> None:
    """Les corrections faites, d’un module ou de tous : la plus récente d’abord."""
    with db.reading(current_app.extensions["database"]) as session:
        lines = learning.regrades(session, course)
    for line in lines:
        undone = f", annulée le {line.undone_at:%d/%m/%Y} par {line.undone_by}" if line.undone_at else ""
        done = f"le {line.applied_at:%d/%m/%Y} par {line.applied_by}{undone}"
        kind = "neutralisée" if line.kind == "neutralise" else "clé revue"
        click.echo(f"{line.id}  {line.course_key} {line.question_key} : {kind}, {done}. {line.reason}")
    click.echo(_count(len(lines), "correction") + ".")


@regrade.command("apply")
@click.argument("course")
@click.argument("question")
@click.option("--neutralise", "neutral", is_flag=True, help="Compter la question juste pour tout le monde.")
@click.option("--reason", required=True, help="Pourquoi, en une phrase : les personnes concernées la lisent.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui changerait, sans rien changer.")
def apply_regrade(course: str, question: str, neutral: bool, reason: str, dry_run: bool) -> None:
    """Noter à nouveau une question : avec la clé de la dernière version publiée, ou juste pour tout le monde.

    Une réussite peut être donnée, jamais reprise. Un module archivé se corrige aussi.
    """
    if not 0 < len(reason.strip()) <= 500:
        raise click.ClickException("Donnez une raison de 500 signes au plus.")
    correct = learning.neutralise if neutral else learning.rekey
    with _regrading(dry_run) as session:
        try:
            effects = correct(
                session, course, question, reason=reason.strip(), by=getpass.getuser(), at=datetime.now(UTC)
            )
        except publishing.CourseUnknown:
            raise click.ClickException(f"Aucun module publié ne porte la clé « {course} ».") from None
        except learning.QuestionUnknown:
            raise click.ClickException(f"Le quiz de « {course} » n’a pas de question « {question} ».") from None
    _say_effects(effects, dry_run)


@regrade.command("undo")
@click.argument("number", type=int)
@click.option("--dry-run", is_flag=True, help="Dire ce qui changerait, sans rien changer.")
def undo_regrade(number: int, dry_run: bool) -> None:
    """Annuler une correction par son numéro. Ce qu’elle a donné reste acquis."""
    with _regrading(dry_run) as session:
        try:
            effects = learning.undo_regrade(session, number, by=getpass.getuser(), at=datetime.now(UTC))
        except learning.RegradeUnknown:
            raise click.ClickException(f"Aucune correction en vigueur ne porte le numéro {number}.") from None
    _say_effects(effects, dry_run)


@contextmanager
def _regrading(dry_run: bool) -> Iterator[Session]:
    """A session whose work is kept, or rolled back when it is only to see."""
    with db.transaction(current_app.extensions["database"]) as session:
        yield session
        if dry_run:
            session.rollback()


def _say_effects(effects: learning.Effects, dry_run: bool) -> None:
    click.echo("Essai, rien n’est changé :" if dry_run else f"Correction n° {effects.regrade_id} :")
    click.echo(f"  {_count(effects.marks, 'note')} à jour, dont {effects.gained} en plus et {effects.lost} en moins")
    click.echo(f"  {_count(effects.passes, 'quiz réussi', 'quiz réussis')} de plus")
    click.echo(f"  {_count(effects.completions, 'module achevé', 'modules achevés')} de plus")


@lms.command("purge")
def purge() -> None:
    """Effacer ce qui a fait son temps : à lancer chaque jour. Écrit aussi aux comptes qui ne servent plus."""
    at = datetime.now(UTC)
    with db.transaction(current_app.extensions["database"]) as session:
        done = privacy.forget_due(session, at=at)
        notices = privacy.give_notices(session, at=at)
        for notice in notices:
            mail.post(session, letters.inactive_account(notice), at=at)
    click.echo(f"{_count(done.visits, 'visite')} effacée{'s' if done.visits > 1 else ''}.")
    click.echo(f"{_count(done.letters, 'e-mail')} effacé{'s' if done.letters > 1 else ''}.")
    if done.people:
        click.echo(
            f"{_count(done.people, 'compte')} supprimé{'s' if done.people > 1 else ''} après deux ans d’absence."
        )
    if notices:
        click.echo(f"{_count(len(notices), 'compte')} prévenu{'s' if len(notices) > 1 else ''} avant suppression.")


@proofs.command("revoke")
@click.argument("serial")
@click.option("--reason", required=True, help="Pourquoi, en une phrase que lira toute personne qui vérifie. Sans nom.")
def revoke(serial: str, reason: str) -> None:
    """Révoquer une attestation ou un relevé d’heures. C’est définitif."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON:
        raise click.ClickException(f"Donnez un motif, en {REASON} signes au plus.")
    try:
        number = learning.parse_serial(serial)
        with db.transaction(current_app.extensions["database"]) as session:
            certificates.revoke(session, number, reason=reason, by=getpass.getuser(), at=datetime.now(UTC))
    except learning.SerialMistyped:
        raise click.ClickException(f"Le numéro « {serial} » contient une erreur de frappe.") from None
    except certificates.CertificateUnknown:
        raise click.ClickException(f"Aucune attestation ne porte le numéro {number}.") from None
    except certificates.CertificateRevoked:
        raise click.ClickException(f"L’attestation {number} était déjà révoquée ou remplacée.") from None
    log.info("certificate-revoked", extra={"facts": {"serial": number, "by": getpass.getuser()}})
    click.echo(f"{number} est révoquée.")


@mails.command("work")
def work() -> None:
    """Envoyer les e-mails au fil de l’eau, jusqu’à l’arrêt. Plusieurs à la fois ne se gênent pas.

    Publie aussi, à leur heure, les modules dont la publication est prévue.
    """
    relay, stop = _relay(), threading.Event()
    if relay is None:
        return
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: stop.set())  # the message in hand is finished first
    purge_at = time.monotonic()
    while not stop.is_set():
        try:
            if time.monotonic() >= purge_at:
                with db.transaction(current_app.extensions["database"]) as session:
                    mail.purge(session, at=datetime.now(UTC))
                purge_at = time.monotonic() + MAIL_PURGE
            cli_drafts.publish_all_due()
            outcomes = _send(relay, stop.is_set)
        except DBAPIError as error:
            log.error("mail-database", extra={"facts": {"reason": type(error).__name__}})
            outcomes = [mail.Outcome.RELAY_FAILED]
        stop.wait(MAIL_PAUSE if mail.Outcome.RELAY_FAILED in outcomes else MAIL_IDLE)


@mails.command("send")
def send() -> None:
    """Envoyer une fois ce qui attend. Rend 1 si le serveur d’e-mail ne répond pas."""
    relay = _relay()
    if relay is None:
        return
    outcomes = _send(relay)
    gone = outcomes.count(mail.Outcome.SENT)
    click.echo(f"{_count(gone, 'message')} envoyé{'s' if gone > 1 else ''}, {len(outcomes) - gone} non.")
    if mail.Outcome.RELAY_FAILED in outcomes:
        sys.exit(1)


@mails.command("status")
def status() -> None:
    """Dire combien d’e-mails attendent, depuis quand, et lesquels sont abandonnés."""
    with db.reading(current_app.extensions["database"]) as session:
        found = mail.status(session)
    click.echo(f"En attente : {found.waiting}")
    if found.oldest:
        click.echo(f"Le plus ancien : {found.oldest.isoformat(timespec='seconds')}")
    click.echo(f"Abandonnés : {sum(found.given_up.values())}")
    for reason, number in found.given_up.items():
        click.echo(f"  {reason} : {number}")


def _relay() -> mail.Relay | None:
    """Who takes our e-mails; says so, and returns None, where they stay on the site."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.smtp_url:
        click.echo("ETOFFE_SMTP_URL n’est pas réglé : rien n’est envoyé.")
        click.echo(f"Les e-mails se lisent sur le site : {settings.base_url}/demonstration/courriers")
        return None
    return mail.Relay(url=settings.smtp_url, sender=settings.mail_from, sender_name=settings.site_name)


def _send(relay: mail.Relay, stop: Callable[[], bool] = lambda: False) -> list[mail.Outcome]:
    """Send what is due, with one line in the log for each message."""
    outcomes = []
    engine = current_app.extensions["database"]
    for done in mail.deliver_due(engine, relay, now=lambda: datetime.now(UTC), stop=stop):
        log.info("mail", extra={"facts": asdict(done)})
        outcomes.append(done.outcome)
    return outcomes


def _publish(folder: Path, message: str, outdated_ok: bool) -> tuple[str, bool]:
    """Publish one folder; return what to say, and whether it was accepted."""
    files, reading = _read(folder)
    if reading.course is None or (reading.problems and not outdated_ok):
        return (
            f"{folder} : {_count(len(reading.problems), 'problème')}, lancez « flask lms courses check {folder} ».",
            False,
        )
    with db.transaction(current_app.extensions["database"]) as session:
        done = publishing.publish(
            session,
            reading.course,
            files,
            library=current_app.config["LIBRARY"],
            addresses=ADDRESSES,
            by=getpass.getuser(),
            message=message,
            at=datetime.now(UTC),
        )
        learning.award_everyone(session, reading.course.key, at=datetime.now(UTC))  # it may have fewer lessons
        behind = drafts.notice_release(session, reading.course.key)
    line = f"{reading.course.title} : version {done.number}{'' if done.changed else ', inchangée'}."
    return line + (" Un brouillon part d’une version antérieure : il est gardé tel quel." if behind else ""), True


def _read(folder: Path) -> tuple[dict[str, bytes], content.Reading]:
    files = content.read_folder(folder)
    return files, content.read(files, current_app.config["LIBRARY"], datetime.now(UTC).date())


def _count(number: int, noun: str, many: str = "") -> str:
    return f"{number} {(many or noun + 's') if number > 1 else noun}"
