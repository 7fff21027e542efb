"""Any bytes give a bank where everything found is accounted for, or NotABank: never anything else, and quickly."""

from __future__ import annotations

import random
import time
import tracemalloc
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content import pack
from lms.content.exchange import Bank, NotABank, read_bank, write_gift, write_moodle_xml
from tests.content.exchange.banks import answer, asked, completed, xml
from tests.content.exchange.test_moodle_xml import FILE
from tests.content.kinds.examples import OWN, question

MUTANTS = 4_000
SECONDS = 2.0  # for one file; the worst ones take a few tenths on an idle machine
MARKS = [
    b"{", b"}", b"=", b"~", b"#", b"####", b"::", b"->", b"\\", b"\n\n", b"//", b"%50%", b"..", b":", b"[html]", b"$CATEGORY:",
    b"<", b">", b"</", b"&", b"&amp;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<text>", b"</question>", b"<question>", b"[[1]]",
    b"\x00", b"\xff\xfe", b"\xe9", b"ANSWER: A", b"A. ", b"{1:MC:=a~b}", b"etoffe: {", b"1e99", b"NaN", b"-1", b'fraction="x"',
]  # fmt: skip


@cache
def seeds() -> list[bytes]:
    questions = [question(kind, cle=kind) for kind in OWN]
    gift = (
        "$CATEGORY: top\n\n// [id:x] [tag:y]\n::A::[html]<p>Un <b>mot</b></p>{=a#b ~%-50%c####d}\n\n"
        "Combien {#=1..2#a =%50%3:1#b ~#c} ?\n\nQui ? {=a -> b =c -> d}\n\nVrai {T#a#b}\n\n[markdown]**x** {=a* =b =%0%c#d}\n"
    )
    aiken = "Un ?\nA. a\nB) b\nANSWER: B\n\nDeux ?\nA. a\nB. b\nC. c\nANSWER: A\n"
    moodle = xml(
        asked(
            "multichoice",
            answer("a", 100, "x"),
            answer("b", "-33.3"),
            "<single>false</single>",
            text=f"T&lt;img src='@@PLUGINFILE@@/mon image.png' alt='x'&gt;</text>{FILE}<text>",
        ),
        asked("cloze", text="Sous {1:MC:=dix#a~%50%vingt} jours"),
        asked("gapselect", "<selectoption><text>a</text><group>1</group></selectoption>" * 2, text="Un [[1]] et [[2]]"),
        asked("numerical", answer("1e3", 100, "x", "<tolerance>0,5</tolerance>"), answer("*", 0, "y")),
        asked("matching", "<subquestion><text>a</text><answer><text>b</text></answer></subquestion>" * 3),
        asked("essay"),
    )
    texts = [gift, aiken, moodle, write_gift(questions), write_moodle_xml(questions)]
    packed = pack({"lecons/a.gift": gift.encode(), "a.xml": moodle.encode(), "images/x.png": b"\x89PNG\r\n\x1a\n"})
    return (
        [text.encode() for text in texts]
        + [packed] * 2
        + [gift.encode("utf-16"), moodle.encode("utf-16"), aiken.encode("cp1252")]
    )


def mutated(rng: random.Random) -> bytes:
    data = bytearray(rng.choice(seeds()))
    for _ in range(rng.choice([1, 1, 2, 4, 12])):
        at, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
        match rng.randrange(6):
            case 0:
                data[at:at] = rng.choice(MARKS)
            case 1:
                del data[at : min(end, at + rng.choice([1, 4, 60]))]
            case 2:
                data[at:at] = data[at : min(end, at + 200)]
            case 3 if data:
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            case 4:
                data[at:] = rng.choice(seeds())[at:end]
            case _:
                data[at : at + 1] = rng.choice(MARKS)
    return bytes(data)


def judged(name: str, data: bytes) -> Bank | None:
    """The bank, its promises checked; None for NotABank."""
    start = time.process_time()
    message = ""
    bank = None
    try:
        bank = read_bank(name, data)
    except NotABank as refusal:
        message = str(refusal)
    assert bank or message
    assert time.process_time() - start < SECONDS
    if bank:
        assert bank.found == len(bank.questions) + len(bank.refused) > 0
        assert all(each.name and each.place and each.reason for each in bank.refused)
        assert all(path.startswith("images/") for path in bank.images)
        for imported in bank.questions:
            assert imported.name
            completed(imported)
            repr(imported).encode()
        assert len({each.table["cle"] for each in bank.questions}) == len(bank.questions)
    return bank


