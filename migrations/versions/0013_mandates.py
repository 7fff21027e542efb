"""Mandates and scopes name territories that exist; what files of people need.

What named a territory that no edition knows keeps its row, which then lies in nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KIND, CODE = sa.String(length=20), sa.String(length=20)
KINDS = "('commune', 'epci', 'departement', 'region')"
GRANTS = {"mandate": ("territory_kind", "territory_code"), "role_grant": ("scope_kind", "scope_code")}


def upgrade() -> None:
    _create_territory()
    op.execute("INSERT INTO territory (kind, code, region_code) SELECT 'region', code, code FROM region")
    op.execute(
        "INSERT INTO territory (kind, code, departement_code, region_code) "
        "SELECT 'departement', code, code, region_code FROM departement"
    )
    op.execute(
        "INSERT INTO territory (kind, code, epci_siren, departement_code, region_code) "
        "SELECT 'epci', epci.siren, epci.siren, departement.code, departement.region_code FROM epci "
        "LEFT JOIN (SELECT epci_siren, departement_code, row_number() OVER (PARTITION BY epci_siren "
        "ORDER BY sum(coalesce(population, 0)) DESC, departement_code) AS place FROM commune "
        "WHERE former_since IS NULL GROUP BY epci_siren, departement_code) main "
        "ON main.epci_siren = epci.siren AND main.place = 1 "
        "LEFT JOIN departement ON departement.code = main.departement_code"
    )
    op.execute(
        "INSERT INTO territory (kind, code, commune_code, epci_siren, departement_code, region_code) "
        "SELECT 'commune', c.code, now.code, now.epci_siren, now.departement_code, departement.region_code "
        "FROM commune c JOIN commune now ON now.code = coalesce(c.successor_code, c.code) "
        "JOIN departement ON departement.code = now.departement_code"
    )
    for table, (kind, code) in GRANTS.items():
        op.execute(
            f"INSERT INTO territory (kind, code) SELECT DISTINCT {kind}, {code} FROM {table} WHERE {kind} <> '' "
            f"AND NOT EXISTS (SELECT 1 FROM territory t WHERE t.kind = {kind} AND t.code = {code})"
        )
    _tie_mandates()
    _tie_roles()
    _create_what_files_need()


def _create_territory() -> None:
    above = {"commune_code": "commune.code", "epci_siren": "epci.siren"}
    above |= {"departement_code": "departement.code", "region_code": "region.code"}
    lengths = {"commune_code": 5, "epci_siren": 9, "departement_code": 3, "region_code": 3}
    op.create_table(
        "territory",
        sa.Column("kind", KIND, nullable=False),
        sa.Column("code", CODE, nullable=False),
        *(sa.Column(name, sa.String(length=length), nullable=True) for name, length in lengths.items()),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_territory_kind_known")),
        *(
            sa.ForeignKeyConstraint([name], [to], name=op.f(f"fk_territory_{name}_{to.partition('.')[0]}"))
            for name, to in above.items()
        ),
        sa.PrimaryKeyConstraint("kind", "code", name=op.f("pk_territory")),
    )
    for name in above:
        op.create_index(f"ix_territory_{name}", "territory", [name])


def _tie_mandates() -> None:
    op.drop_index("ix_mandate_territory", "mandate")
    with op.batch_alter_table("mandate") as mandate:
        mandate.drop_constraint(op.f("ck_mandate_territory_known"), type_="check")
        mandate.create_foreign_key(
            op.f("fk_mandate_territory_kind_territory_code_territory"),
            "territory",
            list(GRANTS["mandate"]),
            ["kind", "code"],
        )
    op.create_index("ix_mandate_territory", "mandate", [*GRANTS["mandate"], "ends_on", "person_id"])


def _tie_roles() -> None:
    op.drop_index("uq_role_grant_open", "role_grant")
    with op.batch_alter_table("role_grant") as grant:
        for name in ("scope_known", "scope_whole", "scope_of_administrators"):
            grant.drop_constraint(op.f(f"ck_role_grant_{name}"), type_="check")
        for name in GRANTS["role_grant"]:
            grant.alter_column(name, existing_type=KIND, nullable=True)
    op.execute("UPDATE role_grant SET scope_kind = NULL, scope_code = NULL WHERE scope_kind = ''")
    with op.batch_alter_table("role_grant") as grant:
        grant.create_check_constraint(op.f("ck_role_grant_scope_whole"), "(scope_kind IS NULL) = (scope_code IS NULL)")
        grant.create_check_constraint(
            op.f("ck_role_grant_scope_of_administrators"), "(role = 'administrator') = (scope_kind IS NOT NULL)"
        )
        grant.create_foreign_key(
            op.f("fk_role_grant_scope_kind_scope_code_territory"),
            "territory",
            list(GRANTS["role_grant"]),
            ["kind", "code"],
        )
    _one_open_role("uq_role_grant_open", ["person_id", "role", *GRANTS["role_grant"]], "revoked_at IS NULL")
    everywhere = "revoked_at IS NULL AND scope_kind IS NULL"
    _one_open_role("uq_role_grant_open_everywhere", ["person_id", "role"], everywhere)


def _one_open_role(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "role_grant", columns, unique=True, sqlite_where=where, postgresql_where=where)


def _create_what_files_need() -> None:
    op.create_table(
        "birth_mark",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_birth_mark_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_birth_mark")),
    )
    with op.batch_alter_table("invitation") as invitation:
        invitation.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        invitation.create_foreign_key(
            op.f("fk_invitation_person_id_person"), "person", ["person_id"], ["id"], ondelete="CASCADE"
        )
        invitation.create_index("ix_invitation_person_id", ["person_id"])
    counts = ("arrived", "changed", "departed", "unchanged", "refused")
    op.create_table(
        "roster_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("shape", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scope_kind", KIND, nullable=True),
        sa.Column("scope_code", CODE, nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("reached", sa.String(length=3), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            " AND ".join(f"{name} >= 0" for name in counts), name=op.f("ck_roster_import_counts_positive")
        ),
        sa.CheckConstraint("(scope_kind IS NULL) = (scope_code IS NULL)", name=op.f("ck_roster_import_scope_whole")),
        sa.ForeignKeyConstraint(
            ["started_by"], ["person.id"], name=op.f("fk_roster_import_started_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["scope_kind", "scope_code"],
            ["territory.kind", "territory.code"],
            name=op.f("fk_roster_import_scope_kind_scope_code_territory"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    op.create_index("ix_roster_import_digest", "roster_import", ["digest"])


def downgrade() -> None:
    op.drop_table("roster_import")
    with op.batch_alter_table("invitation") as invitation:
        invitation.drop_index("ix_invitation_person_id")
        invitation.drop_constraint(op.f("fk_invitation_person_id_person"), type_="foreignkey")
        invitation.drop_column("person_id")
    op.drop_table("birth_mark")
    op.drop_index("uq_role_grant_open_everywhere", "role_grant")
    op.drop_index("uq_role_grant_open", "role_grant")
    with op.batch_alter_table("role_grant") as grant:
        grant.drop_constraint(op.f("fk_role_grant_scope_kind_scope_code_territory"), type_="foreignkey")
        for name in ("scope_whole", "scope_of_administrators"):
            grant.drop_constraint(op.f(f"ck_role_grant_{name}"), type_="check")
    op.execute("UPDATE role_grant SET scope_kind = '', scope_code = '' WHERE scope_kind IS NULL")
    with op.batch_alter_table("role_grant") as grant:
        for name in GRANTS["role_grant"]:
            grant.alter_column(name, existing_type=KIND, nullable=False)
        for name, condition in {
            "scope_known": f"scope_kind IN ('', {KINDS.strip('()')})",
            "scope_whole": "(scope_kind = '') = (scope_code = '')",
            "scope_of_administrators": "(role = 'administrator') = (scope_kind <> '')",
        }.items():
            grant.create_check_constraint(op.f(f"ck_role_grant_{name}"), condition)
    _one_open_role("uq_role_grant_open", ["person_id", "role", *GRANTS["role_grant"]], "revoked_at IS NULL")
    op.drop_index("ix_mandate_territory", "mandate")
    with op.batch_alter_table("mandate") as mandate:
        mandate.drop_constraint(op.f("fk_mandate_territory_kind_territory_code_territory"), type_="foreignkey")
        mandate.create_check_constraint(op.f("ck_mandate_territory_known"), f"territory_kind IN {KINDS}")
    op.create_index("ix_mandate_territory", "mandate", list(GRANTS["mandate"]))
    op.drop_table("territory")
