"""Letters, written as templates: one function for each, which returns what `mail.post` takes.

    with writing_session() as database:
        mail.post(database, letters.sign_in_code(to=…, code=…, link=…, asked_at=at), at=at)

A letter is letters/<name>.txt: its first line is the subject, then paragraphs apart by an empty line. The HTML
part is made from the same paragraphs by letters/layout.html, so that the two never differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask import current_app

from lms import mail, privacy
from lms.followup import reminders
from lms.web.french import MONTHS, NBSP
from lms.web.http import public_address

PARIS = ZoneInfo("Europe/Paris")
CODE_LASTS = timedelta(minutes=10)
UNDO_LASTS = timedelta(hours=72)

_LINK = re.compile(r"https?://[^\s<>\"«»]*[^\s<>\"«».,;:!?)]")
_CODE = re.compile(r"[0-9\s]+")


class Kind(StrEnum):
    PLAIN = "plain"
    CODE = "code"  # figures alone, to be typed elsewhere
    LIST = "list"  # each line begins with a dash
    FOOT = "foot"  # who writes, after « -- »


@dataclass(frozen=True)
class Piece:
    """Some words of a line; `link` is where they lead, empty for words that lead nowhere."""

    words: str
    link: str


@dataclass(frozen=True)
class Paragraph:
    kind: Kind
    lines: tuple[tuple[Piece, ...], ...]


def sign_in_code(*, to: str, code: str, link: str, asked_at: datetime) -> mail.Letter:
    """The code that someone who signs in types where she asked for it; the link is her second way."""
    return _letter(
        "sign_in_code",
        to=to,
        secret=True,
        expires_at=asked_at + CODE_LASTS,
        words=_code_words(code) | {"link": link},
    )


def report_answered(*, to: str, report_id: int, link: str, reported_at: datetime, lesson: str) -> mail.Letter:
    """A trainer has answered what someone reported. `lesson` is empty when others read her mailbox."""
    words = {"link": link, "reported_at": reported_at, "lesson": lesson}
    return _letter("report_answered", to=to, once=f"report-answered:{report_id}", words=words)


def complaint_answered(*, to: str, complaint_id: int, link: str) -> mail.Letter:
    """What was done about a complaint is written on its page. The letter says nothing of it."""
    return _letter("complaint_answered", to=to, once=f"complaint-answered:{complaint_id}", words={"link": link})


def opinion_asked(*, to: str, session: str, answers: list[tuple[str, str]], once: str, stop: str) -> mail.Letter:
    """Three months after a session, one question; each of its answers is a link, that a button then sends. `session`
    is empty when others read her mailbox; `stop` stops the letters of this kind."""
    words: dict[str, object] = {"session": session, "answers": answers}
    return _letter("opinion_asked", to=to, once=once, words=words, unsubscribe=stop)


def invitation(*, to: str, given_name: str, inviter: str, course: str, link: str) -> mail.Letter:
    """Someone is invited to learn; `inviter` and `course` are names, empty when there is none to say."""
    words: dict[str, object] = {"given_name": given_name, "inviter": inviter, "course": course, "link": link, "to": to}
    return _letter("invitation", to=to, words=words)


def course_invitation(*, to: str, inviter: str, course: str, what: str, link: str, form: str) -> mail.Letter:
    """A trainer is asked by another to write or to review a course with her; `what` is a verb. Once for each form."""
    words: dict[str, object] = {"inviter": inviter, "course": course, "what": what, "link": link}
    return _letter("course_invitation", to=to, once=f"course-invitation:{form}", words=words)


def review_asked(*, to: str, who: str, course: str, message: str, link: str, form: str) -> mail.Letter:
    """Someone's review of a course is awaited. Once for each form."""
    words: dict[str, object] = {"who": who, "course": course, "message": message, "link": link}
    return _letter("review_asked", to=to, once=f"review-asked:{form}", words=words)


