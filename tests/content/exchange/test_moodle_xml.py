"""Moodle XML, kind by kind, as Moodle exports it."""

from __future__ import annotations

import base64

import pytest

from lms.content.exchange import NotABank, read_bank
from lms.content.exchange.moodle_kinds import WITHOUT_EQUAL
from tests.content.exchange.banks import answer, asked, completed, only, read, refusal, xml

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(24)).decode()
FILE = f'<file name="mon image.png" path="/" encoding="base64">{PIXEL}</file>'


def test_multiple_choice_with_one_answer() -> None:
    imported = only(xml(asked("multichoice", answer("dix", 100, "Oui"), answer("vingt"), "<single>true</single>")))
    assert imported.place == "question 1"
    assert imported.table == {
        "cle": "titre",
        "type": "choix-unique",
        "enonce": "Que faire ?",
        "choix": [
            {"cle": "dix", "texte": "dix", "juste": True, "retour": "Oui"},
            {"cle": "vingt", "texte": "vingt"},
        ],
    }


def test_multiple_choice_with_several_answers() -> None:
    answers = [answer("a", "33.33333"), answer("b", "33.33333"), answer("c", "33.33333"), answer("d", "-33.33333")]
    imported = only(xml(asked("multichoice", *answers, "<single>false</single>")))
    assert imported.table["type"] == "choix-multiple"
    assert [each.get("juste", False) for each in imported.table["choix"]] == [True, True, True, False]
    assert imported.remarks == ()


@pytest.mark.parametrize("true_first", [True, False])
@pytest.mark.parametrize("right", [True, False])
def test_true_and_false_in_any_order(true_first: bool, right: bool) -> None:
    answers = [answer("true", 100 * right, "dit vrai"), answer("false", 100 * (not right), "dit faux")]
    table = only(xml(asked("truefalse", *(answers if true_first else answers[::-1])))).table
    assert (table["reponse"], table["retour_vrai"], table["retour_faux"]) == (right, "dit vrai", "dit faux")


@pytest.mark.parametrize("answers", [(100, 100), (0, 0), (50, 0)])
def test_a_sentence_that_is_neither_true_nor_false_is_refused(answers: tuple[int, int]) -> None:
    written = asked("truefalse", answer("true", answers[0]), answer("false", answers[1]))
    assert "vraie ou fausse" in refusal(xml(written))
    assert "il manque l’une des deux" in refusal(xml(asked("truefalse", answer("true", 100))))


def test_old_true_and_false_come_in_that_order() -> None:
    imported = only(xml(asked("truefalse", answer("Vrai", 0), answer("Faux", 100))))
    assert imported.table["reponse"] is False
    assert any("la première est lue comme « vrai »" in remark for remark in imported.remarks)


def test_numbers_with_units() -> None:
    units = (
        "<units><unit><multiplier>1</multiplier><unit_name>€</unit_name></unit>"
        "<unit><multiplier>0.001</multiplier><unit_name>k€</unit_name></unit></units>"
    )
    imported = only(xml(asked("numerical", answer("21440", 100, more="<tolerance>0.5</tolerance>"), units)))
    assert (imported.table["valeur"], imported.table["tolerance"], imported.table["unite"]) == (21440, 0.5, "€")
    assert any("k€" in remark for remark in imported.remarks)


def test_an_old_number_carries_its_share_inside() -> None:
    old = "<answer>12<fraction>1</fraction><tolerance>2</tolerance></answer>"
    table = only(xml(asked("numerical", old))).table
    assert (table["valeur"], table["tolerance"]) == (12, 2)


def test_short_answers() -> None:
    imported = only(xml(asked("shortanswer", "<usecase>1</usecase>", answer("CRPA", 100), answer("a &lt; b", 100))))
    assert imported.table["acceptees"] == ["CRPA", "a < b"]
    assert any("ils comptent tous" in remark for remark in imported.remarks)


