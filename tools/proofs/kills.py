"""R1: workers are killed while people take quizzes. What was acknowledged is there, once, whole."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from sqlalchemy import select, text

from lms import db
from lms.learning.models import Answer, Attempt, Enrolment, Learner, Mark
from tests.support.quizzes import QUIZ
from tools.proofs import ground, workers
from tools.proofs.browser import Browser, Refused
from tools.proofs.ground import QUESTIONS, Known, Verdict

PERSONS = 60
CLIENTS = 6
KILL_EVERY = 0.12  # seconds on average


@dataclass
class Submission:
    """What the server said yes to, from starting a quiz to handing it in."""

    person_id: int
    start_id: str
    attempt_id: int | None = None
    answers: dict[int, tuple[str, str]] = field(default_factory=dict)  # by number: client id, choice
    handed_in: bool = False
    refusal: str = ""


@dataclass
class Ledger:
    """Everything that was acknowledged, written down by those to whom it was."""

    submissions: list[Submission] = field(default_factory=list)
    cuts: int = 0
    failures: int = 0

    def whole(self) -> int:
        return sum(one.handed_in for one in self.submissions)


def take_quiz(browser: Browser, known: Known, chance: random.Random, ledger: Ledger) -> None:
    """Start, answer ten questions, hand in. Each form has its own id, and is sent again until it is answered."""
    door = browser.insist("GET", QUIZ, expected=200).hidden()
    done = Submission(known.person_id, str(uuid4()))
    ledger.submissions.append(done)
    try:
        start = {"csrf_token": door["csrf_token"], "client_id": done.start_id}
        place = browser.insist("POST", QUIZ, start, expected=303).location
        attempt = place.removeprefix(f"{QUIZ}/").partition("/")[0]
        done.attempt_id = int(attempt)
        for number in range(1, QUESTIONS + 1):
            given, client_id = chance.choice(("juste", "faux")), str(uuid4())
            form = {"csrf_token": door["csrf_token"], "client_id": client_id, "vu": "", "reponse": given}
            browser.insist("POST", f"{QUIZ}/{attempt}/{number}", form, expected=303)
            done.answers[number] = (client_id, given)
        browser.insist("POST", f"{QUIZ}/{attempt}/relire", {"csrf_token": door["csrf_token"]}, expected=303)
        done.handed_in = True
    except Refused as refusal:
        done.refusal = str(refusal)


def run_clients(
    address: str, killed: Callable[[], int], people: list[Known], *, kills: int, submissions: int, seed: int
) -> Ledger:
    """Take quizzes until there were that many kills and that many submissions."""
    ledger, left = Ledger(), threading.Semaphore(submissions)
    broken = threading.Event()

    def live(number: int) -> None:
        chance, turn = ground.chooser(seed, number), 0
        mine = [Browser(address, one.cookie) for one in people[number::CLIENTS]]
        hers = people[number::CLIENTS]
        while (left.acquire(blocking=False) or killed() < kills) and not broken.is_set():
            try:
                take_quiz(mine[turn % len(mine)], hers[turn % len(hers)], chance, ledger)
            except Refused as refusal:  # not even the door: nothing was promised, and something is wrong
                ledger.submissions.append(Submission(hers[0].person_id, "", refusal=str(refusal)))
                broken.set()
            turn += 1
        ledger.cuts += sum(one.cuts for one in mine)
        ledger.failures += sum(one.failures for one in mine)

    threads = [threading.Thread(target=live, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ledger


def compare(url: str, ledger: Ledger) -> dict[str, list[str]]:
    """Look for each acknowledged thing in the database; return what is lost, doubled, or half done."""
    engine = db.make_engine(url)
    with db.reading(engine) as connection:
        columns = select(Attempt.id, Attempt.start_id, Attempt.questions, Attempt.finished_at, Learner.person_id)
        attempts = {
            row.id: row
            for row in connection.execute(columns.join(Enrolment, Enrolment.id == Attempt.enrolment_id).join(Learner))
        }
        answers: dict[int, list] = {}
        events = select(Answer.attempt_id, Answer.question_key, Answer.client_id, Answer.given, Mark.revision)
        for row in connection.execute(events.outerjoin(Mark, Mark.answer_id == Answer.id).order_by(Answer.id)):
            answers.setdefault(row.attempt_id, []).append(row)
        corrupt = ""
        if engine.dialect.name == "sqlite":
            said = connection.execute(text("PRAGMA integrity_check")).scalar_one()
            corrupt = "" if said == "ok" else str(said)
    engine.dispose()
    lost, doubled, partial = [], [], [corrupt] if corrupt else []
    for one in ledger.submissions:
        if one.refusal:
            lost.append(one.refusal)
        if one.attempt_id is None:
            continue
        row = attempts.get(one.attempt_id)
        if row is None or row.person_id != one.person_id:
            lost.append(f"attempt {one.attempt_id}")
            continue
        kept = {event.client_id: (event.question_key, event.given) for event in answers.get(row.id, ())}
        for number, (client_id, given) in one.answers.items():
            if kept.get(client_id) != (row.questions[number - 1], {"choices": [given]}):
                lost.append(f"answer {number} of attempt {row.id}")
        if one.handed_in and row.finished_at is None:
            lost.append(f"handing in of attempt {row.id}")
    starts = Counter(row.start_id for row in attempts.values())
    doubled += [f"attempt {start}" for start, times in starts.items() if times > 1]
    for attempt, row in attempts.items():
        events = answers.get(attempt, [])
        times = Counter(event.question_key for event in events)
        doubled += [f"answer {key} of attempt {attempt}" for key, number in times.items() if number > 1]
        marked = sum(event.revision is not None for event in events)
        if marked != (len(row.questions) if row.finished_at else 0):
            partial.append(f"attempt {attempt}: {marked} marks")
    return {"lost": lost, "doubled": doubled, "partial": partial}


def prove(
    url: str,
    kind: str,
    *,
    kills: int,
    submissions: int,
    seed: int = 1,
    broken: str = "",
    kill_every: float = KILL_EVERY,
) -> Verdict:
    """Run one campaign on an empty up-to-date database."""
    ground.publish_quiz(url)
    app = ground.make_app(url)
    count = min(PERSONS, max(CLIENTS, submissions))
    people = [ground.sign_in(app, f"personne{number}")[0] for number in range(count)]
    app.extensions["database"].dispose()
    started = time.monotonic()
    with workers.serving(url, kill_every=kill_every, broken=broken) as killed:
        ledger = run_clients(
            killed.address, lambda: killed.count, people, kills=kills, submissions=submissions, seed=seed
        )
        done = killed.count
    found = compare(url, ledger)
    figures = {
        "arrêts brutaux": done,
        "envois de 10 réponses": ledger.whole(),
        "réponses accusées": sum(len(one.answers) for one in ledger.submissions),
        "lignes coupées": ledger.cuts,
        "erreurs 5xx": ledger.failures,
        "perdues": len(found["lost"]),
        "en double": len(found["doubled"]),
        "à moitié": len(found["partial"]),
        "secondes": round(time.monotonic() - started),
    }
    faults = [f"{name}: {fault}" for name, faults in found.items() for fault in faults]
    if done < kills or ledger.whole() < submissions:
        faults.append("not enough kills or submissions")
    return Verdict(f"R1 arrêts brutaux, {kind}", figures, faults)


def run(url: str | None, count: int) -> list[Verdict]:
    return ground.each_database(url, lambda kind, made: prove(made, kind, kills=count, submissions=count))