def session_summons(*, to: str, once: str, calendar: str = "", **words: object) -> mail.Letter:
    """Someone was put in a session, or its days have changed (`again`). The words are those of the template."""
    return _letter("session_summons", to=to, words=words, once=once, calendar=calendar)


def session_cancelled(*, to: str, once: str, calendar: str = "", **words: object) -> mail.Letter:
    """A session that someone was told of is called off."""
    return _letter("session_cancelled", to=to, words=words, once=once, calendar=calendar)


def session_invitation(*, to: str, organiser: str, name: str, when: str, link: str, once: str) -> mail.Letter:
    """An address is invited to a session; whoever reads it may have no account yet."""
    words: dict[str, object] = {"organiser": organiser, "name": name, "when": when, "link": link, "to": to}
    return _letter("session_invitation", to=to, words=words, once=once)


def inactive_account(notice: privacy.Notice) -> mail.Letter:
    """Her account is erased soon for want of use, unless she signs in."""
    words: dict[str, object] = {
        "sign_in": public_address("account.sign_in"),
        "day": plain_date(notice.erased_at),
        "last": notice.number > 1,
    }
    once = f"inactive:{notice.person_id}:{notice.number}:{notice.erased_at:%Y-%m-%d}"
    return _letter("inactive_account", to=notice.email, words=words, once=once)


def reminder(letter: reminders.Letter, *, cohort: str, by: str, sentence: str, unsubscribe: str) -> mail.Letter:
    """What is left to somebody of what a session asks; `by` adds a sentence, "" for none. Others read a shared
    mailbox: nothing is said of her work there."""
    one = letter.left[0]
    where = "learner.journey" if letter.to.shared_mailbox else "learner.resume"
    words: dict[str, object] = {
        "given_name": letter.to.given_name,
        "shared": letter.to.shared_mailbox,
        "left": letter.left,
        "minutes": sum(course.minutes for course in letter.left),
        "cohort": cohort,
        "by": by,
        "sentence": sentence,
        "link": public_address(where) if letter.to.shared_mailbox else public_address(where, course=one.course_key),
    }
    return _weekly("reminder", letter, words, unsubscribe)


def digest(letter: reminders.Letter, *, unsubscribe: str) -> mail.Letter:
    """The letter of the week, for who asked for it."""
    words: dict[str, object] = {
        "given_name": letter.to.given_name,
        "left": letter.left,
        "review": letter.review,
        "link": public_address("learner.journey"),
        "again": letter.review
        and public_address("learner.lesson", course=letter.review.course_key, lesson=letter.review.lesson_key),
    }
    return _weekly("digest", letter, words, unsubscribe)


def _weekly(name: str, letter: reminders.Letter, words: dict[str, object], unsubscribe: str) -> mail.Letter:
    return _letter(
        name,
        to=letter.to.email,
        words=words,
        once=letter.key,
        expires_at=letter.at + reminders.LIFE,
        unsubscribe=unsubscribe,
    )


CHANGES = {
    "factor": "Un second moyen de confirmer votre connexion a été ajouté.",
    "factor-dropped": "Un second moyen de confirmer votre connexion a été retiré.",
    "passkey": "Une clé d’accès (empreinte, visage ou code de l’appareil) a été ajoutée.",
    "passkey-dropped": "Une clé d’accès (empreinte, visage ou code de l’appareil) a été retirée.",
    "password": "Un mot de passe a été choisi.",
    "password-dropped": "Le mot de passe a été retiré.",
    "codes": "De nouveaux codes de secours ont été donnés. Les précédents ne servent plus.",
    "reset": "À votre demande, le mot de passe, les clés d’accès et l’application de votre compte ont été retirés.",
    "mailbox-shared": "Cette boîte est maintenant notée comme partagée.",
    "mailbox-own": "Cette boîte n’est plus notée comme partagée.",
}


def security_changed(*, to: str, change: str, at: datetime) -> mail.Letter:
    """What protects an account has changed; `change` is one of CHANGES."""
    return _letter("security_changed", to=to, words={"change": CHANGES[change], "moment": _moment(at)})


