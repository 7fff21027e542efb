"""Plant a person everywhere: a row in every table that may be about her, with a word of hers in every text.

What is planted follows the register and the schema, so a new table is planted without a line here, unless a
constraint wants a value of its own.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Boolean, Column, Connection, Date, Integer, LargeBinary, MetaData, String, Table, select

from lms import privacy
from lms.db import Base, Document, Moment
from tests.support import places
from tests.support.example import COURSE

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

# What a constraint wants: table.column, or a column of any table.
WANTED: dict[str, object] = {
    "person.erased_at": None,
    "account.suspended_at": None,
    "account.digest_since": None,
    "role_grant.role": "operator",
    "role_grant.scope_kind": None,
    "role_grant.scope_code": None,
    "mandate.territory_kind": places.COMMUNE[0],
    "mandate.territory_code": places.COMMUNE[1],
    "sign_in_request.voided_at": None,
    "email_change.undone_at": None,
    "outbox_message.given_up_at": None,
    "outbox_message.claimed_until": None,
    "learner.visitor_hash": None,
    "attempt.behaviour": "practice",
    "attempt.start_id": None,
    "attempt.due_at": None,
    "attempt.set_aside_at": None,
    "mark.regrade_id": None,
    "report.kind": "error",
    "report.answered_by": None,
    "consultation.viewer_id": None,
    "invitation.invited_by": None,
    "certificate.kind": "course",
    "certificate.subject": COURSE,
    "certificate.objectives": [],
    "certificate.items": [],
    "certificate.replaces_id": None,
    "certificate.revoked_at": None,
    "certificate.revoked_for": "",
    "certificate.revoked_reason": "",
    "certificate.revoked_by": "",
    "certificate.forgotten_at": None,
    "draft_right.kind": "write",
    "cohort_member.origin": "code",
    "cohort_member.added_by": None,
    "cohort_member.left_at": None,
    "cohort_invitation.invited_by": None,
    "attendance.half": "morning",
    "attendance.means": "paper",
    "attendance.recorded_by": None,
    "satisfaction_request.moment": "hot",
    "complaint.answered_by": None,
    "reminder_press.about": 10,
    "device": "own",
    "expires_at": AT + timedelta(days=1),
    "course_key": COURSE,
}


def plant(connection: Connection, word: str) -> int:
    """Put someone everywhere; every text about her begins with `word`. Return her number."""
    places.know(connection, places.COMMUNE)
    made: dict[str, object] = {"course": COURSE}
    made["release"] = connection.execute(select(Base.metadata.tables["current_release"].c.release_id)).scalar_one()
    made["draft"] = _draft(connection)
    made["cohort"] = _cohort(connection)
    made["cohort_meeting"] = _meeting(connection, made["cohort"])
    for table in Base.metadata.sorted_tables:
        if not privacy.REGISTER[table.name].owner:
            continue
        values = {
            column.name: _value(column, word, made)
            for column in table.columns
            if not (
                column.primary_key and column.autoincrement and _plain_number(column) and len(table.primary_key) == 1
            )
        }
        key = connection.execute(table.insert().values(**values)).inserted_primary_key
        made[table.name] = key[0] if key else None
    return int(str(made["person"]))


def _draft(connection: Connection) -> int:
    """A course in progress that nobody owns, and that all those who are planted share."""
    table = Base.metadata.tables["draft"]
    found = connection.execute(select(table.c.id)).scalar()
    if found is not None:
        return int(found)
    values = {"course_key": "module-commun", "title": "Module commun", "needs_approval": False}
    key = connection.execute(table.insert().values(created_at=AT, changed_at=AT, **values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _cohort(connection: Connection) -> int:
    """A session of the commune that nobody made, where all those who are planted are."""
    table = Base.metadata.tables["cohort"]
    found = connection.execute(select(table.c.id)).scalar()
    if found is not None:
        return int(found)
    days = {"starts_on": date(2026, 3, 2), "ends_on": date(2027, 12, 31)}
    place = {"place_kind": places.COMMUNE[0], "place_code": places.COMMUNE[1]}
    values = days | place | {"name": "Session commune", "kind": "alone", "version": 1, "cancelled_because": ""}
    key = connection.execute(table.insert().values(created_at=AT, client_id="", **values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _meeting(connection: Connection, cohort: object) -> int:
    """A meeting of that session, to be there."""
    table = Base.metadata.tables["cohort_meeting"]
    found = connection.execute(select(table.c.id)).scalar()
    if found is not None:
        return int(found)
    when = {"starts_at": AT, "ends_at": AT + timedelta(hours=3), "created_at": AT}
    values = {"cohort_id": cohort, "where": "", "link": "", "client_id": "", **when}
    key = connection.execute(table.insert().values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def planted(word: str, table: Table, column: Column[object]) -> str:
    """The text planted in a column."""
    if column.name in ("email", "recipient"):
        return f"{word}@canari.example"
    if table.name == "certificate" and column.name != "name":
        word = word[::-1]  # a fact of the course, or a number: it stays when she is erased, and says nothing of her
    length = getattr(column.type, "length", None) or 60
    return f"{word}-{table.name}-{column.name}"[:length]


def traces(connection: Connection, word: str) -> list[str]:
    """The tables and columns where a word is found, whatever their type."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [
        f"{table.name}.{column}"
        for table in metadata.sorted_tables
        for row in connection.execute(table.select()).mappings()
        for column, value in row.items()
        if word in (value.decode("latin-1") if isinstance(value, bytes) else str(value))
    ]


def _plain_number(column: Column[object]) -> bool:
    return isinstance(column.type, Integer) and not column.foreign_keys


def _value(column: Column[object], word: str, made: dict[str, object]) -> object:
    for name in (f"{column.table.name}.{column.name}", column.name):
        if name in WANTED:
            return WANTED[name]
    for key in column.foreign_keys:
        return made[key.column.table.name]
    text = planted(word, column.table, column)
    kinds: list[tuple[type, object]] = [
        (Moment, AT),
        (Date, date(2026, 3, 2)),
        (Boolean, False),
        (Integer, 1),
        (LargeBinary, text.encode()),
        (String, text),
        (type(Document), {"dit": text}),
    ]
    return next(value for kind, value in kinds if isinstance(column.type, kind))
