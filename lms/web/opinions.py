"""What people are asked of a session, in words: for the page of a session, a letter, and those who run it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, RadioField, TextAreaField

from lms.followup.evidence import REMARK_LENGTH, Band, Moment, Opinion
from lms.web.forms import Form, choices, required, shorter_than, written
from lms.web.french import NBSP, THIN, french_date

ANSWERS = {5: "Tout à fait", 4: "Plutôt oui", 3: "Moyennement", 2: "Plutôt non", 1: "Pas du tout"}
QUESTIONS = {
    Moment.HOT: f"Cette session vous est-elle utile dans votre mandat{THIN}?",
    Moment.COLD: f"Trois mois après, vous servez-vous de ce que vous avez appris{THIN}?",
}
HEADINGS = {Moment.HOT: "À la fin de la session", Moment.COLD: "Trois mois après"}
WORDS = {"fin": Moment.HOT, "trois-mois": Moment.COLD}


class OpinionForm(Form):
    """Five answers, and a sentence for who wants."""

    value = RadioField(
        "Votre réponse",
        choices=choices({str(value): words for value, words in ANSWERS.items()}),
        validators=[required("Choisissez une réponse.")],
    )
    remark = TextAreaField(
        "Voulez-vous ajouter une phrase\N{NARROW NO-BREAK SPACE}? (facultatif)",
        description="Elle sera lue sans votre nom. Ne nommez personne, et rien qui fasse reconnaître quelqu’un.",
        validators=[shorter_than(REMARK_LENGTH, f"C’est trop long{NBSP}: {REMARK_LENGTH} signes au plus.")],
        filters=[written],
        render_kw={"rows": 3, "maxlength": REMARK_LENGTH},
    )
    moment = HiddenField()


@dataclass(frozen=True)
class Told:
    """What is known of a moment of a session, to be read; `why` says why there is nothing yet."""

    moment: str
    heading: str
    question: str
    lines: tuple[tuple[str, int], ...]
    remarks: tuple[str, ...]
    why: str


def tell(opinion: Opinion) -> Told:
    """An opinion in words."""
    return Told(
        opinion.moment.value,
        HEADINGS[opinion.moment],
        QUESTIONS[opinion.moment],
        tuple((_words(band), band.people) for band in reversed(opinion.bands)) if opinion.enough else (),
        opinion.remarks,
        _why(opinion),
    )


def opinion_token(cohort_id: int, person_id: int) -> str:
    """What the letter of ninety days later carries: it answers that question for that person, and nothing else."""
    return str(_signer().dumps([cohort_id, person_id]))


def read_token(token: str) -> tuple[int, int] | None:
    """The session and the person of a token of ours, None for any other."""
    try:
        cohort_id, person_id = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return int(cohort_id), int(person_id)


def _words(band: Band) -> str:
    if band.first == band.last:
        return ANSWERS[band.first]
    return f"De «{THIN}{ANSWERS[band.last].lower()}{THIN}» à «{THIN}{ANSWERS[band.first].lower()}{THIN}»"


def _why(opinion: Opinion) -> str:
    if opinion.closed:
        return f"Moins de dix personnes ont répondu{NBSP}: rien n’est montré."
    day = french_date(opinion.closes_on).striptags()
    return f"Les réponses paraîtront après le {NBSP.join(day.split(' '))}, quand plus personne ne pourra répondre."


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="avis")
