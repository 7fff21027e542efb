"""Coming in and going out: codes and links sent by e-mail, sessions, and the limits that protect them.

A code is asked for an address, whether it has an account or not: nothing on the site tells the difference. It is
bound to the browser that asked. The link sent with it proves that its holder reads the mailbox: it opens the account
in another browser after a click, with the code as well when others read that mailbox.

On a mailbox that others read, the code or the link only proves the mailbox: the request stays open, bound to the
browser that gave it, until the person's own secret is given too, within the same ten minutes.

What is refused is returned, not raised: a try that failed must be counted, hence committed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, or_, select, update
from sqlalchemy.orm import Session

from lms.accounts import audit, throttling
from lms.accounts.audit import Act
from lms.accounts.factors import check_password, is_staff
from lms.accounts.models import Account, AccountSession, InactivityNotice, KeptForm, Passkey, SignInRequest
from lms.accounts.operations import create_person
from lms.accounts.policy import Device, SignedIn, kept_for, looks_shared
from lms.accounts.secrets import hashed, new_code, new_token, same, typed_code
from lms.db import Reader
from lms.personal_data import ACCESS, FORM

CODE_KEPT = timedelta(minutes=10)
CODE_TRIES = 5


class Outcome(StrEnum):
    """What became of a code, a link or a password."""

    ACCEPTED = "accepted"
    WRONG = "wrong"  # not this code; tries remain
    OVER = "over"  # expired, used, replaced, or tried too often: ask for another
    SLOW = "slow"  # too many tries for this address lately
    CODE_NEEDED = "code-needed"  # the link is good, and this mailbox is shared: the code as well
    PROOF_NEEDED = "proof-needed"  # the code is good, and this mailbox is shared: the person's own secret as well
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class Letter:
    """What to send to an address: the code and the link's token, in clear for the only time."""

    email: str
    code: str
    link_token: str
    expires_at: datetime


@dataclass(frozen=True)
class Entry:
    """How trying to come in ended. When accepted, `token` goes to the cookie and `next_page` is where to go."""

    outcome: Outcome
    email: str = ""
    person_id: int = 0
    token: str = ""
    device: Device = Device.OWN
    next_page: str = ""
    tries_left: int = 0
    is_new: bool = False
    is_staff: bool = False


def ask_code(
    session: Session,
    email: str,
    *,
    browser: str,
    network: str,
    known: bool,
    device: Device,
    next_page: str,
    at: datetime,
) -> Letter | None:
    """Make a code and a link for an address; the previous ones from this browser are void. None when too many lately.

    `browser` is the asking browser's token; `network` stands for its network, empty when unknown; `known` tells that
    it has been signed in with this address before: it has limits of its own, so that nobody can lock its owner out.
    """
    limit = throttling.MAILS_KNOWN if known else throttling.MAILS
    if not throttling.within(session, limit, email, at=at):
        return None
    if network and not known and not throttling.within(session, throttling.MAILS_NETWORK, network, at=at):
        return None
    forget_old_access(session, at=at)
    replaced = update(SignInRequest).where(
        SignInRequest.browser_hash == hashed(browser),
        SignInRequest.used_at.is_(None),
        SignInRequest.voided_at.is_(None),
    )
    session.execute(replaced.values(voided_at=at))
    letter = Letter(email, new_code(), new_token(), at + CODE_KEPT)
    session.add(
        SignInRequest(
            email=email,
            browser_hash=hashed(browser),
            code_hash=hashed(browser, letter.code),
            link_hash=hashed(letter.link_token),
            link_code_hash=hashed(letter.link_token, letter.code),
            device=device,
            next_page=next_page,
            created_at=at,
            expires_at=letter.expires_at,
            tries=0,
        )
    )
    session.flush()
    return letter


def enter_by_code(session: Session, typed: str, *, browser: str, known: bool, label: str, at: datetime) -> Entry:
    """Try the code typed in the browser that asked for it."""
    query = select(SignInRequest).where(SignInRequest.browser_hash == hashed(browser))
    request = session.scalars(query.order_by(SignInRequest.id.desc()).limit(1).with_for_update()).first()
    if request is None:
        return Entry(Outcome.OVER)
    refused = _refusal(session, request, hashed(browser, typed_code(typed)), request.code_hash, known, at)
    return refused or _accept(session, request, browser, label, at)