@pytest.mark.parametrize("seed", range(8))
def test_mutated_files(seed: int) -> None:
    rng = random.Random(seed)
    outcomes = [judged(rng.choice(["q.gift", "q.xml", "q.txt"]), mutated(rng)) for _ in range(MUTANTS // 8)]
    assert sum(outcome is not None for outcome in outcomes) > len(outcomes) // 4  # the mutants are not all dead


@given(st.binary(max_size=200), st.sampled_from(["q.gift", "q.xml", "q.txt", ""]))
def test_any_bytes(data: bytes, name: str) -> None:
    judged(name, data)


@given(
    st.lists(st.sampled_from([each.decode("latin-1") for each in MARKS] + ["a", " ", "\n", "T", "12"]), max_size=30),
    st.sampled_from(["q.gift", "q.txt"]),
)
def test_any_signs(signs: list[str], name: str) -> None:
    judged(name, "".join(signs).encode())


LONG = 300_000
WORST = {
    "open braces": "{" * LONG,
    "closed braces": "}" * LONG,
    "braces line by line": "{\n" * LONG,
    "open blocks": "a {\n\nb\n\n" * (LONG // 8),
    "closed lines": "a {T}\n" * (LONG // 6),
    "answers": "Q {" + "=a ~b" * (LONG // 5) + "}",
    "same answers": "Q {" + "~a" * (LONG // 2) + "=b}",
    "words": "Q {" + "=a" * (LONG // 2) + "}",
    "pairs": "Q {" + "=a->b" * (LONG // 5) + "}",
    "numbers": "Q {#" + "=1:1" * (LONG // 4) + "}",
    "digits": "Q {#" + "1" * LONG + "}",
    "order": "Q {>" + "0" * LONG + "!\na}",
    "spaces": "Q {=a" + " " * LONG + "b ~c}",
    "spaces in html": "[html]Q <p" + " " * LONG + "b {=a ~c}",
    "backslashes": "Q " + "\\" * LONG + " {T}",
    "colons": "::" * LONG + " {T}",
    "percents": "Q {~" + "%" * LONG + " =a}",
    "hashes": "Q {=a" + "#" * LONG + " ~b}",
    "tags": "[html]" + "<b" * (LONG // 2) + " {T}",
    "open tags": "[html]" + "<b " * (LONG // 3) + " {T}",
    "comments": "[html]" + "<!--" * (LONG // 4) + " {T}",
    "attributes": "[html]<img " + "a" * LONG + "> {T}",
    "quoted": '[html]<img src\\="' + "a\\='" * (LONG // 4) + "> {T}",
    "entities": "[html]" + "&#9" * (LONG // 3) + " {T}",
    "endless entity": "[html]&#" + "9" * LONG + "; {T}",
    "sup": "[html]" + "<sup>x" * (LONG // 6) + " {T}",
    "markdown": "[markdown]" + "*a **b " * (LONG // 7) + " {T}",
    "markdown brackets": "[markdown]" + "[" * 5_000 + " {T}",
    "many markdowns": "[markdown]" + "**a** *b* [c](d) " * 50 + "{=a ~b}\n\n",
    "ids": "// " + "[id:" * (LONG // 4) + "\nQ {T}",
    "notes": "// etoffe: " + "[" * LONG + "\nQ {T}",
    "deep notes": "// etoffe: " + '{"a":' * 9_000 + "\nQ {T}",
    "same titles": "::T::Q {T}\n\n" * 1_000,
    "blank lines": "\n" * LONG + "Q {T}",
    "aiken": "Q\n" * (LONG // 2) + "ANSWER: A",
    "aiken choices": "Q\n" + "A. a\n" * (LONG // 5) + "ANSWER: A",
    "xml depth": "<quiz>" + "<a>" * (LONG // 3),
    "xml elements": "<quiz>" + "<a/>" * (LONG // 4) + "</quiz>",
    "xml attributes": "<quiz><question " + " ".join(f'a{n}="x"' for n in range(LONG // 10)) + "/></quiz>",
    "cloze": xml(asked("cloze", text="{1:MC:" * (LONG // 6))),
    "cloze short": xml(asked("cloze", text="{1:MC:" * 3_000)),
    "gaps": xml(asked("gapselect", "<selectoption><text>a</text></selectoption>" * 4_000, text="[[1]]" * (LONG // 5))),
    "xml answers": xml(asked("multichoice", *[answer("a", 100)] * 1_500)),
    "fractions": xml(asked("multichoice", answer("a", "1e-999999999"), answer("b", "9" * LONG))),
}


@pytest.mark.parametrize("name", list(WORST))
def test_no_file_keeps_the_machine_busy(name: str) -> None:
    judged("questions.xml" if WORST[name].startswith("<") else "questions.gift", WORST[name].encode())


def test_a_big_file_of_images_stays_within_its_memory() -> None:
    file = '<file name="x.png" encoding="base64">' + "iVBORw0KGgoA" + "A" * 1_400_000 + "</file>"
    data = xml(
        *(asked("truefalse", answer("true", 100), answer("false"), text=f"Q {n}</text>{file}<text>") for n in range(10))
    ).encode()
    tracemalloc.start()
    try:
        bank = judged("q.xml", data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert bank
    assert bank.found == 10
    assert peak < 200_000_000
