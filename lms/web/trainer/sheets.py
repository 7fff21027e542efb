"""What the forms of the workshop ask: one description for each kind of question, for a task, for a lesson.

A description is data; `builder` turns a table of the text format into what a form shows, and back.
"""

from __future__ import annotations

from dataclasses import dataclass

from lms import content


@dataclass(frozen=True)
class Ask:
    """One field: `name` in the text format. `sort` says how it is typed and what it holds:

    line, text, number, day, truth, choice (one of the page's list), checks (several of it), lines (a list, one a
    line), words (a list, with commas).
    """

    name: str
    label: str
    sort: str = "line"
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Rows:
    """A repeated part. `mark` says how the right ones are told: "" none, "one" a radio, "many" boxes."""

    name: str
    legend: str
    noun: str
    add: str
    asks: tuple[Ask, ...]
    hint: str = ""
    mark: str = ""
    at_first: int = 0
    most: int = 12
    inner: Rows | None = None
    keyed: bool = True


@dataclass(frozen=True)
class Sheet:
    """A whole form. `word` names it to people, `kind` in the text format; rows come after `rows_at` fields."""

    kind: str
    word: str
    asks: tuple[Ask, ...]
    rows: tuple[Rows, ...] = ()
    rows_at: int = 0


REMARK = Ask("retour", "Commentaire")
ANSWER = (Ask("texte", "Réponse"), REMARK)
PROMPT = Ask("enonce", "Question", "text")
END = (
    Ask("explication", "Explication, affichée dans tous les cas", "text"),
    Ask("source", "Source", hint="Le texte de loi, le guide ou la page où cela est écrit."),
    Ask("objectif", "Objectif vérifié", "choice"),
    Ask("faits", "Fiches de faits", "words", "Leurs numéros, séparés par des virgules.", optional=True),
)
LESSON = Ask("lecon", "Leçon à relire après une erreur", "choice")
IMAGE = Ask("image", "Image", "choice", "Un fichier de la page «\u202fMédias\u202f».", optional=True)
IMAGE_WORDS = Ask(
    "image_description", "Ce que montre l’image", "text", "Pour les personnes qui ne la voient pas.", optional=True
)
COMMENT = "Le commentaire s’affiche quand la réponse est choisie."


def _question(kind: str, word: str, *middle: Ask, rows: tuple[Rows, ...] = ()) -> Sheet:
    return Sheet(kind, word, (PROMPT, *middle, *END), rows, 1 + len(middle))


def _answers(mark: str, which: str) -> Rows:
    """The choices of a question, and which are right."""
    words = ("choix", "Réponses proposées", "réponse", "Ajouter une réponse")
    return Rows(*words, ANSWER, f"{which} {COMMENT}", mark, at_first=3, most=8)


def _mistakes(hint: str, what: Ask) -> Rows:
    """The usual wrong answers, and what is said of each."""
    return Rows(
        "erreurs", "Erreurs fréquentes", "erreur", "Ajouter une erreur", (what, REMARK), f"Facultatif\u00a0: {hint}"
    )


