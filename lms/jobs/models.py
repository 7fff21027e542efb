"""What is stored of a job, from the moment it is asked to the moment it is forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Document, Moment

UNFINISHED = "finished_at IS NULL"


class Job(Base):
    """Work to do, being done, done, or refused."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), doc="which runner does it")
    once: Mapped[str] = mapped_column(String(120), unique=True, doc="what must be asked once: the id of a form")
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    arguments: Mapped[dict[str, Any]] = mapped_column(Document)
    given: Mapped[bytes | None] = mapped_column(LargeBinary, doc="a file to work on; erased with what it made")
    done: Mapped[int] = mapped_column(doc="how far it is, of `total`; shown, never relied upon")
    total: Mapped[int]
    tries: Mapped[int] = mapped_column(doc="counted when a worker takes it: it also names who has it")
    claimed_until: Mapped[datetime | None] = mapped_column(Moment, doc="a worker has it until then")
    told: Mapped[dict[str, Any] | None] = mapped_column(Document, doc="what the page says of it once it is done")
    made: Mapped[bytes | None] = mapped_column(LargeBinary, doc="a file to take away")
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    refused: Mapped[str] = mapped_column(String(300), doc="why it could not be done, in French; empty when it was")

    __table_args__ = (
        CheckConstraint("tries >= 0 AND done >= 0 AND total >= 0", name="counted"),
        CheckConstraint(f"claimed_until IS NULL OR ({UNFINISHED})", name="claimed_is_unfinished"),
        CheckConstraint(f"refused = '' OR NOT ({UNFINISHED})", name="refused_is_finished"),
        Index("ix_job_due", "id", sqlite_where=sql(UNFINISHED), postgresql_where=sql(UNFINISHED)),
    )
