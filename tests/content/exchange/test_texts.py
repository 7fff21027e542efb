"""Bytes to text, texts to plain words, titles to keys, numbers to decimals."""

from __future__ import annotations

import codecs
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.exchange import NotABank, read_bank
from lms.content.exchange.keys import Keys, slug
from lms.content.exchange.plain import HTML, MARKDOWN, MOODLE, PLAIN, Losses, plain
from lms.content.exchange.source import shortened, weight_of
from lms.content.problems import INVISIBLE, KEY, KEY_LENGTH
from tests.content.exchange.banks import only, read

FRENCH = "Où est l’élu « délégué » à la forêt ? {=À la mairie ~Œuvre}"


@pytest.mark.parametrize(
    "data",
    [
        FRENCH.encode(),
        codecs.BOM_UTF8 + FRENCH.encode(),
        FRENCH.encode("cp1252"),
        codecs.BOM_UTF16_LE + FRENCH.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + FRENCH.encode("utf-16-be"),
        FRENCH.encode("utf-16-le").replace("’".encode("utf-16-le"), b"'\0").replace("Œ".encode("utf-16-le"), b"O\0"),
    ],
    ids=["utf-8", "utf-8 with BOM", "windows-1252", "utf-16-le", "utf-16-be", "utf-16-le without BOM"],
)
def test_encodings(data: bytes) -> None:
    table = read_bank("q.txt", data).questions[0].table
    assert table["enonce"].replace("'", "’") == "Où est l’élu « délégué » à la forêt ?"
    assert [each["texte"] for each in table["choix"]] == ["À la mairie", table["choix"][1]["texte"]]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "iso-8859-15", "utf-16"])
def test_encodings_of_xml_whatever_it_declares(encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><quiz><question type="truefalse"><name><text>Été à Évry</text></name>'
        "<questiontext><text>Forêt ?</text></questiontext><answer fraction='100'><text>true</text></answer>"
        "<answer fraction='0'><text>false</text></answer></question></quiz>"
    )
    assert read_bank("q.xml", text.encode(encoding)).questions[0].table["enonce"] == "Forêt ?"
    if encoding != "utf-16":
        assert read_bank("q.xml", text.encode()).questions[0].name.endswith("vry")


def test_the_undefined_bytes_of_windows_are_read_and_never_shown() -> None:
    table = read_bank("q.txt", b"Caf\xe9\x81 ? {T}").questions[0].table
    assert table["enonce"] == "Café ?"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "vide"),
        (b" \r\n\t", "vide"),
        (b"PK\x03\x04 docx", "pas une archive zip"),
        (b"%PDF-1.7", "document ou une archive"),
        (b"\x1f\x8b\x08 mbz", "document ou une archive"),
        (bytes(range(256)) * 4 + bytes(400), "document ou une archive"),
        (b"Bonjour, ceci est une lettre.", "aucune question"),
        (b"x" * 16_000_001, "trop gros"),
        (b"x = {" + b"y" * 4_000_001, "trop long"),
        (b"Vrai ? {T}\n\n" * 1_001, "plus de 1000 questions"),
    ],
)
def test_files_that_are_not_banks(data: bytes, message: str) -> None:
    with pytest.raises(NotABank, match=message):
        read_bank("fichier", data)


def test_the_marks_that_readers_use_for_themselves_are_taken_out_of_files() -> None:
    inside = "".join(map(chr, range(0xFDD0, 0xFDF0)))
    assert only(f"[html]Un{inside}mot {{T}}").table["enonce"] == f"Un{chr(0xFFFD) * 32}mot"


def test_the_format_is_told_by_the_content_then_by_the_name() -> None:
    assert read("Vrai ? {T}", "aiken.txt").found == 1
    assert read("Qui ?\nA. un\nB. deux\nANSWER: A", "moodle.xml.gift").found == 1
    assert (
        read("Une réponse {entre accolades} ?\nA. un\nB. deux\nANSWER: A").questions[0].table["type"] == "choix-unique"
    )
    assert read("Un texte.", "questions.GIFT").refused[0].name == "Un texte."
    with pytest.raises(NotABank):
        read_bank("questions.txt", b"Un texte.")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("<p>Un</p>\n<p>deux</p>", "Un\n\ndeux"),
        ("<div>Un</div><div>deux</div>", "Un\n\ndeux"),
        ("Un<br>deux<br/>trois", "Un\ndeux\ntrois"),
        ("<ul><li>un</li><li>deux</li></ul>", "- un\n\n- deux"),
        ("<ul><li><p>un</p></li><li><p>deux</p></li></ul>", "- un\n- deux"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a | b"),
        ("m<sup>2</sup>, CO<sub>2</sub>, x<sup>a+b</sup>, 1<sup>er</sup>", "m², CO₂, x^(a+b), 1^er"),
        ("&lt;b&gt; &amp;amp; &eacute; &#8217;", "<b> &amp; é ’"),
        ("Un <!-- caché <b> --> texte", "Un texte"),
        ("Un<style>p { color: red }</style> texte<script>alert(1)</script>", "Un texte"),
        ("x <y et z> 3, a < b, a --> b", "x <y et z> 3, a < b, a --> b"),
        ("<o:p>Word</o:p><![if !x]>écrit<![endif]>", "Wordécrit"),
        ("<span style='color: red'>Un</span>&nbsp;mot", "Un\u00a0mot"),
        ('Un <a href="https://mairie.example">lien</a>', "Un lien"),
        ("Ouvert <b", "Ouvert <b"),
        ("&#" + "9" * 9_000 + ";", "\ufffd"),
        ("Sens\u202e caché\ufeff", "Sens caché"),
    ],
)
def test_html_to_words(written: str, words: str) -> None:
    assert re.sub("\n+", "\n", plain(written, HTML, Losses())) == re.sub("\n+", "\n", words)


