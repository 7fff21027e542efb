"""Letters: what people read in their mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import html5lib
import pytest
from flask import Flask

from lms import mail
from lms.app import create_app
from lms.followup import reminders
from lms.followup.reminders import Left, Review
from lms.followup.reminders.policy import Correspondent
from lms.settings import Settings
from lms.web import letters
from lms.web.letters import Kind, Piece
from tests.conftest import prepared
from tests.support import typography
from tests.support.inspection import text_of, visible_text

AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
LINK = "https://etoffe.example/connexion/lien?jeton=abc&suite=%2Fmodules"


@pytest.fixture
def app() -> Iterator[Flask]:
    """A letter is written without asking the database anything."""
    yield from prepared(create_app(Settings.for_tests("sqlite:///:memory:")))


@pytest.fixture
def code(app: Flask) -> mail.Letter:
    with app.app_context():
        return letters.sign_in_code(to="amina@etoffe.example", code="123456", link=LINK, asked_at=AT)


def test_the_code_is_what_one_sees_first_and_the_link_second(code: mail.Letter) -> None:
    assert "\n\n123\N{NO-BREAK SPACE}456\n\n" in code.text
    assert code.text.index("456") < code.text.index(LINK)
    assert "10\N{NO-BREAK SPACE}minutes" in code.text
    assert "Vous n’avez rien demandé" in code.text
    assert "Étoffe" in code.subject


def test_a_code_is_not_told_by_the_subject_nor_kept(code: mail.Letter) -> None:
    """Subjects are shown on locked screens and written in the logs of relays."""
    assert not re.search(r"\d", code.subject)
    assert (code.secret, code.expires_at, code.purpose) == (True, AT + timedelta(minutes=10), "sign-in-code")


def test_both_parts_say_the_same(code: mail.Letter) -> None:
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(code.html)
    said = re.sub(r"[¶\s]+", " ", visible_text(page.find("body"))).strip()
    assert said == re.sub(r"\s+", " ", code.text.replace("\n--\n", "\n")).strip()
    assert page.get("lang") == "fr"
    assert text_of(page.find("head/title")) == code.subject
    assert [one.get("href") for one in page.iter("a")] == [LINK, "http://localhost"]


def test_a_letter_fetches_nothing_and_runs_nothing(code: mail.Letter) -> None:
    page = html5lib.parse(code.html, namespaceHTMLElements=False)
    assert not {"img", "script", "link", "style", "iframe", "form", "table"} & {one.tag for one in page.iter()}
    assert "url(" not in code.html


def test_letters_follow_french_typography(code: mail.Letter) -> None:
    page = html5lib.parse(code.html, namespaceHTMLElements=False)
    for words in (code.subject, code.text.replace("\n\n", "¶"), visible_text(page.find("body"))):
        assert not typography.faults(re.sub(r"https?://\S+", "", words))


CAMILLE = Correspondent(7, "Camille", "camille@mairie.example")
DAY = date(2026, 12, 12)
BOTH = (Left("a", "Les services en ligne", 25, DAY), Left("b", "La dématérialisation", 0, DAY))


def reminder(to: Correspondent = CAMILLE, left: tuple[Left, ...] = BOTH[:1], sentence: str = "") -> mail.Letter:
    one = reminders.Letter("reminder:7:2026-11-24", AT, to, left)
    stop = "https://etoffe.example/rappels/abc"
    return letters.reminder(one, cohort="Automne", by="Claire Doussot", sentence=sentence, unsubscribe=stop)


def week(left: tuple[Left, ...] = BOTH, review: Review | None = None) -> mail.Letter:
    one = reminders.Letter("reminder:7:2026-11-24", AT, CAMILLE, left, review)
    return letters.digest(one, unsubscribe="https://etoffe.example/rappels/abc")


def test_reminders_follow_french_typography_and_keep_one_link(app: Flask) -> None:
    """Whatever is left, to whom: the address of the site and the one that stops apart, there is one link; no reproach,
    no exclamation."""
    shared = replace(CAMILLE, shared_mailbox=True)
    with app.app_context():
        made = [
            *(reminder(left=left) for left in (BOTH[:1], BOTH[1:], BOTH, BOTH[1:] * 2)),
            reminder(sentence="Je suis là le mardi."),
            reminder(shared, BOTH),
            week(),
            week((), Review("a", "b", "Le guichet", 8)),
        ]
    for one in made:
        page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(one.html)
        for words in (one.subject, one.text.replace("\n\n", "¶"), visible_text(page.find("body"))):
            assert not typography.faults(re.sub(r"https?://\S+", "", words)), one.text
        assert len(list(page.iter("a"))) == 3
        assert not re.search(r"!|retard|oubli|encore pas|dernier rappel", one.text.casefold())
        assert one.unsubscribe in one.text
        assert one.expires_at == AT + timedelta(hours=24)


def test_a_reminder_says_how_much_is_left(app: Flask) -> None:
    with app.app_context():
        assert (
            reminder().subject
            == "Il vous reste 25\N{NO-BREAK SPACE}min pour terminer «\u202fLes services en ligne\u202f»"
        )
        assert reminder(left=BOTH).subject == "Il vous reste 25\N{NO-BREAK SPACE}min pour terminer deux modules"
        assert reminder(left=BOTH[1:]).subject == "Il vous reste le quiz de «\u202fLa dématérialisation\u202f»"
        text = reminder(left=BOTH).text
    assert "- «\u202fLa dématérialisation\u202f», le quiz seulement, pour le 12 décembre 2026\n" in text
    assert "http://localhost/mon-parcours/a\n" in text


def test_nothing_is_said_of_her_work_where_others_read(app: Flask) -> None:
    with app.app_context():
        one = reminder(replace(CAMILLE, shared_mailbox=True), BOTH)
    for said in (one.subject, one.text, one.html):
        assert not re.search("services en ligne|dématérialisation|25|quiz|décembre|mon-parcours/", said)
    assert "http://localhost/mon-parcours\n" in one.text


def test_what_is_put_in_a_letter_cannot_become_html(app: Flask) -> None:
    with app.app_context():
        letter = letters.sign_in_code(
            to="amina@etoffe.example", code="123456", link='https://e.example/"><script>a()</script>', asked_at=AT
        )
    assert "<script" not in letter.html


def test_paragraphs_lists_codes_and_links_are_told_apart() -> None:
    found = letters.paragraphs(
        "Bonjour,\n\n123\N{NO-BREAK SPACE}456\n\n- un\n- deux\n\nVoir https://a.example/b?c=d, puis revenir.\n\n--\nÉtoffe\n"
    )
    assert [one.kind for one in found] == [Kind.PLAIN, Kind.CODE, Kind.LIST, Kind.PLAIN, Kind.FOOT]
    assert found[2].lines == ((Piece("un", ""),), (Piece("deux", ""),))
    assert found[3].lines == (
        (Piece("Voir ", ""), Piece("https://a.example/b?c=d", "https://a.example/b?c=d"), Piece(", puis revenir.", "")),
    )
    assert found[4].lines == ((Piece("Étoffe", ""),),)


@pytest.mark.parametrize("words", ["javascript:a()", "data:text/html,a", "ftp://a.example", "http://", "//a.example"])
def test_only_web_addresses_become_links(words: str) -> None:
    assert letters.paragraphs(words)[0].lines == ((Piece(words, ""),),)
