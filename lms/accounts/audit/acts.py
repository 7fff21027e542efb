"""What is written down. Pure. A word that is stored is never changed: it is in the digest of its line."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What someone of the staff did; beside each, what `subject` says of it."""

    SIGNED_IN = "signed-in"  # "strong" when a passkey opened the session
    PROVED = "proved"  # a second factor was given
    FACTOR_REFUSED = "factor-refused"
    FACTORS_RESET = "factors-reset"
    ROLE_GIVEN = "role-given"  # the role
    ROLE_TAKEN = "role-taken"  # the role
    SUSPENDED = "suspended"
    RESTORED = "restored"
    CONFIRMED = "confirmed"  # an identity
    INVITED = "invited"  # "cohort:12" when it is to a session
    GATHERED = "gathered"  # people put in a session, "cohort:12"
    IMPORTED = "imported"  # the number of the list
    EXPORTED = "exported"  # of what: "elus", "cohort:12"
    READ = "read"  # individual data: what was read, as « Qui a consulté mes données » says it
    LISTED = "listed"  # the addresses of all accounts, at the command line
    FIGURES_OPENED = "figures-opened"
    FIGURES_CLOSED = "figures-closed"


# What concerns only who did it and who looks after the site: no administrator reads it of another.
OF_ONESELF = (Act.SIGNED_IN, Act.PROVED, Act.FACTOR_REFUSED)
