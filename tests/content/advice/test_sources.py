"""Advice on what a course rests upon, and the dates that people write."""

from __future__ import annotations

import zlib
from datetime import date, timedelta

import pytest

from lms.content import AdviceKind as Kind
from tests.content.advice.examples import BANK, COVER, LESSON, OTHER, REMINDER, advice, edited
from tests.support.example import TODAY, example_files, library

SOURCES = example_files()[LESSON].decode().partition("[[sources]]")[2].partition("+++")[0]


def test_a_lesson_without_source() -> None:
    files = edited(LESSON, f"[[sources]]{SOURCES}", "")
    assert [one.lesson_key for one in advice(files) if one.kind is Kind.SOURCE] == ["delais"]
    assert not [one for one in advice(example_files()) if one.kind is Kind.SOURCE]


@pytest.mark.parametrize(
    ("days", "written", "expected"),
    [
        (10, "12 mai 2019", False),  # read again lately: its sources too
        (200, "12 mai 2019", True),
        (200, "2026", False),
        (200, "", False),
        (200, "date inconnue", False),
    ],
)
def test_an_old_source(days: int, written: str, expected: bool) -> None:
    files = edited(LESSON, f"[[sources]]{SOURCES}", f'[[sources]]\ntitre = "Un guide"\ndate = "{written}"\n')
    current = (TODAY - timedelta(days=days)).isoformat()
    files[LESSON] = files[LESSON].replace(b"a_jour_au = 2026-11-23", f"a_jour_au = {current}".encode())
    found = [one.excerpt for one in advice(files) if one.kind is Kind.SOURCE]
    assert found == ["Un guide"] * expected


def test_a_lesson_and_a_course_not_read_again_for_a_year() -> None:
    def found(today: date) -> list[str]:
        return [one.path for one in advice(example_files(), today) if one.kind is Kind.REREAD]

    assert found(date(2027, 11, 23)) == []
    assert found(date(2027, 11, 24)) == [COVER, LESSON, OTHER]


def test_facts_past_their_date() -> None:
    cited = {"SVE-01", "SVE-03"}
    due = max(library().facts[key].read_again for key in cited)
    found = [one for one in advice(example_files(), due) if one.kind is Kind.FACT]
    assert {key for key in cited for one in found if f"« {key} »" in one.message} == cited
    assert {one.path for one in found} == {LESSON, OTHER, BANK}
    assert not [one for one in advice(example_files()) if one.kind is Kind.FACT]


def test_a_document_that_cannot_be_read_aloud() -> None:
    def found(data: bytes) -> list[str]:
        files = edited(LESSON, REMINDER, f"{REMINDER}\n\n[le modèle](fichiers/modele.pdf)")
        return [one.path for one in advice(files | {"fichiers/modele.pdf": data}) if one.kind is Kind.DOCUMENT]

    assert found(b"%PDF-1.7 << /Type /Catalog >>") == ["fichiers/modele.pdf"]
    assert found(b"%PDF-1.7 << /Type /Catalog /StructTreeRoot 4 0 R >>") == []
    packed = b"%PDF-1.7 << /Type /ObjStm /Filter /FlateDecode >>\nstream\r\n"
    assert found(packed + zlib.compress(b"<< /StructTreeRoot 4 0 R >>") + b"\nendstream") == []
    assert found(packed + zlib.compress(b"<< /Pages 4 0 R >>") + b"\nendstream") == ["fichiers/modele.pdf"]
    assert found(packed + b"encrypted\nendstream") == []  # nobody can tell
