"""The figures of the page in a file: the same answer, line by line, numbers as numbers."""

from __future__ import annotations

from flask import Response

from lms.accounts.territories import fold
from lms.web.admin.screens import Line, Screen
from lms.web.admin.weeks import FEW
from lms.web.french import PARIS
from lms.web.sheets import FORMS, Cell, Sheet

TOO_FEW = "trop peu d’inscrits"


def download(screen: Screen, form: str) -> Response:
    """A dated file in one of the FORMS, sent as it is written."""
    mimetype, write = FORMS[form]
    where = "-".join(fold(words).replace(" ", "-") for words, _ in screen.filters)
    name = "-".join(filter(None, ("suivi", where[:60], f"{screen.taken_at.astimezone(PARIS):%Y-%m-%d}")))
    response = Response(write(sheets(screen)), mimetype=mimetype)
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
