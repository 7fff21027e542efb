"""R7: one person, one quiz, two devices, in any order. Nothing acknowledged is overwritten without her knowing.

Each interleaving is drawn from a seed: open a question, answer from a page that may be old, send it again, answer from
both devices at the same moment, sign out and come back, hand in, look. The model is what she was told; the figures
say how often she was told that two versions exist.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import select

from lms import db
from lms.learning.models import Answer, Attempt
from tests.support.quizzes import QUIZ
from tools.proofs import ground
from tools.proofs.browser import InProcess, Page
from tools.proofs.ground import QUESTIONS, Verdict

ACTIONS = 12
QUESTIONS_USED = 2  # of ten: so that the devices meet
PER_PERSON = 10
CHOICES = {"juste": "La bonne réponse", "faux": "La mauvaise réponse"}
WEIGHTS = {"open": 4, "answer": 8, "again": 2, "together": 3, "leave": 1, "hand_in": 1, "look": 1}


@dataclass
class Sheet:
    """A page that a device still shows: a question's form."""

    number: int
    fields: dict[str, str]
    sent: str = ""  # the choice it was sent with


@dataclass
class Told:
    """What she knows to be kept for a question: the last answer she was told yes for."""

    client_id: str
    given: str


@dataclass
class Story:
    """One interleaving. `kept` is by question, `accepted` every answer that was said to be saved."""

    app: Flask
    name: str
    chance: random.Random
    devices: list[InProcess]
    base: str = ""
    sheets: list[dict[int, Sheet]] = field(default_factory=lambda: [{}, {}])
    kept: dict[int, Told] = field(default_factory=dict)
    accepted: dict[str, str] = field(default_factory=dict)
    over: bool = False
    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def begin(self) -> None:
        door = self.devices[0].insist("GET", QUIZ, expected=200)
        first = self.devices[0].insist("POST", QUIZ, door.hidden(), expected=303).location
        self.base = first.rpartition("/")[0]
        for number in range(1, QUESTIONS_USED + 1):
            self.open(0, number)
            self.open(1, number)

    def step(self) -> None:
        action = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        getattr(self, action)(self.chance.randrange(2), self.chance.randint(1, QUESTIONS_USED))

    def open(self, device: int, number: int) -> None:
        page = self.devices[device].ask("GET", f"{self.base}/{number}")
        if page.status == 200:
            self.sheets[device][number] = Sheet(number, page.hidden())
            told = self.kept.get(number)
            if page.hidden()["vu"] != (told.client_id if told else ""):
                self.faults.append(f"{self.base}/{number}: the page does not show what was acknowledged")
        elif not self.over:
            self.faults.append(f"{self.base}/{number}: {page.status} before handing in")

    def answer(self, device: int, number: int) -> None:
        """Send what the device shows, however old, with any choice: a form may also be sent a second time otherwise."""
        sheet = self.sheets[device].get(number)
        if sheet is not None:
            given = self.chance.choice(list(CHOICES))
            self.answered(device, sheet, given, self.send(device, sheet, given))

    def again(self, device: int, number: int) -> None:
        """The network was slow: she sends the same thing twice."""
        sheet = self.sheets[device].get(number)
        if sheet is not None and sheet.sent:
            self.answered(device, sheet, sheet.sent, self.send(device, sheet, sheet.sent))

    def together(self, _device: int, number: int) -> None:
        """Both devices answer otherwise at the same moment."""
        sheets = [shown.get(number) for shown in self.sheets]
        if (
            sheets[0] is None
            or sheets[1] is None
            or any(one.fields["client_id"] in self.accepted for one in sheets if one)
        ):
            return
        gate, choices = threading.Barrier(2), self.chance.sample(list(CHOICES), 2)

        def send(device: int) -> Page:
            gate.wait()
            return self.send(device, sheets[device], choices[device])

        with ThreadPoolExecutor(2) as pool:
            pages = list(pool.map(send, range(2)))
        said = [self.accepted_by(page) for page in pages]
        self.seen["en même temps"] += 1
        told = self.kept.get(number)
        # the one that was told yes came first, and before any other the one that says what was there already
        order = sorted(range(2), key=lambda one: (not said[one], told is None or choices[one] != told.given))
        for device in order:
            self.answered(device, sheets[device], choices[device], pages[device])

    def leave(self, device: int, _number: int) -> None:
        """Sign out; her pages stay open; sign in again."""
        browser = self.devices[device]
        page = browser.ask("GET", "/mon-compte")
        browser.ask("POST", "/deconnexion", page.hidden())
        self.seen["déconnexions"] += 1
        if self.sheets[device] and self.chance.random() < 0.5:
            sheet = self.chance.choice(list(self.sheets[device].values()))
            self.answered(device, sheet, "juste", self.send(device, sheet, "juste"))
        self.devices[device] = InProcess(self.app, ground.sign_in(self.app, self.name)[0].cookie)

    def hand_in(self, device: int, _number: int) -> None:
        if self.chance.random() < 0.7 and not self.over:
            return  # most stories go on
        page = self.devices[device].ask("GET", f"{self.base}/relire")
        if page.status == 200:
            self.devices[device].insist("POST", f"{self.base}/relire", page.hidden(), expected=303)
        elif not self.over:
            self.faults.append(f"{self.base}/relire: {page.status} before handing in")
        self.over = True

    def look(self, device: int, _number: int) -> None:
        """Reload the list of answers: each one she was told yes for is there."""
        page = self.devices[device].ask("GET", f"{self.base}/relire")
        if page.status == 200:
            for number, told in self.kept.items():
                row = page.text.partition(f'/{number}">')[2].partition("</li>")[0]
                if CHOICES[told.given] not in row:
                    self.faults.append(f"{self.base}/relire: answer {number} is not the one acknowledged")

    def send(self, device: int, sheet: Sheet, given: str) -> Page:
        sheet.sent = sheet.sent or given
        return self.devices[device].ask("POST", f"{self.base}/{sheet.number}", {**sheet.fields, "reponse": given})

    def accepted_by(self, page: Page) -> bool:
        return page.status == 303 and page.location.startswith(self.base)

    def answered(self, device: int, sheet: Sheet, given: str, page: Page) -> None:
        """Compare what the server said with what she knows."""
        number, client_id, told = sheet.number, sheet.fields["client_id"], self.kept.get(sheet.number)
        where = f"{self.base}/{number}"
        if self.accepted_by(page):
            if client_id in self.accepted:
                if self.accepted[client_id] != given:
                    self.faults.append(f"{where}: a form was accepted twice with two contents")
                return
            if told is not None and told.given == given:
                return  # it says the same
            if self.over:
                self.faults.append(f"{where}: accepted after handing in")
            if told is not None and sheet.fields["vu"] != told.client_id:
                self.faults.append(f"{where}: « {told.given} » was overwritten by « {given} » without a word")
            self.kept[number], self.accepted[client_id] = Told(client_id, given), given
        elif page.status == 409:
            self.seen["prévenue"] += 1
            self.warned(device, sheet, given, page)
        elif page.status == 400 or (page.status == 303 and page.location.startswith("/connexion")):
            self.seen["à renvoyer"] += 1
        else:
            self.faults.append(f"{where}: {page.status} {page.location}")

    def warned(self, device: int, sheet: Sheet, given: str, page: Page) -> None:
        """The page of a conflict shows both; she keeps hers, or what was there."""
        number, told = sheet.number, self.kept.get(sheet.number)
        if "Deux réponses" not in page.text:
            if not self.over and sheet.fields["client_id"] not in self.accepted:
                self.faults.append(f"{self.base}/{number}: refused without showing what is kept")
            return
        self.seen["deux versions"] += 1
        if told is None or not all(words in page.text for words in (CHOICES[told.given], CHOICES[given])):
            self.faults.append(f"{self.base}/{number}: the conflict does not show both versions")
            return
        if self.chance.random() < 0.5:
            mine = Sheet(number, page.hidden())
            self.answered(device, mine, given, self.send(device, mine, given))

    def end(self) -> None:
        """Hand in, then look at what is stored: the last answer she was told yes for counts, and none has left."""
        page = self.devices[0].ask("GET", f"{self.base}/relire")
        if page.status == 200:
            self.devices[0].insist("POST", f"{self.base}/relire", page.hidden(), expected=303)
        self.over = True
        for device, shown in enumerate(self.sheets):
            for sheet in shown.values():
                self.answered(device, sheet, "faux", self.send(device, sheet, "faux"))
        attempt = int(self.base.rpartition("/")[2])
        with db.reading(self.app.extensions["database"]) as reader:
            questions = reader.execute(select(Attempt.questions).where(Attempt.id == attempt)).scalar_one()
            rows = reader.execute(
                select(Answer.question_key, Answer.client_id, Answer.given)
                .where(Answer.attempt_id == attempt)
                .order_by(Answer.id)
            ).all()
        last = {row.question_key: row.given for row in rows}
        for number, told in self.kept.items():
            if last.get(questions[number - 1]) != {"choices": [told.given]}:
                self.faults.append(f"{self.base}/{number}: what counts is not what was acknowledged last")
        gone = self.accepted.keys() - {row.client_id for row in rows}
        if gone or len(last) != QUESTIONS:
            self.faults.append(
                f"{self.base}: {len(gone)} acknowledged answers have left, {len(last)} questions answered"
            )


