"""« À faire en mairie »: Amina ticks, notes, prints; nobody else reads it, no tab overwrites another."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from lms.learning.models import TaskNote
from tests.support import members
from tests.support.example import COURSE
from tests.support.journeys import begin, finish, publish_many
from tests.support.members import Kind
from tests.support.people import Person

pytestmark = pytest.mark.usefixtures("courses")
LIST, TASK = "/a-faire", f"/a-faire/{COURSE}/essai"
STEP = f"/modules/{COURSE}/delais/agir"


def text(response) -> str:
    return unescape(response.get_data(as_text=True))


def token(page) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', text(page))
    assert found
    return found[1]


def write(person: Person, note: str, version: str = "0"):
    page = person.get(LIST)
    return person.client.post(TASK, data={"csrf_token": token(page), "note": note, "version": version})


def ticked(engine: Engine) -> list[bool]:
    with engine.connect() as connection:
        return [at is not None for at in connection.scalars(select(TaskNote.done_at))]


def test_the_list_is_empty_before_a_lesson(member: Person) -> None:
    assert "Votre liste est vide" in text(member.get(LIST))


def test_she_ticks_from_the_list_and_takes_it_back(member: Person, engine: Engine) -> None:
    begin(engine, member.id)
    page = member.get(LIST)
    assert "À faire\u00a0: 1" in text(page)
    sent = member.send(page, button=f"fait={COURSE}/essai")
    assert sent.status_code == 303
    page = member.follow(sent)
    assert "C’est fait" in text(page)
    assert "Tout est fait" in text(page)
    done = member.get(f"{LIST}?etat=faites")
    assert "Fait le " in text(done)
    page = member.follow(member.send(done, button=f"a_refaire={COURSE}/essai"))
    assert "À faire\u00a0: 1" in text(page)


def test_she_ticks_without_leaving_her_journey(member: Person, engine: Engine) -> None:
    begin(engine, member.id)
    sent = member.send(member.get("/mon-parcours"), button=f"fait={COURSE}/essai")
    assert sent.location == f"/mon-parcours#tache-{COURSE}-essai"
    page = text(member.follow(sent))
    assert "0 à faire, 1\u00a0faite" in page
    assert 'aria-pressed="true"' in page


def test_a_tick_never_leads_to_another_site(member: Person, engine: Engine) -> None:
    begin(engine, member.id)
    sent = member.send(member.get(LIST), {"page": "//ailleurs.example/"}, button=f"fait={COURSE}/essai")
    assert sent.location.startswith("/a-faire?")


def test_noted_in_a_lesson_is_seen_and_only_the_box_says_done(member: Person, engine: Engine) -> None:
    begin(engine, member.id)
    page = member.get(STEP)
    assert "C’est déjà fait" in text(page)
    member.send(page)
    assert ticked(engine) == []
    member.send(member.get(STEP), {"fait": "oui"})
    assert ticked(engine) == [True]
    page = text(member.get(STEP))
    assert "Fait le " in page
    assert "C’est déjà fait" not in page


def test_a_visitor_has_no_list_and_her_box_does_nothing(amina: Person, engine: Engine) -> None:
    assert amina.get(LIST).location == "/connexion?suite=/a-faire"
    page = amina.get(STEP)
    assert "C’est déjà fait" not in text(page)
    assert amina.send(page, {"fait": "oui"}).status_code == 303
    assert ticked(engine) == []


def test_a_note_is_saved_and_said_so(member: Person, engine: Engine) -> None:
    finish(engine, member.id)
    page = member.follow(write(member, "Voir le secrétariat mardi.\r\nPrendre une photo."))
    assert "Votre note est enregistrée." in text(page)
    assert "Voir le secrétariat mardi.\nPrendre une photo." in text(page)
    assert "Modifier la note" in text(member.get(LIST))
    assert "Prendre une photo." in text(member.get(f"{LIST}/imprimer"))
    assert "Votre note est effacée." in text(member.follow(write(member, "  ", "1")))


def test_the_same_form_sent_twice_is_one_note(member: Person, engine: Engine) -> None:
    begin(engine, member.id)
    assert [write(member, "Une fois").status_code for _ in range(2)] == [303, 303]


def test_from_a_page_open_since_then_she_sees_both_texts_and_chooses(member: Person, engine: Engine) -> None:
    begin(engine, member.id)
    write(member, "Du téléphone")
    refused = write(member, "De la mairie")
    assert refused.status_code == 409
    page = text(refused)
    assert "Cette note a été modifiée ailleurs" in page
    assert "Du téléphone" in page
    assert "De la mairie</textarea>" in page
    assert 'name="version" value="1"' in page
    assert "Du téléphone</textarea>" in text(member.get(TASK))
    member.follow(write(member, "De la mairie", "1"))
    assert "De la mairie</textarea>" in text(member.get(TASK))


def test_a_note_too_long_comes_back_whole(member: Person, engine: Engine) -> None:
    begin(engine, member.id)
    refused = write(member, "n" * 1001)
    assert refused.status_code == 422
    assert "Cette note est trop longue" in text(refused)
    assert "n" * 1001 in text(refused)


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 20])
def test_a_form_that_is_not_ours_is_refused(member: Person, engine: Engine, version: str) -> None:
    begin(engine, member.id)
    assert write(member, "Une note", version).status_code == 400


def test_what_she_notes_is_printed_as_text(member: Person, engine: Engine) -> None:
    begin(engine, member.id)
    write(member, "<script>alert(1)</script>\x00")
    for address in (LIST, TASK, f"{LIST}/imprimer"):
        assert "<script>alert" not in member.get(address).get_data(as_text=True)


def test_another_person_never_reaches_her_note(app: Flask, member: Person, engine: Engine) -> None:
    begin(engine, member.id)
    write(member, "Secret de la mairie")
    claire = members.member(app, Kind("claire.d@mairie.example", "Claire"))
    assert claire.get(TASK).status_code == 404
    begin(engine, claire.id)
    for address in (LIST, TASK, f"{LIST}/imprimer", "/mon-parcours"):
        assert "Secret de la mairie" not in text(claire.get(address))
    assert write(claire, "La mienne").status_code == 303
    assert "Secret de la mairie</textarea>" in text(member.get(TASK))


def test_tasks_nobody_published_are_not_found(member: Person, engine: Engine) -> None:
    begin(engine, member.id)
    assert member.get(f"/a-faire/{COURSE}/absente").status_code == 404
    assert member.send(member.get(LIST), button="fait=nulle/part").status_code == 404
    assert member.send(member.get(LIST), button="fait=").status_code == 404


def test_a_long_list_is_cut_in_pages_and_printed_whole(member: Person, engine: Engine) -> None:
    keys = publish_many(engine, range(14))
    for key in keys:
        begin(engine, member.id, key)
    first, second = text(member.get(LIST)), text(member.get(f"{LIST}?page=2"))
    assert first.count('aria-pressed="false"') == 12
    assert second.count('aria-pressed="false"') == 2
    assert "À faire en mairie, page 2" in second
    assert "page 2" in text(member.get(f"{LIST}?page=99"))
    assert text(member.get(f"{LIST}/imprimer")).count("avec le secrétariat") == 14