def enter_by_link(
    session: Session, link_token: str, typed: str | None, *, browser: str, known: bool, label: str, at: datetime
) -> Entry:
    """Come in by the link, after a click. A shared mailbox needs the code as well in a browser that did not ask."""
    request = session.scalars(
        select(SignInRequest).where(SignInRequest.link_hash == hashed(link_token)).with_for_update()
    ).first()
    if request is None or not _is_open(request, at):
        return Entry(Outcome.OVER)
    asked_here = same(request.browser_hash, hashed(browser))
    if not asked_here and _is_shared(session, request.email):
        if typed is None:
            return Entry(Outcome.CODE_NEEDED, request.email)
        given = hashed(link_token, typed_code(typed))
        refused = _refusal(session, request, given, request.link_code_hash, known, at)
        if refused:
            return refused
    return _accept(session, request, browser, label, at)


def enter_by_secret(session: Session, password: str, *, browser: str, known: bool, label: str, at: datetime) -> Entry:
    """The person's own secret, after the code of a mailbox that others read."""
    request = _awaiting(session, browser, at)
    if request is None:
        return Entry(Outcome.OVER)
    if check_password(session, request.email, password, known=known, at=at) is None:
        return Entry(Outcome.WRONG, request.email)
    return _accept(session, request, browser, label, at, secret_given=True)


def awaits_secret(reader: Reader, browser: str, *, at: datetime) -> str:
    """The address whose owner's secret this browser owes, empty when it owes none."""
    query = select(*SignInRequest.__table__.columns).where(SignInRequest.proved_by == hashed(browser))
    request = reader.execute(query.order_by(SignInRequest.id.desc()).limit(1)).first()
    return request.email if request is not None and _is_open(request, at) else ""


def enter_by_password(
    session: Session, email: str, password: str, *, known: bool, device: Device, label: str, at: datetime
) -> Entry:
    """Come in by a password, without the mailbox. Whatever is wrong, the answer is the same."""
    person_id = check_password(session, email, password, known=known, at=at)
    return _open_for(session, person_id, device, label, at, strong=False) if person_id else Entry(Outcome.WRONG, email)


def enter_by_passkey(session: Session, person_id: int, *, device: Device, label: str, at: datetime) -> Entry:
    """Come in by a passkey that `check_passkey` has accepted."""
    return _open_for(session, person_id, device, label, at, strong=True)


def confirm_by_code(session: Session, person: SignedIn, typed: str, *, browser: str, known: bool, at: datetime) -> bool:
    """Whether it is the code just sent to a person who is signed in, to be sure that it is still she."""
    query = select(SignInRequest).where(
        SignInRequest.browser_hash == hashed(browser), SignInRequest.email == person.email
    )
    request = session.scalars(query.order_by(SignInRequest.id.desc()).limit(1).with_for_update()).first()
    if request is None or not person.may_confirm_by_mail:
        return False
    if _refusal(session, request, hashed(browser, typed_code(typed)), request.code_hash, known, at):
        return False
    request.used_at = at
    return True


@dataclass(frozen=True)
class LinkFate:
    """What the page behind a link may say before anybody clicks."""

    open: bool
    asked_here: bool
    code_needed: bool
    email: str = ""  # whose account it opens: nobody is led into another person's


def look_at_link(reader: Reader, link_token: str, *, browser: str | None, at: datetime) -> LinkFate:
    """What a link would do, without doing it: scanners and previews open links too."""
    query = select(*SignInRequest.__table__.columns).where(SignInRequest.link_hash == hashed(link_token))
    request = reader.execute(query).first()
    if request is None or not _is_open(request, at):
        return LinkFate(False, False, False)
    asked_here = browser is not None and same(request.browser_hash, hashed(browser))
    return LinkFate(True, asked_here, not asked_here and _is_shared(reader, request.email), request.email)


def open_session(session: Session, person_id: int, *, device: Device, label: str, strong: bool, at: datetime) -> str:
    """Sign a person in; return the token for her cookie. What it may do is read at each request."""
    token, staff = new_token(), is_staff(session, person_id)
    session.add(
        AccountSession(
            token_hash=hashed(token),
            person_id=person_id,
            device=device,
            label=label[:80],
            created_at=at,
            last_seen_at=at,
            expires_at=at + kept_for(device, staff=staff),
            proved_at=at,
            strong=strong,
        )
    )
    session.flush()
    session.execute(update(Account).where(Account.person_id == person_id).values(last_seen_at=at))
    session.execute(delete(InactivityNotice).where(InactivityNotice.person_id == person_id))
    if staff:
        audit.record(session, Act.SIGNED_IN, by=person_id, subject="strong" if strong else "", at=at)
    return token


def end_session(session: Session, session_id: int, *, person_id: int, at: datetime) -> bool:
    """End one of a person's sessions; tell whether it was open."""
    ended = update(AccountSession).where(
        AccountSession.id == session_id, AccountSession.person_id == person_id, AccountSession.ended_at.is_(None)
    )
    return bool(session.execute(ended.values(ended_at=at).returning(AccountSession.id)).first())


