"""A course as one zip: made from its files, and read back without trusting what is sent."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lms.content.archive import IGNORED, NotACourse
from lms.content.folder import MOST_FILES, TOTAL_BYTES
from lms.content.problems import INVISIBLE
from lms.content.zip_entries import RATIO, BadArchive, Entry, extract, read_entries, shown

PACKED_BYTES = 40_000_000  # an archive heavier than this is not read at all
NAME_LENGTH = 240
DEEPEST = 6  # folders and file

FOLDERS = ("lecons", "images", "fichiers")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z", re.IGNORECASE)


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of the files: the same paths and bytes give the same zip, whatever their order and the day.

    `unpack` gives the files back. Raises NotACourse for a path that it would refuse.
    """
    _check_names(files)
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        for path in sorted(files):
            info = ZipInfo(path, _EPOCH)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            info.compress_type = ZIP_DEFLATED if _worth_deflating(files[path]) else ZIP_STORED
            archive.writestr(info, files[path], compresslevel=9)
    return whole.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of a zip by their path, in order; a single folder around them is taken off.

    All is judged before anything is extracted. Raises NotACourse, with the reason in French.
    """
    if len(data) > PACKED_BYTES:
        raise NotACourse(f"cette archive est trop lourde : {PACKED_BYTES // 1_000_000} Mo au plus")
    try:
        entries = read_entries(data)
        _check_names(entry.name for entry in entries)
        kept = [entry for entry in entries if not (entry.is_folder or _left_aside(entry.name))]
        _check_sizes(kept)
        top = _common_folder(kept)
        files = {entry.name.removeprefix(top): extract(data, entry) for entry in kept}
    except BadArchive as error:
        raise NotACourse(str(error)) from None
    return dict(sorted(files.items()))


def _worth_deflating(data: bytes) -> bool:
    """Whether the data shrinks, and not so much that it would look like a bomb."""
    size = len(zlib.compress(data, 9, -zlib.MAX_WBITS))
    return size < len(data) <= RATIO * size


def _check_names(names: Iterable[str]) -> None:
    """Raise NotACourse unless the names (of folders when they end with « / ») are sound and apart on any machine."""
    spelled: dict[str, str] = {}
    files: set[str] = set()
    folders: set[str] = set()
    for name in names:
        path = name.removesuffix("/")
        if fault := _fault(path):
            raise NotACourse(f"« {shown(name)} » {fault}")
        parts = path.split("/")
        above = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
        for one in (*above, path):
            other = spelled.setdefault(unicodedata.normalize("NFKC", one).casefold(), one)
            if other != one:
                raise NotACourse(f"« {shown(other)} » et « {shown(one)} » ont le même nom sur certains ordinateurs")
        if path in files:
            raise NotACourse(f"« {shown(path)} » est présent deux fois, gardez-en un")
        (folders if name != path else files).add(path)
        folders.update(above)
    for path in sorted(files & folders):
        raise NotACourse(f"« {shown(path)} » est à la fois un fichier et un dossier")


def _fault(path: str) -> str:
    """What is wrong with a path, "" when nothing is."""
    parts = path.split("/")
    if "\\" in path or INVISIBLE.search(path):
        return "contient un signe interdit dans un nom de fichier, renommez-le"
    if ":" in path or path.startswith("/") or any(part in ("", ".", "..") for part in parts):
        return "ne désigne pas un fichier du module"
    if len(path) > NAME_LENGTH or len(parts) > DEEPEST:
        return "est rangé trop loin, ou son nom est trop long"
    if any(_RESERVED.match(part) or part != part.strip(" ").rstrip(".") for part in parts):
        return "porte un nom que certains ordinateurs refusent, renommez-le"
    return ""


def _left_aside(path: str) -> bool:
    """Whether a computer added this file by itself."""
    name = path.rsplit("/", 1)[-1]
    return path.startswith("__MACOSX/") or name.startswith("._") or name in IGNORED


def _check_sizes(entries: Sequence[Entry]) -> None:
    if not entries:
        raise NotACourse("cette archive est vide")
    if len(entries) > MOST_FILES or sum(entry.size for entry in entries) > TOTAL_BYTES:
        raise NotACourse(f"ce module est trop gros : {MOST_FILES} fichiers et {TOTAL_BYTES // 1_000_000} Mo au plus")


def _common_folder(entries: Sequence[Entry]) -> str:
    """The folder that holds everything, with its « / »: people compress the folder rather than what it holds."""
    tops = {entry.name.partition("/")[0] if "/" in entry.name else "" for entry in entries}
    top = tops.pop()
    return "" if tops or not top or top in FOLDERS else f"{top}/"
