"""One step, or the front matter, is edited; every other byte of the lesson stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lms.content import editing
from lms.content.editing import Block
from tests.content.editing.built_in import MANNERS, courses, in_manner, texts

LESSON = courses()["exemple"]["lecons/01-les-delais.md"]
TASK = Block("tache", 'cle = "autre"\ntexte = "Appelez."\nminutes = 2')
WRITTEN = """\
+++
cle = "x"
+++

## Lire {#lire}

Un texte.

## Répondre {#repondre}

Une mise en situation.

```question
cle = "q" # permanent
type = "auto-evaluation"
```

## Faire {#faire}
~~~tache
cle = "t"
~~~
"""


def step(text: str, key: str) -> editing.StepPart:
    (found,) = [one for one in editing.step_parts(text) if one.key == key]
    return found


def given(text: str, key: str, **changes: Any) -> str:
    """The text with some parts of a step changed, the others given as they are read."""
    was = step(text, key)
    return editing.with_step(text, key, **{"title": was.title, "body": was.body, "block": was.block, **changes})


@pytest.mark.parametrize("manner", MANNERS)
def test_the_same_values_give_the_same_bytes(manner: str) -> None:
    for name, text in texts(".md"):
        written = in_manner(text, manner)
        for part in editing.step_parts(written):
            assert given(written, part.key) == written, (name, part.key)
            with_crlf = part.body.replace("\n", "\r\n")
            assert given(written, part.key, body=f"\r\n{with_crlf}\r\n\r\n") == written, (name, part.key)
        assert editing.with_front(written, editing.front_table(written)) == written, name


@pytest.mark.parametrize("manner", MANNERS)
def test_a_step_goes_and_comes_back(manner: str) -> None:
    for name, text in texts(".md"):
        written = in_manner(text, manner)
        parts = editing.step_parts(written)
        for before, part in zip(("", *(one.key for one in parts)), parts, strict=False):
            without = editing.without_step(written, part.key)
            assert [one.key for one in editing.step_parts(without)] == [one.key for one in parts if one is not part]
            again = editing.with_new_step(without, part.key, part.title, part.body, part.block, after=before)
            if manner == "loose":  # its own blank lines are gone; its neighbours keep theirs
                assert again.split() == written.split(), (name, part.key)
            else:
                assert again == written, (name, part.key)


@pytest.mark.parametrize("manner", MANNERS)
def test_a_step_moves_down_and_up(manner: str) -> None:
    for name, text in texts(".md"):
        written = in_manner(text, manner)
        keys = [one.key for one in editing.step_parts(written)]
        for number, key in enumerate(keys):
            down = editing.with_step_moved(written, key, by=1)
            moved = list(keys)
            moved.insert(number + 1, moved.pop(number))
            assert [one.key for one in editing.step_parts(down)] == moved
            assert sorted(down.split("\n")) == sorted(written.split("\n"))
            if number + 1 < len(keys):
                assert editing.with_step_moved(down, key, by=-1) == written, (name, key)
            first = editing.with_step_moved(written, key, by=-99)
            assert editing.with_step_moved(first, key, by=number) == written, (name, key)


def test_only_what_changes_is_written() -> None:
    assert given(WRITTEN, "lire", title="Bien  lire\u202f?") == WRITTEN.replace("## Lire", "## Bien lire\u202f?")
    assert given(WRITTEN, "lire", body="Deux\r\nlignes.\n\n- a\n") == WRITTEN.replace(
        "Un texte.", "Deux\nlignes.\n\n- a"
    )
    assert given(WRITTEN, "faire", body="Essayez.") == WRITTEN.replace("{#faire}\n~~~", "{#faire}\nEssayez.\n\n~~~")
    assert given(WRITTEN, "faire", block=Block("tache", 'cle = "u"\n')) == WRITTEN.replace('"t"', '"u"')
    assert given(WRITTEN, "faire", block=None) == WRITTEN.replace('\n~~~tache\ncle = "t"\n~~~', "")
    assert given(WRITTEN, "repondre", body="") == WRITTEN.replace("Une mise en situation.\n\n", "")
    assert given(WRITTEN, "repondre", block=TASK) == WRITTEN.replace(
        '```question\ncle = "q" # permanent\ntype = "auto-evaluation"', f"```tache\n{TASK.text}"
    )
    assert given(WRITTEN, "lire", block=TASK) == WRITTEN.replace(
        "Un texte.", f"Un texte.\n\n```tache\n{TASK.text}\n```"
    )
    assert given(WRITTEN, "lire", body="", block=TASK) == WRITTEN.replace("Un texte.", f"```tache\n{TASK.text}\n```")
    assert given(WRITTEN, "lire", title="", body="") == WRITTEN.replace("## Lire {#lire}\n\nUn texte.", "## {#lire}")


def test_a_question_changes_inside_its_block() -> None:
    block = step(WRITTEN, "repondre").block
    assert block
    table = {**editing.read_table(block.text), "enonce": "Où en êtes-vous ?"}
    edited = given(WRITTEN, "repondre", block=Block("question", editing.with_table(block.text, table)))
    assert edited == WRITTEN.replace('"auto-evaluation"', '"auto-evaluation"\nenonce = "Où en êtes-vous ?"')


def test_new_steps_take_their_place() -> None:
    new = "## Neuf {#neuf}\n\nTexte.\n\n```tache\n" + TASK.text + "\n```\n"
    assert editing.with_new_step(WRITTEN, "neuf", "Neuf", "Texte.", TASK) == f"{WRITTEN}\n{new}"
    assert editing.with_new_step(WRITTEN, "neuf", "Neuf", "Texte.", TASK, after="") == WRITTEN.replace(
        "## Lire", f"{new}\n## Lire"
    )
    assert editing.with_new_step(WRITTEN, "neuf", "Neuf", "Texte.", TASK, after="lire") == WRITTEN.replace(
        "## Répondre", f"{new}\n## Répondre"
    )
    assert editing.with_new_step("", "neuf", "Neuf", "Texte.", TASK) == new
    assert editing.with_new_step("+++\n+++", "neuf", "Neuf", "Texte.", TASK) == f"+++\n+++\n\n{new}".removesuffix("\n")


def test_a_step_takes_another_key() -> None:
    assert editing.with_step_key(WRITTEN, "lire", "relire") == WRITTEN.replace("{#lire}", "{#relire}")
    for key in ("faire", "Lire", "", "a" * 61):
        with pytest.raises(editing.NotEditable, match="clé"):
            editing.with_step_key(WRITTEN, "lire", key)


@pytest.mark.parametrize("manner", MANNERS)
def test_the_front_matter(manner: str) -> None:
    written = in_manner(LESSON.replace("minutes = 6", "minutes = 6  # relu en mairie"), manner)
    values = {"minutes": 7, "a_jour_au": date(2027, 1, 4), "roles": ["maire"], "faits": None}
    edited = editing.with_front(written, values)
    expected = (
        LESSON.replace("minutes = 6", "minutes = 7  # relu en mairie")
        .replace("2026-11-23", "2027-01-04")
        .replace('faits = ["SVE-01", "SVE-03"]', 'roles = ["maire"]')
    )
    assert edited == in_manner(expected, manner)
    table = editing.front_table(edited)
    assert table == {
        **{name: value for name, value in editing.front_table(written).items() if name != "faits"},
        "minutes": 7,
        "a_jour_au": date(2027, 1, 4),
        "roles": ["maire"],
    }
    source = {"titre": "Une fiche", "url": "https://exemple.example/", "date": "2026"}
    sources = [*table["sources"], source]
    more = editing.with_front(edited, {"sources": sources})
    assert editing.front_table(more)["sources"] == sources
    assert editing.with_front(more, {"sources": table["sources"]}) == edited


TANGLED = WRITTEN.replace("```\n\n## Faire", "```\n\nUn mot après le bloc.\n\n## Faire")
UNCLOSED = WRITTEN.replace('"auto-evaluation"\n```', '"auto-evaluation"')


@pytest.mark.parametrize(
    ("text", "key", "changes", "said"),
    [
        (WRITTEN, "lire", {"body": "## Un titre\n\nTexte"}, "écrivez ###"),
        (WRITTEN, "lire", {"body": "Texte\n## Un titre {#b}"}, "écrivez ###"),
        (WRITTEN, "lire", {"body": "```tache\ncle = 1\n```"}, "une marque"),
        (WRITTEN, "repondre", {"body": "```python"}, "une marque"),
        (WRITTEN, "lire", {"title": "Un {#titre}"}, ""),
        (WRITTEN, "lire", {"block": Block("video", "")}, "une marque"),
        (WRITTEN, "lire", {"block": Block("tache", "a\n```\nb")}, "une marque"),
        (WRITTEN, "lire", {"block": Block("tache", "a\n## b {#c}")}, "écrivez ###"),
        (TANGLED, "repondre", {"block": None}, "serait perdu"),
        (TANGLED, "repondre", {"block": TASK}, "serait perdu"),
        (UNCLOSED, "repondre", {"block": TASK}, "serait perdu"),
    ],
)
def test_what_would_touch_its_neighbours_is_refused(text: str, key: str, changes: dict[str, Any], said: str) -> None:
    if not said:
        assert step(given(text, key, **changes), key).title == changes["title"]
        return
    with pytest.raises(editing.NotEditable, match=said):
        given(text, key, **changes)


@pytest.mark.parametrize("text", [TANGLED, UNCLOSED])
def test_a_tangled_step_keeps_what_follows_its_block(text: str) -> None:
    assert step(text, "repondre").tangled
    assert given(text, "repondre", title="Autre", body="Mieux.") == text.replace("Répondre {", "Autre {").replace(
        "Une mise en situation.", "Mieux."
    )


def test_places_that_are_not_there() -> None:
    twice = WRITTEN.replace("{#faire}", "{#lire}")
    for edit in (
        lambda text, key: editing.with_step(text, key, title="", body="", block=None),
        lambda text, key: editing.without_step(text, key),
        lambda text, key: editing.with_step_moved(text, key, by=1),
        lambda text, key: editing.with_new_step(text, "neuf", "Neuf", "Texte", None, after=key),
        lambda text, key: editing.with_step_key(text, key, "autre"),
    ):
        with pytest.raises(editing.NoSuchPlace):
            edit(WRITTEN, "absente")
        with pytest.raises(editing.NotEditable, match="deux fois"):
            edit(twice, "lire")
    with pytest.raises(editing.NotEditable, match="déjà celle"):
        editing.with_new_step(WRITTEN, "lire", "Lire", "Texte", None)


@pytest.mark.parametrize(
    "text", ["", "## Lire {#lire}\n", "+++\ncle = \n+++\n", "+++\ncle = 1\n## Lire {#lire}\n+++\n", "x\n+++\n+++\n"]
)
def test_a_front_matter_that_cannot_be_read(text: str) -> None:
    with pytest.raises(editing.NotEditable):
        editing.with_front(text, {"titre": "x"})


def test_lines_are_those_of_the_reader() -> None:
    for name, text in texts(".md"):
        for part in editing.step_parts("\ufeff" + text):
            assert text.split("\n")[part.line - 1].startswith(f"## {part.title}"), (name, part.key)
