"""What the pages say in a file: the same answer, line by line, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import Response

from lms.accounts.rosters import WholeSeat
from lms.accounts.territories import fold
from lms.web.admin.screens import Line, Screen
from lms.web.admin.weeks import FEW
from lms.web.french import PARIS
from lms.web.http import now
from lms.web.sheets import FORMS, Cell, Sheet
from lms.web.templating import FUNCTION_WORDS

TOO_FEW = "trop peu d’inscrits"


def download(screen: Screen, form: str) -> Response:
    """A dated file in one of the FORMS, sent as it is written."""
    where = "-".join(fold(words).replace(" ", "-") for words, _ in screen.filters)
    return _file(("suivi", where[:60]), screen.taken_at.astimezone(PARIS).date(), sheets(screen), form)


def download_people(seats: Iterable[WholeSeat], form: str) -> Response:
    """A dated file of people, in the columns that « Ajouter une liste » reads: corrected, it can be sent again."""
    headings = (
        *("Prénom", "Nom", "Fonction", "Commune", "Code Insee", "Intercommunalité", "SIREN", "Département", "Région"),
        "Début du mandat",
    )
    words = FUNCTION_WORDS
    rows = (
        (
            *(one.given_name, one.family_name, words.get(one.function, one.function)),
            *(one.commune, one.commune_code, one.epci, one.siren, one.departement, one.region, one.starts_on),
        )
        for one in seats
    )
    return _file(("elus",), now().astimezone(PARIS).date(), (Sheet("Élus", headings, rows),), form)


def _file(words: Iterable[str], day: date, found: tuple[Sheet, ...], form: str) -> Response:
    mimetype, write = FORMS[form]
    name = "-".join(filter(None, (*words, f"{day:%Y-%m-%d}")))
    response = Response(write(found), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def sheets(screen: Screen) -> tuple[Sheet, ...]:
    """The table of the page first: it is all that a CSV holds. Each row repeats the day and the filters."""
    day = screen.taken_at.astimezone(PARIS).date()
    same = (day, screen.where)
    lines = Sheet(
        screen.words[1],
        (
            screen.words[2],
            "Communes",
            "Élus inscrits",
            "Ont commencé",
            "Ont terminé un module",
            "Part des inscrits",
            "Sans activité depuis un mois",
            "Chiffres du",
            "Filtres",
        ),
        [(one.members or one.name, one.communes, *_counts(one), *same) for one in (*screen.lines, *screen.few)],
    )
    weeks = Sheet(
        "Leçons par semaine",
        ("Semaine du", "Leçons terminées", "Chiffres du", "Filtres"),
        tuple((monday, count or FEW, *same) for monday, count in screen.told),
    )
    courses = Sheet(
        "Modules terminés",
        ("Module", "Élus qui l’ont terminé", "Chiffres du", "Filtres"),
        tuple((title, count or FEW, *same) for title, count in screen.counted),
    )
    return lines, weeks, courses


def _counts(line: Line) -> tuple[Cell, ...]:
    """What the page says of a line, as numbers where it says numbers."""
    figures = line.figures
    if not figures.registered:
        return (TOO_FEW, "", "", "", "")
    share = "" if line.share is None else line.share / 100
    return (figures.registered, figures.started or FEW, figures.finished or FEW, share, figures.inactive or FEW)
