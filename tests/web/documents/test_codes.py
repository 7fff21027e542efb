"""QR codes: what is drawn is the code of the address, with the light around it that phones need."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import segno

from lms.web.documents.codes import QUIET, qr_code
from tests.web.documents.examples import ATTESTATION


def test_the_drawing_is_the_code_of_the_address():
    drawing = ElementTree.fromstring(qr_code(ATTESTATION.address, "Code à scanner"))
    light, dark = (path.attrib for path in drawing)
    drawn = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1\.04h-\d+z", dark["d"])
        for step in range(int(length))
    }
    rows = segno.make(ATTESTATION.address, micro=False, error="m", boost_error=False).matrix
    assert drawn == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}
    side = len(rows) + 2 * QUIET
    assert drawing.get("viewBox") == f"-{QUIET} -{QUIET} {side} {side}"
    assert (light["fill"], light["d"]) == ("#fff", f"M-{QUIET} -{QUIET}h{side}v{side}h-{side}z")


def test_it_is_a_named_picture_and_what_names_it_is_text():
    drawing = ElementTree.fromstring(qr_code("https://etoffe.example/v", 'Pour <b>Amina</b> & "vous"', "feuille__qr"))
    assert (drawing.get("role"), drawing.get("class")) == ("img", "feuille__qr")
    assert drawing.get("aria-label") == 'Pour <b>Amina</b> & "vous"'
