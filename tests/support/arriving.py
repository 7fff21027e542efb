"""Signing in through the pages, in a real browser, with the code read in the mailbox of the demonstration."""

from __future__ import annotations

import re

from playwright.sync_api import Page


def sign_in(page: Page, site: str, email: str) -> None:
    """Sign in for the first time, and say who she is. Works without script."""
    page.goto(f"{site}/connexion")
    page.fill("#email", email)
    page.locator("main form").first.get_by_role("button").click()
    typed = page.url
    page.goto(f"{site}/demonstration/courriers")
    page.locator("main table a").first.click()
    code = re.search(r"\d{3}\s\d{3}", page.inner_text("main"))
    assert code, page.inner_text("main")
    page.goto(typed)
    page.fill("#code", code.group())
    page.locator("main form").first.get_by_role("button").first.click()
    page.fill("#given_name", "Amina")
    page.fill("#family_name", "Berthier")
    page.select_option("#function", "adjoint")
    page.fill("#commune", "Eu")
    page.get_by_role("button", name="Continuer").click()