QUESTIONS = (
    _question("choix-unique", "Choix unique", rows=(_answers("one", "Cochez la bonne."),)),
    _question("choix-multiple", "Choix multiple", rows=(_answers("many", "Cochez toutes les bonnes."),)),
    _question(
        "vrai-faux",
        "Vrai ou faux",
        Ask("reponse", "La bonne réponse", "truth"),
        Ask("retour_vrai", "Commentaire à qui répond «\u202fVrai\u202f»"),
        Ask("retour_faux", "Commentaire à qui répond «\u202fFaux\u202f»"),
    ),
    _question(
        "association",
        "Associer",
        rows=(
            Rows(
                "paires", "Paires à retrouver", "paire", "Ajouter une paire",
                (Ask("gauche", "À gauche"), Ask("droite", "Va avec"), REMARK),
                "Écrivez ensemble ce qui va ensemble. Tout sera mélangé à l’écran.", at_first=2, most=6,
            ),
            Rows(
                "leurres", "Réponses en trop", "réponse en trop", "Ajouter une réponse en trop",
                (Ask("texte", "Réponse"),),
                "Facultatif\u00a0: des réponses qui ne vont avec rien.", most=3,
            ),
        ),
    ),
    _question(
        "ordre",
        "Remettre dans l’ordre",
        rows=(
            Rows(
                "elements", "Éléments, dans le bon ordre", "élément", "Ajouter un élément", (Ask("texte", "Élément"),),
                "Ils seront mélangés à l’écran.", at_first=3, most=7,
            ),
        ),
    ),
    _question(
        "nombre",
        "Nombre",
        Ask("valeur", "La bonne réponse, en chiffres", "number"),
        Ask("unite", "Unité", hint="Par exemple\u00a0: jours, euros, habitants.", optional=True),
        Ask("tolerance", "Écart accepté", "number", "0 ou rien\u00a0: la réponse exacte seulement.", optional=True),
        rows=(_mistakes("ce qu’on dit à qui répond ce nombre.", Ask("valeur", "Nombre", "number")),),
    ),
    _question(
        "texte-court",
        "Réponse courte",
        Ask("acceptees", "Réponses acceptées", "lines", "Une par ligne. Majuscules et accents ne comptent pas."),
        rows=(_mistakes("une écriture par ligne, et ce qu’on en dit.", Ask("formes", "Ce qui est écrit", "lines")),),
    ),
    _question(
        "trous",
        "Texte à trous",
        Ask("texte", "Le texte", "text", "Mettez entre crochets ce qu’il faut trouver, comme [dix jours]."),
        rows=(
            Rows(
                "trous", "Trous", "trou", "Ajouter un trou",
                (Ask("cle", "Son nom, tel qu’il est entre crochets"), Ask("retour", "Commentaire à qui se trompe")),
                "Un trou s’ajoute tout seul quand vous mettez des crochets dans le texte.", most=8, keyed=False,
                inner=Rows(
                    "choix", "Choix", "choix", "Ajouter un choix", (Ask("texte", "Choix"),),
                    "Cochez le bon.", "one", 2, 8,
                ),
            ),
        ),
    ),
    _question("auto-evaluation", "Auto-évaluation, sans note"),
)  # fmt: skip
KINDS = {one.kind: one for one in QUESTIONS}
UNGRADED = tuple(kind for kind, one in content.KINDS.items() if not one.scored)
TASK = Sheet(
    "tache",
    "À faire en mairie",
    (
        Ask("texte", "Ce qu’il y a à faire", "text", "Une phrase, qui commence par un verbe."),
        Ask("minutes", "Durée, en minutes", "number"),
        Ask("avec", "Avec qui", hint="Par exemple\u00a0: le secrétariat.", optional=True),
    ),
)
FRONT = Sheet(
    "lecon",
    "Renseignements de la leçon",
    (
        Ask("titre", "Titre de la leçon"),
        Ask("minutes", "Durée, en minutes", "number", "Dix au plus."),
        Ask("a_jour_au", "Relue le", "day", "La date de votre dernière relecture."),
        Ask("essentiel", "L’essentiel", "lines", "Deux à quatre phrases, une par ligne, affichées en fin de leçon."),
        Ask("faits", "Fiches de faits", "words", "Leurs numéros, séparés par des virgules.", optional=True),
        Ask("roles", "Pour quelles fonctions", "checks", "Rien de coché\u00a0: pour tout le monde.", optional=True),
        Ask("communes", "Pour quelles communes", "checks", "Rien de coché\u00a0: pour toutes.", optional=True),
    ),
    (
        Rows(
            "sources", "Sources", "source", "Ajouter une source",
            (Ask("titre", "Titre"), Ask("url", "Adresse", optional=True), Ask("date", "Date", optional=True)),
            "Ce sur quoi la leçon s’appuie.", most=30, keyed=False,
        ),
    ),
    rows_at=7,
)  # fmt: skip
