"""Amina chooses her commune in a form, without script; and what the script is served."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse
from wtforms import Form
from wtforms.validators import DataRequired

from lms.web import communes
from lms.web.communes import MISSING, NAMESAKES, NONE_FOUND, SEVERAL, CommuneField
from tests.support.inspection import InspectingClient, text_of
from tests.support.people import Person
from tests.support.queries import at_most

pytestmark = pytest.mark.usefixtures("communes")
PAGE = "/composants"


class Profile(Form):
    commune = CommuneField("Votre commune", validators=[DataRequired(MISSING)])


@pytest.fixture(autouse=True)
def in_the_application(app: Flask):
    with app.app_context():
        yield


def sent(**values: str) -> Profile:
    """The form as it was sent, validated."""
    names = {"text": "commune", "code": "commune-code", "asked": "commune-cherche", "button": "commune-chercher"}
    form = Profile(MultiDict({"commune": ""} | {names[name]: value for name, value in values.items()}))
    form.valid = form.validate()
    return form


def chosen(form: Profile) -> str | None:
    return form.commune.data if form.valid else None


def codes(form: Profile) -> list[str]:
    return [one.code for one in form.commune.suggestions]


def test_a_text_that_names_one_commune_needs_no_choice() -> None:
    for text in ("Le Havre", "havre", "76351", "le havr", "Le Havre (76)"):
        form = sent(text=text)
        assert chosen(form) == "76351", text
        assert form.commune.text == form.commune.searched == "Le Havre (76)"


def test_a_whole_name_is_enough_though_longer_ones_begin_so() -> None:
    assert chosen(sent(text="saint malo")) == "35288"


ASKED = {
    "saint-denis": (NAMESAKES, 6),
    "97500": (SEVERAL, 2),
    "saint d": (SEVERAL, 6),
    "zzz": (NONE_FOUND, 0),
    "?": (NONE_FOUND, 0),
    "": (MISSING, 0),
    "   ": (MISSING, 0),
}


def test_otherwise_it_says_what_to_do() -> None:
    for text, (message, found) in ASKED.items():
        form = sent(text=text)
        assert not form.valid
        assert form.errors == {"commune": [message]}
        assert len(codes(form)) == found
        assert form.commune.text == text.strip()


def test_the_choice_among_what_was_found() -> None:
    assert chosen(sent(text="saint-denis", asked="saint-denis", code="97411")) == "97411"


def test_a_choice_made_for_another_text_is_void() -> None:
    assert chosen(sent(text="Le Havre", asked="saint-denis", code="97411")) == "76351"
    assert chosen(sent(text="saint-denis", asked="", code="97411")) is None


def test_a_choice_that_is_no_commune_is_a_search() -> None:
    for code in ("00000", "9741", "97411 ", "\0", "' OR 1", "a" * 5000):
        form = sent(text="saint-denis", asked="saint-denis", code=code)
        assert form.errors == {"commune": [NAMESAKES]}, code


def test_searching_is_not_sending() -> None:
    form = sent(text="saint-denis", button="1")
    assert not form.valid
    assert form.commune.searching
    assert form.errors == {}
    assert len(codes(form)) == 6
    alone = sent(text="havre", button="1")
    assert (alone.valid, codes(alone)) == (False, ["76351"])
    assert sent(text="", button="1").errors == {"commune": [MISSING]}
    assert sent(text="zzz", button="1").errors == {"commune": [NONE_FOUND]}


def test_more_than_a_list_holds_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(communes, "SHOWN", 6)
    assert not sent(text="saint denis").commune.more
    monkeypatch.setattr(communes, "SHOWN", 5)
    form = sent(text="saint denis")
    assert form.commune.more
    assert len(codes(form)) == 5


def test_an_optional_commune_may_be_left_out() -> None:
    class Filters(Form):
        commune = CommuneField("Commune")

    form = Filters(MultiDict({"commune": ""}))
    assert form.validate()
    assert form.commune.data is None


def test_a_form_begins_with_the_commune_it_is_given() -> None:
    form = Profile(data={"commune": "2A004"})
    assert (form.commune.data, form.commune.text) == ("2A004", "Ajaccio (2A)")
    assert Profile(data={"commune": "00000"}).commune.text == ""


def test_each_is_shown_with_what_tells_it_from_its_namesakes() -> None:
    details = [one.detail for one in sent(text="saint-denis").commune.suggestions]
    assert details[0] == "La Réunion (974), 155\N{NARROW NO-BREAK SPACE}634\N{NO-BREAK SPACE}habitants"
    assert len(set(details)) == 6
    (lyon,) = sent(text="lyon 3", button="1").commune.suggestions
    assert lyon.detail.endswith(", comprend Lyon 3e Arrondissement")
    (crozet,) = sent(text="crozet", button="1").commune.suggestions
    assert crozet.detail == "Terres australes et antarctiques françaises (984)"
    (beaumont,) = sent(text="55039", button="1").commune.suggestions
    assert beaumont.detail == "Meuse (55), 0\N{NO-BREAK SPACE}habitant, code\N{NO-BREAK SPACE}Insee 55039"


def form_of(page: TestResponse) -> Element:
    """The form with the commune field."""
    document = html5lib.parse(page.get_data(as_text=True), namespaceHTMLElements=False)
    return next(one for one in document.iterfind(".//form") if one.find(".//*[@data-communes]") is not None)


def press(amina: Person, page: TestResponse, button: str = "", **typed: str) -> TestResponse:
    """Send the form as a browser would, by a button or none."""
    values = {}
    for one in form_of(page).iter("input"):
        if one.get("type") != "radio" or one.get("checked") is not None:
            values[one.get("name", "")] = one.get("value", "")
    values |= {name.replace("_", "-"): value for name, value in typed.items()} | ({button: "1"} if button else {})
    return amina.client.get(PAGE, query_string=values)


def test_amina_searches_chooses_and_sends(amina: Person) -> None:
    page = press(amina, amina.get(PAGE), "commune-chercher", commune="saint denis")
    form = form_of(page)
    assert next(one.get("value") for one in form.iter("input") if one.get("type") == "radio") == "97411"
    fieldset = form.find(".//fieldset")
    assert fieldset.get("autofocus") is not None
    assert text_of(fieldset.find("legend")) == "6\N{NO-BREAK SPACE}communes trouvées"
    page = press(amina, page, commune_code="93066")
    assert "Commune enregistrée\N{NO-BREAK SPACE}: Saint-Denis (93)." in text_of(form_of(page))
    again = press(amina, page)
    assert "Saint-Denis (93)." in text_of(form_of(again))


def test_what_is_wrong_is_tied_to_the_field(amina: Person) -> None:
    form = form_of(press(amina, amina.get(PAGE), commune="saint denis"))
    field = form.find(".//input[@id='commune']")
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "commune-aide commune-erreur"
    assert NAMESAKES in text_of(form.find(".//*[@id='commune-erreur']"))


def test_the_script_is_served_a_short_list(app: Flask, client: InspectingClient) -> None:
    with at_most(app, 2):
        answer = client.get("/communes?q=sainte+colombe")
    assert answer.mimetype == "application/json"
    assert len(answer.data) <= 3 * 1024
    assert len(answer.json) == communes.SUGGESTED
    assert set(answer.json[0]) == {"code", "name", "detail", "label"}
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_any_search_has_an_answer(client: InspectingClient) -> None:
    for query in ("", "?q=", "?q=%00", "?q=" + "a" * 5000, "?q=%ff%fe", "?q=<script>"):
        answer = client.get("/communes" + query)
        assert (answer.status_code, answer.json) == (200, []), query
