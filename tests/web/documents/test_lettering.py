"""What fonts can draw: every sign of the repertoire is printed, and every other one becomes one of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from lms.web.documents import hours_statement_pdf
from lms.web.documents.lettering import REPERTOIRE, drawn, flowing, plain
from tests.web.documents.examples import STATEMENT, opened, unsaid


def test_every_sign_of_the_repertoire_is_printed_in_each_writing():
    signs = "".join(sorted(REPERTOIRE - set(" \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")))
    rows = (replace(STATEMENT.rows[0], course=signs),)  # bold
    made = opened(hours_statement_pdf(replace(STATEMENT, name=signs, rows=rows, address=signs)))
    assert not unsaid(made, signs, signs, signs)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Amina  Diallo ", "Amina Diallo"),
        ("Élodie\tN’Guyen\n", "Élodie N’Guyen"),
        ("E\u0301lodie", "Élodie"),
        ("Nguyễn Thị", "Nguyên Thi"),
        ("Šimić Łódź ő ș", "Šimić Łódź ő ș"),
        ("\u202eanimA\u200d", "animA"),
        ("ﬁn №", "fin No"),
        ("李 أمينة", "? ?????"),
        ("5\u202f000\u00a0€", "5\u202f000\u00a0€"),
    ],
)
def test_signs_are_kept_or_replaced(written: str, expected: str):
    assert drawn(written) == expected


@given(st.text())
def test_whatever_is_written_can_be_drawn(text: str):
    assert REPERTOIRE.issuperset(drawn(text))
    assert drawn(drawn(text)) == drawn(text)


@given(st.text(alphabet="ab- é"))
def test_endless_words_may_break_and_nothing_else_changes(text: str):
    assert flowing(text).replace("\N{ZERO WIDTH SPACE}", "") == drawn(text)
    assert all(
        len(piece) < 25 for piece in flowing(text).replace("\N{ZERO WIDTH SPACE}", " ").replace("-", " ").split()
    )


def test_plain_keeps_no_break_spaces_and_signs():
    assert plain(Markup("1<sup>er</sup>\N{NO-BREAK SPACE}mai &lt;b&gt; &amp;")) == "1er\N{NO-BREAK SPACE}mai <b> &"


def test_the_logo_is_the_one_of_the_pages():
    web = Path(__file__).resolve().parents[3] / "lms" / "web"
    for path in (web / "templates/components/logo.html").read_text(encoding="utf-8").split(' d="')[1:]:
        assert path.partition('"')[0] in (web / "documents/logo.svg").read_text(encoding="utf-8")
