"""What templates may say: drawings, addresses, French dates and numbers, the words for roles and sizes.

Names are French, like everything a template writes. `affichage`, `retour` and `page` are in every page; macros
that are imported do not see them, only what they are given.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from flask import Flask, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from lms.settings import Settings
from lms.web import display, drawing
from lms.web.icons import icon
from lms.web.pages import here, of_every_page
from lms.web.static import asset_url

NBSP = "\N{NO-BREAK SPACE}"
THIN = "\N{NARROW NO-BREAK SPACE}"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
NUMBERS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit",
    "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip

ROLES = {
    "maire": "Maire",
    "adjoint": "Adjoint ou adjointe",
    "conseiller": "Membre du conseil municipal",
    "delegue-numerique": "Élue ou élu chargé du numérique",
    "conseiller-communautaire": "Membre du conseil communautaire",
    "secretaire": "Secrétariat de mairie",
}
SIZES = {
    "moins-de-500": f"Moins de 500{NBSP}habitants",
    "500-a-3500": f"500 à 3{THIN}500{NBSP}habitants",
    "3500-a-10000": f"3{THIN}500 à 10{THIN}000{NBSP}habitants",
    "plus-de-10000": f"Plus de 10{THIN}000{NBSP}habitants",
}


def prepare(app: Flask, settings: Settings) -> None:
    """Make the template environment strict and teach it our words."""
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        url_for=lru_cache(4096)(url_for),  # same endpoint and values, same address: templates name endpoints in full
        site=settings,
        icone=icon,
        motifs=drawing.patterns,
        echantillon=drawing.swatch,
        piece=drawing.cloth,
        mailles=drawing.cells,
        metier=drawing.loom,
        static=asset_url,
        reglages=display.SETTINGS,
        mots_des_roles=ROLES,
        mots_des_tailles=SIZES,
        armures=tuple(drawing.WEAVES),
    )
    env.filters.update(
        date_fr=french_date,
        minutes=minutes,
        nombre=number,
        lettres=in_words,
        compte=counted,
        parmi=lambda value, values: value in values,
    )
    app.context_processor(lambda: {**of_every_page(), "retour": here()})


def french_date(value: str | date | datetime) -> Markup:
    """« 23 novembre 2026 », « 1er mai 2026 » with a superscript; takes a date or an ISO string."""
    day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    first = Markup("1<sup>er</sup>") if day.day == 1 else escape(day.day)
    return first + f"{NBSP}{MONTHS[day.month - 1]} {day.year}"


def minutes(value: int) -> str:
    """« 8 min », « 1 h », « 1 h 05 »."""
    hours, rest = divmod(value, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"


def number(value: int | float) -> str:
    """« 21 440 », « 12,5 »: thin spaces between thousands, a comma before decimals."""
    return f"{value:,}".replace(",", THIN).replace(".", ",")


def in_words(value: int, feminine: bool = False) -> str:
    """« trois » up to sixteen, figures beyond."""
    if value == 1 and feminine:
        return "une"
    return NUMBERS[value] if 0 <= value < len(NUMBERS) else number(value)


def counted(value: int, one: str, many: str) -> str:
    """« 1 leçon », « 6 leçons », « 0 leçon »: French counts in the plural from two."""
    return f"{number(value)}{NBSP}{many if value >= 2 else one}"
