"""The proofs of a session: what it costs, what people think of it, what went wrong and what was done."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import Field, RadioField, StringField, TextAreaField, ValidationError

from lms import accounts, mail
from lms.followup import evidence
from lms.followup.evidence import ANSWER_LENGTH, MOST_CENTS, Cost, Payer
from lms.web import letters
from lms.web.access import Access, open_to
from lms.web.admin.routes import pages
from lms.web.admin.scope import looks_after
from lms.web.forms import Form, choices, filled, required, shorter_than, stripped, written
from lms.web.french import NBSP, number
from lms.web.http import now, public_address, reading_session, writing_session
from lms.web.identity import someone
from lms.web.opinions import tell

PAYERS = {
    Payer.COMMUNE: "La commune de chaque personne",
    Payer.EPCI: "L’intercommunalité de chaque personne",
    Payer.OTHER: "Ni l’une ni l’autre",
}
TOO_LONG = f"C’est trop long{NBSP}: {number(ANSWER_LENGTH)} signes au plus."


def _an_amount(_form: object, field: Field) -> None:
    if cents(field.data or "") is None:
        raise ValidationError("Indiquez un montant en euros, par exemple 150 ou 99,50.")


def cents(text: str) -> int | None:
    """An amount in euros as people type it, in cents; None when it is not one."""
    typed = "".join(text.replace("€", "").replace(",", ".").split())
    try:
        amount = Decimal(typed) * 100
    except InvalidOperation:
        return None
    return int(amount) if amount.is_finite() and 0 <= amount <= MOST_CENTS and amount == int(amount) else None


class CostForm(Form):
    """What a session costs for each person, and who pays."""

    amount = StringField(
        "Coût par personne, toutes taxes comprises",
        description="En euros. Zéro si la session est gratuite.",
        validators=[_an_amount],
        filters=[stripped],
        render_kw={"inputmode": "decimal", "maxlength": 12, "autocomplete": "off"},
    )
    payer = RadioField(
        "Qui paie\N{NARROW NO-BREAK SPACE}?",
        choices=choices({payer.value: words for payer, words in PAYERS.items()}),
        validators=[required("Dites qui paie.")],
    )


class AnswerForm(Form):
    """What the person reads, and what was done."""

    answer = TextAreaField(
        "Votre réponse",
        description="La personne la lit sur la page de sa session.",
        validators=[filled("Écrivez votre réponse."), shorter_than(ANSWER_LENGTH, TOO_LONG)],
        filters=[written],
        render_kw={"rows": 4, "maxlength": ANSWER_LENGTH},
    )
    done = TextAreaField(
        "Ce qui a été fait",
        description="La correction, ou pourquoi rien n’est à corriger. La personne le lit aussi.",
        validators=[filled("Dites ce qui a été fait."), shorter_than(ANSWER_LENGTH, TOO_LONG)],
        filters=[written],
        render_kw={"rows": 3, "maxlength": ANSWER_LENGTH},
    )


@pages.get("/sessions/<int:number>/preuves")
@open_to(Access.ADMINISTRATORS)
def evidence_home(number: int) -> str:
    """What there is to show of a session, and what it costs."""
    with reading_session() as reader:
        held = evidence.held(reader, looks_after(), number)
        cost = evidence.cost_of(reader, number)
    form = CostForm(formdata=None, amount=_typed(cost), payer=cost.payer.value if cost else "")
    return render_template("admin/evidence.html", held=held, form=form, kept=request.args.get("garde") == "1")


@pages.post("/sessions/<int:number>/preuves")
@open_to(Access.ADMINISTRATORS)
def keep_cost(number: int) -> Response | tuple[str, int]:
    form = CostForm()
    valid = form.validate()
    with writing_session() as session:
        held = evidence.held(session, looks_after(), number)
        if valid:
            cost = Cost(Payer(form.payer.data), cents(form.amount.data or "") or 0)
            evidence.say_cost(session, number, cost, by=someone().person_id, at=now())
    if not valid:
        return render_template("admin/evidence.html", held=held, form=form, kept=False), 422
    return redirect(url_for(".evidence_home", number=number, garde=1), 303)


@pages.get("/sessions/<int:number>/avis")
@open_to(Access.ADMINISTRATORS)
def opinions(number: int) -> str:
    """What people think of a session, ten answers together at least, nobody named."""
    with reading_session() as reader:
        held = evidence.held(reader, looks_after(), number)
        asked = [tell(one) for one in evidence.opinions(reader, held, at=now())]
    return render_template("admin/opinions.html", held=held, asked=asked)


@pages.get("/sessions/<int:number>/reclamations")
@open_to(Access.ADMINISTRATORS)
def complaints(number: int) -> str:
    """The register of complaints of a session."""
    return _register(number, 0, AnswerForm(formdata=None))


@pages.get("/sessions/<int:number>/reclamations/<int:complaint>")
@open_to(Access.ADMINISTRATORS)
def complaint(number: int, complaint: int) -> str:
    """The same, with a complaint to answer."""
    return _register(number, complaint, AnswerForm(formdata=None))


@pages.post("/sessions/<int:number>/reclamations/<int:complaint>")
@open_to(Access.ADMINISTRATORS)
def answer_complaint(number: int, complaint: int) -> Response | tuple[str, int]:
    """Answer a complaint within the page; the person is told once."""
    form, at, by = AnswerForm(), now(), someone().person_id
    if not form.validate():
        return _register(number, complaint, form), 422
    with writing_session() as session:
        evidence.held(session, looks_after(), number)
        answer, done = form.answer.data or "", form.done.data or ""
        to = evidence.answer_complaint(session, number, complaint, answer, done, by=by, at=at)
        _tell(session, number, complaint, to, at)
    return redirect(url_for(".complaints", number=number, garde=1), 303)


def _tell(session: Session, number: int, complaint: int, person_id: int | None, at: datetime) -> None:
    to = accounts.contact(session, person_id) if person_id is not None else None
    if to is not None:
        link = public_address("learner.complaint", number=number)
        mail.post(session, letters.complaint_answered(to=to.email, complaint_id=complaint, link=link), at=at)


def _register(number: int, answering: int, form: AnswerForm) -> str:
    with reading_session() as reader:
        held = evidence.held(reader, looks_after(), number)
        found = evidence.complaints(reader, number)
        if answering:
            evidence.seen_complaint(reader, number, answering)
    kept = request.args.get("garde") == "1"
    return render_template("admin/complaints.html", held=held, found=found, answering=answering, form=form, kept=kept)


def _typed(cost: Cost | None) -> str:
    if cost is None:
        return ""
    euros, rest = divmod(cost.cents, 100)
    return f"{euros},{rest:02}" if rest else str(euros)
