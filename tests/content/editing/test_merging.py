"""Two authors, one text: what each wrote is in the result, or is said to be in conflict."""

from __future__ import annotations

from random import Random

import pytest

from lms.content.editing import merge_texts
from lms.content.editing.pieces import join
from lms.content.editing.sides import cutters
from tests.support.example import example_files

LESSON, BANK, COVER = "lecons/01-les-delais.md", "quiz.toml", "module.toml"
FILES = {path: data.decode() for path, data in example_files().items() if path.endswith((".md", ".toml"))}


def changed(text: str, before: str, after: str) -> str:
    assert text.count(before) == 1, f"{before!r} is not written once"
    return text.replace(before, after)


def steps(*keys: str) -> str:
    parts = ['+++\ncle = "x"\n+++', *(f"## Titre {key} {{#{key}}}\n\nTexte {key}." for key in keys)]
    return "\n\n".join(parts) + "\n"


def test_two_steps_of_a_lesson_changed_by_two_people() -> None:
    base = FILES[LESSON]
    theirs = changed(base, "Un message reçu est une demande reçue.", "Un message est une demande.")
    mine = changed(base, "Un essai vaut mieux", "Un seul essai vaut mieux")
    merged = merge_texts(LESSON, base, theirs, mine)
    assert merged.conflicts == ()
    assert merged.text == changed(theirs, "Un essai vaut mieux", "Un seul essai vaut mieux")


def test_the_same_step_changed_by_two_people() -> None:
    base = steps("a", "b")
    theirs, mine = changed(base, "Texte b", "Leur texte"), changed(base, "Texte b", "Mon texte")
    merged = merge_texts(LESSON, base, theirs, mine)
    assert merged.text == theirs
    (conflict,) = merged.conflicts
    assert (conflict.place, conflict.kind, conflict.key) == ("étape « b »", "step", "b")
    assert [one.split("\n")[2] for one in (conflict.base, conflict.theirs, conflict.mine)] == [
        "Texte b.",
        "Leur texte.",
        "Mon texte.",
    ]


def test_the_same_change_on_both_sides_is_one() -> None:
    base = steps("a", "b", "c")
    both = changed(base, "Texte b", "Mieux dit")
    merged = merge_texts(LESSON, base, changed(both, "Texte a", "Leur a"), changed(both, "Texte c", "Mon c"))
    assert merged.conflicts == ()
    assert merged.text == changed(changed(both, "Texte a", "Leur a"), "Texte c", "Mon c")


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "result"),
    [
        ("ab", "aXb", "abY", "aXbY"),
        ("ab", "aXb", "aYb", "aXYb"),
        ("ab", "Xab", "Yab", "XYab"),
        ("abc", "acb", "abXc", "acbX"),
        ("abc", "aXbc", "bac", "baXc"),
        ("abc", "ac", "abXc", "aXc"),
        ("abc", "ab", "bc", "b"),
        ("abc", "bca", "bca", "bca"),
        ("abc", "", "abcX", "X"),
        ("abc", "abcX", "ab", "abX"),
    ],
)  # fmt: skip
def test_steps_added_moved_and_removed(base: str, theirs: str, mine: str, result: str) -> None:
    merged = merge_texts(LESSON, steps(*base), steps(*theirs), steps(*mine))
    assert (merged.text, merged.conflicts) == (steps(*result), ())


def test_two_people_move_steps_differently() -> None:
    merged = merge_texts(LESSON, steps(*"abc"), steps(*"bac"), steps(*"acb"))
    assert merged.text == steps(*"bac")
    (conflict,) = merged.conflicts
    assert (conflict.place, conflict.kind) == ("ordre", "order")
    assert conflict.mine == "a\nc\nb"


def test_removed_here_and_changed_there() -> None:
    base = steps(*"abc")
    edited = changed(base, "Texte b", "Autre texte")
    merged = merge_texts(LESSON, base, steps(*"ac"), edited)
    assert merged.text == steps(*"ac")
    assert [(one.key, one.theirs, one.mine) for one in merged.conflicts] == [
        ("b", "", "## Titre b {#b}\n\nAutre texte.")
    ]
    assert merge_texts(LESSON, base, edited, steps(*"ac")).text == edited


def test_values_objectives_and_questions_are_parts() -> None:
    base = FILES[COVER]
    theirs, mine = changed(base, "seuil = 70", "seuil = 80"), changed(base, 'armure = "toile"', 'armure = "serge"')
    merged = merge_texts(COVER, base, theirs, mine)
    assert (merged.text, merged.conflicts) == (changed(theirs, 'armure = "toile"', 'armure = "serge"'), ())
    base = FILES[BANK]
    theirs, mine = (
        changed(base, "reponse = false", "reponse = true"),
        changed(base, "dans les dix jours ouvrés", "sous dix jours"),
    )
    merged = merge_texts(BANK, base, theirs, mine)
    assert (merged.text, merged.conflicts) == (changed(theirs, "dans les dix jours ouvrés", "sous dix jours"), ())


def test_a_text_that_cannot_be_cut_is_one_place() -> None:
    base = FILES[BANK]
    broken = changed(base, "reponse = false", "reponse = non")
    merged = merge_texts(BANK, base, broken, changed(base, "dans les dix jours ouvrés", "sous dix jours"))
    assert merged.text == broken
    assert [(one.place, one.kind) for one in merged.conflicts] == [("", "whole")]
    other = merge_texts("fichiers/liste.csv", "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n")
    assert (other.text, len(other.conflicts)) == ("A\nb\nc\n", 1)


