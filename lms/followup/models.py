"""Where communes stand, counted by block (blocks.py): tables made for reading. All but the opening of public figures
are written anew by `rebuild`.

Nothing in them is about anybody: each count is of twenty people at least, and what they have done is in tens.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Moment

CODE = String(9)
WEEKS = 12  # whose lessons are told, the present one among them


class FollowupSnapshot(Base):
    """When all this was counted: one row."""

    __tablename__ = "followup_snapshot"

    taken_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)


class FollowupOpening(Base):
    """The figures that anybody may read were open from a moment to another; open now when it has no end."""

    __tablename__ = "followup_opening"

    opened_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name="closed_after"),)


class FollowupArea(Base):
    """What an EPCI has in one département, with names to show and how many communes. « » where there is no EPCI."""

    __tablename__ = "followup_area"

    departement_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    epci_siren: Mapped[str] = mapped_column(CODE, primary_key=True, index=True)
    region_code: Mapped[str] = mapped_column(CODE, index=True)
    epci_name: Mapped[str] = mapped_column(String(120))
    departement_name: Mapped[str] = mapped_column(String(120))
    region_name: Mapped[str] = mapped_column(String(120))
    communes: Mapped[int]

    __table_args__ = (CheckConstraint("communes > 0", name="communes_positive"),)


class FollowupBlock(Base):
    """Communes counted together. A code is empty where they do not share it."""

    __tablename__ = "followup_block"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(CODE)
    departement_code: Mapped[str] = mapped_column(CODE, index=True)
    epci_siren: Mapped[str] = mapped_column(CODE, index=True)
    size: Mapped[str] = mapped_column(String(20), doc="one of lms.content.SIZES")
    communes: Mapped[int] = mapped_column(doc="where somebody is counted")
    registered: Mapped[int]
    started: Mapped[int] = mapped_column(doc="in tens, like all that follows")
    finished: Mapped[int] = mapped_column(doc="who finished one course at least")
    inactive: Mapped[int] = mapped_column(doc="who began, has not finished, and did nothing for thirty days")
    lessons_0: Mapped[int] = mapped_column(doc="lessons finished in the week when all this was counted")
    lessons_1: Mapped[int] = mapped_column(doc="a week before, and so on: a page adds them up over the whole country")
    lessons_2: Mapped[int]
    lessons_3: Mapped[int]
    lessons_4: Mapped[int]
    lessons_5: Mapped[int]
    lessons_6: Mapped[int]
    lessons_7: Mapped[int]
    lessons_8: Mapped[int]
    lessons_9: Mapped[int]
    lessons_10: Mapped[int]
    lessons_11: Mapped[int]

    __table_args__ = (
        CheckConstraint("registered >= 20 AND communes >= 3", name="enough"),
        CheckConstraint("started % 10 = 0 AND finished % 10 = 0 AND inactive % 10 = 0", name="in_tens"),
        CheckConstraint(" AND ".join(f"lessons_{ago} % 10 = 0" for ago in range(WEEKS)), name="lessons_in_tens"),
        Index("ix_followup_block_region_code", "region_code", "departement_code", "epci_siren"),
    )


class FollowupCommune(Base):
    """The block of a commune."""

    __tablename__ = "followup_commune"

    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code", ondelete="CASCADE"), primary_key=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("followup_block.id", ondelete="CASCADE"), index=True)


class FollowupCourse(Base):
    """A published course, as it was called."""

    __tablename__ = "followup_course"

    course_key: Mapped[str] = mapped_column(ForeignKey("course.key", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]


class FollowupFinished(Base):
    """How many people of a block finished a course, in tens; no row for none."""

    __tablename__ = "followup_finished"

    block_id: Mapped[int] = mapped_column(ForeignKey("followup_block.id", ondelete="CASCADE"), primary_key=True)
    course_key: Mapped[str] = mapped_column(
        ForeignKey("followup_course.course_key", ondelete="CASCADE"), primary_key=True, index=True
    )
    people: Mapped[int]

    __table_args__ = (
        CheckConstraint("people > 0 AND people % 10 = 0", name="in_tens"),
        {"sqlite_with_rowid": False},
    )
