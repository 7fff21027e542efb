"""A stranger holds an attestation: its number or its file tells her whether it is ours, whole, and still valid."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pikepdf
import pytest
import segno
from flask import Flask

from lms import db, learning
from lms.learning import certificates
from lms.web.documents import numbers_in
from tests.support.completions import complete
from tests.support.people import Person
from tests.web.documents.examples import opened
from tests.web.test_certificates import obtain, rename

pytestmark = pytest.mark.usefixtures("courses")
UNKNOWN = learning.compose_serial(12345)


@pytest.fixture
def address(app: Flask, member: Person) -> str:
    """The page of Amina's attestation, which she has obtained."""
    complete(app.extensions["database"], member.id)
    return obtain(member)


@pytest.fixture
def serial(address: str) -> str:
    return address.rpartition("/")[2]


@pytest.fixture
def document(member: Person, address: str) -> bytes:
    return member.get(f"{address}/fichier").data


def ask_file(person: Person, content: bytes | None):
    """Send a file as a browser does. The body is written here: the test client leaves large ones open."""
    page = person.get("/verifier")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text[page.text.index("<main") :])
    assert token
    parts = [('name="csrf_token"', token[1].encode())]
    if content is not None:
        parts.append(('name="fichier"; filename="attestation.pdf"', content))
    body = b"".join(
        b"--limite\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (head.encode(), value)
        for head, value in parts
    )
    return person.client.post(
        "/verifier", data=body + b"--limite--\r\n", content_type="multipart/form-data; boundary=limite"
    )


def revoke(app: Flask, serial: str):
    words = ["lms", "certificates", "revoke", serial.lower(), "--reason", "Suivi par une autre <personne>."]
    return app.test_cli_runner().invoke(args=words)


def forget(app: Flask, person: Person, keep: bool) -> None:
    with db.transaction(app.extensions["database"]) as session:
        certificates.forget(session, person.id, keep=keep, at=datetime.now(UTC))


@pytest.mark.parametrize(
    "typed", [str, str.lower, lambda text: text.replace("-", " "), lambda text: text[4:].replace("0", "O")]
)
def test_a_number_is_found_however_it_is_typed(claire: Person, serial: str, typed: Callable[[str], str]):
    found = claire.get("/verifier", query_string={"numero": typed(serial)})
    assert found.location == f"/verifier/{serial}"
    page = claire.follow(found)
    assert page.status_code == 200
    for words in ("Cette attestation est valable", "Amina Berthier", "Identité déclarée", "Durée déclarée", serial):
        assert words in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_it_says_neither_where_she_lives_nor_her_address(claire: Person, serial: str):
    text = claire.get(f"/verifier/{serial}").text
    assert "mairie.example" not in text
    assert "26042" not in text


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ("/verifier?numero=ETF-0000-0000-0001", 422, "une erreur de frappe"),
        ("/verifier?numero=", 422, "Recopiez le numéro"),
        ("/verifier/n-importe-quoi", 404, "une erreur de frappe"),
        (f"/verifier/{UNKNOWN}", 404, "Aucune attestation ne porte ce numéro"),
        ("/verifier?numero=" + "%3Cb%3E" * 10, 422, "&lt;b&gt;"),
    ],
)
def test_what_is_no_attestation(claire: Person, asked: str, status: int, sentence: str):
    page = claire.get(asked)
    assert page.status_code == status
    assert sentence in page.text


def test_what_was_typed_another_way_leads_to_one_address(claire: Person, serial: str):
    assert claire.get(f"/verifier/{serial.lower()}").location == f"/verifier/{serial}"


def test_a_revoked_one_says_why(app: Flask, claire: Person, member: Person, address: str, serial: str, document: bytes):
    done = revoke(app, serial)
    assert (done.exit_code, done.output) == (0, f"{serial} est révoquée.\n")
    for page in (claire.get(f"/verifier/{serial}"), ask_file(claire, document)):
        assert "n’est plus valable" in page.text
        assert "Suivi par une autre &lt;personne&gt;." in page.text
    assert "Suivi par une autre" in member.get(address).text
    assert "Révoquée" in member.get("/mes-attestations").text
    assert revoke(app, serial).exit_code == 1
    assert revoke(app, UNKNOWN).exit_code == 1
    assert "erreur de frappe" in revoke(app, "ETF-1").output


