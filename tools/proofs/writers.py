"""R4: fifty people answer at once, without a pause. None is told that the database is locked, none waits a second."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.client import HTTPException
from uuid import uuid4

from tests.support import example, serving
from tools import bench
from tools.proofs import ground
from tools.proofs.browser import Browser
from tools.proofs.ground import Verdict

PEOPLE = 50
STEP = f"/modules/{example.COURSE}/{example.LESSON}/message"
SLOWEST = 1.0  # seconds, for 99 of 100


@contextmanager
def real_server(url: str) -> Iterator[str]:
    """As `make run` starts it."""
    with bench.serve(url, "wsgi:app") as (address, _process):
        yield address


def prove(
    url: str,
    kind: str,
    *,
    seconds: float,
    people: int = PEOPLE,
    serve: Callable[[str], AbstractContextManager[str]] = real_server,
    secret_key: str = serving.SECRET_KEY,
) -> Verdict:
    """Answer questions for that long on an empty up-to-date database."""
    ground.publish_quiz(url)
    app = ground.make_app(url, secret_key=secret_key)
    cookies = [ground.sign_in(app, f"personne{number}")[0].cookie for number in range(people)]
    app.extensions["database"].dispose()
    statuses: Counter[int] = Counter()
    waits: list[float] = []
    with serve(url) as address:
        browsers = [Browser(address, cookie) for cookie in cookies]
        fields = [browser.insist("GET", STEP, expected=200).hidden() for browser in browsers]
        until = time.monotonic() + seconds

        def write(browser: Browser, form: dict[str, str]) -> None:
            while time.monotonic() < until:
                begun = time.monotonic()
                try:
                    status = browser.ask("POST", STEP, {**form, "client_id": str(uuid4()), "reponse": "nsp"}).status
                except (OSError, HTTPException):
                    status = 0
                waits.append(time.monotonic() - begun)
                statuses[status] += 1

        threads = [
            threading.Thread(target=write, args=(browser, form)) for browser, form in zip(browsers, fields, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    slowest = ground.percentile(waits, 0.99)
    failed = sum(statuses.values()) - statuses[303]
    figures = {
        "personnes": people,
        "secondes": seconds,
        "réponses": statuses[303],
        "échecs": failed,
        "p50 ms": round(1000 * ground.percentile(waits, 0.5)),
        "p99 ms": round(1000 * slowest),
    }
    faults = [f"{number} answers {status}" for status, number in statuses.items() if status != 303]
    if slowest > SLOWEST:
        faults.append(f"one in a hundred waits {slowest:.2f} s or more")
    return Verdict(f"R4 écritures simultanées, {kind}", figures, faults)


def run(url: str | None, count: int) -> list[Verdict]:
    return ground.each_database(url, lambda kind, made: prove(made, kind, seconds=count))
