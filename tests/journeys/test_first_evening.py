"""Amina’s first evening, on a telephone: from the secretary’s e-mail to an attestation that a stranger verifies."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect

from lms.app import create_app
from lms.settings import Settings
from tests.support import example, mailbox, serving
from tests.support.browsing import NARROW
from tests.support.hands import Effort, Finger, Hand, Keys, follow, take
from tests.test_cli import lms

FIRST_LESSON = 60  # seconds after the invitation is opened
ANSWERS = {
    "La commune peut demander à l’habitant de renvoyer sa demande par courrier.": "Faux",
    "Un message arrive un vendredi. L’accusé de réception doit partir\N{NO-BREAK SPACE}:": "dans les dix jours ouvrés",
}
WAYS: dict[str, tuple[Callable[[Page], Hand], bool]] = {
    "touch": (Finger, True),
    "keys": (Keys, True),
    "no-script": (Finger, False),
}


@dataclass
class Evening:
    """Somebody’s hand on her telephone, and the e-mails she receives."""

    hand: Hand
    site: str
    letters: Callable[[], list[str]]
    scripts: bool

    @property
    def page(self) -> Page:
        return self.hand.page

    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()


@pytest.fixture(params=WAYS)
def evening(
    request: pytest.FixtureRequest, browser: Browser, live_server: str, live_database: str
) -> Iterator[Evening]:
    way, scripts = WAYS[request.param]
    email = f"nouvelle.{request.param}@mairie.example"
    app = create_app(Settings.for_tests(live_database, base_url=live_server, secret_key=serving.SECRET_KEY))
    name = ("--given-name", "Amina", "--family-name", "Berthier")
    done = lms(app, "people", "invite", email, *name, "--course", example.COURSE)
    assert done.exit_code == 0, done.output
    context = browser.new_context(
        viewport=NARROW, has_touch=True, java_script_enabled=scripts, reduced_motion="reduce", locale="fr-FR"
    )
    yield Evening(way(context.new_page()), live_server, lambda: mailbox.letters(app, email), scripts)
    context.close()
    app.extensions["database"].dispose()


def test_the_first_evening(evening: Evening, browser: Browser, tmp_path: Path) -> None:
    hand, page = evening.hand, evening.page
    opened = monotonic()
    arrive(evening)
    assert urlsplit(page.url).path == f"/modules/{example.COURSE}"
    follow(hand, page.get_by_role("link", name=re.compile("^Commencer")))
    assert re.fullmatch(rf"/modules/{example.COURSE}/\w+/\w+", urlsplit(page.url).path)
    say(hand.effort, monotonic() - opened)
    take_the_lessons(evening)
    pass_the_quiz(evening)
    file = obtain_the_attestation(evening, tmp_path)
    verify_as_a_stranger(browser, evening.site, file)


def arrive(evening: Evening) -> None:
    """The invitation, the code of the e-mail, name, function and commune."""
    hand, page = evening.hand, evening.page
    (invitation,) = evening.letters()
    (link,) = re.findall(r"https?://\S+/invitation/\S+", invitation)
    page.goto(link)
    assert evening.heading() == "Votre invitation"
    follow(hand, page.get_by_role("button", name="Recevoir mon code"))
    code = re.search(r"^(\d{3})\s(\d{3})$", evening.letters()[-1], re.M)
    assert code
    hand.write(page.get_by_label("Code reçu par e-mail"), "".join(code.groups()))
    follow(hand, page.get_by_role("button", name="Entrer"))
    assert evening.heading() == "Bienvenue"
    assert page.get_by_label("Prénom").input_value() == "Amina"
    hand.pick(page.get_by_label("Votre fonction"))
    choose_commune(evening)
    follow(hand, page.get_by_role("button", name="Continuer"))


def choose_commune(evening: Evening) -> None:
    """One of four of the same name."""
    hand, page = evening.hand, evening.page
    hand.write(page.locator("#commune"), "saint-denis")
    if not evening.scripts:
        follow(hand, page.get_by_role("button", name="Chercher"))
        hand.tick(page.get_by_role("radio", name=re.compile(r"\bAude\b")))
        return
    option = page.get_by_role("option", name=re.compile(r"\bAude\b"))
    expect(option).to_be_visible()
    if isinstance(hand, Keys):
        for _ in range(page.get_by_role("option").count()):
            page.keyboard.press("ArrowDown")
            if option.get_attribute("aria-selected") == "true":
                break
        page.keyboard.press("Enter")
    else:
        hand.press(option)
    expect(page.locator("#commune")).to_have_value("Saint-Denis (11)")


def say(effort: Effort, seconds: float) -> None:
    """Print what the machine took, and what a person would take: nobody is as fast as a script.

    Two and a half seconds to find and press something, three tenths for a key, twenty seconds to open the e-mail and
    read the code: the keystroke-level model (Card, Moran and Newell), for a slow hand.
    """
    person = 2.5 * effort.gestures + 0.3 * effort.keys + 20
    print(
        f"First lesson: {seconds:.1f} s for the machine; {effort.gestures} gestures and {effort.keys} keys, "
        f"about {person:.0f} s for a person; at most {FIRST_LESSON}"
    )
    assert seconds <= FIRST_LESSON
    assert person <= FIRST_LESSON


def take_the_lessons(evening: Evening) -> None:
    hand, page = evening.hand, evening.page
    take(hand)
    follow(hand, page.get_by_role("link", name=re.compile("^Leçon suivante")))
    take(hand)


def pass_the_quiz(evening: Evening) -> None:
    hand, page = evening.hand, evening.page
    follow(hand, page.get_by_role("link", name="Passer le quiz final"))
    follow(hand, page.get_by_role("button", name="Commencer"))
    while not urlsplit(page.url).path.endswith("/relire"):
        right = ANSWERS[evening.heading()]
        hand.tick(page.get_by_role("radio", name=right))
        follow(hand, page.locator("main form.question .suite button").first)
    follow(hand, page.get_by_role("button", name="Remettre mes réponses"))
    assert evening.heading() == "2 sur 2. Le quiz est réussi."


def obtain_the_attestation(evening: Evening, folder: Path) -> Path:
    hand, page = evening.hand, evening.page
    follow(hand, page.get_by_role("button", name="Obtenir mon attestation"))
    assert evening.heading() == "Votre attestation"
    with page.expect_download() as waited:
        hand.press(page.get_by_role("link", name=re.compile("^Télécharger")))
    kept = folder / waited.value.suggested_filename
    waited.value.save_as(kept)
    return kept


def verify_as_a_stranger(browser: Browser, site: str, file: Path) -> None:
    """By the address that the document carries, then by the file itself; without an account."""
    with pikepdf.open(io.BytesIO(file.read_bytes())) as document:
        links = [str(one.A.URI) for one in document.pages[0].get("/Annots", []) if "/A" in one]
    address = next(one for one in links if one.startswith(f"{site}/verifier/ETF-"))
    context = browser.new_context(viewport=NARROW, locale="fr-FR")
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette attestation est valable")
    expect(page.locator("main")).to_contain_text("Amina Berthier")
    page.goto(f"{site}/verifier")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("attestation")
    expect(page.locator("main")).to_contain_text("Amina Berthier")
    assert not context.cookies() or not any("user" in one["name"] for one in context.cookies())
    context.close()
