"""An attestation and a statement of hours of fictitious people, and how to read the PDF they make."""

from __future__ import annotations

import io
import re
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
    return re.sub("[ \n\u200b]+", " ", "".join(text for page in pdf.pages for text, _ in placed(page)))


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


def placed(page: pikepdf.Page) -> list[tuple[str, float]]:
    """The pieces of text in the order they are written, each with the height of its baseline above the foot, in points."""
    alphabets = {
        name: _alphabet(font.ToUnicode.read_bytes().decode("latin-1")) for name, font in page.Resources.Font.items()
    }
    found: list[tuple[str, float]] = []
    current: dict[int, str] = {}
    kept, space, text = [], pikepdf.Matrix(), pikepdf.Matrix()
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append(space)
            case "Q":
                space = kept.pop()
            case "cm":
                space = pikepdf.Matrix(*map(float, operands)) @ space
            case "Tm":
                text = pikepdf.Matrix(*map(float, operands))
            case "Tf":
                current = alphabets[str(operands[0])]
            case "Tj" | "TJ":
                pieces = operands[0] if str(operator) == "TJ" else operands
                codes = [bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String)]
                said = "".join(
                    current[int.from_bytes(code[at : at + 2])] for code in codes for at in range(0, len(code), 2)
                )
                found.append((said, (text @ space).f))
            case "EMC":
                found.append((" ", found[-1][1] if found else 0))
    return found


def _alphabet(cmap: str) -> dict[int, str]:
    """What each glyph of a font means."""
    pairs = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", cmap.partition("endcodespacerange")[2])
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
