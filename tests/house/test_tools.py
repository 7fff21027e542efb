"""`make`: what a person who installs Étoffe meets first."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tools import server

ROOT = Path(__file__).resolve().parents[2]


def dev(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / "dev.py"), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_make_knows_what_help_tells():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^([a-z -]+):$", makefile, re.M)
    assert targets
    told = [line.split()[:2] for line in dev("help").stdout.splitlines()]
    assert sorted(told) == sorted(["make", target] for target in targets[1].split())


def test_an_unknown_command_is_answered_by_the_list():
    done = dev("courir")
    assert done.returncode == 2
    assert "make run" in done.stdout


def test_a_busy_port_is_one_sentence():
    with socket.create_server((server.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        done = dev("run", PORT=str(port))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"Le port {port} est déjà pris : arrêtez l’autre programme, ou lancez « make run PORT={port + 1} »."
    ]


@pytest.mark.parametrize("port", ["abc", "0", "70000", "²"])
def test_a_wrong_port_is_one_sentence(port: str):
    done = dev("run", PORT=port)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [f"PORT={port} : il faut un nombre entre 1 et 65535."]


def test_an_old_python_is_told_so():
    """dev.py is read by older Pythons: nothing in it may stop them before the sentence."""
    source = (ROOT / "tools" / "dev.py").read_text(encoding="utf-8")
    compile(source, "dev.py", "exec", flags=0, dont_inherit=True)
    assert ":=" not in source
    assert not re.search(r"^\s*match .*:$", source, re.M)
    assert source.index("sys.version_info < (3, 11)") < source.index("import install")
