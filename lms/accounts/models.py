"""People: who they are, what they may do, and how they come in. Secrets are kept as hashes only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Moment
from lms.personal_data import FOLLOWS


class Person(Base):
    """Someone. Her row outlives her account: erased, it keeps nothing but its number."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    given_name: Mapped[str] = mapped_column(
        String(80), doc="as she wants it on an attestation; empty until she says it"
    )
    family_name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Moment)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("erased_at IS NULL OR (given_name = '' AND family_name = '')", name="erased_is_nameless"),
        Index("ix_person_name", "family_name", "given_name", "id"),  # lists of élus are read in this order
    )


class Account(Base):
    """How a person signs in. Deleted when she asks, with all that hangs on it."""

    __tablename__ = "account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True, doc="normalised, in lower case")
    shared_mailbox: Mapped[bool] = mapped_column(doc="others read this mailbox: a code alone does not open the account")
    password_hash: Mapped[str | None] = mapped_column(String(200), doc="argon2id; None for most people")
    created_at: Mapped[datetime] = mapped_column(Moment)
    welcomed_at: Mapped[datetime | None] = mapped_column(Moment, doc="when she gave name, function and commune")
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment, doc="when the mairie confirmed who she is")
    suspended_at: Mapped[datetime | None] = mapped_column(Moment)
    reminders: Mapped[bool] = mapped_column(doc="accepts one e-mail a week at most")
    reminders_paused_until: Mapped[datetime | None] = mapped_column(Moment, doc="accepts them again from then on")
    digest_since: Mapped[datetime | None] = mapped_column(
        Moment, doc="when she asked for a letter each week, None for who did not: her reminder of the week, then"
    )
    last_seen_at: Mapped[datetime | None] = mapped_column(
        Moment, doc="last time she signed in; what she has not used for two years is erased"
    )

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower_case"),
        CheckConstraint("digest_since IS NULL OR reminders", name="digest_is_accepted"),
        Index(
            "ix_account_digest_since",
            "person_id",
            sqlite_where=text("digest_since IS NOT NULL"),
            postgresql_where=text("digest_since IS NOT NULL"),
        ),
    )


