"""Two hundred sign-ins as people live them, and those that must never succeed. The figures are printed."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from lms.app import create_app
from lms.settings import Settings
from tests.conftest import prepared
from tests.support import mailbox
from tests.support.clock import Clock
from tests.support.people import Person
from tools import server

EACH = 25
GOOD = 0.98


class Story:
    """Somebody with an address of her own, and as many browsers as she likes."""

    def __init__(self, app: Flask, clock: Clock, number: int) -> None:
        self.app, self.clock = app, clock
        self.email = f"elue{number}@mairie.example"
        self.here, self.elsewhere = self.browser(), self.browser()

    def browser(self) -> Person:
        return Person("Amina", self.app.test_client())

    def ask(self) -> None:
        self.page = self.here.follow(self.here.send(self.here.get("/connexion"), {"email": self.email}))

    @property
    def code(self) -> str:
        return mailbox.code(self.app, self.email)

    @property
    def link(self) -> str:
        return mailbox.link(self.app, self.email)

    def type(self, code: str, someone: Person | None = None) -> bool:
        someone = someone or self.here
        page = self.page if someone is self.here else someone.get("/connexion/code")
        if page.status_code != 200:
            return False
        return someone.send(page, {"code": code}).status_code == 303 and self.entered(someone)

    def click(self, someone: Person) -> bool:
        page = someone.get(self.link)
        return page.status_code == 200 and someone.send(page).status_code == 303 and self.entered(someone)

    def entered(self, someone: Person) -> bool:
        return someone.get("/bienvenue").status_code == 200

    def scan(self) -> None:
        scanner = self.browser()
        scanner.client.head(self.link)
        scanner.get(self.link)


def same_tab(one: Story) -> bool:
    return one.type(one.code)


def other_tab(one: Story) -> bool:
    return one.click(one.here)


def other_device(one: Story) -> bool:
    one.elsewhere.get(one.link)  # the message is read on a telephone, the code is copied on the computer
    return one.type(one.code)


def mail_application(one: Story) -> bool:
    return one.click(one.elsewhere)


def scanned_first(one: Story) -> bool:
    one.scan()
    return one.type(one.code) if len(one.email) % 2 else one.click(one.here)


def link_opened_twice(one: Story) -> bool:
    one.here.get(one.link)
    one.elsewhere.get(one.link)
    return one.click(one.here)


def pasted_with_spaces(one: Story) -> bool:
    code = one.code
    return one.type(f"\u00a0{code[:3]} {code[3:]}\n")


def nine_minutes_late(one: Story) -> bool:
    one.clock.pass_(minutes=9)
    return one.type(one.code)


def eleven_minutes(one: Story) -> bool:
    one.clock.pass_(minutes=11)
    return one.type(one.code) or one.click(one.here)


def second_use(one: Story) -> bool:
    code, link = one.code, one.link
    assert one.type(code)
    again = one.browser()
    page = again.get(link)
    return page.status_code == 200 or one.type(code, again)


def other_browser_without_code(one: Story) -> bool:
    one.elsewhere.send(one.elsewhere.get("/connexion"), {"email": one.email})
    return one.type("000000", one.elsewhere)


def voided_code(one: Story) -> bool:
    old, link = one.code, one.link
    one.ask()
    if old == one.code:
        return False
    return one.type(old) or one.elsewhere.get(link).status_code == 200


STORIES = [
    same_tab, other_tab, other_device, mail_application, scanned_first, link_opened_twice, pasted_with_spaces,
    nine_minutes_late,
]  # fmt: skip
NEVER = [eleven_minutes, second_use, other_browser_without_code, voided_code]


@pytest.mark.sqlite
def test_two_hundred_sign_ins(databases, clock: Clock) -> None:
    entered: Counter[str] = Counter()
    stolen: Counter[str] = Counter()
    with databases.copy("sqlite", "empty") as url:
        app = create_app(Settings.for_tests(url))
        app.testing, app.test_client_class = True, FlaskClient  # these pages are inspected elsewhere
        for number in range(EACH * len(STORIES)):
            story = STORIES[number % len(STORIES)]
            one = Story(app, clock, number)
            one.ask()
            entered[story.__name__] += story(one)
        for number in range(5 * len(NEVER)):
            story = NEVER[number % len(NEVER)]
            one = Story(app, clock, 1000 + number)
            one.ask()
            stolen[story.__name__] += story(one)
        app.extensions["database"].dispose()
    total = EACH * len(STORIES)
    print(f"Sign-ins: {sum(entered.values())} of {total} entered {dict(entered)}")
    print(f"Never: {sum(stolen.values())} of {5 * len(NEVER)} {dict(stolen)}")
    assert sum(entered.values()) >= GOOD * total
    assert not sum(stolen.values())


@pytest.mark.sqlite
def test_a_scanner_that_runs_scripts_consumes_nothing(databases, browser: Browser) -> None:
    """A real browser opens the link and runs what it finds, for someone else; then Amina clicks."""
    port = server.free_port()
    base = f"http://localhost:{port}"
    with databases.copy("sqlite", "empty") as url:
        for app in prepared(create_app(Settings.for_tests(url, base_url=base))):
            running = make_server("127.0.0.1", port, app, threaded=True)
            thread = threading.Thread(target=running.serve_forever)
            thread.start()
            amina = Person("Amina", app.test_client())
            page = amina.follow(amina.send(amina.get("/connexion"), {"email": "amina@mairie.example"}))
            context = browser.new_context(base_url=base)
            seen = context.new_page()
            for _ in range(2):
                seen.goto(mailbox.link(app, "amina@mairie.example"))
                seen.wait_for_load_state("networkidle")
            assert seen.get_by_role("button", name="Me connecter ici").is_visible()
            assert "_user_id" not in str(context.cookies())
            context.close()
            assert amina.send(page, {"code": mailbox.code(app, "amina@mairie.example")}).status_code == 303
            running.shutdown()
            thread.join()
            running.server_close()