def test_matching_and_its_decoys() -> None:
    rows = "".join(
        f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'
        for left, right in [("&lt;p&gt;Maire&lt;/p&gt;", "préside"), ("DGS", "dirige"), ("", "vote"), ("", "")]
    )
    table = only(xml(asked("matching", rows))).table
    assert [(each["gauche"], each["droite"]) for each in table["paires"]] == [("Maire", "préside"), ("DGS", "dirige")]
    assert [each["texte"] for each in table["leurres"]] == ["vote"]


def test_ordering_says_both_rules() -> None:
    imported = only(
        xml(asked("ordering", *map(answer, ("un", "deux", "trois")), "<gradingtype>ABSOLUTE_POSITION</gradingtype>"))
    )
    assert [each["texte"] for each in imported.table["elements"]] == ["un", "deux", "trois"]
    assert any("à sa place exacte" in remark and "Ici" in remark for remark in imported.remarks)


def options(*rows: tuple[str, int], tag: str = "selectoption") -> str:
    return "".join(f"<{tag}><text>{text}</text><group>{group}</group></{tag}>" for text, group in rows)


@pytest.mark.parametrize(("kind", "tag"), [("gapselect", "selectoption"), ("ddwtos", "dragbox")])
def test_gaps_filled_from_lists(kind: str, tag: str) -> None:
    rows = options(("dix", 1), ("vingt", 1), ("jours", 2), ("mois", 2), tag=tag)
    table = only(xml(asked(kind, rows, text="Il part sous [[2]] [[3]] [au plus]."))).table
    assert table["texte"] == "Il part sous [il-part-sous] [trou-" + table["texte"].split("[trou-")[1]
    assert table["texte"].endswith("] (au plus).")
    assert [[each.get("juste", False) for each in gap["choix"]] for gap in table["trous"]] == [
        [False, True],
        [True, False],
    ]


def test_cloze_with_lists() -> None:
    text = "&lt;p&gt;Complétez.&lt;/p&gt;&lt;p&gt;Sous {1:MULTICHOICE:=dix \\} jours#oui~%0%vingt#non~un \\# deux#non}, {:MCVS:~a~=b}.&lt;/p&gt;"
    imported = only(xml(asked("cloze", text=text)))
    assert imported.table["enonce"] == "Complétez."
    assert imported.table["texte"] == "Sous [sous], " + imported.table["texte"].split(", ")[1]
    first, second = imported.table["trous"]
    assert [each["texte"] for each in first["choix"]] == ["dix } jours", "vingt", "un # deux"]
    assert first["retour"] == "non"
    assert [each.get("juste", False) for each in second["choix"]] == [False, True]
    assert any("« dix } jours » n’est pas repris : « oui »" in remark for remark in imported.remarks)


def test_the_names_of_gaps_never_tell_the_answer() -> None:
    """Learners' browsers receive them."""
    table = only(
        xml(asked("cloze", text="{1:MC:=secret~autre} et {1:MC:=mystère~autre} puis {1:MC:=énigme~rien}"))
    ).table
    assert not any(word in gap["cle"] for gap in table["trous"] for word in ("secret", "mystere", "enigme"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{1:SHORTANSWER:=dix}", "un mot à écrire"),
        ("{1:NM:=10:1}", "un nombre à écrire"),
        ("{1:MULTIRESPONSE:=a~b}", "des cases à cocher"),
        ("{1:XYZ:=a~b}", "XYZ"),
        ("sans trou", "pas de trou"),
        ("{1:MC:a~b}", "aucun choix n’est juste"),
    ],
)
def test_cloze_without_an_equal(text: str, reason: str) -> None:
    assert reason in refusal(xml(asked("cloze", text=text)))


@pytest.mark.parametrize("kind", [*WITHOUT_EQUAL, "bizarre", ""])
def test_a_kind_without_an_equal_is_named(kind: str) -> None:
    bank = read(xml(asked(kind, name="Ma question")))
    assert [(each.name, each.place) for each in bank.refused] == [("Ma question", "question 1")]
    assert "écrivez" in bank.refused[0].reason or "n’est pas une question" in bank.refused[0].reason
    assert "«" in bank.refused[0].reason


