"""flask lms people …, flask lms data …: inviting, roles, erasing, and the register of what is kept."""

from __future__ import annotations

import getpass
import logging
from datetime import UTC, datetime
from typing import TextIO

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from lms import accounts, db, mail, privacy, publishing
from lms.accounts import FUNCTIONS, Role, Scope, audit, territories
from lms.web import letters
from lms.web.http import public_address

people = AppGroup("people", help="Inviter, donner un rôle, suspendre ou supprimer un compte.")
data = AppGroup("data", help="Registre des données personnelles.")
log = logging.getLogger("etoffe")
SHOWN = 5  # communes to choose among


@people.command("list")
def list_people() -> None:
    """Lister les comptes : adresse, nom, rôles."""
    with db.transaction(current_app.extensions["database"]) as session:
        found = accounts.people(session)
        audit.record(session, audit.Act.LISTED, by=None, people=len(found), at=datetime.now(UTC))
    for one in found:
        suspended = "suspendu" if one.suspended else ""
        click.echo("\t".join((one.email, one.name, ", ".join(one.roles), suspended)).rstrip())


@people.command("invite")
@click.argument("email")
@click.option("--given-name", default="", help="Prénom.")
@click.option("--family-name", default="", help="Nom.")
@click.option("--function", default="", type=click.Choice(["", *FUNCTIONS]), show_choices=True, help="Fonction.")
@click.option("--commune", default="", help="Nom, code postal ou code Insee de sa commune.")
@click.option("--course", default="", help="Clé du module par lequel commencer.")
def invite(email: str, given_name: str, family_name: str, function: str, commune: str, course: str) -> None:
    """Inviter quelqu’un par e-mail. Le lien ne donne aucun accès : il faut toujours un code."""
    address = _address(email)
    at = datetime.now(UTC)
    with db.transaction(current_app.extensions["database"]) as session:
        title = _course_title(session, course)
        token = accounts.invite(
            session,
            address,
            at=at,
            given_name=given_name.strip(),
            family_name=family_name.strip(),
            function=function,
            commune_code=_commune(session, commune) if commune else "",
            course_key=course,
        )
        letter = letters.invitation(
            to=address,
            given_name=given_name.strip(),
            inviter="",
            course=title,
            link=public_address("account.invitation", token=token),
        )
        mail.post(session, letter, at=at)
    click.echo(f"Invitation écrite pour {address}.")


@people.command("grant-role")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--scope", default="", help="Territoire d’un administrateur : commune:26042, epci:…, departement:26.")
def grant_role(email: str, role: str, scope: str) -> None:
    """Donner un rôle. Un administrateur a un territoire ; les autres n’en ont pas."""
    kind, _, code = scope.partition(":")
    if (role == Role.ADMINISTRATOR) != bool(kind and code) or (kind and kind not in accounts.TERRITORY_KINDS):
        raise click.ClickException("Un administrateur, et lui seul, a un territoire : --scope epci:200000000")
    given = Scope(kind, code) if kind else None
    try:
        with db.transaction(current_app.extensions["database"]) as session:
            accounts.grant_role(session, _person(session, email), Role(role), scope=given, at=datetime.now(UTC))
    except accounts.TerritoryUnknown:
        raise click.ClickException(f"Aucun territoire ne porte le code « {code} ».") from None
    click.echo("Rôle donné.")


@people.command("reset-factor")
@click.argument("email")
@click.option(
    "--reason", required=True, help="Pourquoi, et comment la personne a été reconnue : c’est écrit au journal."
)
def reset_factor(email: str, reason: str) -> None:
    """Oublier les moyens de preuve d’une personne qui les a perdus. Elle en choisira d’autres en revenant."""
    at = datetime.now(UTC)
    try:
        with db.transaction(current_app.extensions["database"]) as session:
            person_id = accounts.reset_factors(session, accounts.normal_email(email), at=at)
            letter = letters.security_changed(to=accounts.normal_email(email), change="reset", at=at)
            mail.post(session, letter, at=at)
    except (accounts.NoSuchPerson, accounts.InvalidEmail):
        raise click.ClickException("Aucun compte n’a cette adresse.") from None
    log.warning("factor-reset", extra={"facts": {"person": person_id, "by": getpass.getuser(), "reason": reason}})
    click.echo("Moyens de preuve oubliés, appareils déconnectés. La personne en est prévenue par e-mail.")


