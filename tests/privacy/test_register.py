"""Every column of every table says what it is: its class, its ground, how long, and what becomes of it."""

from __future__ import annotations

from flask import Flask

from lms import privacy
from lms.db import Base
from lms.personal_data import NOBODY, RULES
from tests.test_cli import lms


def test_every_column_is_in_the_register_and_nothing_else():
    stored = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}
    said = {f"{one.name}.{column}" for one in privacy.REGISTER.values() for column in one.columns}
    assert not stored - said, f"say what they are in the register.py of their package: {sorted(stored - said)}"
    assert not said - stored, f"not stored any more: {sorted(said - stored)}"


def test_every_class_says_all_that_the_law_asks():
    for rule in (*RULES, NOBODY):
        assert all((rule.code, rule.name, rule.basis, rule.retention, rule.erasure)), rule
    used = {column.rule for one in privacy.REGISTER.values() for column in one.columns.values()}
    assert used == {*RULES, NOBODY}


def test_what_is_exported_has_an_owner():
    """A row that leads to nobody cannot be given to anybody: it says why, or how to find its person."""
    lost = [
        f"{one.name}.{name}"
        for one in privacy.REGISTER.values()
        for name, column in one.columns.items()
        if column.exported and not one.owner
    ]
    assert not lost
    assert all(not one.owner or one.owner in one.columns for one in privacy.REGISTER.values())


def test_what_an_owner_erases_goes_with_her():
    """A table about somebody is below her account or her person, or it is found by her address."""
    for one in privacy.REGISTER.values():
        if not one.owner or one.name == "person":
            continue
        owner = Base.metadata.tables[one.name].c[one.owner]
        assert owner.foreign_keys or owner.name in ("email", "recipient"), one.name
        if one.name != "certificate":  # it outlives her without her name: certificates.forget, tried in tests/learning
            assert all(key.ondelete == "CASCADE" for key in owner.foreign_keys), one.name


def test_the_register_is_written_for_a_spreadsheet(app: Flask):
    lines = lms(app, "data", "register").output.splitlines()
    assert len(lines) == 1 + sum(len(one.columns) for one in privacy.REGISTER.values())
    assert {line.count("\t") for line in lines} == {6}
