"""The images and documents of a draft: what each one is, where it is used, what becomes of a file that is sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lms import content
from lms.publishing import drafts
from lms.web.trainer.pictures import FORMATS, SECONDS, Unusable, smaller
from lms.web.trainer.workbench import BANK, table_of, text_of

FOLDERS = ("images/", "fichiers/")
PICTURES = {"png", "jpg", "jpeg", "webp", "gif"}
NAME_LENGTH = 60
_REFERENCE = re.compile(r"(?P<image>!?)\[(?P<words>[^\]\n]{0,600})\]\((?P<path>(?:images|fichiers)/[a-z0-9._-]{1,120})")


@dataclass(frozen=True)
class Use:
    """A place where a file is shown or offered. `words` is the alternative text of an image, or the words of a link."""

    path: str
    lesson: str
    place: str
    words: str


@dataclass(frozen=True)
class Medium:
    """A file on the shelf. `markdown` is what to write in a lesson to show it."""

    path: str
    sha256: str
    size: int
    image: bool
    uses: tuple[Use, ...]
    markdown: str

    @property
    def name(self) -> str:
        return self.path.partition("/")[2]

    @property
    def extension(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def nameless(self) -> bool:
        """Whether it is shown somewhere without words for those who do not see it."""
        return self.image and any(not use.words.strip() for use in self.uses)


def shelf(lines: Iterable[drafts.FileLine], files: Mapping[str, bytes]) -> tuple[Medium, ...]:
    """The media of a draft, images first, by name."""
    uses = _uses(files)
    media = []
    for line in lines:
        if line.path.startswith(FOLDERS):
            image = line.path.startswith("images/")
            words = "Décrivez ce que montre l’image" if image else "Nom du document"
            markdown = f"{'!' if image else ''}[{words}]({line.path})"
            media.append(Medium(line.path, line.sha256, line.size, image, uses.get(line.path, ()), markdown))
    return tuple(sorted(media, key=lambda one: (not one.image, one.name)))


def _uses(files: Mapping[str, bytes]) -> dict[str, tuple[Use, ...]]:
    found: dict[str, list[Use]] = {}
    for path, use in (*_uses_in_lessons(files), *_uses_in_quiz(files)):
        found.setdefault(path, []).append(use)
    return {path: tuple(uses) for path, uses in found.items()}


def _uses_in_lessons(files: Mapping[str, bytes]) -> Iterator[tuple[str, Use]]:
    for path in content.lesson_paths(files):
        text = text_of(files, path)
        for step in content.step_parts(text):
            for match in _REFERENCE.finditer(step.body):
                yield match["path"], Use(path, _title(text, path), step.title or step.key, match["words"])


def _uses_in_quiz(files: Mapping[str, bytes]) -> Iterator[tuple[str, Use]]:
    rows = table_of(text_of(files, BANK)).get("questions")
    for table in rows if isinstance(rows, list) else ():
        if isinstance(table, dict) and table.get("image"):
            words = (str(table.get(name, "")) for name in ("enonce", "image_description"))
            yield str(table["image"]), Use(BANK, "Quiz final", *words)


def _title(text: str, path: str) -> str:
    try:
        title = content.front_table(text).get("titre")
    except content.NotEditable:
        return path
    return title if isinstance(title, str) and title else path


def received(name: str, data: bytes, taken: Collection[str], *, seconds: float = SECONDS) -> tuple[str, bytes]:
    """The path and the bytes under which a file that was sent is kept, found in so much time. Raises Unusable."""
    stem, _, extension = name.rpartition(".")
    extension = extension.lower()
    if extension in PICTURES:
        path, data = _free(f"images/{_safe(stem)}", "webp", taken), smaller(data, "webp", seconds=seconds)
    elif extension == "svg":
        path = _free(f"images/{_safe(stem)}", "svg", taken)
    else:
        path = _free(f"fichiers/{_safe(stem)}", extension, taken)
    return path, _checked(path, data)


def replaced(path: str, data: bytes) -> bytes:
    """The bytes that take the place of a file, in its format. Raises Unusable."""
    extension = path.rpartition(".")[2]
    return _checked(path, smaller(data, extension) if extension in FORMATS else data)


def _checked(path: str, data: bytes) -> bytes:
    refused = content.refused_file(path, len(data)) or content.refused_content(path, data)
    if not refused and path.endswith((".csv", ".txt")):
        refused = _not_text(data)
    if refused:
        raise Unusable(refused)
    return data


def _not_text(data: bytes) -> str:
    try:
        return "ce n’est pas un texte" if "\x00" in data.decode("utf-8-sig") else ""
    except UnicodeDecodeError:
        return "ce texte n’est pas en UTF-8, enregistrez-le de nouveau en UTF-8"


def _safe(stem: str) -> str:
    """A name without accent, space nor capital, made from any name."""
    plain = unicodedata.normalize("NFKD", stem.lower().replace("œ", "oe")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:NAME_LENGTH].strip("-") or "fichier"


def _free(path: str, extension: str, taken: Collection[str]) -> str:
    """The first path of that name that no file has."""
    number, chosen = 1, f"{path}.{extension}"
    while chosen in taken:
        number += 1
        chosen = f"{path}-{number}.{extension}"
    return chosen
