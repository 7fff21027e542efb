"""Two rendered steps as one page: valid, safe, and both versions are still there."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

import html5lib
import pytest

from lms import content
from lms.content.sanitise import sanitise
from lms.web.addresses import ADDRESSES
from tests.content.test_rendering import html
from tests.content.timing import fastest
from tests.support.example import TODAY, library

COURSES = Path(__file__).resolve().parents[2] / "courses"
ITEM_OF = {"li": {"ul", "ol"}, "tr": {"thead", "tbody"}, "td": {"tr"}, "th": {"tr"}, "dt": {"dl"}, "dd": {"dl"}}
FLOW = {"p", "ul", "ol", "div", "section", "dl", "details", "figure", "table", "blockquote", "h2", "h3", "hr"}


@cache
def pages() -> tuple[str, ...]:
    """The steps of the three courses, rendered."""
    found: list[str] = []
    for path in sorted(COURSES.glob("*/module.toml")):
        files = content.read_folder(path.parent)
        course = content.read(files, library(), TODAY).course
        assert course
        made = content.render(course, files, library(), ADDRESSES)
        found += [step.html for lesson in made.lessons for step in lesson.steps]
    return tuple(found)


def side(page: str, removed: str) -> str:
    """The words of one version: those of the other taken out."""
    tree = html5lib.parseFragment(page, namespaceHTMLElements=False)
    for parent in list(tree.iter()):
        for child in list(parent):
            if child.tag == removed:
                tail, at = child.tail or "", list(parent).index(child)
                parent.remove(child)
                if at:
                    parent[at - 1].tail = (parent[at - 1].tail or "") + tail
                else:
                    parent.text = (parent.text or "") + tail
    return squeezed("".join(tree.itertext()))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def said(page: str) -> str:
    return squeezed("".join(html5lib.parseFragment(page, namespaceHTMLElements=False).itertext()))


def check(page: str, before: str, after: str) -> None:
    """What every comparison must be."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parseFragment(page)
    for parent in tree.iter():
        for child in parent:
            assert child.tag not in ITEM_OF or parent.tag in ITEM_OF[child.tag], (parent.tag, child.tag)
            assert parent.tag not in ("p", "h2", "h3") or child.tag not in FLOW, (parent.tag, child.tag)
        if parent.tag in ("ins", "del"):
            assert not any(child.tag in ("ins", "del") for child in parent.iter() if child is not parent)
        assert parent.tag not in ("ul", "ol", "tr", "thead", "tbody", "dl") or not any(
            child.tag in ("ins", "del") for child in parent
        )
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert sanitise(page, marks=True) == page
    assert side(page, "ins") == said(before)
    assert side(page, "del") == said(after)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("<p>un mot</p>", "<p>un mot</p>", "<p>un mot</p>"),
        ("<p>le bon mot ici</p>", "<p>le mauvais mot ici</p>", "<p>le <del>bon</del><ins>mauvais</ins> mot ici</p>"),
        ("<p>le bon mot</p>", "<p>le <strong>bon</strong> mot</p>", "<p>le <del>bon</del><strong><ins>bon</ins></strong> mot</p>"),
        ("<p>tout autre</p>", "<p>rien ici</p>", "<del><p>tout autre</p></del><ins><p>rien ici</p></ins>"),
        ("<ul><li>un</li></ul>", "<ul><li>un</li><li>deux</li></ul>", "<ul><li>un</li><li><ins>deux</ins></li></ul>"),
        ("<p>a</p>", "", "<del><p>a</p></del>"),
        ("", "<hr>", "<ins><hr></ins>"),
        ("<p>voici a<br>b</p>", "<p>voici a b</p>", "<p>voici a<del><br></del><ins> </ins>b</p>"),
        (
            '<p>voir <a href="/a">cette page</a></p>',
            '<p>voir <a href="/b">cette page</a></p>',
            '<p>voir <a href="/a"><del>cette page</del></a><a href="/b"><ins>cette page</ins></a></p>',
        ),
        (
            "<details class=\"volet\"><summary>Un</summary><div class=\"volet__corps\"><p>a b</p></div></details>",
            "<details class=\"volet\"><summary>Deux</summary><div class=\"volet__corps\"><p>a b</p></div></details>",
            "<details class=\"volet\"><summary><del>Un</del><ins>Deux</ins></summary><div class=\"volet__corps\"><p>a b</p></div></details>",
        ),
        (
            "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
            "<table><tbody><tr><td>1</td><td>3</td></tr></tbody></table>",
            "<table><tbody><tr><td>1</td><td><del>2</del><ins>3</ins></td></tr></tbody></table>",
        ),
    ],
)  # fmt: skip
def test_what_changed_is_marked(before: str, after: str, expected: str) -> None:
    page = content.compare_rendered(before, after)
    assert page == expected
    check(page, before, after)


