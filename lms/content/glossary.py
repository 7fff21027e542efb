"""The glossary: terms, their definitions, and the words of a text that lead to them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from lms.content import typography
from lms.content.problems import Problems, Table, report_twice

DIGITS = "0-9"


@dataclass(frozen=True)
class Term:
    """One definition. `forms` are the words linked to it; `sheet` names the sheet of facts, or is empty."""

    key: str
    name: str
    definition: str
    section: str
    sheet: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Glossary:
    """Terms in alphabetical order, accents and case aside."""

    terms: tuple[Term, ...]

    @cached_property
    def by_key(self) -> dict[str, Term]:
        return {term.key: term for term in self.terms}

    @cached_property
    def letters(self) -> tuple[tuple[str, tuple[Term, ...]], ...]:
        """The terms under their initial: A to Z without accents, and « 0-9 »."""
        return tuple((letter, tuple(terms)) for letter, terms in groupby(self.terms, key=lambda term: _initial(term)))

    def search(self, words: str) -> tuple[Term, ...]:
        """The terms that hold all the words, accents and case aside; those whose name begins with them first."""
        wanted = fold(words[:200]).split()
        if not wanted:
            return self.terms
        found = [term for term in self.terms if all(word in self._index[term.key] for word in wanted)]
        return tuple(sorted(found, key=lambda term: _distance(term, wanted)))

    @cached_property
    def _index(self) -> dict[str, str]:
        return {term.key: fold(" ".join((term.name, term.definition, *term.forms))) for term in self.terms}

    @cached_property
    def _keys_by_form(self) -> dict[str, str]:
        return {form: term.key for term in self.terms for written in term.forms for form in _written(written)}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        forms = sorted(self._keys_by_form, key=len, reverse=True)
        spaced = "|".join(re.escape(form).replace(r"\ ", r"[ \n\u00a0\u202f]").replace("’", "['’]") for form in forms)
        return re.compile(rf"(?<![\w@./-])(?:{spaced})(?![\w@/]|[-.]\w)" if forms else r"(?!)")

    def mentions(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield each mention of a term in plain text: start, end, key. The longest form wins."""
        for match in self._pattern.finditer(text):
            form = re.sub(r"[\n\u00a0\u202f]", " ", match.group()).replace("'", "’")
            yield match.start(), match.end(), self._keys_by_form[form]


def read_glossary(text: str) -> Glossary:
    """Read `glossaire.toml`. Raises ValueError with every problem, one per line."""
    problems = Problems()
    root = Table(tomllib.loads(text), path="glossaire.toml", place="", problems=problems)
    rows = root.tables("termes", least=1, most=2_000)
    root.close()
    terms = [_read_term(row) for row in rows]
    report_twice([term.key for term in terms], root, "les termes")
    report_twice([form for term in terms for form in term.forms], root, "les formes")
    if problems:
        raise ValueError("\n".join(str(problem) for problem in problems))
    return Glossary(tuple(sorted(terms, key=lambda term: (_initial(term) == DIGITS, _sorting(term)))))


def fold(text: str) -> str:
    """Lower case, without accents, with plain apostrophes and spaces: for searching and sorting."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("’", "'"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).lower().split())


def _read_term(row: Table) -> Term:
    term = Term(
        key=row.key(),
        name=typography.fix(row.text("terme", limit=100)),
        definition=typography.fix(row.text("definition", limit=600)),
        section=typography.fix(row.text("rubrique", limit=100)),
        sheet=row.text("fiche", required=False, limit=20),
        forms=row.texts("formes"),
    )
    row.close()
    return term


def _written(form: str) -> tuple[str, ...]:
    """A form, and the same at the beginning of a sentence. Acronyms and names stay as they are."""
    return (form, form[0].upper() + form[1:]) if form == form.lower() else (form,)


def _sorting(term: Term) -> str:
    return re.sub(r"[^a-z0-9 ]", "", fold(term.name)).strip()


def _initial(term: Term) -> str:
    first = _sorting(term)[:1].upper()
    return first if first.isalpha() else DIGITS


def _distance(term: Term, wanted: list[str]) -> tuple[bool, bool]:
    names = [fold(name) for name in (term.name, *term.forms)]
    first = wanted[0]
    return not any(name.startswith(first) for name in names), not any(first in name for name in names)
