"""Whatever is sent to the reader, it answers within a second of processor time, with sentences and never an error."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator

import pytest

from lms import content
from lms.web.addresses import ADDRESSES
from tests.support.example import TODAY, example_files, library

SHARES, PER_SHARE = 10, 1000  # 10,000 inputs
MOST_SECONDS = 1.0
LESSON = "lecons/01-les-delais.md"
PLACE = "Un essai vaut mieux qu’une consigne."
SAID = re.compile(r"\S.*: \S", re.S)

PIECES = [
    *("[", "]", "](", "![", "<", ">", "&", "`", "*", "_", "|", "#", "-", "1. ", "> ", "    ", "\t", "\\", "~", "^"),
    *("\n\n", "\n", "+++\n", "```\n", "```question\n", "```tache\n", "~~~~\n", "::: retenir\n", ":::\n", "::: ", "## "),
    *("{#", "}", '"', "'''", '"""', "[[", "]]", "=", "= true\n", "[quiz]\n", "cle = ", "juste = true\n", "{ a = 1 }"),
    *("\0", "\ufeff", "\u202e", "\u2028", "é", "\U0001f600", "e\u0301", "\r\n", "\x0c", "javascript:", "1e999", "nan"),
    *("• ", "– ", "1) ", "\u00a0", "  \n", "\\\n", "<br>", "www.a.example"),
]
DEEP = [
    "[",
    "[a](",
    "![",
    "> ",
    "- ",
    "* ",
    "**",
    "_",
    "`",
    "<b>",
    "((",
    "[^",
    "|a",
    "\\[",
    "&#",
    "*a_",
    "[a]: ",
    "```\n",
]


def example_texts() -> dict[str, str]:
    return {path: data.decode() for path, data in example_files().items()}


def mutated(random_: random.Random, texts: dict[str, str]) -> dict[str, bytes]:
    """The example with one to four accidents in one of its files."""
    path = random_.choice(sorted(texts))
    text = texts[path]
    for _ in range(random_.randint(1, 4)):
        text = random_.choice(ACCIDENTS)(random_, text)
    data = text.encode("utf-8", "surrogatepass")
    if random_.random() < 0.1:
        data = damaged(random_, data)
    name = path if random_.random() < 0.97 else random_.choice(["../x.md", "lecons/x.md", "images/a.svg", "é", ""])
    return {other: written.encode() for other, written in texts.items() if other != path} | {name: data}


def insert(random_: random.Random, text: str) -> str:
    at = random_.randrange(len(text) + 1)
    return text[:at] + random_.choice(PIECES) * random_.choice([1, 1, 2, 40]) + text[at:]


def nest(random_: random.Random, text: str) -> str:
    at = random_.randrange(len(text) + 1)
    return text[:at] + random_.choice(DEEP) * random_.randint(100, 2500) + text[at:]


def cut(random_: random.Random, text: str) -> str:
    start, end = sorted(random_.randrange(len(text) + 1) for _ in range(2))
    return text[:start] + text[end:] if random_.random() < 0.5 else text[:end]


def repeat(random_: random.Random, text: str) -> str:
    start = random_.randrange(len(text) + 1)
    return text[:start] + text[start : start + random_.randint(1, 400)] * random_.choice([2, 3, 60]) + text[start:]


def swap(random_: random.Random, text: str) -> str:
    lines = text.split("\n")
    one, other = random_.randrange(len(lines)), random_.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def revalue(random_: random.Random, text: str) -> str:
    value = random_.choice(
        ["[]", "{}", "-1", "1e400", "true", '""', '"x"', "2026-02-30", "[[[[1]]]]", "'''a'''", "9" * 300]
    )
    places = list(re.finditer(r" = .*$", text, re.M))
    if not places:
        return text
    place = random_.choice(places)
    return text[: place.start()] + f" = {value}" + text[place.end() :]


def damaged(random_: random.Random, data: bytes) -> bytes:
    at = random_.randrange(len(data) + 1)
    return data[:at] + random_.randbytes(random_.randint(1, 8)) + data[at:]


ACCIDENTS = [insert, nest, cut, repeat, swap, revalue]


def read_whole(files: dict[str, bytes]) -> tuple[content.Reading, float]:
    """Read and, when it can be, render and advise; and the seconds of processor that it took."""
    started = time.thread_time()
    reading = content.read(files, library(), TODAY)
    if reading.course is not None:
        content.render(reading.course, files, library(), ADDRESSES)
        content.advise(reading.course, files, library(), TODAY)
    return reading, time.thread_time() - started


def read_within_bounds(files: dict[str, bytes], what: object) -> bool:
    """Read and, when it can be, render and advise; check the time and the words. Return whether the course was accepted."""
    reading, spent = read_whole(files)
    if spent >= MOST_SECONDS:  # memory may have been tidied in the middle: what is slow is slow again
        reading, spent = read_whole(files)
    assert spent < MOST_SECONDS, f"{spent:.2f} s for {what}"
    assert reading.course is not None or reading.problems, what
    unclear = [problem for problem in reading.problems if not SAID.match(str(problem)) or "\n" in problem.message]
    assert not unclear, (what, unclear)
    return reading.course is not None


@pytest.mark.parametrize("share", range(SHARES))
def test_ten_thousand_accidents(share: int) -> None:
    random_ = random.Random(share)
    texts = example_texts()
    accepted = sum(read_within_bounds(mutated(random_, texts), (share, number)) for number in range(PER_SHARE))
    assert 0 < accepted < PER_SHARE


def hangs() -> Iterator[str]:
    """What is known to hang readers of Markdown or of TOML, at several sizes."""
    for size in (100, 1000, 3000, 11_000):
        for piece in DEEP:
            yield piece * (size // len(piece))
            yield piece * (size // (2 * len(piece))) + "]" * (size // 4) + ")" * (size // 4)
        yield "[a](b" * (size // 5)
        yield "*a " * (size // 3)
        yield "a**b" * (size // 4)
        yield "<" + "a " * (size // 2)
        yield "<!--" * (size // 4)
        yield "&" + "a" * size
        yield "\n".join("> " * depth + "a" for depth in range(min(size // 20, 150)))
        yield "\n".join("  " * depth + "- a" for depth in range(min(size // 20, 150)))
        yield "|" * size + "\n" + "|-" * (size // 2)
        yield "\n".join(f"[{number}]: https://exemple.example/{number}" for number in range(size // 20))
        yield "`" * size + "a" + "`" * (size - 1)
        yield "\\" * size
        yield "a" * size + "@" + "a" * size
        yield "http://" + "a." * (size // 2)
        yield "« " * (size // 2)
        yield "1 " * (size // 2)
        yield " " * size + "a"
        yield "_" * size + "a" + "_" * size


def test_nothing_hangs_the_reader() -> None:
    texts = example_texts()
    for number, text in enumerate(hangs()):
        lesson = texts[LESSON].replace(PLACE, f"{PLACE}\n\n{text}")
        read_within_bounds({path: written.encode() for path, written in (texts | {LESSON: lesson}).items()}, number)


@pytest.mark.parametrize("path", ["module.toml", "quiz.toml"])
def test_nothing_hangs_the_reader_of_toml(path: str) -> None:
    texts = example_texts()
    for number, text in enumerate(hangs()):
        for written in (f'x = "{text}"', f"x = {text}", text, f"{texts[path]}\n{text}"):
            read_within_bounds(
                {other: one.encode() for other, one in (texts | {path: written}).items()}, (path, number)
            )
