"""A private PostgreSQL for the length of a run: nothing installed is touched, nothing remains.

    with cluster() as url:          # postgresql://etoffe@/postgres?host=/tmp/…
        …

It is started from the installed programs, by an ordinary user (never root), in a temporary
directory, and listens only on a socket file of that directory. Standard library only.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"
DEBIAN = Path("/usr/lib/postgresql")
QUICK = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
SMALL = ("-c", "shared_buffers=64MB", "-c", "max_connections=60", "-c", "log_min_messages=warning")


class PostgresFailed(Exception):
    """PostgreSQL is installed and does not start; the message quotes its last words."""


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, the newest installed version first; None without PostgreSQL."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = [path.parent for path in DEBIAN.glob("*/bin/initdb")] if DEBIAN.is_dir() else []
    return max(folders, key=_version, default=None)


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """Start a cluster and yield the address of its database `postgres`.

    Not `durable`: it does not wait for the disk, which is what tests want and what nobody else does.
    """
    bin_folder = programs()
    if bin_folder is None:
        raise PostgresFailed("PostgreSQL n’est pas installé.")
    # A socket's path has about a hundred characters at most: a long TMPDIR is not for it.
    home = Path(tempfile.mkdtemp(prefix="etoffe-pg-", dir="/tmp"))
    data, log, prefix = home / "data", home / "log", _as_ordinary_user(home)
    control = [*prefix, str(bin_folder / "pg_ctl"), "--pgdata", str(data)]
    options = " ".join((f"-k {home}", "-c listen_addresses=", *SMALL, *(() if durable else QUICK)))
    try:
        initdb = ["--auth=trust", "--username=etoffe", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run([*prefix, str(bin_folder / "initdb"), "--pgdata", str(data), *initdb], home, log)
        _run([*control, "--log", str(log), "--options", options, "--wait", "start"], home, log)
        yield f"postgresql://etoffe@/postgres?host={home}"
    finally:
        if data.exists():
            subprocess.run([*control, "--mode=immediate", "--wait", "stop"], cwd=home, capture_output=True, check=False)
        shutil.rmtree(home, ignore_errors=True)


def restart(url: str) -> None:
    """Stop a cluster of ours without letting anything end, then start it again: what a fall and a rise look like."""
    home, bin_folder = Path(url.rpartition("host=")[2]), programs()
    assert bin_folder is not None
    control = [*_as_ordinary_user(home), str(bin_folder / "pg_ctl"), "--pgdata", str(home / "data")]
    _run([*control, "--log", str(home / "log"), "--mode=immediate", "--wait", "restart"], home, home / "log")


def _as_ordinary_user(home: Path) -> list[str]:
    """Return what to put before a command; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    try:
        user = pwd.getpwnam(USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--user-group", USER], check=True)
        user = pwd.getpwnam(USER)
    os.chown(home, user.pw_uid, user.pw_gid)
    if shutil.which("setpriv"):
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]
    return ["runuser", "-u", USER, "--"]


def _run(command: list[str], home: Path, log: Path) -> None:
    # The server inherits what it is given to write to: a pipe would never close.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, cwd=home, stdout=said, stderr=subprocess.STDOUT, check=False)
        if done.returncode == 0:
            return
        said.seek(0)
        words = said.read().decode(errors="replace") + (log.read_text(errors="replace") if log.exists() else "")
    raise PostgresFailed(f"PostgreSQL ne démarre pas ({Path(command[-1]).name}) :\n{words[-1500:]}")


def _version(folder: Path) -> int:
    number = re.match(r"\d+", folder.parent.name)
    return int(number.group()) if number else 0
