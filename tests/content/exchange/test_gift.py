"""GIFT, rule by rule. The rules are those of Moodle's documentation; the examples are ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.content.exchange.banks import only, read, refusal


def texts(table: dict[str, Any]) -> list[tuple[str, bool, str]]:
    return [(each["texte"], each.get("juste", False), each.get("retour", "")) for each in table["choix"]]


@pytest.mark.parametrize(
    ("written", "kind", "own"),
    [
        ("Qui préside ? {=Le maire ~Le préfet}", "choix-unique", [("Le maire", True, ""), ("Le préfet", False, "")]),
        ("Qui préside ?{\n  ~Le préfet\n  =Le maire\n}", "choix-unique", [("Le préfet", False, ""), ("Le maire", True, "")]),
        ("Deux ? {~%50%a ~%50%b ~%-100%c}", "choix-multiple", [("a", True, ""), ("b", True, ""), ("c", False, "")]),
        ("Un ? {~%100%a ~b}", "choix-multiple", [("a", True, ""), ("b", False, "")]),
        ("Avis ? {=oui#bien vu ~non # relisez }", "choix-unique", [("oui", True, "bien vu"), ("non", False, "relisez")]),
        ("Lequel ? {=http://mairie.example:80 ~https://autre.example}", "choix-unique", [("http://mairie.example:80", True, ""), ("https://autre.example", False, "")]),
        ("Signes ? {=\\= 1 \\# 2 \\~ 3 ~\\{x\\} \\: \\\\}", "choix-unique", [("= 1 # 2 ~ 3", True, ""), ("{x} : \\", False, "")]),
        ("Lignes ? {=un\\ndeux ~trois}", "choix-unique", [("un\ndeux", True, ""), ("trois", False, "")]),
        ("Pour cent ? {=%50% ~%0%5 % des voix ~[plain]%5% }", "choix-unique", [("%50%", True, ""), ("5 % des voix", False, ""), ("%5%", False, "")]),
        ("Barre ? {=C\\\\temp ~a\\b}", "choix-unique", [("C\\temp", True, ""), ("a\\b", False, "")]),
    ],
)  # fmt: skip
def test_choices(written: str, kind: str, own: Any) -> None:
    table = only(written).table
    assert table["type"] == kind
    assert texts(table) == own


@pytest.mark.parametrize("word", ["T", "TRUE", "F", "FALSE", " T "])
def test_true_and_false_are_said_in_four_ways(word: str) -> None:
    assert only(f"Une phrase. {{{word}}}").table["reponse"] is word.strip().startswith("T")


def test_the_first_feedback_is_for_the_wrong_answer() -> None:
    assert only("Phrase. {TRUE#non#oui}").table | {"cle": ""} == {
        "cle": "", "type": "vrai-faux", "enonce": "Phrase.", "reponse": True, "retour_vrai": "oui", "retour_faux": "non",
    }  # fmt: skip
    table = only("Phrase. {F#non}").table
    assert (table["retour_vrai"], "retour_faux" in table) == ("non", False)


def test_other_words_are_short_answers() -> None:
    assert only("Sigle ? {=CRPA =le CRPA}").table["acceptees"] == ["CRPA", "le CRPA"]
    assert only("Sigle ? {CRPA}").table["acceptees"] == ["CRPA"]
    assert only("Sigle ? {=T}").table["acceptees"] == ["T"]
    assert only("Sigle ? {Vrai}").table["acceptees"] == ["Vrai"]


@pytest.mark.parametrize(
    ("written", "value", "tolerance"),
    [
        ("{#10}", 10, None),
        ("{#10:0}", 10, None),
        ("{#10:0.5}", 10, 0.5),
        ("{#1..4}", 2.5, 1.5),
        ("{#-4..-1}", -2.5, 1.5),
        ("{# =10:2}", 10, 2),
        ("{#3.1415:0.0005}", 3.1415, 0.0005),
        ("{#3,14:0,01}", 3.14, 0.01),
        ("{#1e3}", 1000, None),
        ("{#=10:1 =11:1}", 10.5, 1.5),
        ("{#=10:5 =10:1}", 10, 5),
        ("{#1 000}", 1000, None),
    ],
)
def test_numbers(written: str, value: float, tolerance: float | None) -> None:
    table = only(f"Combien ? {written}").table
    assert (table["type"], table["valeur"], table.get("tolerance")) == ("nombre", value, tolerance)


def test_a_decimal_comma_is_read_and_said() -> None:
    assert any("virgule" in remark for remark in only("Combien ? {#3,14:0,01}").remarks)
    assert not any("virgule" in remark for remark in only("Combien ? {#3.14:0.01}").remarks)


@pytest.mark.parametrize(
    "written", ["{#dix}", "{#}", "{#=10 =20}", "{#*}", "{#=%50%10}", "{#1e99}", "{#10:x}", "{#0.1234567}"]
)
def test_numbers_that_cannot_be_held_are_refused_with_a_reason(written: str) -> None:
    assert refusal(f"Combien ? {written}")


def test_near_numbers_become_common_mistakes() -> None:
    imported = only(
        "Combien ? {#=10:1#Oui =%50%15:0#Presque =%25%10:4#Loin =20#Non ~#Autre}".replace("=20#", "=%0%20#")
    )
    assert imported.table["erreurs"] == [
        {"cle": "valeur-15", "valeur": 15, "retour": "Presque"},
        {"cle": "valeur-20", "valeur": 20, "retour": "Non"},
    ]
    assert imported.table["explication"] == "Oui"
    said = "\n".join(imported.remarks)
    assert "« 15 » donne 50 %" in said
    assert "« de 6 à 14 » donne 25 %" in said
    assert "« Loin »" in said
    assert "toute autre réponse n’est pas repris : « Autre »" in said


def test_what_passes_before_the_right_answer_is_said() -> None:
    for written in ("{#=%0%*#dit =10}", "{#=%0%9:2#dit =10}", "{=%0%Oui#dit =oui}", "{=%0%*#dit =oui}"):
        assert any("passe avant la bonne réponse" in remark for remark in only(f"Combien ? {written}").remarks)
    for written in ("{#=10 =%0%*#dit}", "{#=%0%9:0.5#dit =10}", "{=oui =%0%*#dit}", "{=%0%non#dit =oui}"):
        assert not any("passe avant" in remark for remark in only(f"Combien ? {written}").remarks)


def test_what_is_said_of_right_answers_is_kept_or_said() -> None:
    imported = only("Sigle ? {=CRPA#Le code =le CRPA#Son nom complet}")
    assert imported.table["explication"] == "Le code"
    assert imported.remarks[-1] == "Le commentaire de la bonne réponse n’est pas repris : « Son nom complet »."


def test_as_moodle_exports_it() -> None:
    imported = only(
        '// question: 12  name: Délai\n// [id:D-1]\n::Délai::[html]<p dir\\="ltr">Quel délai ?<br></p>{\n'
        "\t~%33.33333%<p>dix</p>#<p>Oui \\: dix</p>\n\t~%33.33333%<p>onze</p>\n\t~%33.33333%douze\n\t~%-33.33333%mille\n"
        '\t####<p>Voir <a href\\="https\\://mairie.example">la page</a></p>\n}\n'
    )
    assert (imported.table["enonce"], imported.table["cle"]) == ("Quel délai ?", "d-1")
    assert texts(imported.table)[0] == ("dix", True, "Oui : dix")
    assert imported.table["explication"] == "Voir la page"
    assert not any("points" in remark for remark in imported.remarks)


def test_matching_with_a_decoy() -> None:
    table = only("Qui ? {=Maire -> Préside =DGS->Dirige = -> Vote a->b}").table
    assert [(each["gauche"], each["droite"]) for each in table["paires"]] == [("Maire", "Préside"), ("DGS", "Dirige")]
    assert [each["texte"] for each in table["leurres"]] == ["Vote a->b"]


def test_ordering_as_moodle_writes_it() -> None:
    table = only(
        "::Ordre::[plain]Remettez.{>3 ALL VERTICAL ABSOLUTE_POSITION SHOW NUMBERING_STYLE_DEFAULT\nUn : a\nDeux = b\nTrois ~ c\n}"
    ).table
    assert [each["texte"] for each in table["elements"]] == ["Un : a", "Deux = b", "Trois ~ c"]


def test_ordering_loses_no_item() -> None:
    imported = only("Remettez.{>3 RANDOM Premier pas\nDeuxième\n\nTroisième\nALL\n}")
    assert [each["texte"] for each in imported.table["elements"]] == ["Premier pas", "Deuxième", "Troisième", "ALL"]
    assert any("seuls quelques éléments" in remark for remark in imported.remarks)


@pytest.mark.parametrize(
    ("written", "prompt"),
    [
        ("Grenoble est {=une ville ~un pays} des Alpes.", "Grenoble est _____ des Alpes."),
        ("Deux et deux font {=quatre =4}.", "Deux et deux font _____."),
        ("Que dit-on ? {=oui ~non}", "Que dit-on ?"),
        ("Sur\n   deux lignes {T}", "Sur\ndeux lignes"),
        ("Deux \\: points ? {T}", "Deux : points ?"),
        ("L’heure : 14:30 ? {T}", "L’heure : 14:30 ?"),
        ("[Service] Un crochet ? {T}", "[Service] Un crochet ?"),
        ("[html]<p>Un&nbsp;<b>gras</b></p> {T}", "Un\u00a0gras"),
        ("[markdown]Un **gras** et `code` {T}", "Un gras et code"),
        ("[plain]Un <b>texte</b> &amp; brut {T}", "Un <b>texte</b> &amp; brut"),
        ("[moodle]Un <b>gras</b> ici {T}", "Un gras ici"),
        ("Si x < y et z > 3 {T}", "Si x < y et z > 3"),
        ("// remarque\nUne phrase {T}", "Une phrase"),
        ("Une phrase\n// au milieu\nsuite {T}", "Une phrase\n\nsuite"),
    ],
)
def test_the_wording(written: str, prompt: str) -> None:
    assert only(written).table["enonce"] == prompt


def test_the_title_names_the_question_and_its_key() -> None:
    imported = only("::Délai d’accusé \\:\\: nº 2::Combien ? {#10}")
    assert (imported.name, imported.table["cle"]) == ("Délai d’accusé :: nº 2", "delai-d-accuse-no-2")
    assert only("Combien de jours ? {#10}").table["cle"] == "combien-de-jours"
    assert only("::12::Combien de jours ? {#10}").table["cle"] == "combien-de-jours"
    assert only("// [id:SVE-3] [tag:délais]\n::Titre::Combien ? {#10}").table["cle"] == "sve-3"


def test_without_a_title_the_name_is_the_words_people_read() -> None:
    assert only("[html]<p>Qui <b>préside</b> ?</p> {=a ~b}").name == "Qui préside ?"


def test_every_question_has_a_name() -> None:
    bank = read(":: ::Vrai ? {T}\n\n::\u202e\x01::Qui ? {\n\n::\x01:: {\n\n{}\n\n::\n\n::::")
    assert [each.name for each in (*bank.questions, *bank.refused)] == [
        "Vrai ?",
        "Qui ?",
        "{",
        "{}",
        "::",
        "Sans titre",
    ]


def test_a_single_colon_does_not_end_a_title() -> None:
    assert only("::Loi : article 3::Vrai ? {T}").name == "Loi : article 3"


def test_general_feedback_is_the_explanation() -> None:
    assert only("Vrai ? {T#non#oui####Parce que.}").table["explication"] == "Parce que."
    table = only("[html]Vrai ? {=a ~b ####<p>Voici.</p><p>Source : CRPA</p>}").table
    assert (table["explication"], table["source"]) == ("Voici.", "CRPA")
    assert "source" not in only("Vrai ? {T####La Source : on la cite.}").table


def test_categories_and_tags_are_said() -> None:
    bank = read("$CATEGORY: top/Numérique\n\n// [tag:sve]\nVrai ? {T}\n\n$CATEGORY: autre\nFaux ? {F}")
    assert [imported.place for imported in bank.questions] == [
        "ligne 4, catégorie « Numérique »", "ligne 7, catégorie « autre »",
    ]  # fmt: skip
    assert bank.questions[0].remarks == ("Étiquettes dans le fichier : sve.",)


def test_places_are_lines() -> None:
    bank = read("// en tête\n\n\n::A::Vrai ? {T}\n\n// note\n::B::Vrai ? {T}\n\nUn texte.\n")
    assert [imported.place for imported in bank.questions] == ["ligne 4", "ligne 7"]
    assert [refused.place for refused in bank.refused] == ["ligne 9"]


def test_a_blank_line_between_the_braces_is_forgiven_and_said() -> None:
    imported = only("Qui ? {\n=Le maire\n\n~Le préfet\n\n}")
    assert texts(imported.table) == [("Le maire", True, ""), ("Le préfet", False, "")]
    assert any("ligne vide" in remark for remark in imported.remarks)


def test_two_questions_stuck_together_are_two_and_it_is_said() -> None:
    bank = read("::A::Vrai ? {T}\n::B::Sur deux\nlignes ? {F}")
    assert [imported.table["enonce"] for imported in bank.questions] == ["Vrai ?", "Sur deux\nlignes ?"]
    assert all("ligne vide" in imported.remarks[0] for imported in bank.questions)


def test_an_open_brace_spoils_its_question_only() -> None:
    bank = read("::A::Vrai ? {T\n\n::B::Vrai ? {F}\n\n::C::Vrai } ? \n\n::D::Deux {T} blocs {F}")
    assert [imported.name for imported in bank.questions] == ["B"]
    assert [refused.name for refused in bank.refused] == ["A", "C", "D"]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("Rédigez. {}", "libre"),
        ("Un texte à lire sans question {}", "libre"),
        ("Qui ? {=a =b ~c}", "2 choix valent 100 %"),
        ("Qui ? {~a ~b}", "aucun choix ne donne de points"),
        ("Qui ? {=a}{=b}", "plusieurs blocs"),
        ("Qui ? {=Par* }", "Par*"),
        ("Qui ? {=%50%a}", "100 %"),
        ("Qui ? {=a -> b =c d -> }", "vide"),
        ("Qui ? {=a -> b =c d}", "->"),
        ("Qui ? {=a ~a}", "deux fois"),
        ('[html]Qui ? {=<img src="a.png"> ~b}', "écrivez \\="),
        ("Qui ? {#123456789012345.123456}", "trop de chiffres"),
        ("Qui ? {=" + "a" * 301 + " ~b}", "trop long : 301 signes, 300 au plus"),
        ("Qui ? {" + "".join(f"~{letter} " for letter in "abcdefgh") + "=i}", "entre 2 et 8, il y en a 9"),
        ("Qui ? {" + "".join(f"~{number} " for number in range(80)) + "=oui}", "81 réponses"),
    ],
)  # fmt: skip
def test_what_has_no_equal_is_refused_with_a_reason(written: str, reason: str) -> None:
    assert reason in refusal(written)


def test_short_answers_keep_what_is_said_of_wrong_ones() -> None:
    imported = only(
        "Sigle ? {=CRPA =%50%CRP#Presque =%0%CGCT#Un autre code =%0%cgct =%0%CP#Un autre code =%0%*#Relisez}"
    )
    assert imported.table["erreurs"] == [
        {"cle": "crp", "formes": ["CRP"], "retour": "Presque"},
        {"cle": "cgct", "formes": ["CGCT", "CP"], "retour": "Un autre code"},
    ]
    said = "\n".join(imported.remarks)
    assert "« CRP » donne 50 %" in said
    assert "toute autre réponse n’est pas repris : « Relisez »" in said
    assert "« cgct » est une réponse à part, sans commentaire" in said


def test_a_wildcard_is_left_out_when_another_form_remains() -> None:
    imported = only("Sigle ? {=CRPA =CR* =2 \\* 3}")
    assert imported.table["acceptees"] == ["CRPA", "2 * 3"]
    assert any("« CR* » n’est pas reprise" in remark for remark in imported.remarks)


def test_images_written_in_their_address_are_put_aside() -> None:
    pixel = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg"
    bank = read(f'[html]<p>Que voit-on ?</p><img src\\="{pixel}\\=\\="> {{=a ~b}}')
    assert list(bank.images) == ["images/image.png"]
    assert bank.images["images/image.png"].startswith(b"\x89PNG")
    assert bank.questions[0].table["image"] == "images/image.png"


def test_lost_formatting_and_links_are_said() -> None:
    remarks = only('[html]<b>Que</b> dit <a href="https://mairie.example/x">la page</a> ? {T}').remarks
    assert remarks == (
        "Les textes sont repris sans leur mise en forme : gras, liens.",
        "Un lien menait à https://mairie.example/x : il n’est pas repris.",
    )
