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

from flask import current_app

from lms import mail, privacy
from lms.web.french import MONTHS, NBSP
from lms.web.http import public_address

CODE_LASTS = timedelta(minutes=10)

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
        words={"code": f"{code[:3]}{NBSP}{code[3:]}", "link": link, "minutes": CODE_LASTS.seconds // 60},
    )


def report_answered(*, to: str, report_id: int, link: str, reported_at: datetime, lesson: str) -> mail.Letter:
    """A trainer has answered what someone reported. `lesson` is empty when others read her mailbox."""
    words = {"link": link, "reported_at": reported_at, "lesson": lesson}
    return _letter("report_answered", to=to, once=f"report-answered:{report_id}", words=words)


def invitation(*, to: str, given_name: str, inviter: str, course: str, link: str) -> mail.Letter:
    """Someone is invited to learn; `inviter` and `course` are names, empty when there is none to say."""
    words: dict[str, object] = {"given_name": given_name, "inviter": inviter, "course": course, "link": link, "to": to}
    return _letter("invitation", to=to, words=words)


def inactive_account(notice: privacy.Notice) -> mail.Letter:
    """Her account is erased soon for want of use, unless she signs in."""
    words: dict[str, object] = {
        "sign_in": public_address("account.sign_in"),
        "day": plain_date(notice.erased_at),
        "last": notice.number > 1,
    }
    once = f"inactive:{notice.person_id}:{notice.number}:{notice.erased_at:%Y-%m-%d}"
    return _letter("inactive_account", to=notice.email, words=words, once=once)


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
