"""A real server for the browser: granian, a database of its own, every course published."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from lms import db
from lms.web import demonstration
from tests.support import communes, example
from tools import server

SECRET_KEY = "only-for-tests-0123456789-abcdefghij"
ROOT = Path(__file__).resolve().parents[2]


def environment(url: str, address: str) -> dict[str, str]:
    """The settings of a demonstration on this machine, and nothing of the person's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ETOFFE_")}
    return kept | {
        "ETOFFE_MODE": "demonstration",
        "ETOFFE_DATABASE_URL": url,
        "ETOFFE_SECRET_KEY": SECRET_KEY,
        "ETOFFE_BASE_URL": address,
    }


def publish_courses(url: str, address: str) -> None:
    """Publish the built-in courses in an up-to-date database, through the command line."""
    folders = [str(path.parent) for path in sorted(ROOT.glob("courses/*/module.toml"))]
    if folders:
        command = [sys.executable, "-m", "flask", "lms", "courses", "publish", *folders]
        done = subprocess.run(
            command, cwd=ROOT, env=environment(url, address), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def publish_everything(url: str, address: str) -> None:
    """Fill an up-to-date database with the built-in courses, the example, a few communes, and the people of the
    demonstration."""
    publish_courses(url, address)
    example.publish(url)
    communes.load(url)
    engine = db.make_engine(url)
    demonstration.settle(engine, at=datetime.now(UTC))
    demonstration.meet(engine, at=datetime.now(UTC))
    engine.dispose()


@contextmanager
def live(folder: Path, *, workers: int = 1) -> Iterator[str]:
    """Serve on a free port of this machine and yield the address."""
    port = server.free_port()
    address, url = f"http://{server.HOST}:{port}", f"sqlite:///{folder / 'live.sqlite'}"
    db.upgrade(url)
    (folder / "live.sqlite").chmod(0o600)
    publish_everything(url, address)
    journal = folder / "server.log"
    with journal.open("wb") as file:
        command = server.command(sys.executable, port, workers=workers)
        running = server.start(command, ROOT, environment(url, address), file)
    try:
        assert server.ready(address, running), journal.read_text(encoding="utf-8")
        yield address
    finally:
        server.stop(running)


@contextmanager
def threaded(app: Flask, port: int) -> Iterator[None]:
    """Serve an application of this process on loopback."""
    running = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        yield
    finally:
        running.shutdown()
        thread.join()
        running.server_close()
