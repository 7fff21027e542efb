"""`.venv` and what goes into it: the locked list, each file checked against its hash. Standard library only."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
STAMP = VENV / "etoffe-installed"
Say = Callable[[str], None]


class InstallFailed(Exception):
    """Something is missing that we cannot install; the message says what to do."""


def requirements(name: str, say: Say) -> None:
    """Make `.venv` hold the list of that file; immediate when it already does."""
    digests = {
        file: hashlib.sha256((ROOT / file).read_bytes()).hexdigest()
        for file in ("requirements.txt", "requirements-dev.txt")
    }
    if _works() and STAMP.exists() and digests[name] in STAMP.read_text(encoding="ascii").split():
        return
    _make_venv(say)
    say(f"Installation des bibliothèques ({name})…")
    if subprocess.run(_installer(ROOT / name), cwd=ROOT, check=False).returncode:
        raise InstallFailed(
            "L’installation des bibliothèques a échoué ; la raison est écrite ci-dessus. "
            "Vérifiez la connexion à internet, ou la configuration de pip, puis recommencez."
        )
    # The list for tests contains the list for service: both come from the same lock.
    STAMP.write_text("\n".join(digests.values() if "dev" in name else [digests[name]]), encoding="ascii")


def system_package(name: str, say: Say) -> bool:
    """Install a Debian package when we are root and apt is here; tell whether it worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installation de {name} avec apt, parce que les tests en ont besoin…")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", name]):
        done = subprocess.run(
            ["apt-get", *words],
            env=quiet,
            stdout=subprocess.DEVNULL,
            check=False,
        )
    return done.returncode == 0


def _works() -> bool:
    """Tell whether `.venv` runs; a folder that was moved or an updated Python breaks it."""
    python = VENV / "bin" / "python"
    if not python.exists():
        return False
    probe = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode == 0


def _make_venv(say: Say) -> None:
    if _works():
        return
    say(f"Création de .venv avec Python {sys.version_info.major}.{sys.version_info.minor}…")
    shutil.rmtree(VENV, ignore_errors=True)
    # Without its own pip a .venv takes a tenth of a second, and Debian needs no further package for it.
    own_pip = ["--without-pip"] if _pip_is_recent() or _uv() else []
    done = subprocess.run(
        [sys.executable, "-m", "venv", *own_pip, str(VENV)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise InstallFailed(
            "Python est installé sans pip ni venv. Sous Debian ou Ubuntu, lancez « sudo apt install python3-venv », "
            f"puis recommencez.\n{done.stdout.strip()}{done.stderr.strip()}"
        )


def _installer(listed: Path) -> list[str]:
    python = str(VENV / "bin" / "python")
    if _uv():
        words = ["uv", "pip", "install", "--quiet", "--python", python, "--compile-bytecode"]
    elif (VENV / "bin" / "pip").exists():
        words = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    else:
        words = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--disable-pip-version-check"]
    return [*words, "--require-hashes", "--requirement", str(listed)]


def _uv() -> bool:
    """Use uv when it is here, except where someone has configured pip: uv does not read that configuration."""
    return bool(shutil.which("uv")) and not _ask_pip("config", "list").strip()


def _pip_is_recent() -> bool:
    """Tell whether this Python has a pip that can work for another one (22.3)."""
    words = _ask_pip("--version").split()
    return len(words) > 1 and tuple(int(part) for part in words[1].split(".")[:2] if part.isdigit()) >= (22, 3)


def _ask_pip(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""
