"""The image that a question of the final quiz shows. A question of a lesson has the text of its step for that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lms.content.problems import Table

WORDS_LENGTH = 600


@dataclass(frozen=True)
class Picture:
    """A file of the course, and the words that say it to who does not see it.

    `address` and the sides, in pixels, are known once the course is rendered.
    """

    path: str
    words: str
    address: str = ""
    width: int = 0
    height: int = 0

    def with_texts(self, fix: Callable[[str], str]) -> Picture:
        return replace(self, words=fix(self.words))


def read_picture(table: Table) -> Picture | None:
    """The image of a question, None without one. Problems go to the table."""
    path = table.text("image", required=False, limit=120)
    words = table.text("image_description", required=False, limit=WORDS_LENGTH)
    if path and not words:
        table.problem("décrivez ce que montre l’image, pour les personnes qui ne la voient pas", at="image_description")
    if words and not path:
        table.problem("cette description n’a pas d’image : choisissez-en une, ou retirez-la", at="image_description")
    return Picture(path, words) if path else None


def picture_table(picture: Picture | None) -> dict[str, Any]:
    """The inverse of `read_picture`."""
    return {"image": picture.path, "image_description": picture.words} if picture else {}
