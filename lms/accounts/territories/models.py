"""The territories as stored: official, replaced as a whole by each edition, never deleted once mandates may name them.

Codes are text. From a commune, a join leads to its EPCI, its département, and from there to its région. Mandates and
the scopes of administrators name a Territory, whatever its kind: one row tells all that is above it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Moment

AREA = String(3)  # « 84 », « 2A », « 974 »
INSEE = String(5)
SIREN = String(9)
NAME = String(120)
# Bytewise order on PostgreSQL too: what begins with some letters is then one stretch of the index.
FOLDED = String(200).with_variant(String(200, collation="C"), "postgresql")

KINDS = ("CC", "CA", "CU", "METRO", "MET69")
LEVELS = ("commune", "epci", "departement", "region")


class TerritoryEdition(Base):
    """The edition that is loaded: one row."""

    __tablename__ = "territory_edition"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True, doc="SHA-256 of the vendored file")
    year: Mapped[int] = mapped_column(doc="millésime of the geographic code")
    version: Mapped[str] = mapped_column(String(20), doc="version of the package it comes from")
    loaded_at: Mapped[datetime] = mapped_column(Moment)


class Region(Base):
    """A région. An overseas collectivity is its own, under the code of its département."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(AREA, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)


class Departement(Base):
    """A département or an overseas collectivity."""

    __tablename__ = "departement"

    code: Mapped[str] = mapped_column(AREA, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)


class Epci(Base):
    """An intercommunality with its own taxes; it may span several départements."""

    __tablename__ = "epci"

    siren: Mapped[str] = mapped_column(SIREN, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    kind: Mapped[str] = mapped_column(String(5), doc="CC, CA, CU, METRO, MET69 (Lyon)")
    population: Mapped[int] = mapped_column(doc="municipal population")
    former_since: Mapped[int | None] = mapped_column(doc="first edition without it; mandates held in it keep naming it")

    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind_known"),
        CheckConstraint("population >= 0", name="population_positive"),
    )


class Commune(Base):
    """A commune of today, or one that existed since this site runs."""

    __tablename__ = "commune"

    code: Mapped[str] = mapped_column(INSEE, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    siren: Mapped[str | None] = mapped_column(SIREN, unique=True, doc="its identity for the State; none in the COM")
    population: Mapped[int | None] = mapped_column(doc="municipal population; none where nobody lives all year")
    departement_code: Mapped[str] = mapped_column(ForeignKey("departement.code"), index=True)
    epci_siren: Mapped[str | None] = mapped_column(ForeignKey("epci.siren"), index=True, doc="none on four islands")
    former_since: Mapped[int | None] = mapped_column(doc="first edition without it; mandates held in it keep naming it")
    successor_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"), doc="the commune it was merged into")

    __table_args__ = (
        CheckConstraint("population >= 0", name="population_positive"),
        CheckConstraint("successor_code IS NULL OR former_since IS NOT NULL", name="succeeded_is_former"),
        CheckConstraint("successor_code <> code", name="successor_is_another"),
    )


class Territory(Base):
    """What a mandate is held in and an administrator looks after, with what is above it: everybody under a
    département is one condition on one column.

    Rebuilt by each edition from the tables above, never deleted. A commune that was merged lies in the one of today,
    so what is kept of it follows its successor. A row that no edition knows, named before the database knew
    territories, lies in nothing.
    """

    __tablename__ = "territory"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    commune_code: Mapped[str | None] = mapped_column(
        ForeignKey("commune.code"), index=True, doc="of a commune: the one of today, itself unless it was merged"
    )
    epci_siren: Mapped[str | None] = mapped_column(ForeignKey("epci.siren"), index=True)
    departement_code: Mapped[str | None] = mapped_column(
        ForeignKey("departement.code"), index=True, doc="of an EPCI: where most of its people live"
    )
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)

    __table_args__ = (CheckConstraint(f"kind IN {LEVELS}", name="kind_known"),)


class CommuneKey(Base):
    """One way to find a commune of today: what is typed begins like `key`. Rebuilt with each edition."""

    __tablename__ = "commune_key"

    key: Mapped[str] = mapped_column(FOLDED, primary_key=True, doc="folded words from one of the name on, or a code")
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), primary_key=True)
    via: Mapped[str] = mapped_column(
        String(140), primary_key=True, doc="empty for its own name, otherwise a FoundBy and what it is"
    )
    whole: Mapped[bool] = mapped_column(doc="the key is the whole name")
    population: Mapped[int] = mapped_column(doc="that of the commune, to rank without a join")
    place: Mapped[str] = mapped_column(FOLDED, doc="folded code and name of the département, to tell namesakes apart")

    __table_args__ = ({"sqlite_with_rowid": False},)  # kept in the order of the key: a search reads one stretch
