"""The statement of hours: a table that is heard as a table, its sum, on as many pages as it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lms.web.documents import HoursRow, hours_statement_pdf
from lms.web.documents.lettering import drawn
from tests.support import typography
from tests.web.documents.examples import STATEMENT, opened, tags, unsaid, words

NBSP = "\N{NO-BREAK SPACE}"


def test_it_is_tagged_and_dated():
    pdf = opened(hours_statement_pdf(STATEMENT))
    assert len(pdf.pages) == 1
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang).startswith("fr")
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["xmp:CreateDate"].startswith("2027-01-04")
    found = [tag for tag, _ in tags(pdf)]
    assert [found.count(tag) for tag in ("H1", "Table", "TR", "TH", "Figure")] == [1, 1, 4, 4, 2]


def test_it_says_everything():
    pdf = opened(hours_statement_pdf(STATEMENT))
    assert not unsaid(
        pdf,
        *("Relevé d’heures", "Amina Diallo", "Identité confirmée par la mairie"),
        f"a suivi et terminé 2{NBSP}modules, du{NBSP}1er{NBSP}mars 2026 au{NBSP}31{NBSP}décembre 2026",
        *("Module", "Terminé le", "Durée déclarée", "Attestation"),
        f"Les services en ligne de la commune 28{NBSP}juin 2026 1{NBSP}h{NBSP}05 ETF-7F4K-92QD-XM3T",
        f"Les données ouvertes 1er{NBSP}septembre 2026 55{NBSP}min ETF-8H2M-51RE-0BC9",
        f"Total des durées déclarées 2{NBSP}h",
        *("Association des maires (exemple)", f"4{NBSP}janvier 2027", "Numéro ETF-92QD-7F4K-XM3T"),
        *("etoffe.example/verifier/ETF-92QD-7F4K-XM3T", "ni titre ni diplôme."),
    )
    assert not typography.faults(words(pdf))


def test_a_long_table_goes_on_under_its_heads():
    rows = tuple(HoursRow(f"Module {number}", date(2026, 5, 2), 59, "ETF-7F4K-92QD-XM3T") for number in range(45))
    pdf = opened(hours_statement_pdf(replace(STATEMENT, rows=rows)))
    assert len(pdf.pages) == 2
    assert not unsaid(pdf, *(f"Module {number} 2{NBSP}mai" for number in range(45)), f"déclarées 44{NBSP}h{NBSP}15")
    assert words(pdf).count("Terminé le") == 2
    assert not unsaid(pdf, "1 / 2", "2 / 2")


def test_hostile_words_are_only_words():
    hostile = '#panic() [*] "q" أ ' + "W" * 150
    rows = (replace(STATEMENT.rows[0], course=hostile),)
    pdf = opened(hours_statement_pdf(replace(STATEMENT, name=hostile, organiser=hostile, rows=rows)))
    assert not unsaid(pdf, *[drawn(hostile)] * 3)


def test_the_same_statement_gives_the_same_bytes():
    assert hours_statement_pdf(STATEMENT) == hours_statement_pdf(replace(STATEMENT))
    assert hours_statement_pdf(STATEMENT) != hours_statement_pdf(replace(STATEMENT, last=date(2026, 12, 30)))
