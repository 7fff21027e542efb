"""What is written to the outbox, and what becomes of it, without any mail server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, Row, select, update
from sqlalchemy.exc import IntegrityError

from lms import db, mail
from lms.mail import operations, schedule, transport
from lms.mail.models import OutboxMessage

AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def letter(recipient: str = "amina@etoffe.example", **changes) -> mail.Letter:
    given = {"subject": "Bonjour", "text": "Le texte.\n", "html": "<p>Le texte.</p>", "purpose": "essai"}
    return mail.Letter(**(given | {"recipient": recipient} | changes))


def code(recipient: str = "amina@etoffe.example", expires_at: datetime = AT + 10 * MINUTE) -> mail.Letter:
    return letter(recipient, text="123456", html="<p>123456</p>", secret=True, expires_at=expires_at, purpose="code")


def post(engine: Engine, *letters: mail.Letter, at: datetime = AT) -> list[bool]:
    with db.transaction(engine) as session:
        return [mail.post(session, one, at=at) for one in letters]


def claim(engine: Engine, at: datetime = AT) -> operations.Claimed | None:
    with db.transaction(engine) as session:
        return operations.claim(session, at=at)


def stored(engine: Engine) -> list[Row]:
    with db.reading(engine) as session:
        return list(session.execute(select(*OutboxMessage.__table__.columns).order_by(OutboxMessage.id)))


def test_a_letter_is_written_with_the_transaction_or_not_at_all(engine: Engine) -> None:
    def decide_then_fail() -> None:
        with db.transaction(engine) as session:
            mail.post(session, letter(), at=AT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        decide_then_fail()
    assert stored(engine) == []
    post(engine, letter(), letter())
    assert len({one.message_id for one in stored(engine)}) == 2


def test_what_must_be_written_once_is(engine: Engine) -> None:
    assert post(engine, letter(once="rappel:1:2026-W48"), letter(once="rappel:1:2026-W48")) == [True, False]
    assert post(engine, letter(once="rappel:1:2026-W48"), letter(once="rappel:2:2026-W48")) == [False, True]


def test_one_worker_holds_a_message_until_its_lease_ends(engine: Engine) -> None:
    post(engine, letter())
    taken = claim(engine)
    assert taken
    assert taken.tries == 1
    assert claim(engine, taken.until - MINUTE) is None
    again = claim(engine, taken.until)
    assert again
    assert (again.message_id, again.tries) == (taken.message_id, 2)


def test_a_lease_is_longer_than_the_slowest_hand_over() -> None:
    assert operations.LEASE > transport.LONGEST


def test_codes_go_before_older_letters(engine: Engine) -> None:
    post(engine, letter(), letter())
    post(engine, code(), at=AT + MINUTE)
    taken = [claim(engine, AT + MINUTE) for _ in range(3)]
    assert [one.purpose for one in taken if one] == ["code", "essai", "essai"]


def test_a_code_is_erased_once_sent_and_a_letter_is_kept_a_month(engine: Engine) -> None:
    post(engine, code(), letter())
    for _ in range(2):
        taken = claim(engine)
        assert taken
        assert taken.text
        with db.transaction(engine) as session:
            operations.sent(session, taken.id, at=AT)
    secret, plain = stored(engine)
    assert (secret.text, secret.html, secret.sent_at) == ("", "", AT)
    assert plain.text == "Le texte.\n"
    with db.transaction(engine) as session:
        assert mail.purge(session, at=AT + timedelta(days=30)) == 0
        assert mail.purge(session, at=AT + timedelta(days=31)) == 2
    assert stored(engine) == []


def test_an_expired_code_is_not_sent_and_does_not_stay(engine: Engine) -> None:
    post(engine, code(expires_at=AT + MINUTE))
    assert claim(engine, AT + MINUTE) is None
    post(engine, letter(), at=AT + MINUTE)
    old = stored(engine)[0]
    assert (old.text, old.html, old.last_error, old.given_up_at) == ("", "", "Expired", AT + MINUTE)


def test_a_code_in_the_hands_of_a_worker_is_not_erased_under_it(engine: Engine) -> None:
    post(engine, code(expires_at=AT + MINUTE))
    taken = claim(engine)
    assert taken
    with db.transaction(engine) as session:
        mail.purge(session, at=AT + MINUTE)
    assert stored(engine)[0].text == "123456"
    with db.transaction(engine) as session:
        operations.sent(session, taken.id, at=AT + MINUTE)
    assert (stored(engine)[0].sent_at, stored(engine)[0].text) == (AT + MINUTE, "")


def test_the_schedule_is_long_regular_and_ends() -> None:
    pauses = [schedule.pause_after(tries) for tries in range(1, 79)]
    assert pauses[:7] == [n * MINUTE for n in (1, 2, 5, 15, 30, 60, 60)]
    assert None not in pauses
    assert schedule.pause_after(79) is None
    assert timedelta(days=3) < sum(filter(None, pauses), timedelta()) < timedelta(days=4)


def test_failures_follow_the_schedule_then_are_given_up(engine: Engine) -> None:
    post(engine, letter())
    at, tries = AT, 0
    while taken := claim(engine, at):
        tries = taken.tries
        with db.transaction(engine) as session:
            gone = operations.failed(session, taken.id, "Recipient 451", final=False, at=at)
        at += schedule.pause_after(tries) or timedelta(0)
        assert gone == (tries > len(schedule.PAUSES))
    assert tries == len(schedule.PAUSES) + 1
    with db.reading(engine) as session:
        assert mail.status(session) == mail.Status(0, None, {"Recipient 451": 1})


def test_sent_stays_sent_whatever_is_said_later(engine: Engine) -> None:
    """A worker that was thought dead speaks last."""
    post(engine, letter())
    taken = claim(engine)
    assert taken
    with db.transaction(engine) as session:
        operations.sent(session, taken.id, at=AT)
        assert not operations.failed(session, taken.id, "TimeoutError", final=True, at=AT + MINUTE)
        operations.sent(session, taken.id, at=AT + MINUTE)
    (row,) = stored(engine)
    assert (row.sent_at, row.given_up_at, row.last_error) == (AT, None, "")


def test_a_person_who_is_erased_leaves_no_message(engine: Engine) -> None:
    post(engine, letter(), letter("claire@etoffe.example"), code())
    with db.transaction(engine) as session:
        assert mail.forget(session, "amina@etoffe.example") == 2
    assert [one.recipient for one in stored(engine)] == ["claire@etoffe.example"]


@pytest.mark.parametrize(
    "values",
    [
        {"sent_at": AT, "tries": 0},
        {"sent_at": AT, "tries": 1, "given_up_at": AT, "last_error": "Expired"},
        {"given_up_at": AT},
        {"sent_at": AT, "tries": 1, "claimed_until": AT},
        {"secret": True},
        {"secret": True, "expires_at": AT, "sent_at": AT, "tries": 1},
        {"tries": -1},
    ],
)
def test_the_database_refuses_the_impossible(engine: Engine, values: dict[str, object]) -> None:
    post(engine, letter())
    with pytest.raises(IntegrityError), db.transaction(engine) as session:
        session.execute(update(OutboxMessage).values(**values))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", "amina@etoffe.example\r\nBcc: claire@etoffe.example"),
        ("recipient", "amina@etoffe.example, claire@etoffe.example"),
        ("recipient", "amina@etoffe.example claire@etoffe.example"),
        ("recipient", "Amina <amina@etoffe.example>"),
        ("recipient", "amina"),
        ("recipient", "@etoffe.example"),
        ("recipient", "a" * 250 + "@etoffe.example"),
        ("subject", "Bonjour\nBcc: claire@etoffe.example"),
        ("subject", "Bonjour\r"),
        ("subject", "Bonjour\x00"),
        ("subject", "Bonjour\u2028Bcc: claire@etoffe.example"),
        ("subject", "\ud800"),
        ("unsubscribe", "https://etoffe.example/a\r\nBcc: claire@etoffe.example"),
        ("unsubscribe", "https://etoffe.example/a>, <mailto:claire@etoffe.example"),
        ("text", "  "),
        ("html", "\x00"),
    ],
)
def test_what_would_forge_a_header_is_refused_before_it_is_written(field: str, value: str) -> None:
    with pytest.raises(mail.UnsafeLetter) as refusal:
        letter(**{field: value})
    assert str(refusal.value) == field
