"""The web server: how it is started, in service, in tests and in measurements. Standard library only."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

HOST = "127.0.0.1"
WORKERS = 2
PATIENCE = 30.0  # seconds


def command(python: Path | str, port: int, *, workers: int = WORKERS, target: str = "wsgi:app") -> list[str]:
    """The command of granian. Each worker has one thread: writers to SQLite wait in line badly inside a process."""
    return [
        *(str(python), "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "1", "--no-ws", "--log-level", "warning", target),
    ]


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
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
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
