"""« Médias »: Bruno sends images and documents; what is kept is small, plain, and shows nothing but what was seen."""

from __future__ import annotations

import io
import re
import struct
import zlib
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from PIL import Image

from lms import content, db
from lms.publishing import drafts
from lms.web.trainer.pictures import Unusable, smaller
from lms.web.trainer.shelf import received
from tests.support import members
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.support.workshop import AMEL, HERE, begin, change, files_of

MEDIA = f"{HERE}/medias"
LESSON = "lecons/01-les-delais.md"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>'


def text(response) -> str:
    return unescape(response.get_data(as_text=True))


@pytest.fixture
def trainer(app: Flask) -> Person:
    return members.member(app, BRUNO)


@pytest.fixture
def draft(app: Flask, trainer: Person) -> int:
    return begin(app, trainer.id)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **how: object) -> bytes:
    written = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(written, kind, **how)
    return written.getvalue()


def noise(size: tuple[int, int]) -> bytes:
    written = io.BytesIO()
    Image.effect_noise(size, 120).convert("RGB").save(written, "JPEG", quality=95)
    return written.getvalue()


def hidden(page, *names: str) -> dict[str, str]:
    found = re.findall(r'name="([a-z_]+)" value="([^"]*)"', page.get_data(as_text=True))
    return {name: value for name, value in found if name in (names or ("csrf_token", "client_id"))}


def send(person: Person, *files: tuple[str, bytes], **more: str):
    data = hidden(person.get(MEDIA)) | more
    return person.client.post(
        MEDIA,
        data=data | {"fichiers": [(io.BytesIO(data), name) for name, data in files]},
        content_type="multipart/form-data",
    )


def files(app: Flask, draft: int) -> dict[str, bytes]:
    with db.reading(app.extensions["database"]) as reader:
        return drafts.draft_files(reader, draft)


def test_an_image_is_made_small_and_plain(app: Flask, trainer: Person, draft: int) -> None:
    secret = b"48.8566,2.3522 appareil de Bruno"
    exif = Image.Exif()
    exif[0x010F] = secret.decode()
    photo = io.BytesIO()
    Image.effect_noise((1500, 900), 60).convert("RGB").save(photo, "JPEG", quality=25, exif=exif)
    assert content.IMAGE_BYTES < len(photo.getvalue()) < 490_000  # beyond, the client of tests leaves a file open
    assert secret in photo.getvalue()
    sent = send(trainer, ("Ma Photo d’été (1).JPG", photo.getvalue()))
    assert sent.status_code == 303
    data = files(app, draft)["images/ma-photo-dete-1.webp"]
    kept = Image.open(io.BytesIO(data))
    assert len(data) <= content.IMAGE_BYTES
    assert kept.width <= 1216
    assert secret not in data
    assert not kept.info.get("exif")
    page = trainer.follow(sent)
    assert "1\u00a0fichier ajouté" in text(page)
    assert "Utilisé nulle part" in text(page)


def test_pictures_that_may_be_exact_are(app: Flask) -> None:
    drawn = Image.new("RGBA", (300, 200), (12, 74, 90, 255))
    drawn.putpixel((5, 5), (255, 0, 0, 0))
    written = io.BytesIO()
    drawn.save(written, "PNG")
    kept = Image.open(io.BytesIO(smaller(written.getvalue(), "webp"))).convert("RGBA")
    assert kept.getpixel((0, 0)) == (12, 74, 90, 255)
    assert kept.getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("extension", ["png", "jpg", "webp"])
def test_what_is_made_is_an_image_of_a_course(extension: str) -> None:
    data = smaller(noise((900, 900)), extension)
    assert len(data) <= content.IMAGE_BYTES
    assert content.refused_content(f"images/x.{extension}", data) == ""


