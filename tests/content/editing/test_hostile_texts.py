"""Texts of the greatest size, made to be slow: edited, merged or refused within a second or two of processor time."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from lms.content import editing
from lms.content.folder import TEXT_BYTES

MOST_SECONDS = 2.0
LESSONS = [
    "## a",
    " ",
    "\n",
    "## a {#a}\n",
    "## a {#a} ",
    "{#",
    "```\n",
    "```question\n",
    "+++\n",
    "\r\n",
    "::: ",
    "~",
    "## a\n",
]
BANKS = [
    "#\n", "\n", "#\n\n", "[[questions]]\n", '[[questions]]\ncle = "a"\n', "[", "a = [", "a = {b = ", '"', "'''", "\\", "a.",
    "[[questions.choix]]\n", "[a]\n", "{", "questions = ",
]  # fmt: skip


def filled(piece: str, room: int = TEXT_BYTES) -> str:
    return piece * (room // len(piece.encode()))


def each_numbered(piece: str) -> str:
    return "".join(piece.format(number) for number in range(TEXT_BYTES // len(piece) - 1_000))


def timed(what: str, work: Callable[[], object]) -> None:
    start = time.process_time()
    with suppress(editing.NotEditable, editing.NoSuchPlace):
        work()
    spent = time.process_time() - start
    assert spent < MOST_SECONDS, f"{what}: {spent:.1f} s"


FRONT = '+++\ncle = "x"\n+++\n\n## Lire {#lire}\n\n'
HOSTILE_LESSONS = [
    *(FRONT + filled(piece, TEXT_BYTES - 100) + "x" for piece in LESSONS),
    each_numbered("## a {{#a{0}}}\n"),
]
HOSTILE_BANKS = [
    *(filled(piece, TEXT_BYTES - 100) + "\n[[questions]]\ncle = 'lire'" for piece in BANKS),
    each_numbered('[[questions]]\ncle = "a{0}"\n'),
    each_numbered("a{0} = 1\n"),
    each_numbered("[a{0}]\n"),
    '[[questions]]\ncle = "lire"\n' + each_numbered('[[questions.choix]]\ncle = "a{0}"\n'),
    "a = [" + filled("1,") + "]\n",
    'a = """' + filled('""\\"') + '"""\n',
]


@pytest.mark.parametrize("number", range(len(HOSTILE_LESSONS)))
def test_hostile_lessons(number: int) -> None:
    text = HOSTILE_LESSONS[number]
    name = repr(text[:40])
    timed(f"read {name}", lambda: editing.step_parts(text))
    key = "lire"
    timed(f"edit {name}", lambda: editing.with_step(text, key, title="t", body=text[:30_000], block=None))
    timed(f"add {name}", lambda: editing.with_new_step(text, "neuf", "t", "b", None, after=key))
    timed(f"move {name}", lambda: editing.with_step_moved(text, key, by=-1))
    timed(f"front {name}", lambda: editing.with_front(text, {"titre": text[:30_000]}))
    timed(f"keys {name}", lambda: editing.keys_of({"lecons/01-a.md": text}))
    timed(f"merge {name}", lambda: editing.merge_texts("lecons/01-a.md", text, f"a\n{text}", f"{text}\n## b {{#b}}\n"))


@pytest.mark.parametrize("number", range(len(HOSTILE_BANKS)))
def test_hostile_banks(number: int) -> None:
    text = HOSTILE_BANKS[number]
    name = repr(text[:40])
    timed(f"read {name}", lambda: editing.bank_parts(text))
    choices = [{"cle": f"b{choice}"} for choice in range(5_000)]
    timed(f"edit {name}", lambda: editing.with_question(text, "lire", {"cle": "lire", "choix": choices}))
    timed(f"add {name}", lambda: editing.with_new_question(text, {"cle": "neuf"}, after="a0"))
    timed(f"move {name}", lambda: editing.with_question_moved(text, "a0", by=5))
    timed(f"cover {name}", lambda: editing.with_cover(text, {f"b{value}": value for value in range(2_000)}))
    timed(f"merge {name}", lambda: editing.merge_texts("quiz.toml", text, f"# a\n{text}", f"{text}\n[b]\n"))
