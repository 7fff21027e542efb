"""Amina comes back, on another device, with a finger or with keys, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import NARROW, Watched, accessibility_faults, overflow, watched_page

WARM = ("/mon-parcours", "/a-faire", "/a-faire?etat=faites", "/a-faire/imprimer", "/mes-signalements")


@contextmanager
def device(browser: Browser, base: str, who: str, *, scripts: bool = True) -> Iterator[Page]:
    """A telephone on which one of the people of the demonstration has signed in."""
    context = browser.new_context(
        viewport=NARROW, has_touch=True, is_mobile=True, java_script_enabled=scripts, reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    enter(page, base, who)
    yield page
    context.close()


def enter(page: Page, base: str, who: str) -> None:
    page.goto(f"{base}/connexion")
    with page.expect_navigation(wait_until="load"):
        page.locator(f"button[name=qui][value={who}]").click()


def left(page: Page) -> str:
    """Where « Reprendre » leads."""
    return page.get_by_role("link", name=re.compile("^Reprendre")).get_attribute("href") or ""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-script"])
def test_she_resumes_in_one_tap_on_a_second_device(scripts: bool, browser: Browser, live_server: str) -> None:
    with device(browser, live_server, "amina") as first:
        place = left(first)
        first.goto(live_server + place)
        with first.expect_navigation(wait_until="load"):
            first.locator("main .suite .bouton").first.tap()
    with device(browser, live_server, "amina", scripts=scripts) as second:
        assert urlsplit(second.url).path == "/mon-parcours"
        further = left(second)
        with second.expect_navigation(wait_until="load"):
            second.get_by_role("link", name=re.compile("^Reprendre")).tap()
        assert urlsplit(second.url).path == further
        assert further.startswith("/modules/")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-script"])
def test_she_ticks_with_keys_alone_and_writes_a_note(scripts: bool, browser: Browser, live_server: str) -> None:
    with device(browser, live_server, "josiane", scripts=scripts) as page:
        box = page.locator(".taches button[aria-pressed=false]").first
        name = box.inner_text()
        _press(page, lambda: box.evaluate("one => one === document.activeElement"))
        done = page.locator(".taches button[aria-pressed=true]").filter(has_text=name.removeprefix("Fait\u00a0: "))
        expect(done).to_have_count(1)
        page.goto(f"{live_server}/a-faire")
        with page.expect_navigation(wait_until="load"):
            page.get_by_role("link", name=re.compile("note")).first.tap()
        page.get_by_label("Votre note").fill("Voir le secrétariat.")
        with page.expect_navigation(wait_until="load"):
            page.get_by_role("button", name="Enregistrer la note").tap()
        expect(page.locator("#etat")).to_contain_text("Votre note est enregistrée.")


def test_she_reports_a_problem_and_a_trainer_answers(browser: Browser, live_server: str) -> None:
    with device(browser, live_server, "amina") as page:
        page.goto(live_server + left(page))
        page.locator("#signaler summary").tap()
        page.get_by_label("De quoi s’agit-il").select_option(label="Un lien qui ne marche pas")
        page.get_by_label("Que faut-il corriger").fill("Le lien de la fiche est mort.")
        with page.expect_navigation(wait_until="load"):
            page.get_by_role("button", name="Envoyer le signalement").tap()
        expect(page.locator("#signaler")).to_contain_text("votre signalement est envoyé")
        expect(page.locator("#signaler")).to_be_in_viewport()
    with watched_page(browser) as watched:
        enter(watched.page, live_server, "bruno")
        found = faults(watched, live_server, "/formation/signalements")
        watched.page.locator(".signalement__titre a").first.click()
        found += accessibility_faults(watched.page)
        found += [overflow(watched.page)] if overflow(watched.page) else []
        watched.page.get_by_label("Votre réponse").fill("Le lien est corrigé.")
        watched.page.get_by_role("button", name="Envoyer la réponse").click()
        found += watched.complaints
    assert not found, "\n".join(found)
    with device(browser, live_server, "amina") as page:
        page.goto(f"{live_server}/mes-signalements")
        expect(page.locator("main")).to_contain_text("Le lien est corrigé.")


def test_her_pages_are_for_everyone(browser: Browser, live_server: str) -> None:
    found = []
    with watched_page(browser) as watched:
        enter(watched.page, live_server, "amina")
        for address in WARM:
            found += faults(watched, live_server, address)
        watched.page.goto(f"{live_server}/a-faire")
        note = watched.page.get_by_role("link", name=re.compile("note")).first.get_attribute("href") or ""
        found += faults(watched, live_server, note)
        found += watched.complaints
    assert not found, "\n".join(found)


def faults(watched: Watched, base: str, address: str) -> list[str]:
    watched.page.goto(base + address)
    found = [f"{address}: {fault}" for fault in accessibility_faults(watched.page)]
    wide = overflow(watched.page)
    return found + ([f"{address}: {wide}"] if wide else [])


def _press(page: Page, reached: Callable[[], bool]) -> None:
    for _ in range(60):
        if reached():
            with page.expect_navigation(wait_until="load"):
                page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError("60 tabs do not reach it")