def test_what_was_lost_is_known() -> None:
    losses = Losses()
    plain(
        '<b>a</b><i>b</i><a href="https://x.example/?a=1&amp;b=2">c</a><img src="@@PLUGINFILE@@/un%20plan.png">\u200e\u202a',
        HTML,
        losses,
    )
    assert list(losses.kinds) == ["gras", "italique", "liens"]
    assert list(losses.addresses) == ["https://x.example/?a=1&b=2"]
    assert list(losses.pictures) == ["@@PLUGINFILE@@/un plan.png"]
    assert losses.invisible
    plain("<p>Un<br>texte</p>", HTML, plain_losses := Losses())
    assert plain_losses == Losses()


def test_a_comment_that_never_ends_is_not_silent() -> None:
    losses = Losses()
    assert plain("Un <!-- texte", HTML, losses) == "Un"
    assert "passages cachés" in losses.kinds


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Un **gras**, un `code` et un [lien](https://x.example)", "Un gras, un code et un lien"),
        ("- un\n- deux", "- un\n- deux"),
        ("Rien de spécial", "Rien de spécial"),
    ],
)
def test_markdown_to_words(written: str, words: str) -> None:
    assert re.sub("\n+", "\n", plain(written, MARKDOWN, Losses())) == words


@given(st.text(st.characters(codec="utf-8", exclude_characters="<&"), max_size=60), st.sampled_from([PLAIN, MOODLE]))
def test_plain_text_stays_the_same(text: str, form: str) -> None:
    assert plain(text, form, Losses()) == INVISIBLE.sub("", re.sub("[\u2028\u2029]", "\n", text)).strip()


@given(st.text(max_size=80), st.sampled_from([HTML, MOODLE, PLAIN]))
def test_no_text_keeps_an_invisible_character(text: str, form: str) -> None:
    words = plain(text, form, Losses())
    assert not INVISIBLE.search(words)
    assert words == words.strip()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Délai d’accusé de réception ?", "delai-d-accuse-de-reception"),
        ("L’ŒUVRE à 50 %", "l-oeuvre-a-50-pour-cent"),
        ("a" * 80, "a" * 60),
        ("mot " * 30, "-".join(["mot"] * 15)),
        ("???", ""),
        ("日本", ""),
    ],
)
def test_keys_are_made_from_words(text: str, key: str) -> None:
    assert slug(text) == key


@given(st.lists(st.text(max_size=70), max_size=12))
def test_keys_are_keys_unique_and_always_the_same(texts: list[str]) -> None:
    keys, again = Keys(), Keys()
    made = [keys.make(text, otherwise="choix") for text in texts]
    assert made == [again.make(text, otherwise="choix") for text in texts]
    assert len(set(made)) == len(made)
    assert all(KEY.match(key) and len(key) <= KEY_LENGTH and key != "nsp" for key in made)


def test_the_order_of_choices_does_not_change_their_keys() -> None:
    def keys(written: str) -> dict[str, str]:
        return {each["texte"]: each["cle"] for each in only(written).table["choix"]}

    assert keys("Q ? {=+ ~- ~un ~deux}") == keys("Q ? {~deux ~- =+ ~un}")


@pytest.mark.parametrize(
    ("percent", "share"),
    [("33.33333", Fraction(1, 3)), ("33", Fraction(1, 3)), ("-16.66667", Fraction(-1, 6)), ("50", Fraction(1, 2)), ("65", Fraction(13, 20)), ("0", Fraction(0)), ("100", Fraction(1))],
)  # fmt: skip
def test_shares_are_exact(percent: str, share: Fraction) -> None:
    assert weight_of(Decimal(percent)) == share


@given(st.text(max_size=900), st.integers(2, 120))
def test_first_words_fit(text: str, length: int) -> None:
    words = shortened(text, length)
    assert len(words) <= length
    assert "\n" not in words
