"""A server made to be killed: workers that share one socket, each serving one request at a time.

    python -m tools.proofs.workers sqlite:///… --kill-every 0.05 [--broken acknowledge-first]

The application is loaded once and forked, so that a new worker takes the place of a dead one at once. It says its
port on the first line, then one line for each worker it has killed. It ends, with its workers, when its input closes.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import event
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.support.quizzes import QUIZ
from tools.proofs import breaking, browser, ground

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
WORKERS = 4
LINGERING = 0.003  # seconds at most, before committing and before answering: where a kill hurts


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """The application has its own journal."""


class Workers:
    """The processes behind one listening socket."""

    def __init__(self, app: Flask, count: int) -> None:
        self.app = app
        self.listening = socket.create_server((HOST, 0), backlog=256)
        self.port: int = self.listening.getsockname()[1]
        self.running = {self._fork() for _ in range(count)}

    def _fork(self) -> int:
        number = os.fork()
        if number:
            return number
        code = 1
        try:
            random.seed(os.urandom(8))
            os.set_blocking(self.listening.fileno(), False)  # all are woken up by a visitor, one gets her
            self.app.extensions["database"].dispose(close=False)  # the parent's connections are the parent's
            server = make_server(HOST, self.port, self.app, request_handler=Quiet, fd=self.listening.fileno())
            server.serve_forever()
            code = 0
        finally:
            os._exit(code)

    def kill_one(self) -> None:
        """SIGKILL, anywhere in its work; another takes its place."""
        number = random.choice(sorted(self.running))
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)
        self.running.remove(number)
        self.running.add(self._fork())

    def stop(self) -> None:
        for number in self.running:
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)


def linger(app: Flask) -> None:
    """Widen the moments where a kill may lose or double something."""
    inner = app.wsgi_app

    @event.listens_for(app.extensions["database"], "commit")
    def before_commit(_connection: Any) -> None:
        time.sleep(random.random() * LINGERING)

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = inner(environ, start_response)
        time.sleep(random.random() * LINGERING)
        return answer

    app.wsgi_app = slow  # type: ignore[method-assign]


def warm_up(app: Flask) -> None:
    """Take a quiz once before forking: workers that live a tenth of a second have no time to prepare templates."""
    known = ground.sign_in(app, "eveil")[0]
    client = app.test_client()
    name, _, value = known.cookie.partition("=")
    client.set_cookie(name, value)
    fields = browser.hidden_fields(client.get(QUIZ).text)
    place = client.post(QUIZ, data=fields).location
    client.post(place, data={**fields, "client_id": str(uuid4()), "reponse": "juste"})
    client.post(f"{place.rpartition('/')[0]}/relire", data=fields)
    app.extensions["database"].dispose()


class Killed:
    """How many workers were killed so far, as the server says it."""

    def __init__(self, running: subprocess.Popen[bytes]) -> None:
        assert running.stdout is not None
        self.port = int(json.loads(running.stdout.readline())["port"])
        self.address = f"http://{HOST}:{self.port}"
        self.count = 0
        self._thread = threading.Thread(target=self._listen, args=(running.stdout,))
        self._thread.start()

    def _listen(self, lines: Iterable[bytes]) -> None:
        for _line in lines:
            self.count += 1

    def join(self) -> None:
        self._thread.join()


@contextmanager
def serving(url: str, *, kill_every: float = 0.0, broken: str = "", count: int = WORKERS) -> Iterator[Killed]:
    """Serve in another process, killing a worker every `kill_every` seconds on average; never, with 0."""
    words = [sys.executable, "-m", "tools.proofs.workers", url, "--kill-every", str(kill_every)]
    words += ["--count", str(count), *(("--broken", broken) if broken else ())]
    running = subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert running.stdin is not None
    assert running.stdout is not None
    try:
        killed = Killed(running)
        try:
            yield killed
        finally:
            running.stdin.close()
            running.wait()
            killed.join()
    finally:
        running.stdin.close()
        running.wait()
        running.stdout.close()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--kill-every", type=float, default=0.0)
    parser.add_argument("--count", type=int, default=WORKERS)
    parser.add_argument("--broken", default="")
    asked = parser.parse_args()
    logging.getLogger("etoffe").addHandler(logging.NullHandler())
    app = ground.make_app(asked.url)
    warm_up(app)
    if asked.kill_every:
        linger(app)
    if asked.broken:
        breaking.SERVERS[asked.broken](app)
    workers = Workers(app, asked.count)
    try:
        print(json.dumps({"port": workers.port}), flush=True)
        while not _input_closed(random.uniform(0, 2 * asked.kill_every) if asked.kill_every else 0.2):
            if asked.kill_every:
                workers.kill_one()
                print("killed", flush=True)
    finally:
        workers.stop()
    return 0


def _input_closed(wait: float) -> bool:
    ready, _, _ = select.select([sys.stdin], [], [], wait)
    return bool(ready)


if __name__ == "__main__":
    sys.exit(main())
