"""S12: ten thousand guesses open nothing, and nobody can be locked out by a stranger. The clock is driven."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from lms import accounts, db
from lms.accounts import Device, Outcome
from tests.support.databases import Databases

VICTIM = "amina.berthier@mairie.example"
START = datetime(2026, 11, 25, 9, 0, 1, tzinfo=UTC)
GUESSES = 10_000
TOGETHER = 500  # in a transaction, which changes nothing but the time it takes
ELUS = 60


def ask(session, email: str, browser: str, at: datetime, *, known: bool = False, network: str = "203.0.113.7"):
    return accounts.ask_code(
        session, email, browser=browser, network=network, known=known, device=Device.OWN, next_page="", at=at
    )


def give(session, code: str, browser: str, at: datetime, *, known: bool = False) -> Outcome:
    entry = accounts.enter_by_code(session, code, browser=browser, known=known, label="Essai", at=at)
    return entry.outcome


@pytest.mark.sqlite
def test_ten_thousand_guesses_in_an_evening_open_nothing(databases: Databases) -> None:
    """As fast as the limits let them, a new browser and a new code as soon as the tries are spent."""
    with databases.copy("sqlite", "empty") as url:
        engine = db.make_engine(url)
        guess(engine)
        engine.dispose()


def guess(engine: Engine) -> None:
    at, letters, compared, opened, browser = START, 0, 0, 0, ""
    for first in range(0, GUESSES, TOGETHER):
        with db.transaction(engine) as session:
            for number in range(first, first + TOGETHER):
                at += timedelta(seconds=1)
                if number % 5 == 0:
                    browser = f"thief {number}"
                    letters += ask(session, VICTIM, browser, at) is not None
                outcome = give(session, f"{number * 7919 % 10**6:06}", browser, at)
                compared += outcome in (Outcome.WRONG, Outcome.ACCEPTED)
                opened += outcome is Outcome.ACCEPTED
    hours = (at - START) / timedelta(hours=1)
    print(f"S12: {GUESSES} guesses in {hours:.1f} h, {letters} letters, {compared} codes compared, {opened} opened")
    assert opened == 0
    assert letters <= 5 * (hours * 4 + 1)
    assert compared <= 20 * (hours + 1)


def test_the_owner_still_enters_while_her_address_is_hammered(engine: Engine) -> None:
    at = START
    with db.transaction(engine) as session:
        for number in range(200):
            ask(session, VICTIM, f"thief {number}", at)
            give(session, "no such code", f"thief {number}", at)
        assert ask(session, VICTIM, "new thief", at) is None
    with db.transaction(engine) as session:
        letter = ask(session, VICTIM, "her telephone", at, known=True)
        assert letter is not None
        assert give(session, letter.code, "her telephone", at, known=True) is Outcome.ACCEPTED
    with db.transaction(engine) as session:  # by the link too, where codes are not accepted any more
        letter = ask(session, VICTIM, "her telephone", at, known=True)
        entry = accounts.enter_by_link(
            session, letter.link_token, None, browser="her new computer", known=False, label="Essai", at=at
        )
        assert entry.outcome is Outcome.ACCEPTED


def test_sixty_elus_of_one_network_enter_within_five_minutes(engine: Engine) -> None:
    entered = 0
    for number in range(ELUS):
        at, browser = START + timedelta(seconds=5 * number), f"browser {number}"
        with db.transaction(engine) as session:
            letter = ask(session, f"elu{number}@mairie.example", browser, at)
            assert letter is not None
            give(session, "000000", browser, at)  # a third of them type it wrong first
            entered += give(session, letter.code, browser, at) is Outcome.ACCEPTED
    assert entered == ELUS


def test_a_site_behind_a_proxy_does_not_take_everybody_for_one_network(engine: Engine) -> None:
    with db.transaction(engine) as session:
        asked = [ask(session, f"elu{one}@mairie.example", f"b{one}", START, network="") for one in range(300)]
    assert None not in asked
