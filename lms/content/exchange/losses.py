"""Says, question by question, what plain text could not keep."""

from __future__ import annotations

from lms.content.exchange.pictures import Pictures
from lms.content.exchange.plain import Losses
from lms.content.exchange.source import Found, shortened

_PLUGIN = "@@PLUGINFILE@@/"


def say_losses(losses: Losses, found: Found, pictures: Pictures, files: dict[str, str] | None = None) -> None:
    """Add remarks. `files` maps the names of the files embedded in the question to their content in base64."""
    if losses.kinds:
        found.remarks.append(f"Les textes sont repris sans leur mise en forme : {', '.join(losses.kinds)}.")
    for address in losses.addresses:
        found.remarks.append(f"Un lien menait à {shortened(address, 200)} : il n’est pas repris.")
    if losses.invisible:
        found.remarks.append("Des caractères invisibles ont été retirés.")
    left = dict(files or {})
    for source in losses.pictures:
        name = source.removeprefix(_PLUGIN).lstrip("/")
        encoded = left.pop(name, None)
        path = pictures.keep(name, encoded) if encoded is not None else pictures.keep_address(source)
        _say_picture("" if source.startswith("data:") else name, path, found)
    for name, encoded in left.items():
        if path := pictures.keep(name, encoded):
            _say_picture(name, path, found)
        else:
            found.remarks.append(f"Le fichier « {_short(name)} » n’est pas repris.")


def _say_picture(name: str, path: str | None, found: Found) -> None:
    said = f"L’image « {_short(name)} »" if name else "Une image"
    if path:
        found.images.append(path)
        what = "se place dans le texte de l’étape, une question n’a pas d’image."
    else:
        what = "n’est pas dans le fichier, ou pas lisible : elle n’est pas reprise."
    found.remarks.append(f"{said} {what}")


def _short(name: str) -> str:
    return shortened(name, 100)
