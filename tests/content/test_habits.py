"""What people write or paste from elsewhere is read as they mean it, and what was well written is not touched."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms import content
from lms.content.habits import spaced, usual
from lms.content.tree import parse, to_html, too_heavy
from tests.content.test_rendering import html
from tests.content.timing import fastest
from tests.support.example import TODAY, library

COURSES = Path(__file__).resolve().parents[2] / "courses"
FOLDERS = sorted(path.parent for path in COURSES.glob("*/module.toml"))
TWO = "<ul><li>un</li><li>deux</li></ul>"
NESTED = "<ul><li>un<ul><li>deux</li></ul></li></ul>"
N, M = "\u00a0", "\u202f"


def shown(text: str) -> str:
    """The HTML of a text, before the components of the design."""
    assert too_heavy(text) is None
    return to_html(parse(text)).strip()


@pytest.mark.parametrize(
    "written",
    [
        "- un\n- deux",
        "* un\n* deux",
        "+ un\n+ deux",
        "• un\n• deux",
        "•un\n•deux",
        "•\tun\n•\tdeux",
        "·       un\n·       deux",
        f"•{N}un\n•{N}deux",
        f"-{N}un\n-{N}deux",
        "–\tun\n–\tdeux",
        "– un\n– deux",
        f"—{M}un\n—{M}deux",
        "− un\n− deux",
        "\uf0b7 un\n\uf0b7 deux",
        "  - un\n  - deux",
        f"{N}{N}- un\n{N}{N}- deux",
        "   • un\n   • deux",
        "* un\n- deux",
    ],
)
@pytest.mark.parametrize("paragraph", ["", "Une phrase :\n", "Une phrase :\n\n", f"Une phrase :\n{N}\n", "### Titre\n"])
def test_a_list_is_a_list(paragraph: str, written: str) -> None:
    assert shown(paragraph + written).endswith(TWO)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # lists
        ("1) un\n2) deux", "<ol><li>un</li><li>deux</li></ol>"),
        ("Étapes :\n1) un\n2) deux", "<p>Étapes :</p><ol><li>un</li><li>deux</li></ol>"),
        (f"1.{N}un\n2.{N}deux", "<ol><li>un</li><li>deux</li></ol>"),
        ("3) trois\n4) quatre", '<ol start="3"><li>trois</li><li>quatre</li></ol>'),
        ("- un\n  - deux", NESTED),
        ("- un\n    - deux", NESTED),
        ("- un\n\t- deux", NESTED),
        ("• un\no\tdeux", "<ul><li>un</li><li>deux</li></ul>"),
        ("• un\n   o  deux", NESTED),
        ("  - un\n    - deux", NESTED),
        ("- un\n   suite", "<ul><li>un\n   suite</li></ul>"),
        ("Il faut :\n– venir", "<p>Il faut :</p><ul><li>venir</li></ul>"),
        ("- un\n### Titre", "<ul><li>un</li></ul><h3>Titre</h3>"),
        # not lists
        ("– Bonjour, dit-elle.", "<p>– Bonjour, dit-elle.</p>"),
        ("Il coûte\n2026. Non.", "<p>Il coûte\n2026. Non.</p>"),
        ("Le 3) du texte", "<p>Le 3) du texte</p>"),
        ("12.5 points", "<p>12.5 points</p>"),
        ("-5 degrés", "<p>-5 degrés</p>"),
        ("on a", "<p>on a</p>"),
        # headings
        ("###Titre", "<h3>Titre</h3>"),
        (f"###{N}Titre", "<h3>Titre</h3>"),
        ("  ### Titre ###", "<h3>Titre</h3>"),
        ("Texte\n### Titre\nTexte", "<p>Texte</p><h3>Titre</h3><p>Texte</p>"),
        # lines
        ("un  \ndeux", "<p>un<br>deux</p>"),
        ("un\\\ndeux", "<p>un<br>deux</p>"),
        ("un<br>deux", "<p>un<br>deux</p>"),
        ("un<br />deux", "<p>un<br>deux</p>"),
        ("`<br>`", "<p><code>&lt;br&gt;</code></p>"),
        ("un\ndeux", "<p>un\ndeux</p>"),
        ("un  \n\ndeux", "<p>un</p><p>deux</p>"),
        ("- un  \n- deux", TWO),
        ("un\\\\\ndeux", "<p>un\\\ndeux</p>"),
        # spaces
        (f"un\n{N}\ndeux", "<p>un</p><p>deux</p>"),
        (f"{N}{N}un", "<p>un</p>"),
        (f"un{N}deux", f"<p>un{N}deux</p>"),
        # links
        ("[texte] (https://a.example)", '<p><a href="https://a.example">texte</a></p>'),
        ("[texte] (lecon:delais)", '<p><a href="lecon:delais">texte</a></p>'),
        ("[sic] (voir plus bas)", "<p>[sic] (voir plus bas)</p>"),
        ("https://a.example/b", '<p><a href="https://a.example/b">https://a.example/b</a></p>'),
        ("Voir www.a.example.", '<p>Voir <a href="https://www.a.example">www.a.example</a>.</p>'),
        ("(https://a.example/b_(c))", '<p>(<a href="https://a.example/b_(c)">https://a.example/b_(c)</a>)</p>'),
        ("<https://a.example>", '<p><a href="https://a.example">https://a.example</a></p>'),
        ("https://a.example/_b_/*c*", '<p><a href="https://a.example/_b_/*c">https://a.example/_b_/*c</a>*</p>'),
        ("**https://a.example**", '<p><strong><a href="https://a.example">https://a.example</a></strong></p>'),
        ("[https://a.example](https://a.example)", '<p><a href="https://a.example">https://a.example</a></p>'),
        ("`https://a.example`", "<p><code>https://a.example</code></p>"),
        ("### https://a.example", "<h3>https://a.example</h3>"),
        ("https://a et https://b@c.example", "<p>https://a et https://b@c.example</p>"),
        ("awww.b.example a@www.b.example", "<p>awww.b.example a@www.b.example</p>"),
    ],
)
def test_a_habit_is_understood(written: str, expected: str) -> None:
    assert shown(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "| Qui | Quoi |\n|---|---|\n| Le maire | Signe |",
        "Qui | Quoi\n--- | ---\nLe maire | Signe",
        "Qui|Quoi\n-|-\nLe maire|Signe",
        "Un tableau :\nQui | Quoi\n:---|---:\nLe maire | Signe",
        "| Qui | Quoi |\n|---|---|\n| Le maire | Signe |\nUn paragraphe.",
    ],
)
def test_a_table_is_a_table(written: str) -> None:
    shown_ = html(written)
    assert shown_.count("<tr>") == 2
    assert '<th scope="row">Le maire</th>' in shown_
    assert "|" not in shown_


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_was_well_written_is_not_touched(folder: Path) -> None:
    course = content.read(content.read_folder(folder), library(), TODAY).course
    assert course
    for lesson in course.lessons:
        for step in lesson.steps:
            assert usual(step.body) == step.body


# Every syntax of the manual, once. When its HTML changes, so does the HTML of published lessons: change RENDERING,
# then these two values.
SAMPLE = """\
Un paragraphe avec **du gras**, *de l’italique*, `du code` et le RGPD : qui décide ? Le 1er mai, 12 %.
- une liste
  - dans une liste

