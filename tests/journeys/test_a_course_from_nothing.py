"""Bruno makes a course of two lessons and six questions, no two of the same kind, and publishes it: an élue takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support import members
from tests.support.browsing import WIDE
from tests.support.hands import Effort, Finger, Hand, Keys, follow
from tests.support.members import BRUNO

WAYS: dict[str, Callable[[Page], Hand]] = {"clicks": Finger, "keys": Keys}
MOST = 300  # seconds


@dataclass
class Desk:
    """Bruno before a page."""

    hand: Hand

    @property
    def page(self) -> Page:
        return self.hand.page

    def field(self, name: str) -> Locator:
        return self.page.locator(f"[name='{name}']")

    def write(self, **words: str) -> None:
        """Fill in fields of the builder one after the other; « __ » in a name stands for « - »."""
        for name, text in words.items():
            self.hand.write(self.field("q-" + name.replace("__", "-")), text)

    def rewrite(self, name: str, words: str) -> None:
        """What is there is selected, then typed over."""
        field = self.field(name)
        self.hand.effort.keys += 1
        self.hand.write(field, "")
        self.page.keyboard.press("Control+a")
        self.hand.effort.keys += len(words)
        self.page.keyboard.type(words)

    def saved(self) -> None:
        expect(self.page.locator("#etat")).to_contain_text("Enregistré à")
        expect(self.page.locator("#garde")).to_be_hidden()

    def go(self, role: str, name: str) -> None:
        self.follow(self.page.locator("main").get_by_role(role, name=name, exact=True).last)

    def jump(self, name: str) -> None:
        """With keys, to another part of the page by the link that leads there."""
        if isinstance(self.hand, Keys):
            self.hand.press(self.page.locator("main").get_by_role("link", name=name, exact=True))

    def follow(self, what: Locator) -> None:
        """Go to another page; with keys, past its header."""
        follow(self.hand, what)
        if isinstance(self.hand, Keys) and self.page.evaluate("document.activeElement === document.body"):
            self.hand.effort.keys += 2
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Enter")


@pytest.mark.parametrize("way", WAYS)
def test_a_course_from_nothing(way: str, browser: Browser, live_server: str, live_database: str) -> None:
    context = browser.new_context(viewport=WIDE, has_touch=True, reduced_motion="reduce", locale="fr-FR")
    members.sign_in_browser(context, live_database, live_server, BRUNO)
    desk = Desk(WAYS[way](context.new_page()))
    started = monotonic()
    title = f"Essai {way}"
    begin(desk, live_server, title)
    write_the_lessons(desk)
    write_the_quiz(desk)
    publish(desk)
    say(way, desk.hand.effort, monotonic() - started)
    context.close()
    reader = browser.new_context(viewport=WIDE).new_page()
    reader.goto(f"{live_server}/modules")
    reader.get_by_role("link", name=title).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(title)
    expect(reader.get_by_text("Deux")).not_to_have_count(0)
    reader.context.close()


def begin(desk: Desk, site: str, title: str) -> None:
    """A model course, and a second lesson."""
    desk.page.goto(f"{site}/formation")
    desk.go("link", "Nouveau module")
    desk.hand.write(desk.field("titre"), title)
    desk.go("button", "Commencer")
    desk.hand.write(desk.field("titre"), "Deux")
    desk.go("button", "Ajouter une leçon")


def write_the_lessons(desk: Desk) -> None:
    """True or false in the first one; one right answer in the second one, in a step of its own."""
    desk.go("link", "La première leçon")
    desk.go("link", "Vérifiez-vous")
    desk.jump("Question")
    desk.rewrite("q-enonce", "Il peut déléguer.")
    desk.saved()
    desk.jump("Plan du module")
    desk.follow(desk.page.locator(".plan a").filter(has_text="Deux"))
    desk.hand.write(desk.page.locator("#nouveau-titre"), "Qui")
    desk.go("button", "Une question")
    desk.write(enonce="Qui signe ?")
    desk.hand.press(desk.field("q-choix-juste").first)
    desk.write(choix__0__texte="Maire", choix__0__retour="Oui", choix__1__texte="Agent", choix__1__retour="Non")
    desk.write(explication="C’est lui.", source="CGCT")
    desk.saved()


def write_the_quiz(desk: Desk) -> None:
    """Four more kinds."""
    desk.go("link", "Quiz final")
    for kind, ask in QUESTIONS.items():
        choose(desk, kind)
        desk.go("button", "Ajouter")
        ask(desk)
        desk.write(explication="Voilà.", source="CGCT")
        desk.saved()


def choose(desk: Desk, kind: str) -> None:
    """The kind, with arrows or with a wheel."""
    listed = desk.page.locator("#type")
    desk.hand.pick(listed)
    if isinstance(desk.hand, Finger):
        listed.select_option(kind)
    while listed.input_value() != kind:
        desk.hand.effort.keys += 1
        desk.page.keyboard.press("ArrowDown")
    assert listed.input_value() == kind


def several(desk: Desk) -> None:
    desk.write(enonce="Qui vote ?")
    desk.hand.press(desk.field("q-choix-0-juste"))
    desk.write(choix__0__texte="Élus", choix__0__retour="Oui", choix__1__texte="Chats", choix__1__retour="Non")


def number(desk: Desk) -> None:
    desk.write(enonce="Combien ?", valeur="10")


def words(desk: Desk) -> None:
    desk.write(enonce="Quel sigle ?", acceptees="CGCT")


def order(desk: Desk) -> None:
    desk.write(enonce="Quel ordre ?", elements__0__texte="Un", elements__1__texte="Deux", elements__2__texte="Trois")


QUESTIONS = {"choix-multiple": several, "nombre": number, "texte-court": words, "ordre": order}


def publish(desk: Desk) -> None:
    desk.go("link", "Voir tout ce qui reste avant de publier")
    expect(desk.page.locator("#a-corriger")).to_have_text("Rien n’empêche de publier")
    desk.go("button", "Publier")


def say(way: str, effort: Effort, seconds: float) -> None:
    """As in test_first_evening: two and a half seconds to find and press something, three tenths for a key."""
    person = 2.5 * effort.gestures + 0.3 * effort.keys
    print(
        f"A course from nothing, {way}: {seconds:.0f} s for the machine; {effort.gestures} gestures and {effort.keys} "
        f"keys, about {person:.0f} s for a person; at most {MOST}"
    )
    assert seconds <= MOST
    assert person <= MOST
