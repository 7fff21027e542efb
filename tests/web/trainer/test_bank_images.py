"""Questions come with their image: made fit for a course, asked for its words, shown to learners, given back."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from PIL import Image

from lms import content
from lms.content.exchange import read_bank
from lms.web.trainer import banks
from tests.content.exchange.banks import answer, asked, xml
from tests.support import members
from tests.support.members import BRUNO
from tests.support.people import Person
from tests.web.trainer.test_imports import exported, look
from tests.web.trainer.test_media import picture, png
from tests.web.trainer.test_modules import PLAN, begin, text

BANK = f"{PLAN}/questions/importer"
TRUE = (
    answer("true", 100, "Oui."),
    answer("false", 0, "Non."),
    "<generalfeedback format='plain_text'><text>Parce que.\n\nSource : Conseil de rédaction</text></generalfeedback>",
)
SEEN = '&lt;img src="@@PLUGINFILE@@/{0}" alt="{1}"&gt;</text><file name="{0}" encoding="base64">{2}</file><text>'
LESSON = "lecons/01-premiere-lecon.md"


def question(name: str, data: bytes, words: str = "") -> str:
    seen = SEEN.format(name, words, base64.b64encode(data).decode())
    return asked("truefalse", *TRUE, text=f"Ce message est-il sûr ?{seen}", name=f"Le message {name}")


@pytest.fixture
def trainer(app: Flask) -> Person:
    person = members.member(app, BRUNO)
    begin(person)
    return person


def files(trainer: Person) -> dict[str, bytes]:
    return content.unpack(exported(trainer))


def kept(trainer: Person, data: bytes, name: str, place: str = "quiz.toml"):
    report = look(trainer, data, BANK, "banque", name)
    assert report.status_code == 200, text(report)
    assert trainer.send(report, {"vers": place}).status_code == 303
    return report


def test_images_come_into_the_quiz_are_shown_and_leave_again(trainer: Person) -> None:
    begun = files(trainer)
    bank = xml(question("Capture 1.PNG", picture(), "Un message"), question("b.gif", picture("GIF"), "Un autre"))
    report = kept(trainer, bank.encode(), "moodle.xml")
    assert "2\u00a0images viennent avec elles" in text(report)
    added = {path: data for path, data in files(trainer).items() if path not in begun}
    assert list(added) == ["images/b.webp", "images/capture-1.webp"]
    assert all(Image.open(BytesIO(data)).format == "WEBP" for data in added.values())
    trainer.send(trainer.get(f"{PLAN}/quiz"), {"faire": "supprimer:quiz-premiere-question"})
    shown = trainer.send(trainer.get(f"{PLAN}/essai/quiz"))
    image = re.search(r'<img src="([^"]+)" alt="Un (?:message|autre)" width="60" height="40">', text(shown))
    assert image, text(shown)
    assert trainer.get(image[1]).data in added.values()
    out = read_bank("q.xml", trainer.get(f"{PLAN}/exporter/questions.xml").data)
    assert out.images == added
    assert "image_description" in out.questions[-1].table
    assert "elle montre une image" in text(trainer.get(f"{PLAN}/exporter"))
    kept(trainer, bank.encode(), "moodle.xml")  # the same again: the same images, not twice
    assert len(files(trainer)) == len(begun) + 2


def test_in_a_lesson_the_image_is_above_the_question(trainer: Person) -> None:
    data = files(trainer)
    kept(trainer, xml(question("a.png", picture(), "Un [vrai] message")).encode(), "m.xml", LESSON)
    after = files(trainer)
    assert b"\n\n![Un (vrai) message](images/a.webp)\n\n```question" in after[LESSON]
    assert set(after) - set(data) == {"images/a.webp"}


def test_words_that_are_missing_are_asked_before_publishing(trainer: Person) -> None:
    report = kept(trainer, xml(question("a.png", picture())).encode(), "m.xml")
    assert "L’image n’a pas de description" in text(report)
    shelf = text(trainer.get(f"{PLAN}/medias")).partition("a.webp")[2]
    assert "Dans «\u202fQuiz final\u202f», Ce message est-il sûr\u202f?" in shelf
    assert "Texte de remplacement à écrire" in shelf
    key = re.findall(rf'{PLAN}/quiz/([a-z0-9-]+)"', text(trainer.get(f"{PLAN}/quiz")))[-1]
    page = trainer.get(f"{PLAN}/quiz/{key}")
    assert "Ce que montre l’image\u00a0: décrivez ce que montre l’image" in text(page)
    assert '<option value="images/a.webp" selected>a.webp</option>' in text(page)
    trainer.send(page, {"q-image_description": "Un message qui presse"})
    assert "décrivez ce que montre" not in text(trainer.get(f"{PLAN}/quiz/{key}"))


def test_a_zip_brings_gift_and_the_images_it_names_and_says_the_rest(trainer: Person) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        gift = '::Un:: [html]<p>Sûr ?</p><img src\\="images/a.png" alt\\="Un message"> {T}\n\n::Deux:: Et là ? {T}'
        archive.writestr("banque/vote.gift", gift)
        archive.writestr("banque/images/a.png", picture())
        archive.writestr("banque/images/seule.png", picture())
        archive.writestr("banque/lisez-moi.txt", "Bonjour")
    report = kept(trainer, packed.getvalue(), "banque.zip")
    for words in ("2\u00a0questions trouvées", "vote.gift, ligne 1", "images/seule.png", "lisez-moi.txt"):
        assert words in text(report)
    assert "images/a.webp" in files(trainer)


def test_an_image_that_is_refused_is_named_and_its_question_comes_without_it(
    trainer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = xml(question("bombe.png", png(20_000, 20_000)), question("fausse.png", b"\x89PNG\r\n\x1a\n" + bytes(40)))
    report = kept(trainer, bank.encode(), "m.xml")
    assert "L’image «\u202fbombe.png\u202f» n’est pas reprise\u00a0: cette image est trop grande" in text(report)
    assert "L’image «\u202ffausse.png\u202f» n’est pas reprise\u00a0: cette image ne peut pas être lue" in text(report)
    assert b"image" not in files(trainer)["quiz.toml"]
    monkeypatch.setattr(banks, "MOST_IMAGES", 1)
    both = read_bank("m.xml", xml(question("a.png", picture()), question("b.png", picture(size=(9, 9)))).encode())
    fit = banks.made_fit(both)
    assert (list(fit.images), "image" in fit.questions[1].table) == (["images/a.webp"], False)
    assert "plus de" in fit.questions[1].remarks[-1]
    monkeypatch.setattr(banks, "MOST_SECONDS", 0.0)
    assert all("trop longues à lire" in one.remarks[-1] for one in banks.made_fit(both).questions)
