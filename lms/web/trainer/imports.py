"""A course that comes as a zip: looked at first, then kept.

What was looked at waits in the bin: keeping it is bringing it back, and leaving it there forgets it after thirty days.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from flask import render_template
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session

from lms import content
from lms.publishing import drafts
from lms.publishing.drafts import What
from lms.web.access import Access, open_to
from lms.web.forms import Form
from lms.web.http import now, writing_session
from lms.web.identity import someone
from lms.web.trainer.desk import library, signed
from lms.web.trainer.modules import free_key
from lms.web.trainer.routes import pages
from lms.web.trainer.wording import in_words, said
from lms.web.uploads import MEGABYTE, takes_up_to

NO_COURSE = "Cette archive ne contient pas de fichier module.toml\u00a0: ce n’est pas un module."
SHOWN_AT_MOST = 40


class ZipForm(Form):
    """A course in one file."""

    archive = FileField(
        "Fichier .zip du module",
        description="Trente mégaoctets au plus. Rien n’est gardé avant votre accord.",
        validators=[FileRequired("Choisissez le fichier .zip du module.")],
        render_kw={"accept": ".zip,application/zip"},
    )


@dataclass(frozen=True)
class FileRow:
    """A file of an archive: what becomes of it. `refused` and `problems` are sentences."""

    path: str
    refused: str = ""
    problems: tuple[str, ...] = ()


@pages.get("/importer")
@open_to(Access.TRAINERS)
def importing() -> str:
    return render_template("trainer/importing.html", form=ZipForm(formdata=None))


@pages.post("/importer")
@open_to(Access.TRAINERS)
@takes_up_to(30 * MEGABYTE)
def look_at_zip() -> tuple[str, int] | str:
    """Say file by file what would become of an archive."""
    form = ZipForm()
    if not form.validate():
        return render_template("trainer/importing.html", form=form), 422
    with form.archive.data.stream as received:
        data = received.read()
    try:
        files = content.unpack(data)
        rows = _judged(files)
        with writing_session() as session:
            course, title = _set_aside(session, {row.path: files[row.path] for row in rows if not row.refused})
    except (content.NotACourse, content.NotEditable, content.NoSuchPlace, drafts.Refused) as error:
        form.archive.errors = (reason_of(error),)
        return render_template("trainer/importing.html", form=form), 422
    renamed = course if course != _key(files) else ""
    return render_template(
        "trainer/import_report.html", rows=rows, course=course, title=title, renamed=renamed, most=SHOWN_AT_MOST
    )


def _set_aside(session: Session, files: Mapping[str, bytes]) -> tuple[str, str]:
    """Put a course in the bin, under a free key; return its key and title."""
    title = content.course_title(files.get("module.toml", b"")) or "Module importé"
    wanted = _key(files)
    key = wanted if wanted and wanted == free_key(session, wanted) else free_key(session, wanted or title)
    named = dict(files) if key == wanted else content.course_renamed(files, key, title)
    return waiting(session, key, named), title


def waiting(session: Session, key: str, files: Mapping[str, bytes]) -> str:
    """Put files in the bin, as a course that was deleted; return its key. The same form twice is one."""
    made = drafts.create(session, key, files, what=What.IMPORT, **signed())
    with suppress(drafts.DraftUnknown):  # set aside already
        drafts.delete(session, made, by=someone().person_id, client_id="", at=now())
    return drafts.course_of(session, made)


def _judged(files: Mapping[str, bytes]) -> list[FileRow]:
    """What becomes of each file. Raises NotACourse for an archive without a cover."""
    if "module.toml" not in files:
        raise content.NotACourse(NO_COURSE)
    refused = {path: content.refused_file(path, len(data)) for path, data in files.items()}
    kept = {path: data for path, data in files.items() if not refused[path]}
    told: dict[str, list[str]] = {}
    for problem in content.read(kept, library(), now().date()).problems:
        told.setdefault(problem.path, []).append(said(problem, kept).sentence())
    rows = [FileRow(path, in_words(refused[path]), tuple(told.pop(path, ()))) for path in files]
    return sorted(rows, key=lambda row: (not row.refused, not row.problems, row.path))


def _key(files: Mapping[str, bytes]) -> str:
    try:
        return str(content.read_table(files.get("module.toml", b"").decode("utf-8", "replace")).get("cle", ""))
    except content.NotEditable:
        return ""


def reason_of(error: Exception) -> str:
    """Why something is refused, as a sentence."""
    said = error.reason if isinstance(error, drafts.Refused) else str(error)
    return content.typographic(f"{said[:1].upper()}{said[1:]}".removesuffix(".") + ".")
