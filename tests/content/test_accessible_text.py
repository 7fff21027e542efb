"""What cannot be published because someone could not read it: sixty samples refused, sixty that look like them accepted.

Nothing here has a video, a colour or a size: a course cannot hold them.
"""

from __future__ import annotations

import pytest

from lms import content
from tests.support.example import TODAY, example_files, library

LESSON = "lecons/01-les-delais.md"
REMINDER = "::: retenir\nUn message reçu est une demande reçue.\n:::"
PLAN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><title>Plan</title></svg>'
ADDRESS = "https://exemple.example/guide"


def problems(text: str) -> list[str]:
    """The problems of the example with this text at the end of its first step."""
    files = example_files()
    assert REMINDER in files[LESSON].decode()
    files[LESSON] = files[LESSON].decode().replace(REMINDER, f"{REMINDER}\n\n{text}", 1).encode()
    if "images/plan.svg" in text:
        files["images/plan.svg"] = PLAN
    return [problem.message for problem in content.read(files, library(), TODAY).problems]


VAGUE = [
    *("ici", "Ici", "cliquez ici", "Cliquez ici.", "cliquer ici", "CLIQUEZ ICI", "cliquez là", "cliquez sur ce lien"),
    *("en savoir plus", "EN SAVOIR PLUS", "lire la suite", "Lire la suite", "voir", "voir ici", "suite", "lien"),
    *("ce lien", "plus d’informations", "plus d'informations", "télécharger", "Télécharger", "document", "« ici »"),
]
NAMED = [
    *("le guide des maires", "Guide 2026", "voir le guide des maires", "télécharger le guide", "la suite du guide"),
    *(
        "le document d’accueil",
        "ici Roncevigne",
        "En savoir plus sur le guide",
        "lire le code",
        "le lien avec le préfet",
    ),
    *("plus d’informations sur les délais", "cliquez sur « Envoyer »", "la page d’accueil", "le service du logement"),
    *("l’annuaire", "le formulaire", "la fiche de la préfecture", "le modèle d’arrêté", "service-public.fr", "le CRPA"),
    *("la voie postale", "voirie", "le suivi"),
]
# text, words of the problem
REFUSED: list[tuple[str, str]] = [
    # images
    ("![](images/plan.svg)", "décrivez cette image"),
    ("![ ](images/plan.svg)", "décrivez cette image"),
    ('![](images/plan.svg "Le plan")', "décrivez cette image"),
    ("::: exemple Un cas\n![](images/plan.svg)\n:::", "décrivez cette image"),
    ("- ![](images/plan.svg)", "décrivez cette image"),
    (f"![{'très ' * 130}](images/plan.svg)", "trop longue"),
    ("Du texte ![Le plan](images/plan.svg)", "placez cette image seule"),
    ("[![Le plan](images/plan.svg)](https://exemple.example)", "un lien ne contient qu’un texte"),
    # headings
    ("# Un titre", "###"),
    ("##### Un titre", "###"),
    ("###### Un titre", "###"),
    ("#### Un titre", "saute un niveau"),
    ("#### Un titre\n\n### Un autre", "saute un niveau"),
    ("Texte.\n\n#### Un titre", "saute un niveau"),
    ("###  ###\n\nTexte", "vide"),
    *((f"::: {name}\n### Un titre\n\nTexte\n:::", "un encadré ne contient pas de sous-titre") for name in ("mairie", "attention", "loi", "clair Mot", "exemple Cas")),
    # tables
    ("| | |\n|---|---|\n| a | b |", "donnez un nom à chaque colonne"),
    ("|   |   |   |\n|---|---|---|\n| a | b | c |", "donnez un nom à chaque colonne"),
    ("Texte :\n| | |\n|---|---|\n| a | b |", "donnez un nom à chaque colonne"),
    ("::: exemple Cas\n| | |\n|---|---|\n| a | b |\n:::", "donnez un nom à chaque colonne"),
    # links
    *((f"[{words}]({ADDRESS})", "ne dit pas où mène le lien") for words in VAGUE),
    (f"[]({ADDRESS})", "n’a pas de texte"),
    (f"[ ]({ADDRESS})", "n’a pas de texte"),
    (f'[le guide]({ADDRESS} "Guide")', "n’a pas de légende"),
    ("[le guide](http://)", "n’est pas complète"),
    ("[le guide](https://exemple)", "n’est pas complète"),
    ("[le guide](javascript:alert)", "n’est pas une adresse acceptée"),
    ("[le guide](data:text)", "n’est pas une adresse acceptée"),
    ("[le guide](guide.pdf)", "n’est pas une adresse acceptée"),
    ("[écrivez-nous](mailto:mairie)", "n’est pas une adresse e-mail"),
    ("[la leçon](lecon:autre)", "n’existe pas"),
    ("[le mot](glossaire:autre)", "n’existe pas"),
    ("[le modèle](fichiers/modele.odt)", "n’existe pas"),
    ("![Un plan](images/autre.svg)", "n’existe pas"),
]  # fmt: skip
ACCEPTED: list[str] = [
    # images
    "![Le plan de la mairie](images/plan.svg)",
    '![Le plan de la mairie](images/plan.svg "Le plan")',
    f"![{'très ' * 100}](images/plan.svg)",
    "Du texte.\n\n![Le plan](images/plan.svg)\n\nDu texte.",
    "::: exemple Un cas\n![Le plan](images/plan.svg)\n:::",
    '![Le plan, avec l’accueil à gauche : « entrez »](images/plan.svg)',
    # headings
    "### Un titre\n\nTexte.",
    "### Un titre\n\n#### Plus bas\n\nTexte.",
    "### Un titre\n\n#### Plus bas\n\nTexte.\n\n### Un autre\n\nTexte.",
    "###Sans espace\n\nTexte.",
    "### Un titre ###\n\nTexte.",
    "Le numéro # 3 et le mot #clé.",
    *(f"::: {name}\nUn texte.\n:::\n\n### Un titre\n\nTexte." for name in ("mairie", "attention", "loi", "clair Mot", "exemple Cas")),
    # tables
    "| Qui | Quoi |\n|---|---|\n| a | b |",
    "| | Quoi |\n|---|---|\n| a | b |",
    "| Qui | |\n|---|---|\n| a | b |",
    "Texte :\n| Qui | Quoi |\n|---|---|\n| a | b |",
    "Qui | Quoi\n--- | ---\na | b",
    # links
    *(f"[{words}]({ADDRESS})" for words in NAMED),
    f"[**le guide**]({ADDRESS})",
    f"[le guide]({ADDRESS}?page=2&a=b#haut)",
    "[le guide](http://exemple.example)",
    "[écrivez-nous](mailto:mairie@exemple.example)",
    "[la leçon des délais](lecon:delais)",
    "[le RGPD](glossaire:rgpd)",
    # words
    "Le code source s’écrit `<script>`.",
    "<b>Du gras</b> et <span style=\"color: yellow\">du jaune</span>.",
    "Une note sur 20, un prix < 5 €, A & B.",
    "Écrivez « ici » ou « cliquez ici » sur le plan.",
    "> Une citation.",
    "- une liste\n  - dans une liste",
    "1. un\n2. deux",
    "Ligne une  \nligne deux",
    "https://exemple.example/guide",
    "::: attention\nUn texte.\n:::",
    "::: mairie\nUne question ?\n:::",
    "::: loi\nArticle premier.\n:::",
    "**Un mot en gras.**",
    "Le 1er mai, 12 %.",
    "Une étoile * seule, un _ seul.",
]  # fmt: skip


def test_there_are_enough_samples() -> None:
    assert len({text for text, _ in REFUSED}) >= 60
    assert len(set(ACCEPTED)) >= 60


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_refused(text: str, words: str) -> None:
    assert any(words in message for message in problems(text)), problems(text)


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text: str) -> None:
    assert problems(text) == []
