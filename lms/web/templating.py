"""What templates may say: drawings, addresses, French dates and numbers, the words for roles and sizes.

Names are French, like everything a template writes. `affichage`, `retour` and `page` are in every page; macros
that are imported do not see them, only what they are given.
"""

from __future__ import annotations

from functools import lru_cache
from uuid import uuid4

from flask import Flask, url_for
from jinja2 import StrictUndefined

from lms import content
from lms.settings import Settings
from lms.web import display, drawing
from lms.web.french import NBSP, THIN, counted, french_date, hour, in_words, minutes, number
from lms.web.icons import icon
from lms.web.pages import here, of_every_page
from lms.web.static import asset_url

ROLES = {
    "maire": "Maire",
    "adjoint": "Adjoint ou adjointe",
    "conseiller": "Membre du conseil municipal",
    "delegue-numerique": "Élue ou élu chargé du numérique",
    "conseiller-communautaire": "Membre du conseil communautaire",
    "secretaire": "Secrétariat de mairie",
}
FUNCTION_WORDS = ROLES | {
    "president-epci": "Présidence de l’intercommunalité",
    "vice-president-epci": "Vice-présidence de l’intercommunalité",
    "conseiller-departemental": "Membre du conseil départemental",
    "conseiller-regional": "Membre du conseil régional",
    "autre": f"Autre{NBSP}: formation, association, service",
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
        nouvel_identifiant=lambda: str(uuid4()),  # the id of a form, when a page has several
    )
    env.filters.update(
        date_fr=french_date,
        minutes=minutes,
        heure=hour,
        nombre=number,
        lettres=in_words,
        compte=counted,
        typographie=content.typographic,
        parmi=lambda value, values: value in values,
    )
    app.context_processor(lambda: {**of_every_page(), "retour": here()})