def new_device(*, to: str, device: str, at: datetime) -> mail.Letter:
    """Someone of the staff has signed in on a device that was not known."""
    return _letter("new_device", to=to, words={"device": device, "moment": _moment(at)})


def confirm_code(*, to: str, code: str, asked_at: datetime) -> mail.Letter:
    """The code that someone who is signed in types before a sensitive change."""
    return _letter("confirm_code", to=to, secret=True, expires_at=asked_at + CODE_LASTS, words=_code_words(code))


def address_code(*, to: str, code: str, asked_at: datetime) -> mail.Letter:
    """The code sent to a new address, to be sure that it is hers."""
    return _letter("address_code", to=to, secret=True, expires_at=asked_at + CODE_LASTS, words=_code_words(code))


def address_taken(*, to: str) -> mail.Letter:
    """What the owner of an address reads when another account asks for it: the page does not say it."""
    return _letter("address_taken", to=to, words={})


def address_changed(*, to: str, link: str, at: datetime) -> mail.Letter:
    """What the old address reads, with the link that undoes the change."""
    words: dict[str, object] = {"link": link, "moment": _moment(at)}
    return _letter("address_changed", to=to, secret=True, expires_at=at + UNDO_LASTS, words=words)


def _code_words(code: str) -> dict[str, object]:
    return {"code": f"{code[:3]}{NBSP}{code[3:]}", "minutes": CODE_LASTS.seconds // 60}


def _moment(at: datetime) -> str:
    """« le 3 juin 2026 à 14 h 05 (heure de Paris) »: letters are read anywhere."""
    here = at.astimezone(PARIS)
    day = "1er" if here.day == 1 else str(here.day)
    hour = f"{here.hour}{NBSP}h{NBSP}{here.minute:02}"
    return f"le {day}{NBSP}{MONTHS[here.month - 1]} {here.year} à {hour} (heure de Paris)"


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """A letter's text, cut into paragraphs, lines, and what is a link or is not."""
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.split("\n")
        kind = Kind.CODE if _CODE.fullmatch(block) else Kind.FOOT if lines[0] == "--" else Kind.PLAIN
        kind = Kind.LIST if all(line.startswith("- ") for line in lines) else kind
        if kind is Kind.LIST:
            lines = [line.removeprefix("- ") for line in lines]
        found.append(Paragraph(kind, tuple(_pieces(line) for line in lines if line != "--")))
    return tuple(found)


def _letter(
    name: str,
    *,
    to: str,
    words: dict[str, object],
    once: str | None = None,
    secret: bool = False,
    expires_at: datetime | None = None,
    unsubscribe: str = "",
    calendar: str = "",
) -> mail.Letter:
    """Render letters/<name>.txt; its purpose is its name. Raises mail.UnsafeLetter."""
    templates = current_app.jinja_env  # not render_template: reminders are written where there is no request
    rendered = templates.get_template(f"letters/{name}.txt").render(**words, unsubscribe=unsubscribe)
    subject, _, body = rendered.strip().partition("\n")
    text = re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
    return mail.Letter(
        recipient=to,
        subject=subject,
        text=text,
        html=templates.get_template("letters/layout.html").render(subject=subject, paragraphs=paragraphs(text)),
        purpose=name.replace("_", "-"),
        once=once,
        secret=secret,
        expires_at=expires_at,
        unsubscribe=unsubscribe,
        calendar=calendar,
    )


def plain_date(moment: datetime) -> str:
    """« 1er mars 2027 », for a text."""
    return f"{'1er' if moment.day == 1 else moment.day}{NBSP}{MONTHS[moment.month - 1]} {moment.year}"


def _pieces(line: str) -> tuple[Piece, ...]:
    found, read = [], 0
    for match in _LINK.finditer(line):
        found += [Piece(line[read : match.start()], ""), Piece(match.group(), match.group())]
        read = match.end()
    return tuple(piece for piece in [*found, Piece(line[read:], "")] if piece.words)
