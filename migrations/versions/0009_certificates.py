"""Certificates, and the files that were handed over."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
STANDS = {name: sa.text("revoked_for <> 'replaced'") for name in ("sqlite_where", "postgresql_where")}


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=18), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=170), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("course_key", sa.String(length=60), nullable=True),
        sa.Column("release_id", sa.String(length=64), nullable=True),
        sa.Column("release_number", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("weave", sa.String(length=20), nullable=False),
        sa.Column("objectives", DOCUMENT, nullable=False),
        sa.Column("items", DOCUMENT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_for", sa.String(length=10), nullable=False),
        sa.Column("revoked_reason", sa.String(length=500), nullable=False),
        sa.Column("revoked_by", sa.String(length=120), nullable=False),
        sa.Column("forgotten_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(forgotten_at IS NULL) = (person_id IS NOT NULL) AND (forgotten_at IS NULL) = (name <> '')",
            name=op.f("ck_certificate_forgotten_is_nameless"),
        ),
        sa.CheckConstraint(
            "(kind = 'course') = (course_key IS NOT NULL) AND (kind = 'course') = (release_id IS NOT NULL)"
            " AND (kind = 'course') = (release_number IS NOT NULL)",
            name=op.f("ck_certificate_course_has_release"),
        ),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_for = '')", name=op.f("ck_certificate_revocation_dated")),
        sa.CheckConstraint(
            "(revoked_for = 'decided') = (revoked_reason <> '') AND (revoked_for = 'decided') = (revoked_by <> '')",
            name=op.f("ck_certificate_decision_has_reason"),
        ),
        sa.CheckConstraint("kind <> 'course' OR subject = course_key", name=op.f("ck_certificate_subject_is_course")),
        sa.CheckConstraint("kind IN ('course', 'hours')", name=op.f("ck_certificate_kind_known")),
        sa.CheckConstraint(
            "revoked_for <> 'erased' OR forgotten_at IS NOT NULL", name=op.f("ck_certificate_erased_is_forgotten")
        ),
        sa.CheckConstraint(
            "revoked_for IN ('', 'decided', 'replaced', 'erased')", name=op.f("ck_certificate_revocation_known")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_certificate_ends_after_start")),
        sa.CheckConstraint("minutes > 0 AND size > 0", name=op.f("ck_certificate_measures_positive")),
        sa.CheckConstraint(
            "revoked_at IS NULL OR revoked_at >= issued_at", name=op.f("ck_certificate_revoked_after_issued")
        ),
        sa.ForeignKeyConstraint(["course_key"], ["course.key"], name=op.f("fk_certificate_course_key_course")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_certificate_release_id_release")),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_replaces_id_certificate"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_certificate_replaces_id")),
        sa.UniqueConstraint("serial", name=op.f("uq_certificate_serial")),
        sa.UniqueConstraint("sha256", name=op.f("uq_certificate_sha256")),
    )
    op.create_index("ix_certificate_course_key", "certificate", ["course_key"], unique=False)
    op.create_index("ix_certificate_person_id", "certificate", ["person_id"], unique=False)
    op.create_index("ix_certificate_release_id", "certificate", ["release_id"], unique=False)
    op.create_index("uq_certificate_once", "certificate", ["person_id", "kind", "subject"], unique=True, **STANDS)
    op.create_table(
        "certificate_file",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_file_certificate_id_certificate"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_file")),
    )


def downgrade() -> None:
    op.drop_table("certificate_file")
    op.drop_table("certificate")
