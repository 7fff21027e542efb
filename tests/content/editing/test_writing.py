"""Tables are written as people write them in courses/, and values change without touching what is around them."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content import editing
from lms.content.editing.pieces import join
from lms.content.editing.toml_pieces import cut_toml, entries
from lms.content.editing.toml_writing import same
from lms.content.lesson_text import cut
from tests.content.editing.built_in import MANNERS, in_manner, texts
from tests.content.kinds.examples import questions

signs = st.characters(exclude_categories=("Cs",))
words = st.text(signs, max_size=30) | st.sampled_from(
    [
        '"',
        '""""',
        "\\",
        "a\\nb",
        "```\nfin",
        "x\n## T {#a}",
        "a\n+++\nb",
        "\r\n",
        "'''",
        "fin\n",
        '\n"',
        "#",
        "é’« »",
        "\u2028",
        "\x00",
        "\t",
    ]
)
names = st.text("abc_-1", min_size=1, max_size=6) | st.text(signs, max_size=5)
scalars = (
    words
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates()
    | st.times(timezones=st.none())
)
lists = st.lists(scalars, max_size=4)
inline = st.dictionaries(names, scalars | lists, max_size=3)
rows = st.dictionaries(names, scalars | lists | inline | st.lists(inline, max_size=3), max_size=4)
tables = st.dictionaries(names, scalars | lists | rows | st.lists(rows, min_size=1, max_size=3), max_size=6)


def test_built_in_tables_are_written_as_their_authors_did() -> None:
    written = 0
    for name, text in texts("quiz.toml"):
        for part in editing.bank_parts(text):
            assert editing.table_text(part.table, under="questions") in f"{text}\n", (name, part.key)
            written += 1
    for name, text in texts("module.toml"):
        assert editing.table_text(tomllib.loads(text)) == text, name
    for name, text in texts(".md"):
        if not name.endswith("/02-toutes-les-questions.md"):  # its head is not an author's
            assert editing.table_text(editing.front_table(text)) == cut(text).front + "\n", name
        for step in editing.step_parts(text):
            if step.block:
                assert editing.table_text(tomllib.loads(step.block.text)) == step.block.text + "\n", (name, step.key)
                written += 1
    assert written > 150


@given(tables, st.sampled_from(["", "questions", "a.b"]))
def test_what_is_written_is_read_again(table: dict[str, Any], under: str) -> None:
    text = editing.table_text(table, under=under)
    read = tomllib.loads(text)
    read = read[under][0] if under else read
    assert same(read, table)
    for line in text.split("\n"):
        assert not line.startswith(("```", "~~~", "## ", "+++")), "a value would cut the lesson"


def test_values_of_every_kind() -> None:
    table = {
        "enonce": 'Qu’est-ce qu’un « message » ?\nDites-le "simplement".',
        "cle": "a-b",
        "valeur": 0.5,
        "quand": datetime(2026, 11, 25, 8, 30, tzinfo=UTC),
        "heure": time(8, 30),
        "jour": date(2026, 11, 25),
        "rien": [],
        "un mot": {"x": [1, [2]], "y": {}},
    }
    assert editing.table_text(table) == (
        'cle = "a-b"\nenonce = """\nQu’est-ce qu’un « message » ?\nDites-le "simplement"."""\nvaleur = 0.5\n'
        "quand = 2026-11-25T08:30:00+00:00\nheure = 08:30:00\njour = 2026-11-25\nrien = []\n"
        '\n["un mot"]\nx = [1, [2]]\ny = {}\n'
    )


@pytest.mark.parametrize("value", [None, object(), b"x", {1}, "\ud800", {"a": None}, 1j])
def test_what_toml_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(editing.NotEditable):
        editing.table_text({"cle": value})


@pytest.mark.parametrize("manner", MANNERS)
def test_cutting_loses_nothing(manner: str) -> None:
    for name, text in texts(".toml"):
        written = in_manner(text, manner).removeprefix("\ufeff")
        assert join(cut_toml(written)) == written, name
        assert "".join(entry.text for entry in entries(written)) == written, name


