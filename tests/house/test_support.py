"""What judges the others is judged here: EcoIndex, typography, inspection, the closed network."""

from __future__ import annotations

import socket

import pytest
from sqlalchemy import text

from lms import db
from tests.support import ecoindex, typography
from tests.support.databases import Databases, fingerprint
from tests.support.inspection import header_faults, page_faults
from tests.support.network import NetworkForbidden

GOOD = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Bonjour – Étoffe</title></head>'
    "<body><main><h1>Bonjour</h1>{}</main></body></html>"
)


@pytest.mark.parametrize(
    ("elements", "requests", "kilobytes", "score", "grade"),
    [
        (150, 6, 60, 89.4, "A"),
        (200, 8, 100, 87.3, "A"),
        (298, 12, 144, 82.9, "A"),
        (300, 15, 200, 82.2, "A"),
        (358, 15, 250, 79.5, "B"),
        (400, 10, 150, 78.8, "B"),
        (600, 15, 300, 69.4, "C"),
        (600, 40, 1024, 60.9, "C"),
        (693, 78, 2420, 43.7, "D"),
    ],
)
def test_ecoindex_is_that_of_the_reference(elements, requests, kilobytes, score, grade):
    points = ecoindex.score(elements, requests, kilobytes)
    assert round(points, 1) == pytest.approx(score, abs=0.051)
    assert ecoindex.grade(points) == grade


def test_ecoindex_of_the_worst_page():
    assert ecoindex.score(10**7, 10**5, 10**7) == 0
    assert ecoindex.grade(0) == "G"


@pytest.mark.parametrize(
    "written",
    [
        "Un mot ?",
        "Prix : 5\N{NO-BREAK SPACE}€",
        "« mot\N{NO-BREAK SPACE}»",
        "l'élu",
        "Suite...",
        "Oui!",
        "Un: deux",
        "20%",
    ],
)
def test_typography_sees(written: str):
    assert typography.faults(written)


@pytest.mark.parametrize(
    "written",
    [
        "Un mot\N{NARROW NO-BREAK SPACE}? «\N{NO-BREAK SPACE}mot\N{NO-BREAK SPACE}», l’élu…",
        "À 10:30, voir https://etoffe.example/a?b=c",
        "20\N{NO-BREAK SPACE}% de 5\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}€\N{NO-BREAK SPACE}: mille",
    ],
)
def test_typography_lets_be(written: str):
    assert not typography.faults(written)


def test_a_good_page_has_no_fault():
    assert page_faults(GOOD.format('<p>Lire <a href="/">la suite</a></p>')) == []


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<h1>Encore</h1>", "2 h1"),
        ("<h3>Saut</h3>", "followed by h3"),
        ('<p id="a"></p><p id="a"></p>', "is used 2 times"),
        ('<p aria-describedby="rien">Mot</p>', "points to nothing"),
        ('<a href="#rien">Mot</a>', "points to nothing"),
        ('<input name="nom">', "has no label"),
        ('<a href="/"></a>', "says nothing"),
        ('<img src="/a.svg" width="1" height="1">', "needs alt"),
        ('<svg viewBox="0 0 1 1"></svg>', "neither hidden nor named"),
        ("<style>p{}</style>", "inline <style>"),
        ("<script>1</script>", "inline <script>"),
        ('<p style="color:red">Mot</p>', "<p style"),
        ('<button onclick="a()">Mot</button>', "<button onclick"),
        ('<a href="javascript:a()">Mot</a>', "javascript:"),
        ('<img src="https://ailleurs.example/a.png" alt="" width="1" height="1">', "comes from elsewhere"),
        ("<p>Vraiment ?</p>", "no-break space"),
        ("<p><b>Mot</b> : suite</p>", "no-break space"),
        ("<b><p></b></p>", "HTML line"),
        ("<i>a</i>" * 300, "elements, at most"),
    ],
)
def test_inspection_sees(inside: str, fault: str):
    assert any(fault in found for found in page_faults(GOOD.format(inside))), page_faults(GOOD.format(inside))


def test_inspection_reads_titles():
    titled = GOOD.replace("Bonjour – Étoffe", "{}").format
    assert not page_faults(titled("Erreur\N{NO-BREAK SPACE}: Bonjour – Étoffe", ""))
    assert not page_faults(titled("C’est juste – Bonjour – Étoffe", ""))
    assert page_faults(titled("Étoffe", ""))


def test_headers_of_a_bare_response_are_refused():
    assert len(header_faults({})) > 10


def test_tests_do_not_leave_this_machine():
    with socket.socket() as leaving, pytest.raises(NetworkForbidden):
        leaving.connect(("192.0.2.1", 80))


@pytest.mark.postgres
def test_a_postgresql_given_back_is_as_it_was(databases: Databases) -> None:
    """Rows added, changed and taken away by a test are put right for the next one; other tables are made anew."""
    with databases.copy("postgres", "example") as url:
        first = db.make_engine(url)
        before = fingerprint(first)
        with first.begin() as connection:
            connection.execute(
                text("INSERT INTO person (given_name, family_name, created_at) VALUES ('Ada', 'Ain', now())")
            )
            connection.execute(text("UPDATE course SET position = 7"))
            connection.execute(text("DELETE FROM current_release"))
        assert fingerprint(first) != before
        first.dispose()
    with databases.copy("postgres", "example") as again:
        second = db.make_engine(again)
        assert again == url
        assert fingerprint(second) == before
        with second.begin() as connection:
            connection.execute(text("ALTER TABLE person ADD COLUMN nickname text"))
        second.dispose()
    with databases.copy("postgres", "example") as other:
        third = db.make_engine(other)
        assert other != url
        assert fingerprint(third) == before
        third.dispose()
