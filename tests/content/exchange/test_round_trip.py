"""What we export comes back the same: every kind that a format holds, generated and from the built-in courses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms import content
from lms.content.exchange import gift_leaves_out, moodle_xml_leaves_out, read_bank, write_gift, write_moodle_xml
from lms.content.kinds import KINDS, Question, question_from
from tests.content.exchange.banks import answer, asked, xml
from tests.content.kinds.examples import COMMON, OWN, choice, key_lists, keys, numbers, pair, question
from tests.support.example import TODAY, library

VRAI = answer("true", 100) + answer("false")
COURSES = sorted(path.parent for path in (Path(__file__).resolve().parents[3] / "courses").glob("*/module.toml"))
IN_GIFT = ("choix-unique", "choix-multiple", "vrai-faux", "association", "ordre", "nombre", "texte-court")
IN_XML = (*IN_GIFT, "trous")
WRITERS = {"gift": (write_gift, gift_leaves_out), "xml": (write_moodle_xml, moodle_xml_leaves_out)}

both = pytest.mark.parametrize("form", list(WRITERS))

# Texts that look like the formats' own signs, and others.
_SIGNS = ["=", "~", "#", "####", "{", "}", ":", "::", "\\", "\\n", "->", "%50%", "[html]", "[plain]", "//", "*", "\\*"]
_XML = [
    "<b>",
    "</text>",
    "]]>",
    "&amp;",
    "&nbsp;",
    "-->",
    "--",
    "[[1]]",
    "{1:MC:=a~b}",
    "@@PLUGINFILE@@",
    "\n",
    "  ",
    " ",
    "é’«»",
    "Source : ",
    "\n\nSource : x",
]
_pieces = st.sampled_from([*_SIGNS, *_XML]) | st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Cs", "Zl", "Zp")), min_size=1, max_size=4
)
texts = st.lists(_pieces, min_size=1, max_size=6).map("".join).map(str.strip).filter(bool)


def different(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(texts, min_size=least, max_size=most, unique=True)


@st.composite
def choices(draw: st.DrawFn, *, single: bool, feedback: bool = True) -> list[dict[str, Any]]:
    words = draw(different(2, 8))
    names = draw(key_lists(len(words), len(words)))
    right = draw(st.sets(st.integers(0, len(words) - 1), min_size=1, max_size=1 if single else len(words) - 1))
    return [
        {"cle": name, "texte": text}
        | ({"juste": True} if rank in right else {})
        | ({"retour": draw(texts)} if feedback else {})
        for rank, (name, text) in enumerate(zip(names, words, strict=True))
    ]


@st.composite
def own(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    if kind in ("choix-unique", "choix-multiple"):
        return {"choix": draw(choices(single=kind == "choix-unique"))}
    if kind == "vrai-faux":
        return {"reponse": draw(st.booleans()), "retour_vrai": draw(texts), "retour_faux": draw(texts)}
    if kind == "association":
        count, decoys = draw(st.integers(2, 6)), draw(st.integers(0, 3))
        lefts, rights = draw(different(count, count)), draw(different(count + decoys, count + decoys))
        names = draw(key_lists(count + decoys, count + decoys))
        rows = [
            {"cle": name, "gauche": left, "droite": right, "retour": draw(texts)}
            for name, left, right in zip(names, lefts, rights, strict=False)
        ]
        more = [{"cle": name, "texte": text} for name, text in zip(names[count:], rights[count:], strict=True)]
        return {"paires": rows} | ({"leurres": more} if more else {})
    if kind == "ordre":
        words = draw(different(3, 7))
        return {
            "elements": [
                {"cle": name, "texte": text}
                for name, text in zip(draw(key_lists(len(words), len(words))), words, strict=True)
            ]
        }
    if kind == "nombre":
        errors = [{"cle": name, "valeur": draw(numbers), "retour": draw(texts)} for name in draw(key_lists(0, 3))]
        return {
            "valeur": draw(numbers),
            "tolerance": draw(st.sampled_from([0, 0.1, 5])),
            "unite": draw(texts),
            "erreurs": errors,
        }
    if kind == "texte-court":
        errors = [
            {"cle": name, "formes": draw(different(1, 3)), "retour": draw(texts)} for name in draw(key_lists(0, 3))
        ]
        return {"acceptees": draw(different(1, 4)), "erreurs": errors}
    names = draw(key_lists(1, 5))
    pieces = [draw(texts).replace("[", "(").replace("]", ")") for _ in names]
    text = draw(texts).replace("[", "(").replace("]", ")") + "".join(
        f"[{name}]{piece}" for name, piece in zip(names, pieces, strict=True)
    )
    return {
        "texte": text,
        "trous": [
            {"cle": name, "choix": draw(choices(single=True, feedback=False)), "retour": draw(texts)} for name in names
        ],
    }


@st.composite
def written_questions(draw: st.DrawFn, *kinds: str) -> Question | None:
    """A question with difficult texts; None when the course's reader would refuse what was drawn."""
    kind = draw(st.sampled_from(kinds))
    common = {
        "cle": draw(keys),
        "enonce": draw(texts),
        "explication": draw(texts),
        "source": draw(texts),
        "faits": draw(st.lists(keys, max_size=2)),
    }
    try:
        return question_from({**COMMON, **common, "type": kind, **draw(own(kind))})
    except ValueError:
        return None


def returned(form: str, *questions: Question) -> list[dict[str, Any]]:
    write, _ = WRITERS[form]
    bank = read_bank(f"questions.{form}", write(questions).encode())
    assert [refused.reason for refused in bank.refused] == []
    return [imported.table for imported in bank.questions]


