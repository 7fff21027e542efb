"""The web server: how it is started, in service, in tests and in measurements. Standard library only."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

HOST = "127.0.0.1"
WORKERS = 2
PATIENCE = 30.0  # seconds, for the first answer
GRACE = 5.0  # seconds, for the last one


def command(python: Path | str, port: int, *, workers: int = WORKERS, target: str = "wsgi:app") -> list[str]:
    """The command of granian. Each worker has one thread: writers to SQLite wait in line badly inside a process."""
    return [
        *(str(python), "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "1", "--no-ws", "--log-level", "warning", target),
    ]


def mail_command(python: Path | str) -> list[str]:
    """The command of the worker that sends e-mails."""
    return [str(python), "-m", "flask", "lms", "mail", "work"]


def jobs_command(python: Path | str) -> list[str]:
    """The command of the worker that does what takes longer than a page."""
    return [str(python), "-m", "flask", "lms", "jobs", "work"]


def start(words: list[str], folder: Path, environment: dict[str, str], journal: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the server in a group of its own, so that `stop` reaches its workers too."""
    return subprocess.Popen(words, cwd=folder, env=environment, stdout=journal, stderr=journal, start_new_session=True)


def stop(running: subprocess.Popen[bytes]) -> None:
    """Stop the server and its workers. A request in progress has a few seconds to end."""
    running.terminate()
    try:
        running.wait(timeout=GRACE)
    except subprocess.TimeoutExpired:
        # granian waits for ever when it is told to stop while a worker is still starting
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def busy(port: int) -> bool:
    """Tell whether something already listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def free_port() -> int:
    """A port nobody listens on, drawn below those that systems lend to outgoing connections.

    One of these could take a port that was free a moment ago before the server does. Not drawn with `random`:
    tests give all their processes the same seed.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        if not busy(port):
            return port


def ready(address: str, running: subprocess.Popen[bytes], path: str = "/healthz") -> bool:
    """Wait until the server answers; False when it stops or takes too long."""
    limit = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < limit:
        try:
            with urllib.request.urlopen(address + path, timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return False
