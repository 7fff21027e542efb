"""The image of a question, and, question by question, what plain text could not keep."""

from __future__ import annotations

from collections.abc import Collection

from lms.content.exchange.pictures import PLUGIN, NoPicture, Pictures
from lms.content.exchange.plain import Losses
from lms.content.exchange.source import Found, shortened

ONE = "une question n’en montre qu’une, réunissez-les en une seule"
NOT_HERE = "elle est dans une réponse ou un commentaire, qui n’en montrent pas, dites-la en mots"
UNSEEN = "la question ne le montre nulle part"
NO_WORDS = "L’image n’a pas de description. Elle vous sera demandée, pour les personnes qui ne la voient pas."


def say_losses(
    losses: Losses,
    found: Found,
    pictures: Pictures,
    files: dict[str, str] | None = None,
    shown: Collection[str] = (),
) -> None:
    """Give the question its image, and add remarks.

    `files` maps the names of the files embedded in the question to their content in base64, `shown` has the addresses
    of the images of its wording.
    """
    if losses.kinds:
        found.remarks.append(f"Les textes sont repris sans leur mise en forme : {', '.join(losses.kinds)}.")
    for address in losses.addresses:
        found.remarks.append(f"Un lien menait à {shortened(address, 200)} : il n’est pas repris.")
    if losses.invisible:
        found.remarks.append("Des caractères invisibles ont été retirés.")
    left = dict(files or {})
    for source, words in losses.pictures.items():
        name = "" if source.startswith("data:") else source.removeprefix(PLUGIN).lstrip("/")
        try:
            data = pictures.find(source, left)
            _show(name, data, words, found, pictures, shown=source in shown)
        except NoPicture as error:
            said = f"L’image « {_short(name)} »" if name else "Une image"
            found.remarks.append(f"{said} n’est pas reprise : {error}.")
    for name in left:
        found.remarks.append(f"Le fichier « {_short(name)} » n’est pas repris : {UNSEEN}.")


def _show(name: str, data: bytes, words: str, found: Found, pictures: Pictures, *, shown: bool) -> None:
    if not shown:
        raise NoPicture(NOT_HERE)
    if found.picture:
        raise NoPicture(ONE)
    found.picture = (pictures.keep(name, data), words)
    if not words:
        found.remarks.append(NO_WORDS)


def _short(name: str) -> str:
    return shortened(name, 100)
