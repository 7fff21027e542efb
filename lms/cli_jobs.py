"""flask lms jobs …: the worker of what takes longer than a page."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from lms import jobs
from lms.web.admin.long_lists import RUNNERS
from lms.web.french import counted

work = AppGroup("jobs", help="Faire les longs travaux demandés sur les pages.")
log = logging.getLogger("etoffe")
IDLE = 1.0  # seconds between two looks: someone watches
PAUSE = 30.0  # seconds, when the database fails


@work.command("work")
def keep_working() -> None:
    """Faire les longs travaux au fil de l’eau, jusqu’à l’arrêt. Plusieurs à la fois ne se gênent pas.

    Un travail interrompu n’a rien écrit, et est repris deux minutes plus tard.
    """
    stop = threading.Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: stop.set())  # the job in hand is finished first
    while not stop.is_set():
        try:
            work_all_due(stop.is_set)
        except DBAPIError as error:
            log.error("jobs-database", extra={"facts": {"reason": type(error).__name__}})
            stop.wait(PAUSE)
        stop.wait(IDLE)


@work.command("run")
def run_once() -> None:
    """Faire une fois ce qui attend."""
    click.echo(f"{counted(work_all_due(), 'travail', 'travaux')}.")


def work_all_due(stop: Callable[[], bool] = lambda: False) -> int:
    """Do what is due, with one line in the log for each job; return how many there were."""
    number = 0
    for done in jobs.work_due(current_app.extensions["database"], RUNNERS, now=lambda: datetime.now(UTC), stop=stop):
        facts = {name: value for name, value in asdict(done).items() if name != "error"}
        log.log(logging.ERROR if done.error else logging.INFO, "job", extra={"facts": facts}, exc_info=done.error)
        number += 1
    return number
