"""French typography: what is typed on a keyboard becomes what French prints, once and for all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.typography import fix

N, W = "\u202f", "\u00a0"

SIGNS = "aàéœZ09 '’\"«»;:!?%€()-–—./@#\n\t" + N + W
texts = st.text(alphabet=st.sampled_from(SIGNS) | st.characters(codec="utf-8"), max_size=60)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Qui décide ?", f"Qui décide{N}?"),
        ("Qui décide?", f"Qui décide{N}?"),
        ("Trois mots : oui ; non !", f"Trois mots{W}: oui{N}; non{N}!"),
        ("« Le Bourg »", f"«{N}Le Bourg{N}»"),
        ('Il a dit "oui" hier', f"Il a dit «{N}oui{N}» hier"),
        ("l'élu n'a qu'à", "l’élu n’a qu’à"),
        ("3 500 habitants", f"3{N}500{W}habitants"),
        ("216 000 € HT", f"216{N}000{N}€ HT"),
        ("18 %", f"18{N}%"),
        ("le 1er juillet 2022", f"le 1er{W}juillet 2022"),
        ("art. L2131-1", f"art.{W}L2131-1"),
        ("Mme Tessier", f"Mme{W}Tessier"),
        ("à 14:30", "à 14:30"),
        ("https://exemple.example/?a=b;c", "https://exemple.example/?a=b;c"),
        ("écrire à mairie@exemple.example", "écrire à mairie@exemple.example"),
        ("et ainsi de suite...", "et ainsi de suite…"),
    ],
)
def test_what_is_typed_is_printed_as_french_prints_it(typed: str, printed: str) -> None:
    assert fix(typed) == printed


@given(texts)
def test_done_twice_it_changes_nothing(text: str) -> None:
    assert fix(fix(text)) == fix(text)


@given(texts)
def test_words_and_figures_stay_as_they_were_written(text: str) -> None:
    def words(written: str) -> list[str]:
        return re.findall(r"[^\W_]", written)

    assert words(fix(text)) == words(text)


@given(st.from_regex(r"https://[a-z]{1,8}\.example/[a-z?=&;:!%0-9-]{0,20}", fullmatch=True))
def test_an_address_is_left_alone(address: str) -> None:
    assert address in fix(f"Voir {address} demain ?")