@given(tables, tables)
def test_a_text_takes_any_other_values(table: dict[str, Any], other: dict[str, Any]) -> None:
    text = editing.table_text(table)
    assert editing.with_table(text, table) == text
    edited = editing.with_table(text, other)
    assert same(tomllib.loads(edited), other)
    assert editing.with_table(edited, table) == edited or same(tomllib.loads(editing.with_table(edited, table)), table)


@given(questions(), questions())
def test_a_question_becomes_any_other(asked: Any, other: Any) -> None:
    """From one kind to another, with comments that stay where their value stays."""
    text = "# la clé\n" + editing.table_text(asked.to_table(), under="questions")
    text = text.replace('objectif = "delais"\n', 'objectif = "delais" # le premier\n')
    read = tomllib.loads(text)["questions"][0]
    edited = editing.with_table(text, other.to_table(), under="questions")
    assert same(tomllib.loads(edited)["questions"][0], other.to_table())
    assert edited.startswith("# la clé\n[[questions]]\n")
    if 'objectif = "delais" #' in text and other.to_table().get("objectif") == "delais":
        assert 'objectif = "delais" # le premier\n' in edited
    assert editing.with_table(text, read, under="questions") == text


COMMENTED = """\
# Le module
cle = "a"  # ne change pas
titre = 'Un titre'   # à revoir
communes = [
  "moins-de-500",
]

# Les objectifs, dans l’ordre

[[objectifs]]
cle = "x" # premier
texte = "faire x"

# celui-ci touche le suivant
[[objectifs]]
texte = \"\"\"
faire y
[[objectifs]]
\"\"\"
cle = "y"

[quiz] # tirage
questions = 2
seuil = 70 # pour cent
"""


def test_comments_stay_at_their_value() -> None:
    values = {
        "titre": "L’autre titre",
        "communes": ["moins-de-500", "500-a-3500"],
        "resume": "Une phrase.",
        "roles": ["maire"],
        "quiz": {"seuil": 80, "tentatives": 3},
        "objectifs": [
            {"cle": "y", "texte": "faire y mieux"},
            {"cle": "x", "texte": "faire x"},
            {"cle": "z", "texte": "faire z"},
        ],
    }
    assert (
        editing.with_cover(COMMENTED, values)
        == """\
# Le module
cle = "a"  # ne change pas
titre = "L’autre titre"   # à revoir
resume = "Une phrase."
roles = ["maire"]
communes = [
  "moins-de-500",
  "500-a-3500",
]

# Les objectifs, dans l’ordre

# celui-ci touche le suivant
[[objectifs]]
texte = "faire y mieux"
cle = "y"

[[objectifs]]
cle = "x" # premier
texte = "faire x"

[[objectifs]]
cle = "z"
texte = "faire z"

[quiz] # tirage
questions = 2
seuil = 80 # pour cent
tentatives = 3
"""
    )


def test_values_go_and_come_back() -> None:
    bare = editing.with_cover(COMMENTED, {"communes": None, "objectifs": None, "quiz": {"seuil": None}})
    assert (
        bare
        == """\
# Le module
cle = "a"  # ne change pas
titre = 'Un titre'   # à revoir

# Les objectifs, dans l’ordre

[quiz] # tirage
questions = 2
"""
    )
    again = editing.with_cover(bare, {"communes": ["moins-de-500"], "quiz": {"seuil": 70}})
    assert "titre = 'Un titre'   # à revoir\ncommunes = [\"moins-de-500\"]\n\n# Les" in again
    assert again.endswith("[quiz] # tirage\nquestions = 2\nseuil = 70\n")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("titre = \n", {"titre": "x"}),
        ('faits = [\n  "A", # à revoir\n]\n', {"faits": ["A", "B"]}),
        ("quiz.seuil = 70\nquiz.questions = 2 # peu\n", {"quiz": {"seuil": 80}}),
        ('titre = "a"\ntitre = "b"\n', {"titre": "x"}),
        ("[quiz.plus]\nx = 1\n", {"quiz": {"seuil": 80}}),
        ("[quiz.a]\n[b]\n[quiz.c]\n", {"quiz": {"seuil": 80}}),
    ],
)
def test_what_would_lose_something_is_refused(text: str, values: dict[str, Any]) -> None:
    with pytest.raises(editing.NotEditable, match=r"texte entier"):
        editing.with_cover(text, values)
