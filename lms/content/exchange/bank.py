"""What an imported file becomes: questions, those that are refused with the reason, images. And `NotABank`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.content.problems import Problem

MOST_BYTES = 16_000_000  # of one file
MOST_TEXT = 4_000_000  # characters, embedded files apart
MOST_QUESTIONS = 1_000


class NotABank(ValueError):
    """The whole file cannot be read. The message says why and what to do, in French."""


@dataclass(frozen=True)
class ImportedQuestion:
    """A question as the text format's table.

    `name` is its title or first words and `place` « ligne 12 » or « question 3 », to find it in the file.
    What the file does not hold (objectif, explication, source, retour…) is absent from `table`, and nothing
    else is wrong with it: completed, it is read without a problem. `remarks` say, in French, what differs
    from the file: marks, formatting, images. `image`, in the table, is a path of the bank's images.
    """

    name: str
    place: str
    table: dict[str, Any]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """A question that was found and is not imported. `reason` says why and what to do, in French.

    `problems` are those that the course's own reader finds in `table`, when they are the reason.
    """

    name: str
    place: str
    reason: str
    problems: tuple[Problem, ...] = ()
    table: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Bank:
    """Both lists keep the order of the file. `images` maps « images/… » to bytes as they came, for the questions that
    are imported. `left` has the files of a zip that are not imported: their path, and why, in French.
    """

    questions: tuple[ImportedQuestion, ...]
    refused: tuple[Refused, ...]
    images: dict[str, bytes]
    left: tuple[tuple[str, str], ...] = ()

    @property
    def found(self) -> int:
        return len(self.questions) + len(self.refused)
