"""A change of address: a code to the new one, the way back from the old one."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from lms import accounts, mail
from lms.web import identity, letters
from lms.web.access import Access, after_proof, open_to
from lms.web.account.routes import TOO_MANY, pages
from lms.web.account.security_forms import AddressForm, MailCodeForm
from lms.web.http import now, reading_session, site_address, writing_session

NOT_THE_CODE = "Ce n’est pas le bon code, ou il n’est plus valable. Vérifiez l’e-mail, ou demandez-en un autre."
SAME = "C’est déjà votre adresse."


@pages.get("/mon-compte/adresse")
@open_to(Access.SIGNED_IN)
@after_proof
def address() -> str:
    """The new address."""
    return render_template("account/address.html", form=AddressForm())


@pages.post("/mon-compte/adresse")
@open_to(Access.SIGNED_IN)
@after_proof
def ask_address() -> Response | tuple[str, int]:
    """Send a code to the new address. The page says the same when somebody has it already."""
    form, person, at = AddressForm(), identity.someone(), now()
    if form.validate() and form.email.data == person.email:
        form.email.errors = (SAME,)
    if form.errors:
        return render_template("account/address.html", form=form), 422
    new = form.email.data or ""
    with writing_session() as database:
        made = accounts.ask_change(database, person, new, browser=identity.browser_token(), at=at)
        if made:
            letter = (
                letters.address_code(to=new, code=made.code, asked_at=at)
                if made.free
                else letters.address_taken(to=new)
            )
            mail.post(database, letter, at=at)
    if made is None:
        form.email.errors = (TOO_MANY,)
        return render_template("account/address.html", form=form), 429
    return redirect(url_for("account.address_code"), 303)


@pages.get("/mon-compte/adresse/code")
@open_to(Access.SIGNED_IN)
@after_proof
def address_code() -> str | Response:
    """Where the code sent to the new address is typed."""
    email = _asked()
    if not email:
        return redirect(url_for("account.address"))
    return render_template("account/address_code.html", form=MailCodeForm(), email=email)


@pages.post("/mon-compte/adresse/code")
@open_to(Access.SIGNED_IN)
@after_proof
def change_address() -> Response | tuple[str, int]:
    form, person, at = MailCodeForm(), identity.someone(), now()
    email = _asked()
    if not email:
        return redirect(url_for("account.address"), 303)
    if not form.validate():
        return render_template("account/address_code.html", form=form, email=email), 422
    with writing_session() as database:
        done = accounts.confirm_change(
            database, person, form.mail_code.data or "", browser=identity.browser_token(), at=at
        )
        if done:
            token = accounts.prove(database, person, strong=False, at=at)
            link = site_address(url_for("account.undo_address", token=done.undo_token))
            mail.post(database, letters.address_changed(to=done.old_email, link=link, at=at), at=at)
    if not done:
        form.mail_code.errors = (NOT_THE_CODE,)
        return render_template("account/address_code.html", form=form, email=email), 422
    identity.renew_browser(token)
    return redirect(url_for("account.security", fait="adresse"), 303)


@pages.get("/adresse/annuler/<token>")
@open_to(Access.EVERYONE)
def undo_address(token: str) -> tuple[str, int]:
    """What the link sent to the old address would do. Opening it does nothing."""
    with reading_session() as database:
        still = accounts.undo_is_open(database, token, at=now())
    return render_template("account/undo_address.html", still=still, done=False), 200 if still else 410


@pages.post("/adresse/annuler/<token>")
@open_to(Access.EVERYONE)
def bring_address_back(token: str) -> tuple[str, int]:
    with writing_session() as database:
        done = accounts.undo_change(database, token, at=now())
    return render_template("account/undo_address.html", still=False, done=done), 200 if done else 410


def _asked() -> str:
    with reading_session() as database:
        return accounts.asked_address(database, identity.someone().person_id, at=now())