def test_what_cannot_be_joined_is_one_place() -> None:
    """Each side reads well, both together would not."""
    base = steps("a")
    theirs, mine = f"{base}\n```question\n", f"{base}\n## Sans clé\n\nTexte.\n"
    merged = merge_texts(LESSON, base, theirs, mine)
    assert (merged.text, [one.kind for one in merged.conflicts]) == (theirs, ["whole"])
    theirs, mine = FILES[COVER] + "[x]\n", "x = 1\n" + FILES[COVER]
    merged = merge_texts(COVER, FILES[COVER], theirs, mine)
    assert (merged.text, [one.kind for one in merged.conflicts]) == (theirs, ["whole"])


@pytest.mark.parametrize("before", ["", "\ufeff"])
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_line_ends_and_marks_are_kept(before: str, eol: str) -> None:
    def manner(text: str) -> str:
        return before + text.replace("\n", eol)

    base = FILES[LESSON]
    theirs, mine = changed(base, "minutes = 6", "minutes = 7"), changed(base, "Un essai", "Un seul essai")
    merged = merge_texts(LESSON, manner(base), manner(theirs), manner(mine))
    assert (merged.text, merged.conflicts) == (manner(changed(theirs, "Un essai", "Un seul essai")), ())
    assert merge_texts(LESSON, base, manner(theirs), mine).text == merged.text


def test_random_pairs_of_edits() -> None:
    """300 pairs: what one side changed is in the result, what both changed is a conflict, nothing else moves."""
    for seed in range(300):
        random = Random(seed)
        path = random.choice(sorted(FILES))
        pieces = cutters(path)[0](FILES[path])
        fates = [
            "keep" if one.kind == "mark" else random.choice(("keep", "keep", "theirs", "mine", "both", "same"))
            for one in pieces
        ]
        theirs = [
            _edited(one.text, "T") if fate in ("theirs", "both", "same") else one.text
            for one, fate in zip(pieces, fates, strict=True)
        ]
        mine = [
            _edited(one.text, {"mine": "M", "both": "M", "same": "T"}[fate])
            if fate in ("mine", "both", "same")
            else one.text
            for one, fate in zip(pieces, fates, strict=True)
        ]
        gaps = [one.gap for one in pieces]
        texts = ["".join(map("".join, zip(side, gaps, strict=True))) for side in (theirs, mine)]
        merged = merge_texts(path, join(pieces), *texts)
        expected = [my if fate == "mine" else their for their, my, fate in zip(theirs, mine, fates, strict=True)]
        assert merged.text == "".join(map("".join, zip(expected, gaps, strict=True))), seed
        both = {(their, my) for their, my, fate in zip(theirs, mine, fates, strict=True) if fate == "both"}
        assert {(one.theirs, one.mine) for one in merged.conflicts} == both, seed
        assert merge_texts(path, join(pieces), *reversed(texts)).conflicts == () or both, seed


def _edited(text: str, mark: str) -> str:
    """The piece with a line or a comment of its own: still the same piece."""
    return f"{text}\n{mark}" if text.startswith("##") else f"# {mark}\n{text}"


SOURCES = ['+++\ncle = "x"\n\n', *(f'[[sources]]\ntitre = "{name}"\n\n' for name in "ABC"), "+++\n\n## Lire {#lire}\n"]


def test_two_values_of_the_front_matter_changed_by_two_people() -> None:
    base = FILES[LESSON]
    theirs, mine = (
        changed(base, "minutes = 6", "minutes = 7"),
        changed(base, "a_jour_au = 2026-11-23", "a_jour_au = 2027-01-04"),
    )
    merged = merge_texts(LESSON, base, theirs, mine)
    assert (merged.text, merged.conflicts) == (changed(theirs, "a_jour_au = 2026-11-23", "a_jour_au = 2027-01-04"), ())
    broken = changed(mine, "minutes = 6", "minutes = ")
    (conflict,) = merge_texts(LESSON, base, theirs, broken).conflicts
    assert (conflict.kind, conflict.place) == ("head", "renseignements de la leçon")


def test_sources_are_one_place_since_nothing_tells_them_apart() -> None:
    base = "".join(SOURCES)
    theirs, mine = "".join(SOURCES[:1] + SOURCES[2:]), "".join(SOURCES[:3] + SOURCES[4:])
    merged = merge_texts(LESSON, base, theirs, mine)
    assert (merged.text, [one.place for one in merged.conflicts]) == (theirs, ["sources"])
    mine = base.replace('cle = "x"', 'cle = "y"')
    assert merge_texts(LESSON, base, theirs, mine).text == theirs.replace('cle = "x"', 'cle = "y"')


def test_steps_of_the_same_name_cannot_be_told_apart() -> None:
    base = steps("a", "a", "b")
    theirs, mine = changed(base, "{#a}\n\nTexte a.\n\n## Titre b", "{#a}\n\nMieux.\n\n## Titre b"), steps("a", "b")
    merged = merge_texts(LESSON, base, theirs, mine)
    assert (merged.text, [one.kind for one in merged.conflicts]) == (theirs, ["whole"])
    merged = merge_texts(LESSON, base, theirs, changed(base, "Texte b", "Mon texte"))
    assert (merged.text, merged.conflicts) == (changed(theirs, "Texte b", "Mon texte"), ())
