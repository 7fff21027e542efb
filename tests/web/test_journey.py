"""« Mon parcours »: Amina finds the exact step she left, what comes next, and what waits at the mairie."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.support import members
from tests.support.example import COURSE
from tests.support.journeys import AT, begin, finish, publish_many
from tests.support.people import Person
from tests.support.queries import at_most, count_queries

pytestmark = pytest.mark.usefixtures("courses")
PAGE = "/mon-parcours"


def text(response) -> str:
    return unescape(response.get_data(as_text=True))


def test_someone_new_finds_one_obvious_next_step(member: Person) -> None:
    page = text(member.get(PAGE))
    assert "Bonjour Amina." in page
    assert "Votre parcours se tisse ici" in page
    assert f'href="/modules/{COURSE}/delais">Commencer une leçon, 6' in page
    assert "Reprendre" not in page


def test_she_resumes_at_the_exact_step_from_any_device(app: Flask, member: Person, engine: Engine) -> None:
    begin(engine, member.id)
    elsewhere = members.member(app)
    for device in (member, elsewhere):
        page = text(device.get(PAGE))
        assert "Bonjour Amina, reprenez le fil." in page
        assert f'href="/modules/{COURSE}/delais/verifier">Reprendre, 4' in page
        assert "leçon\u00a01 sur 2" in page


def test_what_is_done_and_what_is_left_are_said(member: Person, engine: Engine) -> None:
    finish(engine, member.id)
    page = text(member.get(PAGE))
    assert "1\u00a0leçon faite, il en reste 1" in page
    assert "/modules/exemple-de-module/toutes-les-questions/avant" in page


def test_the_module_touched_last_is_the_one_to_resume(member: Person, engine: Engine) -> None:
    keys = publish_many(engine, range(5))
    finish(engine, member.id)
    begin(engine, member.id, keys[3], at=AT + timedelta(hours=1))
    page = text(member.get(PAGE))
    assert f"/modules/{keys[3]}/delais/verifier" in page
    assert page.count("En cours") == 1
    assert page.count("Commencé<") == 1
    assert page.count("À venir") == 3
    assert "Et un autre module à découvrir" in page
    assert page.index(f'href="/modules/{keys[3]}"') < page.index(f'href="/modules/{COURSE}"')


def test_her_place_is_hers_alone(app: Flask, member: Person, engine: Engine) -> None:
    begin(engine, member.id)
    denis = members.member(app, members.Kind("denis@mairie.example", "Denis"))
    assert "Reprendre" not in text(denis.get(PAGE))


def test_twelve_modules_begun_fit_in_a_page_of_four_statements(app: Flask, member: Person, engine: Engine) -> None:
    keys = publish_many(engine, range(5))

    def statements() -> int:
        for address in (PAGE, "/a-faire", "/a-faire/imprimer"):
            member.get(address)  # inspected: 300 elements at most
            with at_most(app):
                member.get(address)
        with count_queries(app) as found:
            member.get(PAGE)
        return len(found)

    for key in (COURSE, *keys):
        begin(engine, member.id, key)
    before = statements()
    for key in publish_many(engine, range(5, 11)):
        begin(engine, member.id, key)
    assert statements() == before
    assert "Module 10" in text(member.get(PAGE))


def test_a_site_without_modules_says_so(app: Flask, member: Person, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM current_release")
    assert "Les modules arrivent" in text(member.get(PAGE))


def test_the_end_of_a_lesson_leads_to_her_journey_and_to_her_list(member: Person, engine: Engine) -> None:
    finish(engine, member.id)
    page = text(member.get(f"/modules/{COURSE}/delais/fin"))
    assert '<a class="lien-fort" href="/mon-parcours">M’arrêter là</a>' in page
    assert "Envoyez un message par le site de votre mairie" in page
    assert 'href="/a-faire"' in page
