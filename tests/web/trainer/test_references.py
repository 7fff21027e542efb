"""« À citer »: Bruno searches facts and words, and copies a reference that the reader accepts."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from lms import content
from tests.support import members
from tests.support.example import library
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.support.workshop import AMEL, HERE, begin

REFERENCES = f"{HERE}/references"


def text(response) -> str:
    return unescape(response.get_data(as_text=True))


@pytest.fixture
def trainer(app: Flask) -> Person:
    person = members.member(app, BRUNO)
    begin(app, person.id)
    return person


def copied(page) -> list[str]:
    return [unescape(one) for one in re.findall(r'id="copier-\d+" value="([^"]*)"', page.get_data(as_text=True))]


def test_facts_are_searched_without_accents(trainer: Person) -> None:
    page = trainer.get(f"{REFERENCES}?q=accuse+reception")
    assert "accusé de réception" in text(page)
    keys = [one.strip('"') for one in copied(page)]
    assert keys
    assert set(keys) <= library().facts.keys()


def test_a_fact_that_may_not_be_cited_says_so(trainer: Person) -> None:
    doubtful = next(one for one in library().facts.values() if not one.citable)
    page = trainer.get(f"{REFERENCES}?q={doubtful.key}")
    assert "À ne pas citer" in text(page)


def test_words_are_copied_as_links_that_lead_somewhere(trainer: Person) -> None:
    page = trainer.get(f"{REFERENCES}?quoi=mots&q=cloud")
    found = re.fullmatch(r"\[.+\]\(glossaire:([a-z0-9-]+)\)", copied(page)[0])
    assert found
    assert found[1] in library().glossary.by_key


def test_every_page_of_the_list_is_reached(trainer: Person) -> None:
    seen, address = [], REFERENCES
    for _ in range(3):
        page = trainer.get(address)
        seen += copied(page)
        following = re.search(r'href="([^"]+)">Suivants', page.get_data(as_text=True))
        assert following
        address = unescape(following[1])
    assert len(set(seen)) == 30


@pytest.mark.parametrize("query", ["zzzz", "<script>alert(1)</script>", "n" * 500, "%00", "«»"])
def test_a_search_that_finds_nothing_says_so(trainer: Person, query: str) -> None:
    assert "Rien ne contient tous ces mots" in text(trainer.get(REFERENCES, query_string={"q": query})) or query == "«»"


def test_a_stranger_finds_nothing(app: Flask, trainer: Person) -> None:
    assert members.member(app, AMEL).get(REFERENCES).status_code == 404


def test_a_confidence_tells_what_may_be_cited() -> None:
    assert {fact.confidence for fact in library().facts.values() if fact.citable} == {"vérifié"}
    assert isinstance(next(iter(library().facts.values())), content.Fact)
