"""An attestation and a statement of hours of fictitious people, and how to read the PDF they make."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date

import pikepdf

from lms.web.documents import Attestation, HoursRow, HoursStatement, Identity

ATTESTATION = Attestation(
    serial="ETF-7F4K-92QD-XM3T",
    name="Amina Diallo",
    identity=Identity.DECLARED,
    course="Les services en ligne de la commune",
    weave="toile",
    release_number=2,
    release_id="a1b2c3d4",
    objectives=(
        "organiser l’accusé de réception et la réponse à une demande reçue en ligne",
        "repérer les pièces que votre commune n’a pas à redemander",
        "choisir la bonne démarche à mettre en ligne et l’outil qui lui convient",
        "vérifier ce que votre site doit afficher et permettre en matière d’accessibilité",
        "conserver une voie humaine à côté de chaque service en ligne",
        "chiffrer le coût complet d’un service en ligne et dire ce qu’il apporte",
    ),
    minutes=65,
    started_on=date(2026, 5, 1),
    completed_on=date(2026, 6, 28),
    issued_on=date(2026, 6, 30),
    organiser="Association des maires (exemple)",
    site_name="Étoffe",
    address="https://etoffe.example/verifier/ETF-7F4K-92QD-XM3T",
)

STATEMENT = HoursStatement(
    serial="ETF-92QD-7F4K-XM3T",
    name="Amina Diallo",
    identity=Identity.CONFIRMED,
    first=date(2026, 3, 1),
    last=date(2026, 12, 31),
    rows=(
        HoursRow("Les services en ligne de la commune", date(2026, 6, 28), 65, "ETF-7F4K-92QD-XM3T"),
        HoursRow("Les données ouvertes", date(2026, 9, 1), 55, "ETF-8H2M-51RE-0BC9"),
    ),
    issued_on=date(2027, 1, 4),
    organiser="Association des maires (exemple)",
    site_name="Étoffe",
    address="https://etoffe.example/verifier/ETF-92QD-7F4K-XM3T",
)


def opened(document: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(document))


def tags(pdf: pikepdf.Pdf) -> list[tuple[str, str]]:
    """The structure in reading order, as (tag, alternative)."""
    found: list[tuple[str, str]] = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append((str(node.S).removeprefix("/"), str(node.get("/Alt", ""))))
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot.K)
    return found


def words(pdf: pikepdf.Pdf) -> str:
    """What the pages say to those who listen: the text in the order it is written, spaces collapsed."""
    return re.sub("[ \n\u200b]+", " ", "".join(text for page in pdf.pages for text in _shown(page)))


def unsaid(pdf: pikepdf.Pdf, *parts: str) -> list[str]:
    """Which parts are not said, in this order. Ordinary spaces do not count: a change of font or of line is one."""
    rest = _squeezed(words(pdf))
    missing = []
    for part in map(_squeezed, parts):
        at = rest.find(part)
        if at < 0:
            missing.append(part)
        else:
            rest = rest[at + len(part) :]
    return missing


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _shown(page: pikepdf.Page) -> Iterator[str]:
    alphabets = {
        name: _alphabet(font.ToUnicode.read_bytes().decode("latin-1")) for name, font in page.Resources.Font.items()
    }
    current: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = alphabets[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            for piece in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(piece, pikepdf.String):
                    codes = bytes(piece)
                    yield "".join(current[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2))
        elif str(operator) == "EMC":
            yield " "


def _alphabet(cmap: str) -> dict[int, str]:
    """What each glyph of a font means."""
    pairs = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", cmap.partition("endcodespacerange")[2])
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
