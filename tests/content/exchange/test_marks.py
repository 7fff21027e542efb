"""Moodle's marks and ours: the same for every answer, or a remark says both rules.

Moodle's rules are written here again, from its documentation, so that nothing is judged by the code it tests.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.content.exchange.banks import answer, asked, completed, only, read, xml

MOODLE_WEIGHTS = [
    "100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30", "25", "20", "16.66667",
    "14.28571", "12.5", "11.11111", "10", "5", "0",
]  # fmt: skip
NEAR = Fraction(1, 10_000)  # Moodle's weights are rounded


def moodle_several(weights: list[str], ticked: tuple[int, ...]) -> Fraction:
    total = sum((Fraction(weights[rank]) / 100 for rank in ticked), Fraction(0))
    return min(Fraction(1), max(Fraction(0), total))


def ours(question: object, keys: list[str]) -> Fraction:
    grade = question.grade({"choices": keys})  # type: ignore[attr-defined]
    return Fraction(grade.points, grade.out_of)


def differs(written: str, weights: list[str]) -> bool | None:
    """Whether some ticks have another mark here; None when the question is refused."""
    bank = read(written)
    if bank.refused:
        return None
    question = completed(bank.questions[0])
    keys = [each.key for each in question.choices]
    ranks = range(len(keys))
    marks = {
        ticked: (moodle_several(weights, ticked), ours(question, [keys[rank] for rank in ticked]))
        for size in range(1, len(keys) + 1)
        for ticked in combinations(ranks, size)
    }
    return any(abs(theirs - mine) > NEAR for theirs, mine in marks.values())


@pytest.mark.parametrize(
    ("weights", "same"),
    [
        (["50", "50", "-50", "-50"], True),
        (["50", "50", "0", "0"], False),
        (["50", "50", "-100"], False),
        (["33.33333", "33.33333", "33.33333", "-33.33333"], True),
        (["33", "33", "33", "-33"], True),
        (["100", "-100"], True),
        (["100", "0"], False),
        (["60", "40", "-50"], False),
        (["16.66667"] * 6 + ["-16.66667"] * 2, True),
        (["50", "50", "-50", "-33.33333"], False),
    ],
)
def test_several_answers(weights: list[str], same: bool) -> None:
    gift = "Lesquels ? {" + " ".join(f"~%{weight}%choix {rank}" for rank, weight in enumerate(weights)) + "}"
    answers = [answer(f"choix {rank}", weight) for rank, weight in enumerate(weights)]
    for written in (gift, xml(asked("multichoice", *answers, "<single>false</single>"))):
        said = [remark for remark in only(written).remarks if "Les points changent" in remark]
        assert bool(said) is not same
        assert all("Dans le fichier" in remark and "Ici" in remark for remark in said)
    if weights[0] != "33":  # the share of an old hand-written file, which Moodle brings to 33.33333
        assert differs(gift, weights) is not same


@given(st.lists(st.tuples(st.sampled_from(MOODLE_WEIGHTS), st.sampled_from(["", "-"])), min_size=2, max_size=6))
def test_any_weights_are_the_same_or_said(drawn: list[tuple[str, str]]) -> None:
    weights = [f"{sign}{weight}" if weight != "0" else "0" for weight, sign in drawn]
    written = "Lesquels ? {" + " ".join(f"~%{weight}%choix {rank}" for rank, weight in enumerate(weights)) + "}"
    differing = differs(written, weights)
    if differing is not None:
        assert differing is any("Les points changent" in remark for remark in only(written).remarks)


@given(st.lists(st.sampled_from(["=", "~", "~%50%", "~%-25%", "~%100%"]), min_size=2, max_size=6))
def test_one_answer_is_the_same_or_said(signs: list[str]) -> None:
    if "=" not in signs or set(signs) == {"="}:
        return  # several answers, or a short text
    bank = read("Lequel ? {" + " ".join(f"{sign}choix {rank}" for rank, sign in enumerate(signs)) + "}")
    for imported in bank.questions:
        question = completed(imported)
        for rank, (sign, each) in enumerate(zip(signs, question.choices, strict=True)):
            theirs = 1 if sign == "=" else Fraction(sign.strip("~%") or "0") / 100
            said = any(f"« choix {rank} » donne" in remark for remark in imported.remarks)
            assert (ours(question, [each.key]) != theirs) is said


@st.composite
def number_banks(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, int]]]:
    """A numeric question of GIFT, and its intervals with their weights, in order."""
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, 9), st.integers(0, 3), st.sampled_from([100, 100, 50, 0])), min_size=1, max_size=3
        )
    )
    return (
        "Combien ? {#" + " ".join(f"=%{weight}%{value}:{margin}#dit" for value, margin, weight in rows) + "}",
        [(value - margin, value + margin, weight) for value, margin, weight in rows],
    )


@given(number_banks(), st.integers(-4, 13))
def test_a_number_has_the_same_mark_or_its_interval_is_said(
    bank: tuple[str, list[tuple[int, int, int]]], given_: int
) -> None:
    written, intervals = bank
    for imported in read(written).questions:
        grade = completed(imported).grade({"number": str(given_)})
        theirs = next((weight for low, high, weight in intervals if low <= given_ <= high), 0)
        if theirs != 100 * grade.points:
            said = "\n".join(imported.remarks)
            assert "des points. Ici, cette réponse n’en donne pas" in said or "passe avant la bonne réponse" in said, (
                written,
                said,
            )


@given(
    st.lists(
        st.tuples(st.sampled_from(["oui", "Oui", "non", "peut-être"]), st.sampled_from([100, 50, 0])),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["oui", "non", "peut-être", "rien"]),
)
def test_a_word_has_the_same_mark_or_it_is_said(rows: list[tuple[str, int]], given_: str) -> None:
    written = "Sigle ? {" + " ".join(f"=%{weight}%{text}#dit" for text, weight in rows) + "}"
    for imported in read(written).questions:
        grade = completed(imported).grade({"text": given_})
        theirs = next((weight for text, weight in rows if text.casefold() == given_.casefold()), 0)
        if theirs != 100 * grade.points:
            said = "\n".join(imported.remarks)
            assert "des points. Ici, cette réponse n’en donne pas" in said or "passe avant la bonne réponse" in said


@given(st.permutations(["a", "b", "c", "d"]))
def test_matching_has_the_same_partial_marks(order: list[str]) -> None:
    imported = only("Qui ? {" + " ".join(f"=gauche {name} -> droite {name}" for name in "abcd") + "}")
    question = completed(imported)
    keys = dict(zip("abcd", (pair.key for pair in question.pairs), strict=True))
    grade = question.grade({"lines": {keys[name]: keys[chosen] for name, chosen in zip("abcd", order, strict=True)}})
    right = sum(name == chosen for name, chosen in zip("abcd", order, strict=True))
    assert Fraction(grade.points, grade.out_of) == Fraction(right, 4)
    assert imported.remarks == ()


def test_a_plugin_that_gives_all_or_nothing_is_said() -> None:
    imported = only(xml(asked("multichoiceset", answer("a", 100), answer("b", 100), answer("c", 0))))
    assert any("sinon rien" in remark for remark in imported.remarks)
