"""Images and documents of a lesson: named by their content, kept for ever, and never a page of ours."""

from __future__ import annotations

from hashlib import sha256

import pytest
from flask import Flask

from lms import db, publishing
from lms.web.addresses import ADDRESSES
from tests.support.example import PUBLISHED_AT, example_course, example_files, library
from tests.support.people import Person

LESSON = "lecons/01-les-delais.md"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def published(app: Flask) -> None:
    files = example_files() | {"images/carre.svg": SVG, "fichiers/modele.pdf": PDF}
    shown = "![Un carré](images/carre.svg)\n\n[le modèle](fichiers/modele.pdf)\n\n::: retenir"
    files[LESSON] = files[LESSON].replace(b"::: retenir", shown.encode(), 1)
    with db.transaction(app.extensions["database"]) as session:
        publishing.publish(
            session,
            example_course(files),
            files,
            library=library(),
            addresses=ADDRESSES,
            by="Bruno",
            message="Essai",
            at=PUBLISHED_AT,
        )


def address(data: bytes, extension: str) -> str:
    return f"/medias/{sha256(data).hexdigest()}.{extension}"


def test_the_lesson_shows_the_image_and_offers_the_document(amina: Person) -> None:
    page = amina.get("/modules/exemple-de-module/delais/message").get_data(as_text=True)
    assert f'src="{address(SVG, "svg")}"' in page
    assert f'href="{address(PDF, "pdf")}"' in page
    assert "(PDF, 1\u00a0Ko)" in page or "(PDF, 1&nbsp;Ko)" in page


def test_an_image_is_kept_for_ever_and_runs_nothing(amina: Person) -> None:
    image = amina.get(address(SVG, "svg"))
    assert (image.status_code, image.mimetype, image.data) == (200, "image/svg+xml", SVG)
    assert image.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in image.headers
    assert "default-src 'none'" in image.headers["Content-Security-Policy"]


def test_a_document_is_saved_under_its_name(amina: Person) -> None:
    document = amina.get(address(PDF, "pdf"))
    assert (document.status_code, document.mimetype, document.data) == (200, "application/pdf", PDF)
    assert document.headers["Content-Disposition"] == "attachment; filename=modele.pdf"


@pytest.mark.parametrize("extension", ["pdf", "html", "exe"])
def test_an_image_answers_to_its_own_extension_only(amina: Person, extension: str) -> None:
    assert amina.get(address(SVG, extension)).status_code == 404


def test_the_texts_of_a_course_are_not_media(amina: Person) -> None:
    assert amina.get(address(example_files()["quiz.toml"], "txt")).status_code == 404
