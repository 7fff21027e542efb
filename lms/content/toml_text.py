"""TOML to a dictionary, or one problem in French with its line."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from lms.content.problems import Problems

_MESSAGES = (
    ("Cannot overwrite", "cette clé est écrite deux fois, gardez-en une"),
    ("Cannot declare", "ce bloc est écrit deux fois, gardez-en un"),
    ("Cannot mutate", "cette clé est écrite deux fois, gardez-en une"),
    ("Invalid initial character for a key part", "une clé s’écrit sans accent ni espace, par exemple titre = \"…\""),
    ("Expected '='", "il manque le signe = après la clé, qui s’écrit sans accent ni espace, par exemple titre = \"…\""),
    ("Invalid value", "cette valeur n’est pas lisible : un texte s’écrit entre guillemets droits"),
    ("Invalid date", "cette date n’existe pas, écrivez-la comme 2026-11-23"),
    ("Unclosed array", "il manque un crochet ] ou une virgule"),
    ("Unclosed inline table", "il manque une accolade } ou une virgule"),
    ("Unterminated string", "il manque un guillemet à la fin du texte"),
    ("Illegal character", "il manque un guillemet, ou un caractère n’est pas permis ici"),
    ("Expected newline", "il y a quelque chose en trop : vérifiez la date, ou écrivez \\\" pour un guillemet droit"),
    ("Expected ']", "il manque un crochet ]"),
    ("Unescaped '\\'", "la barre \\ s’écrit \\\\ dans un texte"),
)  # fmt: skip


def parse_toml(text: str, *, path: str, place: str, first_line: int, problems: Problems) -> dict[str, Any] | None:
    """Return the tables of `text`, whose first line is `first_line` in its file; None with a problem."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        message, line = "trop de crochets les uns dans les autres", first_line
    except ValueError as error:  # TOMLDecodeError, impossible dates and endless numbers
        said = str(error)
        message = next((french for english, french in _MESSAGES if said.startswith(english)), "passage illisible")
        at = re.search(r"\(at line (\d+),", said)
        line = first_line + (int(at.group(1)) - 1 if at else text.count("\n"))
    problems.add(path, " > ".join(part for part in (place, f"ligne {line}") if part), message)
    return None


def course_title(cover: bytes) -> str:
    """The title that the text of a module.toml gives, "" when it cannot be read."""
    try:
        title = tomllib.loads(cover.decode("utf-8-sig")).get("titre")
    except (ValueError, RecursionError):
        return ""
    return " ".join(title.split()) if isinstance(title, str) else ""