def test_a_replaced_one_does_not_lead_to_the_new_name(
    app: Flask, claire: Person, member: Person, address: str, serial: str
):
    rename(app, member, "Diallo")
    newer = member.send(member.get(address)).location.rpartition("/")[2]
    text = claire.get(f"/verifier/{serial}").text
    assert "remplacé" in text
    assert newer not in text
    assert "Diallo" not in text


@pytest.mark.parametrize(("keep", "fate"), [(True, "est valable"), (False, "a supprimé son compte")])
def test_a_forgotten_one_has_no_name(
    app: Flask, claire: Person, member: Person, serial: str, document: bytes, keep: bool, fate: str
):
    forget(app, member, keep)
    for page in (claire.get(f"/verifier/{serial}"), ask_file(claire, document)):
        assert "Amina" not in page.text
        assert "Nom effacé à la demande de la personne" in page.text
        assert fate in page.text


def test_the_very_file_is_authentic(claire: Person, document: bytes, serial: str):
    page = ask_file(claire, document)
    assert page.status_code == 200
    assert "Le fichier est authentique" in page.text
    assert serial in page.text


def flipped(document: bytes) -> bytes:
    at = len(document) // 2
    return document[:at] + bytes([document[at] ^ 1]) + document[at + 1 :]


def saved_again(document: bytes, change: Callable[[pikepdf.Pdf], None] = lambda pdf: None, **how: object) -> bytes:
    out = io.BytesIO()
    with opened(document) as pdf:
        change(pdf)
        pdf.save(out, **how)
    return out.getvalue()


def another_name(pdf: pikepdf.Pdf) -> None:
    """Draw the page's first words out of it."""
    page = pdf.pages[0]
    operations = list(pikepdf.parse_content_stream(page))
    shown = [at for at, (_, operator) in enumerate(operations) if str(operator) in ("Tj", "TJ")]
    del operations[shown[0]]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(operations))


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(flipped, id="one bit"),
        pytest.param(lambda document: document + b"\n", id="one byte more"),
        pytest.param(saved_again, id="saved again"),
        pytest.param(lambda document: saved_again(document, another_name), id="other words"),
        pytest.param(
            lambda document: saved_again(
                document, another_name, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True
            ),
            id="all compressed",
        ),
    ],
)
def test_the_least_change_is_seen(claire: Person, document: bytes, serial: str, tamper: Callable[[bytes], bytes]):
    page = ask_file(claire, tamper(document))
    assert page.status_code == 200
    assert "Ce fichier a été modifié" in page.text
    assert f'href="/verifier/{serial}"' in page.text


@pytest.mark.parametrize("content", [b"%PDF-1.7 rien", b"", b"ETF-0000-0000-0000", b"ETF-1111-1111-1111"])
def test_what_is_not_ours(claire: Person, serial: str, content: bytes):
    page = ask_file(claire, content)
    assert "Ce fichier ne vient pas d’ici" in page.text
    assert serial not in page.text


def test_a_file_is_needed_and_has_a_size(claire: Person):
    missing = ask_file(claire, None)
    assert missing.status_code == 422
    assert "Choisissez le fichier PDF" in missing.text
    assert ask_file(claire, b"0" * (2 * 1024 * 1024)).status_code == 200
    assert ask_file(claire, b"0" * (2 * 1024 * 1024 + 20_000)).status_code == 413
    other = claire.client.post("/affichage", data={"retour": "0" * 300_000})
    assert other.status_code == 413  # every other page stays small


def test_the_code_on_it_leads_here(app: Flask, member: Person, claire: Person, address: str, serial: str):
    drawn = re.search(r'class="feuille__qr".*?fill="#000" d="([^"]+)"', member.get(address).text)
    assert drawn
    dark = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", drawn[1])
        for step in range(int(length))
    }
    place = f"{app.config['SETTINGS'].base_url}/verifier/{serial}"
    matrix = segno.make(place, micro=False, error="m", boost_error=False).matrix
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, bit in enumerate(row) if bit}
    assert claire.get(f"/verifier/{serial}").status_code == 200


def test_files_made_to_be_long_are_read_once():
    bombs = (
        b"stream\n" * 300_000,
        b"stream\nx\x9cendstream" * 100_000,
        b"ETF-" * 500_000,
        b"stream" * 350_000 + b"endstream",
    )
    assert [numbers_in(bomb) for bomb in bombs] == [()] * 4