class InactivityNotice(Base):
    """She was told that her account will be erased for want of use. Signing in takes it away."""

    __tablename__ = "inactivity_notice"

    person_id: Mapped[int] = mapped_column(ForeignKey("account.person_id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, doc="1, then 2: nobody is erased without both")
    noticed_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("number IN (1, 2)", name="number_known"),)


class RoleGrant(Base):
    """What a person may do beyond learning, and where. Taken back, it keeps its dates."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    scope_kind: Mapped[str | None] = mapped_column(String(20), doc="of an administrator: the kind of territory")
    scope_code: Mapped[str | None] = mapped_column(String(20), doc="of an administrator: its official code")
    granted_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("role IN ('trainer', 'administrator', 'operator')", name="role_known"),
        ForeignKeyConstraint(["scope_kind", "scope_code"], ["territory.kind", "territory.code"]),
        CheckConstraint("(scope_kind IS NULL) = (scope_code IS NULL)", name="scope_whole"),
        CheckConstraint("(role = 'administrator') = (scope_kind IS NOT NULL)", name="scope_of_administrators"),
        # two keys: a null equals nothing, so the first would not see that someone is a trainer twice
        Index(
            "uq_role_grant_open",
            "person_id",
            "role",
            "scope_kind",
            "scope_code",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(
            "uq_role_grant_open_everywhere",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("revoked_at IS NULL AND scope_kind IS NULL"),
            postgresql_where=text("revoked_at IS NULL AND scope_kind IS NULL"),
        ),
    )


class Mandate(Base):
    """A function a person holds, or held, in a territory."""

    __tablename__ = "mandate"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    function: Mapped[str] = mapped_column(String(40), doc="one of lms.accounts.FUNCTIONS")
    territory_kind: Mapped[str] = mapped_column(String(20))
    territory_code: Mapped[str] = mapped_column(String(20), doc="official code, as text")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    listed: Mapped[bool] = mapped_column(
        doc="a list named her here: who looks after the place sees it; otherwise only she said it, and nobody does"
    )

    __table_args__ = (
        ForeignKeyConstraint(["territory_kind", "territory_code"], ["territory.kind", "territory.code"]),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        UniqueConstraint(
            "person_id", "function", "territory_kind", "territory_code", "starts_on", name="uq_mandate_once"
        ),
        # all that counting those who sit somewhere reads
        Index("ix_mandate_territory", "territory_kind", "territory_code", "ends_on", "person_id"),
    )


class BirthMark(Base):
    """What keeps two people of the same name apart when a register is read again. The date itself is never kept."""

    __tablename__ = "birth_mark"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(32), doc="of name and birth date, keyed with the site's secret")


class AccountSession(Base):
    """A browser that is signed in. Ending it acts at the next request."""

    __tablename__ = "account_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, doc="SHA-256 of the token in the cookie")
    person_id: Mapped[int] = mapped_column(ForeignKey("account.person_id", ondelete="CASCADE"), index=True)
    device: Mapped[str] = mapped_column(String(10), doc="own: mine; shared: a computer of the mairie")
    label: Mapped[str] = mapped_column(String(80), doc="browser and system in a few words, for its owner to know it")
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment, doc="last time something was sent; looking does not count")
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    proved_at: Mapped[datetime] = mapped_column(
        Moment, doc="last proof of identity; sensitive changes ask for a recent one"
    )
    strong: Mapped[bool] = mapped_column(doc="opened with a passkey or a second factor")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("device IN ('own', 'shared')", name="device_known"),
        CheckConstraint("expires_at > created_at", name="expires_after_creation"),
        CheckConstraint("last_seen_at >= created_at", name="seen_after_creation"),
    )


class SignInRequest(Base):
    """A code and a link were sent to an address, whether it has an account or not. One use, ten minutes."""

    __tablename__ = "sign_in_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    browser_hash: Mapped[str] = mapped_column(String(64), index=True, doc="SHA-256 of the asking browser's token")
    code_hash: Mapped[str] = mapped_column(String(64), doc="of the code and the browser's token: useless elsewhere")
    link_hash: Mapped[str] = mapped_column(String(64), unique=True, doc="SHA-256 of the link's token")
    link_code_hash: Mapped[str] = mapped_column(String(64), doc="of the code and the link's token")
    device: Mapped[str] = mapped_column(String(10))
    next_page: Mapped[str] = mapped_column(String(500), doc="an address of this site, empty for the usual one")
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int]
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    voided_at: Mapped[datetime | None] = mapped_column(Moment, doc="a newer code replaced it")
    proved_by: Mapped[str | None] = mapped_column(
        String(64), index=True, doc="SHA-256 of the browser that gave the code and now owes the person's own secret"
    )

    __table_args__ = (
        CheckConstraint("device IN ('own', 'shared')", name="device_known"),
        CheckConstraint("0 <= tries AND tries <= 5", name="tries_bounded"),
        CheckConstraint("used_at IS NULL OR voided_at IS NULL", name="used_or_voided"),
    )


class Throttle(Base):
    """How often something was tried in a window of time. `bucket` is a hash: no address is kept."""

    __tablename__ = "throttle"

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(Moment, primary_key=True, index=True)
    count: Mapped[int]

    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)


class Passkey(Base):
    """A key kept by a person's device. It proves her presence without a secret of ours."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("account.person_id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    label: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)


class AuthenticatorApp(Base):
    """Six-digit codes of a telephone application (TOTP, RFC 6238)."""

    __tablename__ = "authenticator_app"

    person_id: Mapped[int] = mapped_column(ForeignKey("account.person_id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(300), doc="encrypted with a key drawn from the site's secret")
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment, doc="when a first code was accepted")
    last_step: Mapped[int] = mapped_column(doc="thirty-second step of the last accepted code: none is accepted twice")


class RecoveryCode(Base):
    """One of the codes, kept on paper, that stand for a lost factor. Each serves once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("account.person_id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True, doc="of the person's number and the code")
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class EmailChange(Base):
    """A change of address: confirmed from the new one, undone from the old one for 72 hours."""

    __tablename__ = "email_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("account.person_id", ondelete="CASCADE"), index=True)
    old_email: Mapped[str] = mapped_column(String(254))
    new_email: Mapped[str] = mapped_column(String(254))
    code_hash: Mapped[str] = mapped_column(
        String(64), doc="of the code sent to the new address and the session's token"
    )
    undo_hash: Mapped[str] = mapped_column(String(64), unique=True, doc="SHA-256 of the token sent to the old address")
    tries: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("undone_at IS NULL OR done_at IS NOT NULL", name="undone_after_done"),
        CheckConstraint("0 <= tries AND tries <= 5", name="tries_bounded"),
    )


class Invitation(Base):
    """Someone was told of the site. The link proves nothing: she signs in with a code like everybody."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    function: Mapped[str] = mapped_column(String(40), doc="empty when not known")
    commune_code: Mapped[str] = mapped_column(String(5), doc="empty when not known")
    course_key: Mapped[str] = mapped_column(String(60), doc="where to begin; empty for the catalogue")
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), index=True, doc="who was already known, without an account"
    )
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)


class Consultation(Base):
    """Someone of the staff read a person's individual data. She can see who, what, when and why."""

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, info=FOLLOWS)
    viewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    viewer_role: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(40), doc="a word the web turns into a sentence")
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)


class KeptForm(Base):
    """What someone sent while her session had ended, kept until she has signed in again."""

    __tablename__ = "kept_form"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True, doc="SHA-256 of a token in her cookie")
    path: Mapped[str] = mapped_column(String(500))
    fields: Mapped[str] = mapped_column(String(20000), doc="URL-encoded, without the form's token")
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)