def end_all_sessions(session: Session, person_id: int, *, at: datetime, but: int | None = None) -> None:
    """« Déconnecter partout »: every session of a person, except the one she may keep."""
    ended = update(AccountSession).where(AccountSession.person_id == person_id, AccountSession.ended_at.is_(None))
    if but is not None:
        ended = ended.where(AccountSession.id != but)
    session.execute(ended.values(ended_at=at))


def keep_form(session: Session, token: str, path: str, fields: str, *, at: datetime) -> None:
    """Keep what was sent by someone whose session had ended. Replaces what this browser had kept before."""
    session.execute(delete(KeptForm).where(KeptForm.token_hash == hashed(token)))
    session.add(KeptForm(token_hash=hashed(token), path=path, fields=fields, created_at=at))


def drop_form(session: Session, token: str) -> None:
    session.execute(delete(KeptForm).where(KeptForm.token_hash == hashed(token)))


def _refusal(
    session: Session, request: SignInRequest, given: str, expected: str, known: bool, at: datetime
) -> Entry | None:
    """Count one more try of a code; say why it is refused, None when it is good."""
    limit = throttling.TRIES_KNOWN if known else throttling.TRIES
    if not throttling.within(session, limit, request.email, at=at):
        return Entry(Outcome.SLOW)
    if not _is_open(request, at):
        return Entry(Outcome.OVER)
    if same(given, expected):
        return None
    request.tries += 1
    left = CODE_TRIES - request.tries
    return Entry(Outcome.WRONG if left else Outcome.OVER, tries_left=left)


def _accept(
    session: Session, request: SignInRequest, browser: str, label: str, at: datetime, secret_given: bool = False
) -> Entry:
    """The mailbox is proved. A shared one still needs its owner's secret, if she has set one.

    A password beside the mailbox is no second factor for the staff: theirs is asked afterwards.
    """
    account = session.scalars(select(Account).where(Account.email == request.email)).first()
    if account is not None and account.suspended_at is not None:
        request.used_at = at
        return Entry(Outcome.SUSPENDED)
    if account is not None and account.shared_mailbox and not secret_given and _has_secret(session, account):
        request.proved_by = hashed(browser)
        return Entry(Outcome.PROOF_NEEDED, account.email, account.person_id)
    request.used_at = at
    person_id = account.person_id if account else create_person(session, request.email, "", "", at=at)
    device = Device(request.device)
    token = open_session(session, person_id, device=device, label=label, strong=False, at=at)
    return Entry(
        Outcome.ACCEPTED,
        request.email,
        person_id,
        token,
        device,
        request.next_page,
        is_new=account is None,
        is_staff=is_staff(session, person_id),
    )


def _open_for(session: Session, person_id: int, device: Device, label: str, at: datetime, *, strong: bool) -> Entry:
    account = session.scalars(select(Account).where(Account.person_id == person_id)).one()
    if account.suspended_at is not None:
        return Entry(Outcome.SUSPENDED)
    token = open_session(session, person_id, device=device, label=label, strong=strong, at=at)
    staff = is_staff(session, person_id)
    return Entry(Outcome.ACCEPTED, account.email, person_id, token, device, is_staff=staff)


def _awaiting(session: Session, browser: str, at: datetime) -> SignInRequest | None:
    query = select(SignInRequest).where(SignInRequest.proved_by == hashed(browser))
    request = session.scalars(query.order_by(SignInRequest.id.desc()).limit(1).with_for_update()).first()
    return request if request is not None and _is_open(request, at) else None


def _has_secret(session: Session, account: Account) -> bool:
    return account.password_hash is not None or bool(
        session.execute(select(Passkey.id).where(Passkey.person_id == account.person_id).limit(1)).first()
    )


def _is_open(request: SignInRequest | Row[Any], at: datetime) -> bool:
    fresh = request.created_at <= at < request.expires_at
    return fresh and request.used_at is None and request.voided_at is None and request.tries < CODE_TRIES


def _is_shared(reader: Reader, email: str) -> bool:
    query = select(Account.shared_mailbox).where(Account.email == email)
    found = reader.execute(query).scalar_one_or_none()
    return looks_shared(email) if found is None else found


def forget_old_access(session: Session, *, at: datetime) -> None:
    """Make room: requests and sessions that ended, forms that nobody came back for, yesterday's counters."""
    over = at - ACCESS.kept
    session.execute(delete(SignInRequest).where(SignInRequest.created_at <= over))
    session.execute(
        delete(AccountSession).where(or_(AccountSession.expires_at <= over, AccountSession.ended_at <= over))
    )
    session.execute(delete(KeptForm).where(KeptForm.created_at <= at - FORM.kept))
    throttling.forget_old(session, at=at)
