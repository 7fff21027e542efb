"""The files a course may hold, and their limits. Texts are decoded here, images measured."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.content.images import NotAnImage, image_size
from lms.content.problems import INVISIBLE, Problems

MOST_FILES = 300
TEXT_BYTES = 200_000
IMAGE_BYTES = 60_000
DOCUMENT_BYTES = 5_000_000
TOTAL_BYTES = 30_000_000
LINE_LENGTH = 4_000
PATH_LENGTH = 120

COVER, BANK = "module.toml", "quiz.toml"
_NAME = r"[a-z0-9]+(?:[-_.][a-z0-9]+)*"
_LESSON = re.compile(r"lecons/\d\d-[a-z0-9]+(?:-[a-z0-9]+)*\.md\Z")
_IMAGE = re.compile(rf"images/{_NAME}\.(?:svg|png|webp|jpg)\Z")
_DOCUMENT = re.compile(rf"fichiers/{_NAME}\.(?:pdf|odt|ods|docx|xlsx|csv|txt)\Z")
_MAGIC = {"pdf": b"%PDF-", "odt": b"PK\x03\x04", "ods": b"PK\x03\x04", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04"}


@dataclass
class Folder:
    """What a course holds: its texts, the sides of its images in pixels, its documents."""

    texts: dict[str, str] = field(default_factory=dict)
    images: dict[str, tuple[int, int]] = field(default_factory=dict)
    documents: set[str] = field(default_factory=set)

    @property
    def lessons(self) -> list[str]:
        return sorted(path for path in self.texts if path.startswith("lecons/"))


def open_folder(files: Mapping[str, bytes], problems: Problems) -> Folder:
    """Sort the files of a course. Every file that is missing, foreign, too big or broken is a problem."""
    folder = Folder()
    if len(files) > MOST_FILES or sum(map(len, files.values())) > TOTAL_BYTES:
        problems.add("", "", f"ce module est trop gros : {MOST_FILES} fichiers et 30 Mo au plus")
        return folder
    for path in sorted(files):
        _open_file(path, files[path], folder, problems)
    for path in (COVER, BANK):
        if path not in files:
            problems.add(path, "", "ce fichier manque")
    if not any(_LESSON.match(path) for path in files):
        problems.add("lecons/", "", "il manque au moins une leçon, par exemple lecons/01-premiere-lecon.md")
    return folder


def refused_file(path: str, size: int) -> str:
    """Why no course may hold a file of this name and of this size in bytes, in French; "" when it may."""
    if path in (COVER, BANK) or _LESSON.match(path):
        most = TEXT_BYTES
    elif _IMAGE.match(path):
        most = IMAGE_BYTES
    elif _DOCUMENT.match(path):
        most = DOCUMENT_BYTES
    else:
        return f"ce fichier n’a pas sa place ici : {_advice(path)}"
    if len(path) > PATH_LENGTH:
        return f"ce nom est trop long : {PATH_LENGTH} signes au plus"
    return f"ce fichier est trop lourd : {-(-size // 1000)} Ko, {most // 1000} Ko au plus" if size > most else ""


def refused_content(path: str, data: bytes) -> str:
    """Why these bytes cannot be the image or the document of that name, in French; "" when they can."""
    if _IMAGE.match(path):
        try:
            image_size(path, data)
        except NotAnImage as error:
            return str(error)
        return ""
    if not data.startswith(_MAGIC.get(path.rsplit(".", 1)[-1], b"")) or not data:
        return "son contenu ne correspond pas à son extension, enregistrez-le de nouveau"
    return ""


def _open_file(path: str, data: bytes, folder: Folder, problems: Problems) -> None:
    if path in (COVER, BANK) or _LESSON.match(path):
        text = _decoded(path, data, problems)
        if text is not None:
            folder.texts[path] = text
    elif _IMAGE.match(path) and len(path) <= PATH_LENGTH:
        _too_big(path, data, IMAGE_BYTES, problems)
        try:
            folder.images[path] = image_size(path, data)
        except NotAnImage as error:
            folder.images[path] = (0, 0)
            problems.add(path, "", str(error))
    elif _DOCUMENT.match(path) and len(path) <= PATH_LENGTH:
        _too_big(path, data, DOCUMENT_BYTES, problems)
        folder.documents.add(path)
        if refused := refused_content(path, data):
            problems.add(path, "", refused)
    else:
        problems.add(path[:PATH_LENGTH], "", f"ce fichier n’a pas sa place ici : {_advice(path)}")


def _decoded(path: str, data: bytes, problems: Problems) -> str | None:
    if _too_big(path, data, TEXT_BYTES, problems):
        return None
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(path, f"ligne {line}", "ce fichier n’est pas en UTF-8, enregistrez-le de nouveau en UTF-8")
        return None
    for number, line_ in enumerate(text.split("\n"), start=1):
        if len(line_) > LINE_LENGTH:
            problems.add(path, f"ligne {number}", f"ligne trop longue : {LINE_LENGTH} signes au plus, coupez-la")
            return None
        if sign := INVISIBLE.search(line_):
            message = f"cette ligne contient un caractère invisible (U+{ord(sign.group()):04X}), retapez-la"
            problems.add(path, f"ligne {number}", message)
            return None
    return text


def _too_big(path: str, data: bytes, most: int, problems: Problems) -> bool:
    if len(data) <= most:
        return False
    problems.add(path, "", f"ce fichier est trop lourd : {-(-len(data) // 1000)} Ko, {most // 1000} Ko au plus")
    return True


def _advice(path: str) -> str:
    place = path.rpartition("/")[0]
    if place == "lecons":
        return "une leçon se nomme 01-titre-court.md, sans espace, accent ni majuscule"
    if place == "images":
        return "une image se nomme sans espace, accent ni majuscule, et finit par .svg, .png, .webp ou .jpg"
    if place == "fichiers":
        return "un document se nomme sans espace, accent ni majuscule, en .pdf, .odt, .ods, .docx, .xlsx, .csv ou .txt"
    return "un module contient module.toml, quiz.toml, et les dossiers lecons, images et fichiers"
