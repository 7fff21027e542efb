"""One question of the bank is edited; every other byte stays, comments between questions included."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from lms.content import editing
from lms.content.editing.toml_pieces import cut_toml
from tests.content.editing.built_in import MANNERS, in_manner, texts

BANK = '''\
# Les questions

# Objectif : a

[[questions]]
cle = "un"
enonce = """
[[questions]]
cle = "faux"
"""

# touche la suivante
[[questions]]
cle = "deux" # la deuxième
[[questions.choix]]
cle = "x"

# entre deux

[[questions.choix]]
cle = "y"

# Objectif : b

[[questions]]
enonce = 'Trois'
cle = "trois"

# La fin
'''
NEW = {"cle": "neuf", "type": "vrai-faux", "enonce": "Vrai ?", "reponse": True}
WRITTEN = '[[questions]]\ncle = "neuf"\ntype = "vrai-faux"\nenonce = "Vrai ?"\nreponse = true\n'


def keys(text: str) -> list[str]:
    return [part.key for part in editing.bank_parts(text)]


def comments(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.startswith("#")]


@pytest.mark.parametrize("manner", MANNERS)
def test_the_questions_in_order(manner: str) -> None:
    for name, text in [*texts("quiz.toml"), ("", BANK)]:
        written = in_manner(text, manner)
        parts = editing.bank_parts(written)
        assert [part.table for part in parts] == tomllib.loads(written.removeprefix("\ufeff"))["questions"], name
        lines = written.removeprefix("\ufeff").split("\n")
        for part in parts:
            assert lines[part.line - 1].startswith(("[[questions]]", "# touche")), (name, part.key)
        for part in parts[::5]:
            assert editing.with_question(written, part.key, part.table) == written, (name, part.key)


@pytest.mark.parametrize("manner", ["plain", "crlf", "bom", "unended"])
def test_a_question_goes_and_comes_back(manner: str) -> None:
    name, text = texts("quiz.toml")[0]
    written = in_manner(text, manner)
    order = ["", *keys(written)]
    for before, part in list(zip(order, editing.bank_parts(written), strict=False))[::4]:
        without = editing.without_question(written, part.key)
        assert keys(without) == [key for key in keys(written) if key != part.key]
        assert comments(without) == comments(written)
        again = editing.with_new_question(without, part.table, after=before)
        assert keys(again) == keys(written)
        assert sorted(again.split("\n")) == sorted(written.split("\n"))
        if before and "#" not in written.split(f'"{before}"')[1].split(f'"{part.key}"')[0]:
            assert again == written, (name, part.key)


@pytest.mark.parametrize("manner", MANNERS)
def test_a_question_moves_down_and_up(manner: str) -> None:
    for name, text in [texts("quiz.toml")[1], ("", BANK)]:
        written = in_manner(text, manner)
        order = keys(written)
        for number, key in enumerate(order[-4:], start=len(order[:-4])):
            down = editing.with_question_moved(written, key, by=1)
            expected = list(order)
            expected.insert(number + 1, expected.pop(number))
            assert (keys(down), comments(down)) == (expected, comments(written)) or not name, (name, key)
            if number + 1 < len(order):
                assert editing.with_question_moved(down, key, by=-1) == written, (name, key)
        top = editing.with_question_moved(written, order[-1], by=-99)
        assert keys(top)[0] == order[-1]
        assert editing.with_question_moved(top, order[-1], by=len(order) - 1) == written


def test_moving_leaves_the_comments_in_their_place() -> None:
    texts_ = [one.text for one in cut_toml(BANK) if one.kind == "row"]
    moved = BANK
    for number, text in enumerate(texts_):
        moved = moved.replace(text, f"@{number}@")
    for number, text in enumerate([texts_[2], *texts_[:2]]):
        moved = moved.replace(f"@{number}@", text)
    assert editing.with_question_moved(BANK, "trois", by=-2) == moved
    assert texts_[1].startswith("# touche la suivante\n")


def test_only_what_changes_is_written() -> None:
    table = {part.key: part.table for part in editing.bank_parts(BANK)}
    assert editing.with_question(BANK, "deux", {**table["deux"], "cle": "second"}) == BANK.replace('"deux"', '"second"')
    assert editing.with_question(BANK, "un", {**table["un"], "cle": "premier"}) == BANK.replace('"un"', '"premier"')
    assert editing.with_question(BANK, "deux", {**table["deux"], "type": "ordre"}) == BANK.replace(
        "# la deuxième\n", '# la deuxième\ntype = "ordre"\n'
    )
    choices = [{"cle": "z"}, {"cle": "x", "juste": True}]
    assert editing.with_question(BANK, "deux", {"cle": "deux", "choix": choices}) == BANK.replace(
        'cle = "x"\n\n# entre deux\n\n[[questions.choix]]\ncle = "y"',
        'cle = "z"\n\n# entre deux\n\n[[questions.choix]]\ncle = "x"\njuste = true',
    )


def test_new_questions_take_their_place() -> None:
    assert editing.with_new_question(BANK, NEW) == f"{BANK}\n{WRITTEN}"
    assert editing.with_new_question(BANK, NEW, after="") == BANK.replace(
        "[[questions]]", f"{WRITTEN}\n[[questions]]", 1
    )
    assert editing.with_new_question(BANK, NEW, after="un") == BANK.replace("# touche", f"{WRITTEN}\n# touche")
    assert editing.with_new_question("", NEW) == editing.with_new_question("", NEW, after="") == WRITTEN
    assert editing.with_new_question("# Rien\n", NEW) == f"# Rien\n\n{WRITTEN}"
    assert editing.with_new_question("# Rien", NEW) == f"# Rien\n\n{WRITTEN}".removesuffix("\n")
    assert editing.with_new_question("\ufeff\r\n", NEW) == "\ufeff\r\n" + WRITTEN.replace("\n", "\r\n")
    assert editing.without_question(editing.with_new_question("", NEW), "neuf") == ""


@pytest.mark.parametrize(
    "text",
    [
        '[[questions]]\ncle = "a"\nreponse = non\n',
        'questions = [\n  { cle = "a" },\n]\n',
        "questions = []\n",
        '[questions]\ncle = "a"\n',
        '[[questions]]\ncle = "a"\n[[questions]]\ncle = "a"\n',
    ],
)
def test_a_bank_that_cannot_be_edited(text: str) -> None:
    if text.count("[[questions]]") < 2 and text != "questions = []\n":
        with pytest.raises(editing.NotEditable):
            editing.bank_parts(text)
    for edit in (
        lambda: editing.with_question(text, "a", {"cle": "a", "type": "ordre"}),
        lambda: editing.without_question(text, "a"),
        lambda: editing.with_question_moved(text, "a", by=1),
    ):
        with pytest.raises((editing.NotEditable, editing.NoSuchPlace)):
            edit()


@pytest.mark.parametrize("table", [{"cle": "un"}, {"cle": ""}, {"cle": 3}, {}])
def test_a_question_has_a_key_of_its_own(table: dict[str, Any]) -> None:
    with pytest.raises(editing.NotEditable, match="clé"):
        editing.with_new_question(BANK, table)
    with pytest.raises(editing.NotEditable, match="clé"):
        editing.with_question(BANK, "deux", table)
    for edit in (editing.without_question, lambda text, key: editing.with_new_question(text, NEW, after=key)):
        with pytest.raises(editing.NoSuchPlace):
            edit(BANK, "absente")
