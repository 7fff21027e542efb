"""An address is written in one way, whatever the short cut: what the library says of the whole is what we say."""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from lms.accounts import InvalidEmail, normal_email

ENDINGS = ["", ".fr", ".FR>", ".test", ".example", ".local", ".invalid", ".", "..fr", "[1.2.3.4]"]


@given(st.text("abZ0.é'\"-+ @_%", max_size=70), st.text("abZ0.é-_ @", max_size=12), st.sampled_from(ENDINGS))
@example("a" * 64, "b", ".fr")
@example("a" * 65, "b", ".fr")
@example("a", f"{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}", ".fr")
def test_what_the_library_says(before: str, domain: str, ending: str) -> None:
    typed = f"{before}@{domain}{ending}"
    try:
        found = validate_email(typed.strip().strip("<>"), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        with pytest.raises(InvalidEmail):
            normal_email(typed)
    else:
        if len(found.normalized) <= 254:
            assert normal_email(typed) == found.normalized.lower()
