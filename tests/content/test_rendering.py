"""From what a trainer writes to what a page shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms import content
from lms.content.sanitise import sanitise
from lms.web.addresses import ADDRESSES
from tests.support.example import example_course, example_files, library

LESSON = "lecons/01-les-delais.md"
HERE = "Un message reçu est une demande reçue.\n:::"


def published(files: dict[str, bytes]) -> content.Published:
    return content.render(example_course(files), files, library(), ADDRESSES)


def html(text: str) -> str:
    """The HTML of the first step, `text` added at its end."""
    files = example_files()
    files[LESSON] = files[LESSON].replace(HERE.encode(), f"{HERE}\n\n{text}".encode(), 1)
    return published(files).lessons[0].steps[0].html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**gras** et *italique*", "<p><strong>gras</strong> et <em>italique</em></p>"),
        ("- un\n- deux", "<ul><li>un</li><li>deux</li></ul>"),
        ("Une phrase :\n- un\n- deux", "<li>un</li>"),
        ("### Sous-titre", "<h2>Sous-titre</h2>"),
        ("le 1er mai", "1<sup>er</sup>&nbsp;mai"),
        ("Qui décide ?", "Qui décide\u202f?"),
        ("`a ? b`", "<code>a ? b</code>"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("<b>gras</b>", "&lt;b&gt;gras&lt;/b&gt;"),
        ("[la leçon](lecon:delais)", 'href="/modules/exemple-de-module/delais"'),
        ("[ce mot](glossaire:rgpd)", 'class="terme" href="/glossaire?terme=rgpd#rgpd"'),
        ("::: attention\nPrudence.\n:::", 'class="encadre encadre--attention"'),
        ("::: exemple À Belle-Rive\nUn cas.\n:::", "Exemple&nbsp;: à Belle-Rive</h2>"),
        ("::: loi\nArticle premier.\n:::", '<details class="volet">'),
        ("Le mot.\n\n::: clair Mot\nSon sens.\n:::", '<dl class="definition">'),
    ],
)
def test_what_is_written_is_shown(written: str, shown: str) -> None:
    assert shown in html(written)


def test_a_table_names_its_columns_and_scrolls_alone() -> None:
    table = html("| Qui | Quoi |\n|---|---|\n| Le maire | Signe |")
    assert 'scope="col"' in table
    assert "Le maire" in table


def test_an_image_keeps_its_place_and_says_what_it_shows() -> None:
    files = example_files()
    files["images/plan.svg"] = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"></svg>'
    picture = '![Le plan de la mairie](images/plan.svg "Le plan")'
    files[LESSON] = files[LESSON].replace(HERE.encode(), f"{HERE}\n\n{picture}".encode(), 1)
    shown = published(files).lessons[0].steps[0].html
    assert 'alt="Le plan de la mairie"' in shown
    assert 'width="400"' in shown
    assert 'height="300"' in shown
    assert "<figcaption>Le plan</figcaption>" in shown


def test_a_glossary_term_is_linked_once_in_a_lesson() -> None:
    shown = html("Le RGPD protège. Le RGPD oblige.\n\nEncore le RGPD.")
    assert shown.count("terme=rgpd") == 1


def test_the_longest_term_wins_and_parts_of_words_are_not_terms() -> None:
    mentions = [text for text, _ in _mentions("La Base Adresse Locale et les baladins.")]
    assert mentions == ["Base Adresse Locale"]


def _mentions(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], key) for start, end, key in library().glossary.mentions(text)]


def test_what_is_published_comes_back_from_json_as_it_was() -> None:
    made = published(example_files())
    assert content.cover_from_json(content.cover_to_json(made.course)) == made.course
    assert [content.lesson_from_json(content.lesson_to_json(one)) for one in made.lessons] == list(made.lessons)
    assert content.bank_from_json(content.bank_to_json(made.bank)) == made.bank


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("<p onclick=x>a</p>", "<p>a</p>"),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ("<script>x</script>b", "b"),
        ("<style>x</style>b", "b"),
        ('<p style="position:fixed">a</p>', "<p>a</p>"),
    ],
)
def test_the_sanitiser_keeps_words_and_drops_the_rest(hostile: str, harmless: str) -> None:
    assert sanitise(hostile) == harmless


@given(st.text(alphabet="<>/ab=\"' &;scriptonhref:", max_size=80))
def test_sanitised_twice_is_sanitised_once(text: str) -> None:
    assert sanitise(sanitise(text)) == sanitise(text)
