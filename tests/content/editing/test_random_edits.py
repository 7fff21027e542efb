"""Whatever is edited, in whatever order, by one or two people: no part loses a byte but the one edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from lms.content import editing
from lms.content.editing.pieces import cut_lesson
from lms.content.editing.sides import KEYED, cutters
from lms.content.editing.toml_pieces import cut_toml
from tests.content.editing.generated import bank, edit_bank, edit_lesson, lesson

Edit = Callable[[Random, str, str], tuple[str, str]]
KINDS: dict[str, tuple[Callable[[Random], str], Edit]] = {
    "lecons/01-a.md": (lesson, edit_lesson),
    "quiz.toml": (bank, edit_bank),
}
COARSE = {"lecons/01-a.md": cut_lesson, "quiz.toml": cut_toml}
REFUSED = (editing.NotEditable, editing.NoSuchPlace)


def parts(path: str, text: str, *, finest: bool = False) -> dict[tuple[str, str, int], str]:
    """The texts of the parts by kind, key and rank among those of the same name."""
    counts: Counter[tuple[str, str]] = Counter()
    found = {}
    for one in (cutters(path)[0] if finest else COARSE[path])(text.removeprefix("\ufeff").replace("\r\n", "\n")):
        if one.text:
            found[one.kind, one.key, counts[one.kind, one.key]] = one.text
            counts[one.kind, one.key] += 1
    return found


@pytest.mark.parametrize("path", list(KINDS))
def test_sequences_of_edits(path: str) -> None:
    make, edit = KINDS[path]
    made = Counter[str]()
    for seed in range(300 if path.endswith(".md") else 100):
        random = Random(seed)
        text = make(random)
        for turn in range(8):
            before = parts(path, text)
            try:
                new, key = edit(random, text, f"m{turn}")
            except REFUSED:
                made["refused"] += 1
                continue
            made["done"] += 1
            after = parts(path, new)
            touched = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
            assert {name[1] for name in touched} <= {key}, (seed, turn)
            assert new.startswith("\ufeff") == text.startswith("\ufeff"), (seed, turn)
            assert ("\r\n" in new) == ("\r\n" in text) or new.count("\n") < 2 or not text.strip(), (seed, turn)
            assert "\r\n" not in text or new.count("\n") == new.count("\r\n"), (seed, turn)
            assert new.endswith("\n") == text.endswith("\n") or not after or not before, (seed, turn)
            text = new
    assert made["refused"] < made["done"] / 4, made


@pytest.mark.parametrize(("path", "pairs"), [("lecons/01-a.md", 1_700), ("quiz.toml", 300)])
def test_two_authors(path: str, pairs: int) -> None:
    """2,000 pairs of authors, each with one to four edits."""
    seen = Counter[str]()
    for seed in range(pairs):
        random = Random(seed)
        base = KINDS[path][0](random)
        theirs, mine = (edits(random, path, base, author) for author in "tm")
        merged = editing.merge_texts(path, base, theirs, mine)
        was, their, my, found = (parts(path, text, finest=True) for text in (base, theirs, mine, merged.text))
        conflicts = {(one.kind, one.key): one for one in merged.conflicts}
        assert ("whole", "") not in conflicts, seed
        for name in was.keys() | their.keys() | my.keys():
            texts = [side.get(name) for side in (was, their, my)]
            both = texts[0] not in texts[1:] and texts[1] != texts[2]
            assert (name[:2] in conflicts) == both, (seed, name)
            assert found.get(name) == (texts[2] if texts[0] == texts[1] else texts[1]), (seed, name)
            if both:
                one = conflicts[name[:2]]
                assert [one.base, one.theirs, one.mine] == [text or "" for text in texts], (seed, name)
            seen["both" if both else "one"] += 1
        assert found.keys() <= was.keys() | their.keys() | my.keys(), seed
        common = {name for name in found if name[0] in KEYED} & was.keys() & their.keys() & my.keys()
        orders = [[name for name in side if name in common] for side in (was, their, my)]
        assert [name for name in found if name in common] == orders[2 if orders[0] == orders[1] else 1], seed
        assert (("order", "") in conflicts) == (orders[0] not in orders[1:] and orders[1] != orders[2]), seed
        other = editing.merge_texts(path, base, mine, theirs)
        assert {(one.kind, one.key) for one in other.conflicts} == conflicts.keys(), seed
        if not conflicts:
            assert parts(path, other.text, finest=True) == found, seed
    assert seen["both"] > pairs / 10


def edits(random: Random, path: str, text: str, author: str) -> str:
    for _ in range(random.randint(1, 4)):
        try:
            text, _ = KINDS[path][1](random, text, author)
        except REFUSED:
            continue
    return text


SIGNS = ["+++\n", "## ", "{#e1}", "```", "~~~\n", "```question\n", "[[questions]]\n", "\"", "'''", '"""', "[", "]", "=", "#", "\n", "\r\n", "\r", "\ufeff", "\0", "\x0b", "é", "\u2028", "cle = "]  # fmt: skip


@pytest.mark.parametrize("path", list(KINDS))
def test_broken_texts(path: str) -> None:
    """Texts with accidents are merged or in conflict, edited without touching the other parts, or refused."""
    make, edit = KINDS[path]
    for seed in range(700):
        random = Random(seed)
        base = make(random)
        theirs, mine = broken(random, base), broken(random, base)
        merged = editing.merge_texts(path, base, theirs, mine)
        assert merged.text == theirs or not {"whole"} & {one.kind for one in merged.conflicts}, seed
        assert editing.merge_texts(path, base, theirs, theirs) == editing.Merged(theirs, ())
        try:
            assert "".join(one.text + one.gap for one in COARSE[path](theirs)) == theirs, seed
            before = parts(path, theirs)
            new, key = edit(random, theirs, "m")
        except REFUSED:
            continue
        after = parts(path, new)
        touched = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        assert {name[1] for name in touched} <= {key}, seed


def broken(random: Random, text: str) -> str:
    for _ in range(random.randint(1, 3)):
        at = random.randint(0, len(text))
        text = text[:at] + random.choice([*SIGNS, ""]) + text[at + random.randint(0, 4) :]
    return text