@people.command("suspend")
@click.argument("email")
def suspend(email: str) -> None:
    """Fermer un compte, jusqu’à « restore ». Rien n’est effacé."""
    with db.transaction(current_app.extensions["database"]) as session:
        accounts.suspend(session, _person(session, email), at=datetime.now(UTC))
    click.echo("Compte suspendu.")


@people.command("restore")
@click.argument("email")
def restore(email: str) -> None:
    """Rouvrir un compte suspendu."""
    with db.transaction(current_app.extensions["database"]) as session:
        accounts.restore(session, _person(session, email), at=datetime.now(UTC))
    click.echo("Compte rouvert.")


@people.command("confirm-identity")
@click.argument("email")
def confirm_identity(email: str) -> None:
    """Noter que la mairie a confirmé l’identité : les prochaines attestations le diront."""
    with db.transaction(current_app.extensions["database"]) as session:
        accounts.confirm_identity(session, _person(session, email), at=datetime.now(UTC))
    click.echo("Identité notée comme confirmée par la mairie.")


@people.command("erase")
@click.argument("email")
@click.confirmation_option(prompt="Supprimer ce compte et tout ce qui s’y rattache ?")
def erase(email: str) -> None:
    """Supprimer une personne qui l’a demandé sans pouvoir se connecter. Sans retour."""
    with db.transaction(current_app.extensions["database"]) as session:
        privacy.erase(session, _person(session, email), at=datetime.now(UTC))
    click.echo("Compte supprimé.")


@people.command("erasures")
def erasures() -> None:
    """Écrire la liste des suppressions, à garder à côté de chaque sauvegarde : un numéro et une date par ligne."""
    with db.reading(current_app.extensions["database"]) as session:
        for one in accounts.erasures(session):
            click.echo(f"{one.person_id} {one.at.isoformat()}")


@people.command("replay-erasures")
@click.argument("listed", type=click.File(encoding="utf-8"))
def replay_erasures(listed: TextIO) -> None:
    """Supprimer à nouveau les personnes d’une liste, après la restauration d’une sauvegarde, avant de rouvrir."""
    lines = [line for line in listed if line.strip()]
    try:
        known = [accounts.Erased(int(number), _moment(at)) for number, at in map(str.split, lines)]
    except ValueError:
        raise click.ClickException("Une ligne de la liste n’est pas « numéro date ».") from None
    with db.transaction(current_app.extensions["database"]) as session:
        back = [one for one in known if accounts.still_to_erase(session, one)]
        for one in back:
            privacy.erase(session, one.person_id, at=one.at)
    click.echo(f"{len(back)} sur {len(known)} : les autres n’étaient pas revenues.")


@data.command("register")
def register() -> None:
    """Écrire le registre, une ligne par colonne, à ouvrir dans un tableur (séparateur : tabulation)."""
    click.echo("table\tcolonne\tclasse\tbase légale\tdurée\texport\teffacement")
    for one in privacy.REGISTER.values():
        for name, column in one.columns.items():
            given = column.label if column.exported else f"non : {column.hidden}"
            rule = column.rule
            words = (one.name, name, f"{rule.code} {rule.name}", rule.basis, rule.retention, given, rule.erasure)
            click.echo("\t".join(words))


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return at


def _address(email: str) -> str:
    try:
        return accounts.normal_email(email)
    except accounts.InvalidEmail:
        raise click.ClickException(f"« {email} » n’est pas une adresse e-mail.") from None


def _person(session: Session, email: str) -> int:
    found = accounts.find_account(session, _address(email))
    if found is None:
        raise click.ClickException("Aucun compte n’a cette adresse.")
    return found


def _course_title(session: Session, key: str) -> str:
    if not key:
        return ""
    try:
        return publishing.current_release(session, key).cover.title
    except publishing.CourseUnknown:
        raise click.ClickException(f"Aucun module publié ne porte la clé « {key} ».") from None


def _commune(session: Session, text: str) -> str:
    """The code of the one commune that a text means."""
    found = territories.search_communes(session, text, limit=SHOWN + 1)
    exact = [one for one in found if text == one.code or territories.fold(one.name) == territories.fold(text)]
    alone = exact if len(exact) == 1 else found
    if len(alone) == 1:
        return alone[0].code
    if not found:
        raise click.ClickException(f"Aucune commune ne correspond à « {text} ».")
    names = ", ".join(f"{one.name} ({one.code})" for one in found[:SHOWN])
    raise click.ClickException(f"Plusieurs communes correspondent, donnez un code Insee : {names}.")
