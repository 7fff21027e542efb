"""Passkeys, in a real browser with a virtual device: made, used, refused when copied or replayed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from lms import accounts, db
from lms.app import create_app
from lms.settings import Mode, Settings
from lms.web.http import now
from tests.conftest import prepared
from tests.support import mailbox, members, serving
from tests.support.browsing import NARROW, accessibility_faults, overflow
from tests.support.members import AMINA, BRUNO, Kind
from tools import server

pytestmark = pytest.mark.sqlite
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def site(databases) -> Iterator[Flask]:
    """A site with a name: browsers give no passkey to an address made of figures."""
    port = server.free_port()
    with databases.copy("sqlite", "example") as url:
        settings = Settings.for_tests(url, mode=Mode.DEMONSTRATION, base_url=f"http://localhost:{port}")
        for app in prepared(create_app(settings)):
            with serving.threaded(app, port):
                yield app


@contextmanager
def somebody(site: Flask, browser: Browser, kind: Kind | None = None) -> Iterator[tuple[Page, BrowserContext]]:
    """A page with a device that knows its owner; signed in when `kind` is said."""
    base = site.config["SETTINGS"].base_url
    context = browser.new_context(base_url=base, viewport=NARROW, locale="fr-FR", reduced_motion="reduce")
    if kind:
        cookie = members.member(site, kind).client.get_cookie("etoffe", domain="localhost")
        context.add_cookies([{"name": "etoffe", "value": cookie.value, "url": base}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page, context
    context.close()


def device(page: Page) -> tuple[object, str]:
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return wire, made["authenticatorId"]


def press_only(page: Page) -> None:
    """The browser suggests nothing by itself on the pages to come."""
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")


def sign_in(page: Page, wire, number: str, address: str = "/connexion") -> None:
    """Open the page, then press the button."""
    press_only(page)
    page.goto(address)
    press(page, "Utiliser mon empreinte ou mon code")


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).click()


def fingerprints(site: Flask) -> int:
    with db.reading(site.extensions["database"]) as session:
        return session.exec_driver_sql("SELECT count(*) FROM passkey").scalar_one()


def test_a_passkey_is_made_then_opens_the_account(site: Flask, browser: Browser) -> None:
    with somebody(site, browser, AMINA) as (page, context):
        wire, number = device(page)
        page.goto("/mon-compte/cles")
        assert not accessibility_faults(page)
        assert not overflow(page)
        press(page, "Ajouter cet appareil")
        page.wait_for_url("**/mon-compte/securite?fait=cle")
        assert "Votre compte Étoffe a changé" in mailbox.subjects(site, AMINA.email)

        context.clear_cookies()
        with page.expect_request("**/connexion/cle") as sent:
            sign_in(page, wire, number, "/connexion?suite=/modules")
        page.wait_for_url(site.config["SETTINGS"].base_url + "/modules")
        stored = context.cookies()
        assert page.get_by_role("link", name="Mon parcours").first

        # What went over the wire is worth nothing a second time, in this browser or in another.
        body = sent.value.post_data
        client = site.test_client()
        page_of_thief = client.get("/connexion").get_data(as_text=True)
        token = page_of_thief.partition('name="csrf_token" value="')[2].partition('"')[0]
        fields = dict(part.split("=", 1) for part in body.split("&"))
        again = "&".join(f"{name}={value}" for name, value in (fields | {"csrf_token": token}).items())
        refused = client.post("/connexion/cle", data=again, content_type="application/x-www-form-urlencoded")
        assert refused.status_code == 422
        assert stored


def test_a_challenge_serves_once_even_with_the_cookie_it_was_in(site: Flask, browser: Browser) -> None:
    """A thief who copies both the cookie and the answer comes second."""
    with somebody(site, browser, replace(AMINA, email="rejeu@mairie.example")) as (page, context):
        device(page)
        page.goto("/mon-compte/cles")
        press(page, "Ajouter cet appareil")
        page.wait_for_url("**/mon-compte/securite?fait=cle")
        context.clear_cookies()
        press_only(page)
        page.goto("/connexion")
        copied = {one["name"]: one["value"] for one in context.cookies()}
        with page.expect_request("**/connexion/cle") as sent:
            press(page, "Utiliser mon empreinte ou mon code")
        page.wait_for_url("**/mon-parcours")
        client = site.test_client()
        client.set_cookie("etoffe", copied["etoffe"], domain="localhost")
        again = client.post(
            "/connexion/cle", data=sent.value.post_data, content_type="application/x-www-form-urlencoded"
        )
        assert again.status_code == 422
        assert "n’a pas pu confirmer" in again.get_data(as_text=True)


def test_staff_set_a_passkey_up_at_the_door_and_come_back_with_it(site: Flask, browser: Browser) -> None:
    kind = replace(BRUNO, strong=False)
    with somebody(site, browser, kind) as (page, context):
        device(page)
        page.goto("/connexion/second-facteur")
        assert not accessibility_faults(page)
        assert not overflow(page)
        press(page, "Utiliser mon empreinte ou mon code")
        page.get_by_role("heading", name="Vos codes de secours").wait_for()
        assert page.locator(".codes li").count() == 8
        assert not accessibility_faults(page)
        assert not overflow(page)

        cookie = members.member(site, kind).client.get_cookie("etoffe", domain="localhost")
        base = site.config["SETTINGS"].base_url
        context.add_cookies([{"name": "etoffe", "value": cookie.value, "url": base}])
        page.goto("/connexion/second-facteur?suite=/glossaire")
        assert not accessibility_faults(page)
        press(page, "Utiliser mon empreinte ou mon code")
        page.wait_for_url(f"{base}/glossaire")
        token = site.session_interface.get_signing_serializer(site).loads(
            next(one["value"] for one in context.cookies() if one["name"] == "etoffe")
        )["_user_id"]
        with db.reading(site.extensions["database"]) as session:
            assert accounts.signed_in(session, token, at=now()).strong


def test_a_device_that_counts_backwards_was_copied(site: Flask, browser: Browser) -> None:
    with somebody(site, browser, replace(AMINA, email="copie@mairie.example")) as (page, context):
        wire, number = device(page)
        page.goto("/mon-compte/cles")
        press(page, "Ajouter cet appareil")
        page.wait_for_url("**/mon-compte/securite?fait=cle")
        with db.transaction(site.extensions["database"]) as session:
            session.connection().exec_driver_sql("UPDATE passkey SET sign_count = 1000")
        context.clear_cookies()
        sign_in(page, wire, number)
        page.get_by_text("Votre appareil n’a pas pu confirmer").first.wait_for()


def test_a_device_that_does_not_know_her_opens_nothing_and_says_so(site: Flask, browser: Browser) -> None:
    before = fingerprints(site)
    with somebody(site, browser) as (page, _):
        wire, number = device(page)
        page.goto("/connexion")
        assert not accessibility_faults(page)
        assert not overflow(page)
        wire.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})
        press(page, "Utiliser mon empreinte ou mon code")
        page.get_by_text("Votre appareil n’a pas confirmé").wait_for()
        assert page.url.endswith("/connexion")
    assert fingerprints(site) == before


def test_without_javascript_nothing_is_offered_that_does_not_work(site: Flask, browser: Browser) -> None:
    context = browser.new_context(base_url=site.config["SETTINGS"].base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/connexion")
    assert not page.get_by_role("button", name="Utiliser mon empreinte").is_visible()
    page.get_by_text("J’ai un mot de passe").click()
    assert page.get_by_label("Mot de passe", exact=True).is_visible()
    assert not page.get_by_label("Afficher le mot de passe").is_visible()
    context.close()