def test_what_was_removed_keeps_no_identifier() -> None:
    before, after = html("::: attention\nPrudence.\n:::"), html("::: exemple Un cas\nTout autre chose.\n:::")
    page = content.compare_rendered(before, after)
    check(page, before, after)
    assert page.count('id="message-encadre') == after.count('id="message-encadre')


def edited(random_: random.Random, text: str) -> str:
    """The HTML after a few accidents, sanitised again: words lost, doubled, blocks moved."""
    pieces = re.split(r"(<[^>]*>|\s+)", text)
    for _ in range(random_.randint(1, 6)):
        at = random_.randrange(len(pieces))
        choice = random_.random()
        if choice < 0.4:
            pieces[at] = random_.choice(["mot", "", "un autre", "<br>", "<strong>gras</strong>"])
        elif choice < 0.7:
            pieces[at:at] = pieces[at : at + random_.randint(1, 12)]
        else:
            del pieces[at : at + random_.randint(1, 12)]
    return sanitise("".join(pieces))


@pytest.mark.parametrize("share", range(4))
def test_both_versions_are_there_whatever_happened(share: int) -> None:
    random_ = random.Random(share)
    for _ in range(60):
        before = random_.choice(pages())
        after = edited(random_, before) if random_.random() < 0.8 else random_.choice(pages())
        page = content.compare_rendered(before, after)
        assert sanitise(page, marks=True) == page
        assert side(page, "ins") == said(before), (before, after)
        assert side(page, "del") == said(after), (before, after)


def test_two_steps_of_real_courses_make_a_valid_page() -> None:
    random_ = random.Random(7)
    for _ in range(60):
        before, after = random_.choice(pages()), random_.choice(pages())
        check(content.compare_rendered(before, after), before, after)


def test_a_page_and_itself_have_no_mark() -> None:
    for page in pages():
        compared = content.compare_rendered(page, page)
        assert "<ins" not in compared
        assert "<del" not in compared
        assert said(compared) == said(page)


HOSTILE = [
    "<script>x</script>",
    "<img src=x onerror=x>",
    '<a href="javascript:x">a</a>',
    "<ins onclick=x>a</ins>",
    "<svg onload=x>",
    "<p title='><script>x</script>'>a",
    "<blockquote>" * 500,
    "&lt;script&gt;x",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_active_goes_through(hostile: str) -> None:
    for page in (content.compare_rendered(hostile, "<p>a</p>"), content.compare_rendered("<p>a</p>", hostile)):
        assert sanitise(page, marks=True) == page
        assert not re.search(r"<script|onerror|onclick|onload|javascript", page)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>a b</p>" * 3_900, "<p>b a</p>" * 3_900),
        ("<p>" + "a b " * 9_900, "<p>" + "b a c " * 6_600),
        ("<ul>" + "<li>x" * 3_900, "<ul>" + "<li>y x" * 3_300),
        ("<p>" + "<strong>a</strong>b" * 2_000, "<p>" + "<em>a</em>b" * 3_000),
        ("a " * 200_000, "b"),
    ],
)  # fmt: skip
def test_it_answers_in_time(before: str, after: str) -> None:
    assert fastest(lambda: content.compare_rendered(before, after)) < 2
