"""Who may do what, and for how long a sign-in holds. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FUNCTIONS = (
    "maire",
    "adjoint",
    "conseiller",
    "delegue-numerique",
    "president-epci",
    "vice-president-epci",
    "conseiller-communautaire",
    "conseiller-departemental",
    "conseiller-regional",
    "secretaire",
    "autre",
)  # of a mandate, or of someone who works beside those who hold one
TERRITORY_KINDS = ("commune", "epci", "departement", "region")
SHARED_NAMES = ("mairie", "commune", "accueil", "secretariat", "contact", "ville", "communaute", "info")

RECENT = timedelta(minutes=10)  # a proof of identity that sensitive changes accept
OWN_DEVICE_KEPT = timedelta(days=90)
SHARED_DEVICE_KEPT = timedelta(hours=12)
STAFF_KEPT = timedelta(hours=12)
SHARED_IDLE = timedelta(minutes=20)
STAFF_IDLE = timedelta(minutes=30)


class Role(StrEnum):
    TRAINER = "trainer"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"


class Device(StrEnum):
    OWN = "own"
    SHARED = "shared"


@dataclass(frozen=True)
class Scope:
    """A territory an administrator looks after. `kind` is commune, epci, departement or region."""

    kind: str
    code: str


@dataclass(frozen=True)
class SignedIn:
    """The person behind a request: who she is, what she may do, how she came in."""

    session_id: int
    person_id: int
    email: str
    given_name: str
    family_name: str
    roles: frozenset[Role]
    scopes: frozenset[Scope]
    device: Device
    strong: bool
    proved_at: datetime
    welcomed: bool
    shared_mailbox: bool
    has_secret: bool  # a password or a passkey
    has_factor: bool  # a passkey or an authenticator application

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)

    @property
    def needs_secret(self) -> bool:
        """Others read her mailbox and nothing else protects her answers yet."""
        return self.shared_mailbox and not self.has_secret

    def may_act_as(self, role: Role) -> bool:
        """Staff act only after a passkey or a second factor."""
        return role in self.roles and self.strong

    def proved_recently(self, at: datetime) -> bool:
        return at - self.proved_at <= RECENT

    def confirmed(self, at: datetime) -> bool:
        """Whether she may change what protects her account. Staff who have a factor used it in this session."""
        return self.proved_recently(at) and (self.strong or not (self.is_staff and self.has_factor))

    @property
    def may_confirm_by_mail(self) -> bool:
        """Whether reading her mailbox is proof enough: never where others read it, nor for staff with a factor."""
        return not (self.is_staff and self.has_factor) and not (self.shared_mailbox and self.has_secret)

    @property
    def may_confirm_by_password(self) -> bool:
        return not (self.is_staff and self.has_factor)

    def idle_limit(self) -> timedelta | None:
        """How long this sign-in outlives the last page, None when it does not matter."""
        limits = [STAFF_IDLE] if self.is_staff and self.strong else []
        return min(limits + ([SHARED_IDLE] if self.device is Device.SHARED else []), default=None)


def kept_for(device: Device, *, staff: bool) -> timedelta:
    """How long a session may last at most, whatever is done in it."""
    if staff:
        return STAFF_KEPT
    return SHARED_DEVICE_KEPT if device is Device.SHARED else OWN_DEVICE_KEPT


def looks_shared(email: str) -> bool:
    """Whether an address looks like the mailbox of a mairie, that several people read."""
    name = email.partition("@")[0]
    return any(name == word or name.startswith((f"{word}.", f"{word}-", f"{word}_")) for word in SHARED_NAMES)
