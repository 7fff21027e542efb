"""What `make` does, and what replaces it where make is missing: python3 tools/dev.py run.

Standard library only: it starts on a machine that has Python and nothing else, prepares `.venv`,
then hands over to what is installed there. What it says is in French: the first reader is a mairie's volunteer.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 (this file is also read by older ones)
    newer = [found for found in map(shutil.which, ("python3.14", "python3.13", "python3.12", "python3.11")) if found]
    if newer:
        os.execv(newer[0], [newer[0], *sys.argv])
    sys.exit(
        "Étoffe a besoin de Python 3.11 ou plus récent, et celui-ci est en {}.{}. Installez-le, par exemple avec "
        "« sudo apt install python3.11 », puis recommencez.".format(*sys.version_info)
    )

import install
import postgres
import server

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
PYTHON = install.VENV / "bin" / "python"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
HEADLESS_SHELL = "chromium-headless-shell"  # the same engine, without what draws its window: tests take half the time


class Stop(Exception):
    """The command cannot go on; the message says why, and what to do."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def command_help(_words: list[str]) -> int:
    """montre cette liste"""
    for name, does in COMMANDS.items():
        say(f"  make {name:14} {does.__doc__}")
    return 0


def command_run(_words: list[str]) -> int:
    """prépare tout et ouvre Étoffe sur http://127.0.0.1:8000 (PORT=… pour en changer)"""
    port = _port()
    address = f"http://{server.HOST}:{port}"
    if server.busy(port):
        raise Stop(f"Le port {port} est déjà pris : arrêtez l’autre programme, ou lancez « make run PORT={port + 1} ».")
    install.requirements("requirements.txt", say)
    environment = _service_environment(address)
    _python(["-m", "flask", "lms", "database", "upgrade"], environment)
    _python(["-m", "flask", "lms", "territories", "load"], environment)
    if _courses():
        _python(["-m", "flask", "lms", "courses", "publish", "--outdated-ok", *_courses()], environment)
    if environment["ETOFFE_MODE"] == "demonstration":
        _python(["-m", "flask", "lms", "demo"], environment)
    return _serve(port, address, environment)


def command_test(words: list[str]) -> int:
    """lance tous les tests, sur SQLite, sur PostgreSQL et dans un navigateur (ARGS=… pour en choisir)"""
    install.requirements("requirements-dev.txt", say)
    environment = dict(os.environ)
    skipped = []
    with ExitStack() as stack:
        browser = os.environ.get("ETOFFE_CHROMIUM") or _browser()
        if browser is None and _installed("chromium", "les tests du navigateur"):
            browser = _browser()
        if browser:
            environment["ETOFFE_CHROMIUM"] = browser
            environment.setdefault("ETOFFE_HEADLESS_SHELL", _headless_shell() or browser)
        else:
            skipped.append("browser")
        if "ETOFFE_TEST_POSTGRES_URL" not in environment:
            if postgres.programs() or _installed("postgresql", "les tests sur PostgreSQL"):
                environment["ETOFFE_TEST_POSTGRES_URL"] = stack.enter_context(postgres.cluster())
            else:
                skipped.append("postgres")
        workers = max(3, min(8, (os.cpu_count() or 2) + 1))  # one more: tests wait for browsers and databases
        choice = ["-m", " and ".join(f"not {marker}" for marker in skipped)] if skipped else []
        return _python(["-m", "pytest", "-n", str(workers), *choice, *words], environment, check=False)


def command_check(words: list[str]) -> int:
    """relit les modules, puis lance tous les tests : format, règles, types et contrats en font partie"""
    return command_check_courses([]) or command_test(words)


def command_check_courses(words: list[str]) -> int:
    """relit tous les modules de courses/ et donne chaque problème avec son endroit"""
    install.requirements("requirements.txt", say)
    folders = words or _courses()
    if not folders:
        say("Aucun module dans courses/.")
        return 0
    environment = _service_environment("http://127.0.0.1:8000")
    return _python(["-m", "flask", "lms", "courses", "check", *folders], environment, check=False)


def command_format(_words: list[str]) -> int:
    """met le code en forme et corrige ce qui se corrige tout seul"""
    install.requirements("requirements-dev.txt", say)
    return _python(["-m", "ruff", "check", "--fix", "."], check=False) + _python(["-m", "ruff", "format", "."])


def command_bench(words: list[str]) -> int:
    """mesure la vitesse des pages, comparée à une page Flask vide, sur SQLite et sur PostgreSQL"""
    install.requirements("requirements-dev.txt", say)
    return _python(["-m", "tools.bench", *words], check=False)


