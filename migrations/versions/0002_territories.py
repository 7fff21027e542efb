"""Territories: régions, départements, EPCI, communes, and what finds a commune."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FOLDED = sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "territory_edition",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_territory_edition")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "departement",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("region_code", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_departement_region_code_region")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_departement")),
    )
    op.create_index("ix_departement_region_code", "departement", ["region_code"], unique=False)

    op.create_table(
        "epci",
        sa.Column("siren", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("former_since", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('CC', 'CA', 'CU', 'METRO', 'MET69')", name=op.f("ck_epci_kind_known")),
        sa.CheckConstraint("population >= 0", name=op.f("ck_epci_population_positive")),
        sa.PrimaryKeyConstraint("siren", name=op.f("pk_epci")),
    )
    op.create_table(
        "commune",
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("departement_code", sa.String(length=3), nullable=False),
        sa.Column("epci_siren", sa.String(length=9), nullable=True),
        sa.Column("former_since", sa.Integer(), nullable=True),
        sa.Column("successor_code", sa.String(length=5), nullable=True),
        sa.CheckConstraint("population >= 0", name=op.f("ck_commune_population_positive")),
        sa.CheckConstraint(
            "successor_code IS NULL OR former_since IS NOT NULL", name=op.f("ck_commune_succeeded_is_former")
        ),
        sa.CheckConstraint("successor_code <> code", name=op.f("ck_commune_successor_is_another")),
        sa.ForeignKeyConstraint(
            ["departement_code"], ["departement.code"], name=op.f("fk_commune_departement_code_departement")
        ),
        sa.ForeignKeyConstraint(["epci_siren"], ["epci.siren"], name=op.f("fk_commune_epci_siren_epci")),
        sa.ForeignKeyConstraint(["successor_code"], ["commune.code"], name=op.f("fk_commune_successor_code_commune")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_commune")),
        sa.UniqueConstraint("siren", name=op.f("uq_commune_siren")),
    )
    op.create_index("ix_commune_departement_code", "commune", ["departement_code"], unique=False)
    op.create_index("ix_commune_epci_siren", "commune", ["epci_siren"], unique=False)

    op.create_table(
        "commune_key",
        sa.Column("key", FOLDED, nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("via", sa.String(length=140), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("place", FOLDED, nullable=False),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_commune_key_commune_code_commune")),
        sa.PrimaryKeyConstraint("key", "commune_code", "via", name=op.f("pk_commune_key")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("commune_key", "commune", "epci", "departement", "region", "territory_edition"):
        op.drop_table(table)
