"""What people type for an amount, and what it means in cents."""

from __future__ import annotations

import pytest

from lms.web.admin.evidence import cents


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("150", 15000),
        ("99,50 €", 9950),
        ("1 250", 125000),
        ("0", 0),
        ("-1", None),
        ("1e9", None),
        ("nan", None),
        ("1,005", None),
        ("", None),
    ],
)
def test_an_amount_as_people_type_it(typed: str, meant: int | None) -> None:
    assert cents(typed) == meant