1. un
2. deux

### Sous-titre
#### Plus bas

| Qui | Combien |
|---|---|
| Le maire | 12 |

[une leçon](lecon:delais), [un mot](glossaire:rgpd), [une page](https://exemple.example/a?b=c&d).

> Une citation.

::: clair Mot
Son sens.
:::

::: attention Prudence
Un texte.
:::

::: loi
Article premier.
:::

• des habitudes
• deux
1) un
https://exemple.example
un  \\
deux"""
RENDERED = (3, "49478909e13e72df")


def test_the_same_text_gives_the_same_html_until_rendering_changes() -> None:
    assert (content.RENDERING, sha256(html(SAMPLE).encode()).hexdigest()[:16]) == RENDERED


def test_the_habits_let_nothing_through() -> None:
    written = 'https://a.example/"onclick=x <br onclick=x> <script>x</script> www.a.example/<b>'
    assert shown(written) == (
        '<p><a href="https://a.example/">https://a.example/</a>"onclick=x &lt;br onclick=x&gt; &lt;script&gt;x'
        '&lt;/script&gt; <a href="https://www.a.example/">www.a.example/</a>&lt;b&gt;</p>'
    )


lines = st.lists(
    st.sampled_from(
        ["- un", "• un", "  – un", "1) un", "un  ", "un\\", "", N, "###T", "a | b", "-|-", "> un", "www.a.example"]
    ),
    max_size=9,
)


@given(lines.map("\n".join))
def test_usual_twice_is_usual_once_and_keeps_its_lines(text: str) -> None:
    once = usual(text)
    assert usual(once) == once
    assert once.count("\n") == text.count("\n")


@given(lines.map("\n".join))
def test_no_word_is_lost(text: str) -> None:
    def words(written: str) -> int:
        return sum(written.count(word) for word in ("un", "T", "www.a.example"))

    assert words(spaced(usual(text))) == words(text)


@pytest.mark.parametrize(
    "text",
    [
        "www.a.example " * 800,
        "https://a.example/" + ")" * 2_900,
        "[" * 38 + " (" * 100,
        "• " * 1_400,
        "<br>" * 199,
        ("– a\n" * 2_900),
    ],
)
def test_a_habit_takes_little_time(text: str) -> None:
    assert fastest(lambda: too_heavy(text) or parse(text)) < 2
