"""What authors may cite: words of the glossary, facts with their source and their confidence, to copy into a lesson."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, render_template, request
from werkzeug.wrappers import Response

from lms import content
from lms.web.access import Access, open_to
from lms.web.http import asked_page, now, reading_session
from lms.web.trainer.desk import open_desk
from lms.web.trainer.routes import pages

PER_PAGE = 10
LONGEST = 60  # signs of a search
KINDS = ("faits", "mots")
_ADDRESS = re.compile(r"https?://[^\s«»<>\"()]*[^\s«»<>\"().,;:]")


@dataclass(frozen=True)
class Reference:
    """Something to cite. `copied` is what to write in the course; `note` says why it may not be cited today."""

    key: str
    title: str
    text: str
    detail: tuple[str, ...]
    copied: str
    note: str = ""
    links: tuple[tuple[str, str], ...] = ()  # address, site


@dataclass(frozen=True)
class References:
    """A page of what a search finds."""

    kind: str
    query: str
    rows: tuple[Reference, ...]
    found: int
    newer: int | None
    older: int | None


@pages.get("/<key:course>/references")
@open_to(Access.TRAINERS)
def references(course: str) -> str | Response:
    """Facts, or words of the glossary, that hold the words searched."""
    kind = request.args.get("quoi", "")
    kind = kind if kind in KINDS else KINDS[0]
    query = " ".join(request.args.get("q", "")[:LONGEST].split())
    with reading_session() as session:
        desk = open_desk(session, course)
    library: content.Library = current_app.config["LIBRARY"]
    found = _words(library.glossary, query) if kind == "mots" else _facts(library.facts, query)
    screen = _paged(kind, query, found, asked_page())
    return render_template("trainer/references.html", desk=desk, screen=screen)


def _paged(kind: str, query: str, found: list[Reference], page: int) -> References:
    first = (page - 1) * PER_PAGE
    rows = tuple(found[first : first + PER_PAGE])
    return References(
        kind,
        query,
        rows,
        len(found),
        page - 1 if page > 1 else None,
        page + 1 if len(found) > first + PER_PAGE else None,
    )


def _words(glossary: content.Glossary, query: str) -> list[Reference]:
    return [
        Reference(
            key=term.key,
            title=term.name,
            text=term.definition,
            detail=(f"Reconnu quand vous écrivez\u00a0: {', '.join(term.forms)}",) if term.forms else (),
            copied=f"[{term.name}](glossaire:{term.key})",
        )
        for term in glossary.search(query)
    ]


def _facts(facts: content.Facts, query: str) -> list[Reference]:
    wanted = content.folded(query).split()
    return [_fact(fact) for fact in facts.values() if _holds(wanted, _said(fact))]


def _said(fact: content.Fact) -> Iterable[str]:
    return (fact.key, fact.sheet, fact.text, fact.reference, fact.source, fact.caveat)


def _holds(wanted: list[str], texts: Iterable[str]) -> bool:
    folded = content.folded(" ".join(texts))
    return all(word in folded for word in wanted)


def _fact(fact: content.Fact) -> Reference:
    note = "" if fact.citable else f"À ne pas citer\u00a0: {fact.confidence}."
    if fact.citable and fact.outdated(now().date()):
        note = "À relire avant de le citer\u00a0: sa date de relecture est passée."
    said = {"Référence": fact.reference, "Source": fact.source, "À dire avec": fact.caveat}
    addresses = dict.fromkeys(_ADDRESS.findall(" ".join(said.values())))
    said = {name: _ADDRESS.sub(_site, words) for name, words in said.items()}
    detail = [f"{name}\u00a0: {content.typographic(words)}" for name, words in said.items() if words]
    return Reference(
        key=fact.key,
        title=fact.key,
        text=content.typographic(fact.text),
        detail=tuple(detail),
        copied=fact.key,
        note=content.typographic(note),
        links=tuple((address, urlsplit(address).netloc) for address in addresses),
    )


def _site(found: re.Match[str]) -> str:
    return urlsplit(found.group()).netloc
