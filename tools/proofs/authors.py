"""Two authors, one draft, in any order: no text is lost, nothing is overwritten without a word.

Each interleaving is drawn from a seed: open a file, write to it from a page that may be old, send it again, write
both at the same moment, rename it, take it away, bring back an earlier text. The model is a text cut in places: for
each of them, who changed it since the text she had before her. The server must keep exactly what the model keeps, and
refuse exactly when both changed the same place.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import permutations
from uuid import UUID

from sqlalchemy import Engine, func, select

from lms import db
from lms.publishing import drafts
from lms.publishing.drafts import Change, Conflict, Saved
from lms.publishing.drafts.models import DraftChange
from tests.support import drafting
from tools.proofs import ground
from tools.proofs.ground import Verdict

ACTIONS = 14
WEIGHTS = {"open": 4, "write": 9, "again": 2, "together": 3, "rename": 2, "remove": 1, "restore": 1}
LESSON, BANK = "lecons/01-une-lecon.md", "quiz.toml"
HEAD = '+++\ncle = "une-lecon"\ntitre = "{}"\nminutes = 5\n+++\n\n'
_STEP = re.compile(r"^## Étape \{#([\w-]+)\}\n\n(\w+)\n", re.M)
_ROW = re.compile(r'^\[\[questions\]\]\ncle = "([\w-]+)"\nenonce = "(\w+)"\n', re.M)
_TITLE = re.compile(r'^titre = "(\w+)"$', re.M)

Places = dict[str, str]  # key of a step or a question, or "" for the front matter -> the word it holds


def compose(places: Mapping[str, str], *, lesson: bool) -> bytes:
    if lesson:
        steps = (f"## Étape {{#{key}}}\n\n{word}\n\n" for key, word in places.items() if key)
        return (HEAD.format(places[""]) + "".join(steps)).encode()
    rows = (f'[[questions]]\ncle = "{key}"\nenonce = "{word}"\n\n' for key, word in places.items())
    return ("# La banque du quiz\n\n" + "".join(rows)).encode()


def read(data: bytes, *, lesson: bool) -> Places:
    text = data.decode()
    if not lesson:
        return dict(_ROW.findall(text))
    return {"": _TITLE.findall(text)[0], **dict(_STEP.findall(text))}


def joined(base: Places, theirs: Places, mine: Places) -> Places | None:
    """What both wrote since `base`, None when they changed the same place otherwise."""
    found = {}
    for key in {**base, **theirs, **mine}:
        was, their, my = base.get(key), theirs.get(key), mine.get(key)
        if was not in (their, my) and their != my:
            return None
        kept = their if my == was else my
        if kept is not None:
            found[key] = kept
    return found


@dataclass
class Page:
    """What an author has before her: the path and the bytes of a file, "" and nothing when it was gone."""

    path: str
    data: bytes


@dataclass(frozen=True)
class Sent:
    """A form: what it was over, what it said, and what came of it."""

    author: int
    name: str
    base: Page
    data: bytes
    client_id: str
    outcome: Saved | None


@dataclass
class Story:
    """One interleaving. `paths` and `truth` are the model: where each file is, what it holds, None once taken away."""

    engine: Engine
    draft_id: int
    people: tuple[int, int]
    chance: random.Random
    paths: dict[str, str] = field(default_factory=lambda: {"lesson": LESSON, "bank": BANK})
    truth: dict[str, Places | None] = field(default_factory=dict)
    pages: list[dict[str, Page]] = field(default_factory=lambda: [{}, {}])
    sent: list[Sent] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    words: Iterator[str] = field(default_factory=lambda: (f"mot{number}" for number in range(10**6)))

    def begin(self) -> None:
        for name in self.paths:
            self.truth[name] = read(self.stored(name) or b"", lesson=name == "lesson")
            for author in range(2):
                self.open(author, name)

    def step(self) -> None:
        action = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        getattr(self, action)(self.chance.randrange(2), self.chance.choice(("lesson", "lesson", "bank")))
        self.compare(action)

    def open(self, author: int, name: str) -> None:
        data = self.stored(name)
        if data is not None:
            self.pages[author][name] = Page(self.paths[name], data)

    def write(self, author: int, name: str) -> None:
        page = self.pages[author][name]
        self.settle(self.send(author, name, page, self.edited(page.data, name), self.new_id()), page)

    def again(self, _author: int, _name: str) -> None:
        """The network was slow: the same form comes twice. It gives the same, whatever happened since."""
        done = [one for one in self.sent if one.outcome is not None and one.data != one.base.data]
        if not done:
            return
        first, before = self.chance.choice(done), self.mark()
        try:
            outcome = self.save(first.author, first.base, first.data, first.client_id)
        except Conflict:
            outcome = None
        if outcome != first.outcome or self.mark() != before:
            self.faults.append("a form sent twice did something else the second time")

    def together(self, _author: int, name: str) -> None:
        """Both write at the same moment: one of the two orders must explain what each was told."""
        pages = [self.pages[author][name] for author in range(2)]
        texts, ids = [self.edited(page.data, name) for page in pages], [self.new_id(), self.new_id()]
        gate = threading.Barrier(2)

        def send(author: int) -> Sent:
            gate.wait()
            return self.send(author, name, pages[author], texts[author], ids[author])

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(send, range(2)))
        self.seen["en même temps"] += 1
        for order in permutations(done):
            model, told = self.truth[name], []
            for one in order:
                result = self.expected(name, model, one)
                told.append((result is not None) == (one.outcome is not None))
                model = result if result is not None else model
            if all(told) and model == self.found(name):
                self.truth[name] = model
                break
        else:
            self.faults.append("no order explains what two forms sent at once were told")
        for one in done:
            self.learn(one)

    def rename(self, author: int, name: str) -> None:
        """The lesson takes another number, from a page that may be old."""
        page = self.pages[author]["lesson"]
        new = f"lecons/{self.chance.randint(10, 14)}-une-lecon.md"
        digest, now = drafts.digest_of(page.data), self.truth["lesson"]
        changes = (Change(page.path, digest, None), Change(new, "", page.data))
        if new == page.path:
            return
        self.seen["renommées"] += 1
        try:
            drafting.save_many(self.engine, self.draft_id, self.people[author], *changes, client_id=self.new_id())
        except Conflict:
            if now is not None:
                self.faults.append("a lesson was not renamed")
            return
        if now is None:
            self.faults.append("a lesson that is gone was renamed without a word")
        self.paths["lesson"] = new
        self.open(author, "lesson")

    def remove(self, author: int, name: str) -> None:
        page, now = self.pages[author][name], self.truth[name]
        change = Change(page.path, drafts.digest_of(page.data), None)
        unseen = now is not None and self.stored(name) != page.data
        try:
            drafting.save_many(self.engine, self.draft_id, self.people[author], change, client_id=self.new_id())
        except Conflict:
            self.seen["prévenues"] += 1
            if not unseen:
                self.faults.append("a file that had not changed was not taken away")
            return
        if unseen:
            self.faults.append("what another had written was taken away unseen")
        self.truth[name] = None

    def restore(self, author: int, name: str) -> None:
        """An author brings back any text the file had, over what she sees."""
        earlier = [one.data for one in self.sent if one.name == name] or [self.pages[author][name].data]
        self.open(author, name)
        gone = self.truth[name] is None
        page = Page(self.paths[name], b"") if gone else self.pages[author][name]
        self.settle(self.send(author, name, page, self.chance.choice(earlier), self.new_id()), page)

    def edited(self, data: bytes, name: str) -> bytes:
        """Another word in one or two places; now and then a place more, or one less."""
        places = read(data, lesson=name == "lesson")
        for _ in range(self.chance.choice((1, 1, 2))):
            keys = [key for key in places if key]
            what = self.chance.random()
            if what < 0.15 or not places:
                items, at = list(places.items()), self.chance.randint(1, len(places))
                word = next(self.words)
                places = dict([*items[:at], (f"etape-{word}", word), *items[at:]])
            elif what < 0.3 and len(keys) > 2:
                del places[self.chance.choice(keys)]
            else:
                places[self.chance.choice(list(places))] = next(self.words)
        return compose(places, lesson=name == "lesson")

    def expected(self, name: str, now: Places | None, sent: Sent) -> Places | None:
        """What the file must hold once this is saved, None when it must be refused."""
        lesson, mine = name == "lesson", read(sent.data, lesson=name == "lesson")
        if not sent.base.data:
            return mine if now in (None, mine) else None
        if now is None:
            return None
        return joined(read(sent.base.data, lesson=lesson), now, mine)

    def send(self, author: int, name: str, page: Page, data: bytes, client_id: str) -> Sent:
        outcome = None
        try:
            outcome = self.save(author, page, data, client_id)
        except Conflict as conflict:
            self.seen["prévenues"] += 1
            if [clash.mine for clash in conflict.clashes] != [data]:
                self.faults.append("a refused text was not given back")
        one = Sent(author, name, page, data, client_id, outcome)
        self.sent.append(one)
        return one

    def settle(self, one: Sent, page: Page) -> None:
        """Compare what an author was told with the model; a refusal shows her both, and she may insist."""
        result = self.expected(one.name, self.truth[one.name], one)
        if (result is None) != (one.outcome is None):
            self.faults.append(f"{'refused' if one.outcome is None else 'accepted'} against the model: {one}")
        if one.outcome is not None:
            self.truth[one.name] = result
            self.seen["réunies"] += one.outcome.merged
            self.learn(one)
        elif self.chance.random() < 0.5 and self.truth[one.name] is not None:
            self.open(one.author, one.name)
            shown = self.pages[one.author][one.name]
            again = self.send(one.author, one.name, shown, one.data, self.new_id())
            self.truth[one.name] = self.expected(one.name, self.truth[one.name], again)

    def learn(self, one: Sent) -> None:
        """Her page shows what was saved, or, as often as not, stays as it was."""
        if one.outcome is not None and self.chance.random() < 0.6:
            self.open(one.author, one.name)

    def save(self, author: int, page: Page, data: bytes, client_id: str) -> Saved:
        return drafting.save(
            self.engine, self.draft_id, self.people[author], data, base=page.data, path=page.path, client_id=client_id
        )

    def stored(self, name: str) -> bytes | None:
        with db.reading(self.engine) as reader:
            return drafts.draft_files(reader, self.draft_id).get(self.paths[name])

    def found(self, name: str) -> Places | None:
        data = self.stored(name)
        return None if data is None else read(data, lesson=name == "lesson")

    def mark(self) -> tuple[dict[str, bytes], int]:
        with db.reading(self.engine) as reader:
            done = select(func.count()).select_from(DraftChange).where(DraftChange.draft_id == self.draft_id)
            return drafts.draft_files(reader, self.draft_id), reader.execute(done).scalar_one()

    def new_id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128)))

    def compare(self, action: str) -> None:
        for name in self.paths:
            if self.found(name) != self.truth[name]:
                self.faults.append(f"after « {action} », the {name} is {self.found(name)}, not {self.truth[name]}")
                self.truth[name] = self.found(name)

    def end(self) -> None:
        """Every text that was accepted can be read again, byte for byte."""
        with db.reading(self.engine) as reader:
            for one in self.sent:
                try:
                    known = drafts.text_of(reader, self.draft_id, drafts.digest_of(one.data)) == one.data
                except drafts.TextUnknown:
                    known = False
                if one.outcome is not None and not known and one.data != one.base.data:
                    self.faults.append(f"an accepted text is lost: {one}")


def play(engine: Engine, people: tuple[int, int], number: int, chance: random.Random) -> Story:
    """One interleaving, on a draft of its own."""
    key = f"module-{number}"
    lesson = {"": "titre0", **{f"etape-{place}": f"depart{place}" for place in range(4)}}
    bank = {f"question-{place}": f"depart{place}" for place in range(3)}
    files = {LESSON: compose(lesson, lesson=True), BANK: compose(bank, lesson=False)}
    draft_id = drafting.begin(engine, people[0], files, key=key)
    drafting.share(engine, draft_id, people[0], people[1])
    story = Story(engine, draft_id, people, chance)
    story.begin()
    for _ in range(ACTIONS):
        story.step()
    story.end()
    return story


def prove(url: str, kind: str, *, interleavings: int, seed: int = 1, first: int = 0) -> Verdict:
    """Play that many on an empty up-to-date database."""
    started = time.monotonic()
    engine = db.make_engine(url)
    people = drafting.person(engine, "Bruno"), drafting.person(engine, "Karima")
    faults: list[str] = []
    seen: Counter[str] = Counter(dict.fromkeys(("réunies", "prévenues", "en même temps", "renommées"), 0))
    forms = 0
    for number in range(first, first + interleavings):
        story = play(engine, people, number, ground.chooser(seed, number))
        forms += len(story.sent)
        seen.update(story.seen)
        faults += [f"interleaving {number}: {fault}" for fault in story.faults]
    engine.dispose()
    figures = {
        "entrelacements": interleavings,
        "textes envoyés": forms,
        **seen,
        "pertes ou écrasements": len(faults),
        "secondes": round(time.monotonic() - started),
    }
    return Verdict(f"Deux auteurs, {kind}", figures, faults)


def run(url: str | None, count: int) -> list[Verdict]:
    return ground.each_database(url, lambda kind, made: prove(made, kind, interleavings=count))