def stored(question: Question) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(json.dumps(question.to_table()))
    return table


@both
@pytest.mark.parametrize("kind", list(KINDS))
def test_each_kind_comes_back_or_is_named(form: str, kind: str) -> None:
    write, leaves_out = WRITERS[form]
    one = question(kind)
    if kind in (IN_GIFT if form == "gift" else IN_XML):
        assert leaves_out(one) == ""
        assert returned(form, one) == [stored(one)]
    else:
        assert leaves_out(one)
        text = write([one, question("vrai-faux", cle="autre")])
        assert kind in text
        assert "« Que faut-il répondre\u202f? » (question)" in text
        assert len(read_bank("q", text.encode()).questions) == 1


@pytest.mark.parametrize(("form", "kind"), [*(("gift", kind) for kind in IN_GIFT), *(("xml", kind) for kind in IN_XML)])
@settings(max_examples=40)
@given(data=st.data())
def test_difficult_texts_come_back_the_same(form: str, kind: str, data: st.DataObject) -> None:
    one = data.draw(written_questions(kind))
    if one is None or WRITERS[form][1](one):
        return
    table = returned(form, one)[0]
    assert question_from(table) == one
    assert table.keys() == stored(one).keys()


@both
@settings(max_examples=12)
@given(st.lists(written_questions(*IN_XML).filter(bool), min_size=1, max_size=5, unique_by=lambda one: one.key))
def test_a_file_holds_several_or_names_them(form: str, questions: list[Question]) -> None:
    write, leaves_out = WRITERS[form]
    held = [one for one in questions if not leaves_out(one)]
    text = write(questions)
    assert all(f"({one.key})" in text for one in questions if leaves_out(one))
    if held:
        assert list(map(question_from, returned(form, *questions))) == held


@both
@pytest.mark.parametrize("folder", COURSES, ids=lambda folder: folder.name)
def test_the_questions_of_the_built_in_courses_come_back(form: str, folder: Path) -> None:
    course = content.read(content.read_folder(folder), library(), TODAY).course
    assert course
    questions = [step.question for lesson in course.lessons for step in lesson.steps if step.question]
    questions += course.quiz.bank
    _, leaves_out = WRITERS[form]
    held = [one for one in questions if not leaves_out(one)]
    assert len(held) > 20
    assert returned(form, *questions) == [stored(one) for one in held]
    assert {one.kind for one in questions if leaves_out(one)} <= (
        {"trous", "auto-evaluation"} if form == "gift" else {"auto-evaluation"}
    )


@both
@pytest.mark.parametrize("kind", IN_XML)
def test_examples_with_every_field(form: str, kind: str) -> None:
    one = question(kind, faits=["SVE-01"], lecon="delais", explication="Une ligne.\n\nUne autre.")
    if not WRITERS[form][1](one):
        assert returned(form, one) == [stored(one)]


@both
@pytest.mark.parametrize(
    "text", ["a -> b", "a  ->  b\nc", "-- a --> b", "%50% = a ~ b # c { d } : e", "[html] <b>a</b>", "\\n \\= \\\\"]
)
def test_texts_that_look_like_signs(form: str, text: str) -> None:
    questions = [
        question("association", cle="a", paires=[pair("a", gauche=text, droite=text, retour=text), pair("b")]),
        question("texte-court", cle="b", erreurs=[{"cle": "autre", "formes": ["courrier"], "retour": text}]),
        question("choix-unique", cle="c", choix=[choice("a", right=True, texte=text), choice("b", retour=text)]),
        question("vrai-faux", cle="d", enonce=text, retour_vrai=text, source=text, explication=text),
        question("ordre", cle="e", elements=[{"cle": key, "texte": f"{key} {text}"} for key in "abc"]),
    ]
    assert returned(form, *questions) == [stored(one) for one in questions]


def test_damaged_notes_are_ignored() -> None:
    for notes in (
        "{",
        "[]",
        "{} {}",
        '{"cle": "A B", "cles": 3, "objectif": 2.5}',
        '{"source": "\\ud800", "objectif": "a"}',
        '{"faits": [1], "lecon": {}, "objectif": ["a"]}',
        '{"objectif": "' + "a" * 60_000 + '"}',
        "[" * 5_000,
    ):
        for written in (
            f"// etoffe: {notes}\nVrai ? {{T}}",
            xml(asked("truefalse", f"<!-- etoffe: {notes} -->", VRAI)),
        ):
            table = read_bank("q", written.encode()).questions[0].table
            assert table.keys() == {"cle", "type", "enonce", "reponse"}, notes


@both
def test_a_text_corrected_in_the_file_keeps_the_other_keys(form: str) -> None:
    one = question("choix-unique")
    write, _ = WRITERS[form]
    text = write([one]).replace("=Texte a#", "=Texte corrigé#").replace("<text>Texte a<", "<text>Texte corrigé<")
    table = read_bank("q", text.encode()).questions[0].table
    assert [each["cle"] for each in table["choix"]] == ["texte-corrige", "b", "c"]
    assert (table["cle"], table["objectif"]) == (one.key, one.objective)


@both
def test_without_our_comments_the_rest_still_comes_back(form: str) -> None:
    """As when the file went through Moodle."""
    write, _ = WRITERS[form]
    lines = [line for line in write([question(kind) for kind in OWN]).split("\n") if "etoffe:" not in line]
    bank = read_bank("q", "\n".join(lines).encode())
    assert bank.refused == ()
    for imported in bank.questions:
        assert (imported.table["explication"], imported.table["source"]) == ("Voici pourquoi.", "CRPA, article L112-8")
        assert "objectif" not in imported.table