def test_categories_are_not_questions() -> None:
    category = '<question type="category"><category><text>$course$/top/Numérique</text></category></question>'
    bank = read(xml(category, asked("truefalse", answer("true", 100), answer("false"))))
    assert bank.found == 1
    assert bank.questions[0].place == "question 1, catégorie « Numérique »"
    assert bank.questions[0].remarks == ()


def test_circumstances_are_said() -> None:
    more = [
        "<hidden>1</hidden>", "<defaultgrade>2.5000000</defaultgrade>", "<idnumber>SVE-3</idnumber>",
        "<tags><tag><text>sve</text></tag></tags>", '<hint format="html"><text>Un indice</text></hint>',
        '<incorrectfeedback format="html"><text>Relisez.</text></incorrectfeedback>',
        '<correctfeedback format="html"><text>Votre réponse est correcte.</text></correctfeedback>',
        "<generalfeedback><text>Parce que.</text></generalfeedback>",
    ]  # fmt: skip
    imported = only(xml(asked("truefalse", answer("true", 100), answer("false"), *more)))
    assert imported.table["cle"] == "sve-3"
    assert imported.table["explication"] == "Parce que."
    assert imported.remarks == (
        "Étiquettes dans le fichier : sve.",
        "Cette question est masquée dans Moodle.",
        "Dans Moodle, elle vaut 2.5 points. Ici, toutes les questions comptent autant.",
        "Le commentaire d’une réponse fausse n’est pas repris : « Relisez. ».",
        "Un indice n’est pas repris : « Un indice ».",
    )


SEEN = '&lt;img src="@@PLUGINFILE@@/mon%20image.png" alt="Un message du maire"&gt;'
NO_IMAGE = '&lt;img src="@@PLUGINFILE@@/mon%20image.png"&gt;'
TRUE = (answer("true", 100), answer("false"))


def test_the_image_of_the_wording_is_the_image_of_the_question() -> None:
    bank = read(xml(asked("truefalse", *TRUE, text=f"&lt;p&gt;Que voit-on ?{SEEN}&lt;/p&gt;</text>{FILE}<text>")))
    (imported,) = bank.questions
    assert bank.images == {"images/mon-image.png": base64.b64decode(PIXEL)}
    shown = {"enonce": "Que voit-on ?", "image": "images/mon-image.png", "image_description": "Un message du maire"}
    assert imported.table | shown == imported.table
    assert imported.remarks == ()


@pytest.mark.parametrize("words", ["", ' alt=""', ' alt="capture-2.PNG"'])
def test_an_image_without_words_is_taken_and_its_words_are_asked(words: str) -> None:
    seen = NO_IMAGE.replace("&gt;", f"{words}&gt;")
    imported = only(xml(asked("truefalse", *TRUE, text=f"Que voit-on ?{seen}</text>{FILE}<text>")))
    assert imported.table["image"] == "images/mon-image.png"
    assert "n’a pas de description" in imported.remarks[0]
    completed(imported, image_description="Un message")


def test_an_old_export_has_its_image_apart() -> None:
    old = f"<image>quiz/mon image.png</image><image_base64>{PIXEL}</image_base64>"
    assert only(xml(asked("truefalse", *TRUE, old))).table["image"] == "images/mon-image.png"


def test_the_images_of_refused_questions_are_not_kept() -> None:
    bank = read(xml(asked("multichoice", answer("a", 0), text=f"Que voit-on ?{SEEN}</text>{FILE}<text>")))
    assert (len(bank.refused), bank.images) == (1, {})


def test_two_images_of_one_name_are_both_kept_and_the_same_one_once() -> None:
    other = FILE.replace(PIXEL, base64.b64encode(b"GIF89a" + bytes(20)).decode())
    last = FILE.replace(PIXEL, base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"2" * 24).decode())
    questions = [
        asked("truefalse", *TRUE, text=f"Vrai ?{SEEN}</text>{file}<text>") for file in (FILE, FILE, other, last)
    ]
    assert len(read(xml(*questions)).images) == 3


