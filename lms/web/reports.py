"""Reports on steps, as pages show them: to those who reported, and to the trainers who answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from lms import publishing
from lms.db import Reader
from lms.learning import SeenReport, Trouble

PER_PAGE = 20
TROUBLES = {
    Trouble.ERROR: "Une erreur de fond",
    Trouble.TYPO: "Une faute ou une coquille",
    Trouble.DEAD_LINK: "Un lien qui ne marche pas",
    Trouble.UNCLEAR: "Difficile à comprendre",
    Trouble.ACCESSIBILITY: "Difficile à lire ou à utiliser",
    Trouble.OTHER: "Autre chose",
}


@dataclass(frozen=True)
class ReportRow:
    """A report, and the words for its place."""

    seen: SeenReport
    trouble: str
    course_title: str
    lesson_title: str
    step_title: str


@dataclass(frozen=True)
class ReportPage:
    """A page of a list of reports. `newer` and `older` are page numbers, None when there is no such page."""

    rows: tuple[ReportRow, ...]
    page: int
    newer: int | None
    older: int | None

    @property
    def by_module(self) -> tuple[tuple[str, tuple[ReportRow, ...]], ...]:
        """The reports under the title of their module; those of a module follow one another already."""
        return tuple((title, tuple(rows)) for title, rows in groupby(self.rows, key=lambda row: row.course_title))


def prepare_page(reader: Reader, found: Iterable[SeenReport], page: int) -> ReportPage:
    """A page out of PER_PAGE + 1 reports, the last of which tells that there are more."""
    rows = [prepare_row(reader, one) for one in found]
    return ReportPage(
        rows=tuple(rows[:PER_PAGE]),
        page=page,
        newer=page - 1 if page > 1 else None,
        older=page + 1 if len(rows) > PER_PAGE else None,
    )


def prepare_row(reader: Reader, seen: SeenReport) -> ReportRow:
    """Find the titles in the release it is about. No statement once its cover is in memory."""
    cover = publishing.cover(reader, seen.release_id)
    lesson = next(one for one in cover.lessons if one.key == seen.lesson_key)
    step = next(one for one in lesson.steps if one.key == seen.step_key)
    return ReportRow(seen, TROUBLES[seen.trouble], cover.title, lesson.title, step.title)


def asked_rows(page: int) -> dict[str, int]:
    """What to ask a query for: one more than the page shows."""
    return {"most": PER_PAGE + 1, "after": (page - 1) * PER_PAGE}
