"""The sheet to sign: names under heads that come back on each page; and attestations put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lms.web.documents import AttendanceSheet, attendance_pdf, attestations_pdf
from lms.web.documents.lettering import drawn
from tests.support import typography
from tests.web.documents.examples import ATTESTATION, opened, tags, unsaid, words

NBSP = "\N{NO-BREAK SPACE}"
SHEET = AttendanceSheet(
    cohort="Bien répondre aux habitants",
    day=date(2026, 5, 1),
    half="matin",
    hours=f"de 9{NBSP}h{NBSP}00 à 12{NBSP}h{NBSP}30",
    where="Salle du conseil, mairie de Die",
    trainer="Bruno Castel",
    organiser="Association des maires (exemple)",
    names=("Berthier Amina", "Noël Zoé"),
    site_name="Étoffe",
)


def test_it_is_tagged_and_says_everything() -> None:
    pdf = opened(attendance_pdf(SHEET))
    assert len(pdf.pages) == 1
    found = [tag for tag, _ in tags(pdf)]
    assert [found.count(tag) for tag in ("H1", "H2", "Table", "TR", "TH")] == [1, 1, 1, 6, 2]
    assert not unsaid(
        pdf,
        *("Feuille d’émargement", "Bien répondre aux habitants", f"1er{NBSP}mai 2026, matin", f"de 9{NBSP}h"),
        *("Salle du conseil, mairie de Die", "Bruno Castel", "Nom et prénom", "Berthier Amina", "Noël Zoé"),
        *("Autre personne", "Signature de la personne qui anime"),
    )
    assert not typography.faults(words(pdf))


def test_its_heads_come_back_and_hostile_words_are_only_words() -> None:
    hostile = '#panic() [*] "q" أ ' + "W" * 90
    names = (hostile, *(f"Nom{number} Fictif" for number in range(60)))
    pdf = opened(attendance_pdf(replace(SHEET, names=names, cohort=hostile, where="", trainer="")))
    assert len(pdf.pages) > 2
    assert words(pdf).count("Nom et prénom") == len(pdf.pages)
    assert not unsaid(pdf, drawn(hostile), *(f"Nom{number} Fictif" for number in range(60)))


def test_attestations_together_say_what_each_says() -> None:
    other = replace(ATTESTATION, name="Zoé Noël", serial="ETF-92QD-7F4K-XM3T", weave="serge", minutes=25)
    pdf = opened(attestations_pdf("Attestations", [ATTESTATION, other], "Organisme", date(2026, 7, 1)))
    assert len(pdf.pages) == 2
    assert [tag for tag, _ in tags(pdf)].count("H1") == 2
    assert not unsaid(pdf, "Amina Diallo", f"1{NBSP}h{NBSP}05", "ETF-7F4K-92QD-XM3T", "Zoé Noël", f"25{NBSP}min")
    assert not typography.faults(words(pdf))