def png(width: int, height: int, rows: int = 1) -> bytes:
    """A PNG that says it is that large, and that holds zeros which compress to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = zlib.compress(b"\0" * ((width * 3 + 1) * rows), 9)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        png(100_000, 100_000),
        png(4_097, 10),
        png(65_535, 65_535, 2),
        b"",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        picture()[:-80],
        picture("WEBP")[:40],
        picture("JPEG")[:100],
        b"<svg onload=alert(1)>",
        b"%PDF-1.7",
        b"\xff\xd8\xff" + b"\0" * 5000,
    ],
)
def test_bombs_and_broken_images_are_refused(data: bytes) -> None:
    with pytest.raises(Unusable):
        smaller(data, "webp")


ACTIVE = (b"<script", b"onload", b"<?php", b"javascript:", b"<!doctype", b"%PDF", b"PK\x03\x04", b"alert(")
TAILS = (
    b"<script>alert(1)</script>",
    b"<!doctype html><body onload=alert(1)>",
    b"<?php system('id'); ?>",
    b"PK\x03\x04" + b"\0" * 40,
    b"%PDF-1.7\n/JS (alert(1))",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"javascript:alert(1)//",
    b"GIF89a/*<script>alert(1)</script>*/=1;",
    b"#!/bin/sh\nid",
    b"\xff\xd8\xff<script>alert(1)</script>",
)


def polyglots() -> list[tuple[str, bytes]]:
    """Sixty files that are an image and something else: after, before, in a comment, under another name."""
    found = []
    for number, tail in enumerate(TAILS):
        for kind, extension in (("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")):
            found.append((f"apres-{number}.{extension}", picture(kind) + tail))
        found.append((f"dedans-{number}.jpg", picture("JPEG", comment=tail)))
        found.append((f"avant-{number}.gif", b"GIF89a" + tail + picture("GIF")))
        found.append((f"nom-{number}.svg", picture("PNG") + tail))
    return found


def test_sixty_polyglots_leave_nothing_active() -> None:
    kept = 0
    for name, data in polyglots():
        try:
            path, made = received(name, data, ())
        except Unusable:
            continue
        kept += 1
        assert path.startswith("images/")
        assert not any(word in made.lower() for word in map(bytes.lower, ACTIVE)), name
        assert content.refused_content(path, made) == ""
    assert len(polyglots()) == 60
    assert kept >= 30


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("Plan.pdf", b"%PDF-1.7\nfin", "fichiers/plan.pdf"),
        ("tableau.csv", b"a;b\n1;2\n", "fichiers/tableau.csv"),
        ("../../etc/passwd.txt", "à lire".encode(), "fichiers/etc-passwd.txt"),
        ("dessin.svg", SVG, "images/dessin.svg"),
        ("….txt", b"x", "fichiers/fichier.txt"),
    ],
)
def test_documents_and_drawings_are_kept_as_they_are(app: Flask, trainer: Person, draft: int, name, data, kept) -> None:
    assert send(trainer, (name, data)).status_code == 303
    assert files(app, draft)[kept] == data


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("faux.pdf", b"<script>alert(1)</script>"),
        ("faux.docx", b"%PDF-1.7"),
        ("faux.csv", b"\xff\xfe\x00"),
        ("dessin.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" width="1" height="1"/>'),
        ("dessin.svg", b"<svg"),
        ("page.html", b"<html>"),
        ("programme.exe", b"MZ"),
        ("sans-extension", b"x"),
        ("vide.pdf", b""),
        ("lourd.svg", SVG.replace(b"<rect", b"<title>" + b"n" * 70_000 + b"</title><rect")),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_named(app: Flask, trainer: Person, draft: int, name, data) -> None:
    before = files(app, draft)
    sent = send(trainer, (name, data), ("bonne.txt", b"Bonjour"))
    assert sent.status_code == 422
    assert name in text(sent)
    assert files(app, draft) == before | {"fichiers/bonne.txt": b"Bonjour"}


def test_nothing_chosen_is_said(trainer: Person, draft: int) -> None:
    assert "Choisissez un fichier" in text(send(trainer))


def test_names_do_not_collide_and_the_same_file_is_kept_once(app: Flask, trainer: Person, draft: int) -> None:
    form = str(uuid4())
    for _ in range(2):
        assert send(trainer, ("plan.txt", b"un"), client_id=form).status_code == 303
    send(trainer, ("autre.txt", b"un"))
    send(trainer, ("plan.txt", b"deux"))
    kept = {path: data for path, data in files(app, draft).items() if path.startswith("fichiers/")}
    assert kept == {"fichiers/plan.txt": b"un", "fichiers/plan-2.txt": b"deux"}


def test_an_image_is_replaced_under_its_name(app: Flask, trainer: Person, draft: int) -> None:
    change(app, draft, "images/schema.png", picture("PNG"), trainer.id)
    page = trainer.get(MEDIA)
    data = (
        hidden(page)
        | hidden(page, "chemin", "base")
        | {"fichier": (io.BytesIO(picture("JPEG", (80, 80))), "neuve.jpg")}
    )
    sent = trainer.client.post(f"{MEDIA}/remplacer", data=data, content_type="multipart/form-data")
    assert sent.status_code == 303
    assert Image.open(io.BytesIO(files(app, draft)["images/schema.png"])).size == (80, 80)
    data = hidden(page) | hidden(page, "chemin", "base") | {"fichier": (io.BytesIO(picture("PNG", (90, 90))), "x.png")}
    late = trainer.client.post(
        f"{MEDIA}/remplacer", data=data | {"client_id": str(uuid4())}, content_type="multipart/form-data"
    )
    assert late.status_code == 409
    assert "rien n’a été remplacé" in text(late)


def test_a_file_is_taken_away_and_brought_back(app: Flask, trainer: Person, draft: int) -> None:
    change(app, draft, "fichiers/note.txt", b"Bonjour", trainer.id)
    page = trainer.get(MEDIA)
    data = hidden(page) | hidden(page, "chemin", "base")
    gone = trainer.client.post(f"{MEDIA}/retirer", data=data)
    assert "fichiers/note.txt" not in files(app, draft)
    page = trainer.follow(gone)
    assert "fichiers/note.txt est retiré" in text(page)
    back = trainer.send(page, {"texte": re.search(r'name="texte" value="(\w+)"', text(page))[1]})
    assert back.status_code == 303
    assert files(app, draft)["fichiers/note.txt"] == b"Bonjour"


def test_it_says_where_each_file_is_used_and_what_has_no_words(app: Flask, trainer: Person, draft: int) -> None:
    lesson = files_of()[LESSON].decode().replace("Un essai", "![](images/dessin.svg)\n\nUn essai", 1)
    change(app, draft, "images/dessin.svg", SVG, trainer.id)
    change(app, draft, LESSON, lesson.encode(), trainer.id)
    page = text(trainer.get(MEDIA))
    assert "Texte de remplacement à écrire" in page
    assert "![Décrivez ce que montre l’image](images/dessin.svg)" in page
    assert "Utilisé nulle part" not in page.split("dessin.svg")[1].split("</li>")[0]


def test_media_of_a_draft_are_shown_to_its_team_alone(app: Flask, trainer: Person, draft: int, client) -> None:
    change(app, draft, "images/dessin.svg", SVG, trainer.id)
    address = re.search(rf'src="({MEDIA}/[^"]+)"', text(trainer.get(MEDIA)))
    assert address
    shown = trainer.get(address[1])
    assert (shown.status_code, shown.data, shown.mimetype) == (200, SVG, "image/svg+xml")
    assert "private" in shown.headers["Cache-Control"]
    assert members.member(app, AMEL).get(address[1]).status_code == 404
    assert client.get(address[1]).status_code in (302, 303, 404)
    assert trainer.get(address[1].replace(".svg", ".png")).status_code == 404


def test_what_no_course_may_hold_is_not_shown(app: Flask, trainer: Person, draft: int) -> None:
    hostile = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" width="1" height="1"/>'
    change(app, draft, "images/dessin.svg", hostile, trainer.id)
    address = re.search(rf'src="({MEDIA}/[^"]+)"', text(trainer.get(MEDIA)))
    assert address
    assert trainer.get(address[1]).status_code == 404


def test_who_only_reviews_changes_nothing(app: Flask, trainer: Person, draft: int) -> None:
    reviewer = members.member(app, AMEL)
    with db.transaction(app.extensions["database"]) as session:
        drafts.share(
            session,
            draft,
            reviewer.id,
            drafts.Right.REVIEW,
            by=trainer.id,
            client_id="",
            at=members.datetime.now(members.UTC),
        )
    assert "Ajouter des fichiers" not in text(reviewer.get(MEDIA))
    fields = hidden(trainer.get(MEDIA), "client_id") | hidden(reviewer.get(f"{HERE}/commentaires"), "csrf_token")
    sent = reviewer.client.post(
        MEDIA, data=fields | {"fichiers": (io.BytesIO(b"x"), "x.txt")}, content_type="multipart/form-data"
    )
    assert sent.status_code == 403
