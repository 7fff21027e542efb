"""flask lms people …: inviting, roles, suspending, for the operator of the site."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from lms import accounts, db, mail, publishing
from lms.accounts import FUNCTIONS, Role, Scope, territories
from lms.web import letters
from lms.web.http import public_address

people = AppGroup("people", help="Inviter, donner un rôle, suspendre un compte.")
SHOWN = 5  # communes to choose among


@people.command("list")
def list_people() -> None:
    """Lister les comptes : adresse, nom, rôles."""
    with db.reading(current_app.extensions["database"]) as session:
        found = accounts.people(session)
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
    with db.transaction(current_app.extensions["database"]) as session:
        person_id = _person(session, email)
        given = Scope(kind, code) if kind else None
        accounts.grant_role(session, person_id, Role(role), scope=given, at=datetime.now(UTC))
    click.echo("Rôle donné.")


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
        accounts.restore(session, _person(session, email))
    click.echo("Compte rouvert.")


def _address(email: str) -> str:
    try:
        return accounts.normal_email(email)
    except accounts.InvalidEmail:
        raise click.ClickException(f"« {email} » n’est pas une adresse e-mail.") from None


def _person(session: Session, email: str) -> int:
    found = accounts.person_with_email(session, _address(email))
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
