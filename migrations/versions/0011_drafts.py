"""What trainers write before it is published, and who published: drafts, their history, their team, their reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WHAT = (
    "'create', 'copy', 'import', 'save', 'add', 'remove', 'move', 'restore', 'reset', 'catch-up', 'publish', "
    "'schedule', 'unschedule', 'publish-failed', 'go-back', 'archive', 'unarchive', 'delete', 'undelete', "
    "'owner', 'share', 'unshare', 'approval', 'comment', 'resolve', 'ask-review', 'review'"
)
TABLES = (
    "scheduled_publication",
    "draft_review",
    "draft_comment",
    "draft_right",
    "draft_change",
    "draft_file",
    "draft",
)


def upgrade() -> None:
    _drafts()
    _files()
    _changes()
    _rights()
    _comments()
    _reviews()
    _scheduled()
    with op.batch_alter_table("publication") as batch:
        batch.add_column(sa.Column("by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("what_changed", sa.String(length=903), server_default="", nullable=False))
        batch.create_foreign_key(op.f("fk_publication_by_id_person"), "person", ["by_id"], ["id"], ondelete="SET NULL")
    with op.batch_alter_table("publication") as batch:
        batch.alter_column("what_changed", server_default=None)
        batch.create_index(op.f("ix_publication_by_id"), ["by_id"], unique=False)


def downgrade() -> None:
    """The drafts are lost, with the texts that no release holds; what was published stays."""
    with op.batch_alter_table("publication") as batch:
        batch.drop_index(op.f("ix_publication_by_id"))
        batch.drop_constraint(op.f("fk_publication_by_id_person"), type_="foreignkey")
        batch.drop_column("what_changed")
        batch.drop_column("by_id")
    for table in TABLES:
        op.drop_table(table)
    op.execute("DELETE FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM release_file)")


def _drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("base_release_id", sa.String(length=64), nullable=True),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("changed_at >= created_at", name=op.f("ck_draft_changed_after_creation")),
        sa.CheckConstraint("deleted_at IS NOT NULL OR deleted_by_id IS NULL", name=op.f("ck_draft_deletion_is_dated")),
        sa.ForeignKeyConstraint(["base_release_id"], ["release.id"], name=op.f("fk_draft_base_release_id_release")),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["person.id"], name=op.f("fk_draft_deleted_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_draft_owner_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("course_key", name=op.f("uq_draft_course_key")),
    )
    op.create_index(op.f("ix_draft_base_release_id"), "draft", ["base_release_id"], unique=False)
    op.create_index(op.f("ix_draft_owner_id"), "draft", ["owner_id"], unique=False)


def _files() -> None:
    op.create_table(
        "draft_file",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("version > 0 AND size >= 0", name=op.f("ck_draft_file_counts")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_draft_file_changed_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_draft_file_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_draft_file_sha256_blob")),
        sa.PrimaryKeyConstraint("draft_id", "path", name=op.f("pk_draft_file")),
    )
    op.create_index(op.f("ix_draft_file_changed_by_id"), "draft_file", ["changed_by_id"], unique=False)
    op.create_index(op.f("ix_draft_file_sha256"), "draft_file", ["sha256"], unique=False)


def _changes() -> None:
    op.create_table(
        "draft_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=130), nullable=False),
        sa.Column("before_sha256", sa.String(length=64), nullable=True),
        sa.Column("after_sha256", sa.String(length=64), nullable=True),
        sa.Column("sent_sha256", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint(
            "path <> '' OR (before_sha256 IS NULL AND after_sha256 IS NULL)",
            name=op.f("ck_draft_change_texts_have_path"),
        ),
        sa.CheckConstraint("path <> '' OR version = 0", name=op.f("ck_draft_change_versions_have_path")),
        sa.CheckConstraint(
            f"what IN ({WHAT})",
            name=op.f("ck_draft_change_what_known"),
        ),
        sa.CheckConstraint(
            "sent_sha256 IS NULL OR after_sha256 IS NOT NULL", name=op.f("ck_draft_change_sent_was_kept")
        ),
        sa.ForeignKeyConstraint(
            ["about_id"], ["person.id"], name=op.f("fk_draft_change_about_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["after_sha256"], ["blob.sha256"], name=op.f("fk_draft_change_after_sha256_blob")),
        sa.ForeignKeyConstraint(["before_sha256"], ["blob.sha256"], name=op.f("fk_draft_change_before_sha256_blob")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_draft_change_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_draft_change_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_draft_change_release_id_release")),
        sa.ForeignKeyConstraint(["sent_sha256"], ["blob.sha256"], name=op.f("fk_draft_change_sent_sha256_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_change")),
        sa.UniqueConstraint("draft_id", "client_id", "path", name="uq_draft_change_once"),
    )
    op.create_index(op.f("ix_draft_change_about_id"), "draft_change", ["about_id"], unique=False)
    op.create_index(op.f("ix_draft_change_after_sha256"), "draft_change", ["after_sha256"], unique=False)
    op.create_index(op.f("ix_draft_change_before_sha256"), "draft_change", ["before_sha256"], unique=False)
    op.create_index(op.f("ix_draft_change_by_id"), "draft_change", ["by_id"], unique=False)
    op.create_index("ix_draft_change_path", "draft_change", ["draft_id", "path"], unique=False)
    op.create_index(op.f("ix_draft_change_release_id"), "draft_change", ["release_id"], unique=False)
    op.create_index(op.f("ix_draft_change_sent_sha256"), "draft_change", ["sent_sha256"], unique=False)


def _rights() -> None:
    op.create_table(
        "draft_right",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('write', 'review')", name=op.f("ck_draft_right_kind_known")),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_draft_right_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_draft_right_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("draft_id", "person_id", "kind", name=op.f("pk_draft_right")),
    )
    op.create_index(op.f("ix_draft_right_person_id"), "draft_right", ["person_id"], unique=False)


def _comments() -> None:
    op.create_table(
        "draft_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=130), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("resolved_at", MOMENT, nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("text <> '' AND length(text) <= 2000", name=op.f("ck_draft_comment_text_bounded")),
        sa.CheckConstraint(
            "resolved_at IS NOT NULL OR resolved_by_id IS NULL", name=op.f("ck_draft_comment_resolution_is_dated")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_draft_comment_author_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_draft_comment_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["person.id"], name=op.f("fk_draft_comment_resolved_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_comment")),
    )
    op.create_index(op.f("ix_draft_comment_author_id"), "draft_comment", ["author_id"], unique=False)
    op.create_index(op.f("ix_draft_comment_draft_id"), "draft_comment", ["draft_id"], unique=False)
    op.create_index(op.f("ix_draft_comment_resolved_by_id"), "draft_comment", ["resolved_by_id"], unique=False)


def _reviews() -> None:
    op.create_table(
        "draft_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("of_id", sa.Integer(), nullable=True),
        sa.Column("message", sa.String(length=2000), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("step = 'asked' OR of_id IS NULL", name=op.f("ck_draft_review_only_asking_has_of")),
        sa.CheckConstraint("step IN ('asked', 'approved', 'refused')", name=op.f("ck_draft_review_step_known")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_draft_review_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_draft_review_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["of_id"], ["person.id"], name=op.f("fk_draft_review_of_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_review")),
    )
    op.create_index(op.f("ix_draft_review_by_id"), "draft_review", ["by_id"], unique=False)
    op.create_index(op.f("ix_draft_review_draft_id"), "draft_review", ["draft_id"], unique=False)
    op.create_index(op.f("ix_draft_review_of_id"), "draft_review", ["of_id"], unique=False)


def _scheduled() -> None:
    op.create_table(
        "scheduled_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("publish_at", MOMENT, nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("what_changed", sa.String(length=903), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("scheduled_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'failed') = (failure <> '')", name=op.f("ck_scheduled_publication_failure_has_reason")
        ),
        sa.CheckConstraint(
            "(outcome = 'waiting') = (ended_at IS NULL)", name=op.f("ck_scheduled_publication_end_is_dated")
        ),
        sa.CheckConstraint(
            "outcome IN ('waiting', 'done', 'cancelled', 'failed')", name=op.f("ck_scheduled_publication_outcome_known")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_scheduled_publication_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_scheduled_publication_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_scheduled_publication_release_id_release")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_publication")),
    )
    op.create_index(op.f("ix_scheduled_publication_by_id"), "scheduled_publication", ["by_id"], unique=False)
    op.create_index(op.f("ix_scheduled_publication_draft_id"), "scheduled_publication", ["draft_id"], unique=False)
    op.create_index(op.f("ix_scheduled_publication_release_id"), "scheduled_publication", ["release_id"], unique=False)
    op.create_index(
        "uq_scheduled_publication_waiting",
        "scheduled_publication",
        ["draft_id"],
        unique=True,
        sqlite_where=sa.text("outcome = 'waiting'"),
        postgresql_where=sa.text("outcome = 'waiting'"),
    )
