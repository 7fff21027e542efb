"""The attestation as a PDF: one page that everyone can read or hear, true to its data, the same each time."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from time import process_time

import pikepdf
import pytest

from lms.web.documents import Attestation, Identity, attestation_pdf, attestation_sheet
from lms.web.documents.lettering import drawn
from lms.web.drawing import WEAVES
from tests.support import typography
from tests.web.documents.examples import ATTESTATION, opened, placed, tags, unsaid, words

A4_LANDSCAPE = (842, 595)  # points
MILLIMETRE = 72 / 25.4
ROOT = Path(__file__).resolve().parents[3]
NBSP = "\N{NO-BREAK SPACE}"

LONGEST = replace(
    ATTESTATION,
    name="Marie-Françoise Charlotte de La Roche-Montagne-des-Trois-Bois",
    course="Les services en ligne de la commune, de la première demande reçue jusqu’à la réponse, en passant par "
    "l’accessibilité, les pièces à ne plus demander et le guichet que l’on garde ouvert",
    objectives=tuple(
        f"{text}, et le faire comprendre aux services comme aux habitants" for text in ATTESTATION.objectives
    )
    + ATTESTATION.objectives[:4],
    organiser="Communauté de communes du Pays des Trois-Rivières et de la Haute-Vallée (exemple)",
)


def the_page(attestation: Attestation) -> pikepdf.Pdf:
    pdf = opened(attestation_pdf(attestation))
    assert len(pdf.pages) == 1
    assert tuple(round(float(side)) for side in pdf.pages[0].MediaBox[2:]) == A4_LANDSCAPE
    return pdf


def test_it_is_tagged_and_says_what_it_is():
    pdf = the_page(ATTESTATION)
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang).startswith("fr")
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == f"Attestation{NBSP}: Les services en ligne de la commune, Amina Diallo"
        assert metadata["dc:creator"] == ["Association des maires (exemple)"]
        assert metadata["xmp:CreateDate"].startswith("2026-06-30")


def test_its_structure_is_read_in_order_and_pictures_have_an_alternative():
    found = tags(the_page(ATTESTATION))
    assert [tag for tag, _ in found if tag in ("H1", "H2", "L", "Link")] == ["H1", "H2", "L", "L", "Link"]
    assert [tag for tag, _ in found].count("LI") == len(ATTESTATION.objectives)
    assert [alternative for tag, alternative in found if tag == "Figure"] == [
        "Étoffe",
        "Code à scanner pour vérifier l’attestation",
    ]


def test_it_says_everything_in_reading_order():
    assert not unsaid(
        the_page(ATTESTATION),
        *("Attestation", "Amina Diallo", "Identité déclarée par la personne"),
        *("a suivi et terminé le module Les services en ligne de la commune", "Objectifs du module"),
        *ATTESTATION.objectives,
        *("Suivi", f"du{NBSP}1er{NBSP}mai 2026 au{NBSP}28{NBSP}juin 2026"),
        *("Durée déclarée", f"1{NBSP}h{NBSP}05", "Version du module", f"2{NBSP}(a1b2c3d4)"),
        *("Organisme", "Association des maires (exemple)", "Délivrée le", f"30{NBSP}juin 2026"),
        *("Numéro", "ETF-7F4K-92QD-XM3T", "sur", "etoffe.example/verifier/ETF-7F4K-92QD-XM3T"),
        *("qui était devant l’écran", "ni titre ni diplôme."),
    )


def test_it_leads_to_its_verification():
    pdf = the_page(ATTESTATION)
    links = [note.A.URI for note in pdf.pages[0].Annots]
    assert [str(link) for link in links] == [ATTESTATION.address]


def test_it_says_who_vouches_for_the_name():
    pdf = the_page(replace(ATTESTATION, identity=Identity.CONFIRMED))
    assert not unsaid(pdf, "Identité confirmée par la mairie")
    assert unsaid(pdf, "déclarée par la personne")


def test_a_course_of_one_day_and_one_objective():
    pdf = the_page(replace(ATTESTATION, started_on=date(2026, 6, 28), objectives=("savoir répondre",)))
    assert not unsaid(pdf, "Objectif du module • savoir répondre", f"Suivi le{NBSP}28{NBSP}juin 2026 Durée")


def test_its_words_are_in_french_typography():
    sheet = attestation_sheet(ATTESTATION)
    for text in (words(the_page(ATTESTATION)), sheet.title, sheet.scope, sheet.verify_label):
        assert not typography.faults(text)


@pytest.mark.parametrize("weave", WEAVES)
def test_every_weave_is_printed(weave: str):
    the_page(replace(ATTESTATION, weave=weave))


@pytest.mark.parametrize("attestation", [ATTESTATION, LONGEST], ids=["usual", "longest"])
def test_its_words_hold_on_one_page(attestation: Attestation):
    pdf = the_page(attestation)
    said = (attestation.name, attestation.course, *attestation.objectives, attestation.organiser, "ni diplôme.")
    assert not unsaid(pdf, *said)
    heights = [(text, height) for text, height in placed(pdf.pages[0]) if text.strip()]
    facts = [text for text, _ in heights].index("Suivi")
    assert min(height for _, height in heights[:facts]) > heights[facts][1] + 24  # nothing is written over the facts
    assert min(height for _, height in heights) > 14 * MILLIMETRE  # nor in the margin
    assert max(height for _, height in heights) < A4_LANDSCAPE[1] - 17 * MILLIMETRE


@pytest.mark.parametrize(
    "name",
    [
        pytest.param('#sys.inputs $x$ [*a*] "b" \\ <c> @d `e` // /* {f} #panic()', id="typst"),
        pytest.param("#" * 200, id="endless"),
        pytest.param("W" * 200, id="wide"),
        pytest.param("Jean " * 40, id="many words"),
        pytest.param("أمينة Diallo", id="arabic"),
        pytest.param("\u202eoirtap\u202c \u200bAmina\x00\x1b", id="invisible"),
        pytest.param("Nguyễn Thị Łódź Šimić", id="accents"),
        pytest.param("李 小龍", id="chinese"),
        pytest.param("e\u0301" * 100, id="combining"),
        pytest.param("", id="nothing"),
    ],
)
def test_no_text_makes_it_fail_or_says_anything_to_the_press(name: str):
    pdf = the_page(replace(ATTESTATION, name=name, course=name, objectives=(name,) * 10, organiser=name))
    assert not unsaid(pdf, *[drawn(name)] * 13)  # written as it is each time


def test_what_is_written_beyond_all_measure_is_cut_not_refused():
    the_page(replace(ATTESTATION, name="Amina " * 300, course="Module " * 300, objectives=("objectif " * 200,) * 30))


def test_the_same_attestation_gives_the_same_bytes_here_and_elsewhere():
    program = (
        "from hashlib import sha256; from lms.web.documents import attestation_pdf;"
        "from tests.web.documents.examples import ATTESTATION; print(sha256(attestation_pdf(ATTESTATION)).hexdigest())"
    )
    elsewhere = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    here = {sha256(attestation_pdf(ATTESTATION)).hexdigest() for _ in range(2)}
    assert here == {elsewhere.stdout.strip()}


@pytest.mark.parametrize(
    "change", [{"name": "Amina Diallo-Roy"}, {"minutes": 66}, {"serial": "ETF-0000"}, {"issued_on": date(2026, 7, 1)}]
)
def test_another_attestation_gives_other_bytes(change: dict[str, object]):
    assert attestation_pdf(replace(ATTESTATION, **change)) != attestation_pdf(ATTESTATION)


def test_it_is_light_and_fast():
    attestation_pdf(ATTESTATION)
    spent = []
    for number in range(5):
        before = process_time()
        made = attestation_pdf(replace(LONGEST, name=f"Amina Diallo {number}"))
        spent.append(process_time() - before)
    print(f"attestation: {min(spent) * 1000:.0f} ms of processor, {len(made) / 1024:.0f} KB")
    assert min(spent) < 0.1
    assert len(made) < 64 * 1024
