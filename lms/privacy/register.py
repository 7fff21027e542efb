"""The register of the whole site: the tables of every package."""

from __future__ import annotations

from dataclasses import dataclass

from lms import accounts, followup, jobs, learning, mail, publishing
from lms.personal_data import RULES, Rule, Table

REGISTER: dict[str, Table] = {
    one.name: one for part in (accounts, learning, followup, mail, jobs, publishing) for one in part.REGISTER
}


@dataclass(frozen=True)
class Kept:
    """A class of data, and what of it is kept: « Vos mandats », « Votre compte »."""

    rule: Rule
    what: tuple[str, ...]


def kept() -> tuple[Kept, ...]:
    """What is kept of people, class by class, for the notice that they read."""
    return tuple(
        Kept(rule, tuple(one.about for one in REGISTER.values() if one.rule is rule))
        for rule in RULES
        if any(rule in {one.rule, *(column.rule for column in one.columns.values())} for one in REGISTER.values())
    )