@pytest.mark.parametrize("content", ["pas du base64 !", base64.b64encode(b"MZ\x90 programme").decode(), ""])
def test_what_is_not_an_image_is_left_out_and_said(content: str) -> None:
    bank = read(xml(asked("truefalse", *TRUE, text=f"Vrai ?{SEEN}</text>{FILE.replace(PIXEL, content)}<text>")))
    assert bank.images == {}
    assert "« mon image.png » n’est pas reprise : ce n’est pas une image" in bank.questions[0].remarks[0]


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (SEEN + SEEN.replace("mon%20image", "autre"), "autre.png » n’est pas reprise : elle n’est pas dans le fichier"),
        (
            SEEN + '&lt;img src="data:image/png;base64,' + PIXEL + '"&gt;',
            "Une image n’est pas reprise : une question n’en",
        ),
        ('&lt;img src="https://mairie.example/x.png"&gt;', "x.png » n’est pas reprise : elle est restée sur un autre"),
        ("", "Le fichier « mon image.png » n’est pas repris : la question ne le montre nulle part"),
    ],
)
def test_every_image_that_is_not_taken_is_named_with_its_reason(seen: str, reason: str) -> None:
    imported = only(xml(asked("truefalse", *TRUE, text=f"Vrai ?{seen}</text>{FILE}<text>")))
    assert reason in " ".join(imported.remarks)


def test_an_image_in_a_comment_is_said_and_an_answer_is_never_an_image() -> None:
    said = f'<generalfeedback format="html"><text>Voici.{SEEN}</text>{FILE}</generalfeedback>'
    imported = only(xml(asked("truefalse", *TRUE, said)))
    assert "dans une réponse ou un commentaire" in " ".join(imported.remarks)
    pair = "<subquestion format='html'><text>{}</text>{}<answer><text>Logo</text></answer></subquestion>"
    for kind, bad in (
        ("multichoice", answer(NO_IMAGE, 100) + answer("b")),
        ("matching", pair.format(NO_IMAGE, FILE) + pair.format("b", "").replace("Logo", "Autre")),
    ):
        assert "n’est qu’une image : écrivez en mots" in refusal(xml(asked(kind, bad)))
    taken = only(xml(asked("multichoice", answer(SEEN, 100), answer("b"))))
    assert taken.table["choix"][0]["texte"] == "Un message du maire"


@pytest.mark.parametrize(
    ("form", "written", "words"),
    [
        ("html", "&lt;p&gt;Un&lt;/p&gt;&lt;p&gt;deux&lt;/p&gt;", "Un\n\ndeux"),
        ("plain_text", "a &lt; b &amp;amp; c", "a < b &amp; c"),
        ("markdown", "Un **gras**", "Un gras"),
        ("moodle_auto_format", "Un\ndeux &lt;i&gt;trois&lt;/i&gt;", "Un\ndeux trois"),
    ],
)
def test_the_four_formats(form: str, written: str, words: str) -> None:
    question = asked("truefalse", answer("true", 100), answer("false"), text=written, form=form)
    assert only(xml(question)).table["enonce"] == words


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', "DOCTYPE"),
        ('<?xml version="1.0"?><!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>', "DOCTYPE"),
        ("<quiz><question type='essay'></quiz>", "mal formé à la ligne 1"),
        ("<?xml version='1.0'?><manifest/>", "pas un export de questions de Moodle"),
        ("<!DOCTYPE html><html></html>", "une page web"),
        ("<?xml version='1.0'?><moodle_backup/>", "sauvegarde d’un cours"),
        ("<quiz></quiz>", "aucune question"),
        (f"<quiz>{'<a>' * 40}{'</a>' * 40}</quiz>", "trop compliqué"),
        ("<html><body>{=a ~b}</body></html>", "une page web"),
    ],
)
def test_a_file_that_is_not_a_bank_is_refused(written: str, message: str) -> None:
    with pytest.raises(NotABank, match=message):
        read_bank("banque.xml", written.encode())