def command_prove(words: list[str]) -> int:
    """éprouve la fiabilité : arrêts brutaux, coupures, doubles envois (ARGS="kills --count 100" pour une seule)"""
    install.requirements("requirements-dev.txt", say)
    if not postgres.programs():
        _installed("postgresql", "les épreuves sur PostgreSQL")
    return _python(["-m", "tools.proofs", *words], check=False)


def command_screenshots(words: list[str]) -> int:
    """photographie chaque page dans var/screenshots/, sur téléphone et ordinateur, en clair et en sombre"""
    install.requirements("requirements-dev.txt", say)
    return _python(["-m", "tools.screenshots", *words], check=False)


COMMANDS = {
    "run": command_run,
    "test": command_test,
    "check": command_check,
    "check-courses": command_check_courses,
    "format": command_format,
    "bench": command_bench,
    "prove": command_prove,
    "screenshots": command_screenshots,
    "help": command_help,
}


def _port() -> int:
    wanted = os.environ.get("PORT") or "8000"
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        raise Stop(f"PORT={wanted} : il faut un nombre entre 1 et 65535.")
    return int(wanted)


def _courses() -> list[str]:
    return [str(path.parent.relative_to(ROOT)) for path in sorted(ROOT.glob("courses/*/module.toml"))]


def _service_environment(address: str) -> dict[str, str]:
    """The settings of a demonstration, under those that the person has already chosen."""
    VAR.mkdir(exist_ok=True)
    chosen = {
        "ETOFFE_MODE": "demonstration",
        "ETOFFE_DATABASE_URL": "sqlite:///var/etoffe.sqlite",  # relative: the folder's name may hold anything
        "ETOFFE_SECRET_KEY": _secret(),
        "ETOFFE_BASE_URL": address,
    }
    return chosen | {name: value for name, value in os.environ.items() if value or name not in chosen}


def _secret() -> str:
    """The key that signs cookies: drawn once, kept in var/, readable by its owner only."""
    path = VAR / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def _serve(port: int, address: str, environment: dict[str, str]) -> int:
    """Serve until Ctrl+C. What the server writes goes to a file, so that the address stays on the screen."""
    journal = VAR / "journal.log"
    with journal.open("wb") as file:
        running = server.start(server.command(PYTHON, port), ROOT, environment, file)
        sends_mail = bool(environment.get("ETOFFE_SMTP_URL"))
        workers = [server.jobs_command(PYTHON), *([server.mail_command(PYTHON)] if sends_mail else [])]
        beside = [server.start(words, ROOT, environment, file) for words in workers]
    try:
        if not server.ready(address, running):
            say(journal.read_text(encoding="utf-8", errors="replace")[-2000:])
            raise Stop("Étoffe n’a pas démarré ; la raison est écrite ci-dessus.")
        say(f"\nÉtoffe est ouverte : {address}\nPour l’arrêter : Ctrl+C. Son journal : {journal.relative_to(ROOT)}")
        if environment["ETOFFE_MODE"] == "demonstration":
            say(f"Pour entrer comme une des personnes de la démonstration : {address}/connexion")
        if not sends_mail:
            say(f"Elle n’envoie aucun e-mail : ils se lisent sur {address}/demonstration/courriers")
        running.wait()
        raise Stop(f"Étoffe s’est arrêtée d’elle-même ; la raison est dans {journal.relative_to(ROOT)}.")
    except KeyboardInterrupt:
        pass
    finally:
        for one in (running, *beside):
            server.stop(one)
    say("\nÉtoffe est arrêtée.")
    return 0


def _browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _headless_shell() -> str | None:
    if not shutil.which(HEADLESS_SHELL):
        install.system_package(HEADLESS_SHELL, say)
    return shutil.which(HEADLESS_SHELL)


def _installed(package: str, purpose: str) -> bool:
    """Install a system package if we may; otherwise say aloud what will not be run. In CI nothing is left out."""
    if install.system_package(package, say):
        return True
    if os.environ.get("CI"):
        raise Stop(f"Il manque {package} pour {purpose}, et il n’a pas pu être installé : la vérification s’arrête.")
    say(f"ATTENTION : {package} n’est pas installé, {purpose} ne seront pas lancés.")
    return False


def _python(words: list[str], environment: dict[str, str] | None = None, *, check: bool = True) -> int:
    done = subprocess.run([str(PYTHON), *words], cwd=ROOT, env=environment, check=False)
    if check and done.returncode:
        raise Stop("La préparation s’est arrêtée ; la raison est écrite ci-dessus.")
    return done.returncode


def main(words: list[str]) -> int:
    command = COMMANDS.get(words[0] if words else "help")
    if command is None:
        say(f"« {words[0]} » n’existe pas. On peut demander :")
        command_help([])
        return 2
    for asked in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, lambda number, _: sys.exit(128 + number))  # what was started is stopped
    try:
        return command(words[1:])
    except (Stop, install.InstallFailed, postgres.PostgresFailed) as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