def prove(url: str, kind: str, *, interleavings: int, seed: int = 1) -> Verdict:
    """Play that many on an empty up-to-date database."""
    started = time.monotonic()
    ground.publish_quiz(url)
    app = ground.make_app(url)
    faults: list[str] = []
    seen: Counter[str] = Counter(dict.fromkeys(("prévenue", "deux versions", "en même temps", "déconnexions"), 0))
    accepted = 0
    for number in range(interleavings):
        if number % PER_PERSON == 0:
            name = f"amina{number}"
        devices = [InProcess(app, known.cookie) for known in ground.sign_in(app, name, 2)]
        story = Story(app, name, ground.chooser(seed, number), devices)
        story.begin()
        for _ in range(ACTIONS):
            story.step()
        story.end()
        accepted += len(story.accepted)
        seen.update(story.seen)
        faults += [f"interleaving {number}: {fault}" for fault in story.faults]
    app.extensions["database"].dispose()
    figures = {
        "entrelacements": interleavings,
        "réponses accusées": accepted,
        **seen,
        "écrasements ou écarts": len(faults),
        "secondes": round(time.monotonic() - started),
    }
    return Verdict(f"R7 deux appareils, {kind}", figures, faults)


def run(url: str | None, count: int) -> list[Verdict]:
    return ground.each_database(url, lambda kind, made: prove(made, kind, interleavings=count))
