"""Files as people really have them: Moodle's exports, old servers, Word, a clumsy hand. Every one is explained."""

from __future__ import annotations

import base64
import io
import time
import zipfile

import pytest

from lms.content.exchange import NotABank, read_bank

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
ASKED = "<p>Que faire&nbsp;?</p>"


def question(kind: str, inner: str = "", text: str = ASKED, name: str = "Titre") -> str:
    """As Moodle 4 writes it."""
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
        '<generalfeedback format="html"><text></text></generalfeedback><defaultgrade>1.0000000</defaultgrade>'
        f"<penalty>0.3333333</penalty><hidden>0</hidden><idnumber></idnumber>{inner}</question>"
    )


def answer(text: str, fraction: float, said: str = "") -> str:
    feedback = f'<feedback format="html"><text><![CDATA[{said}]]></text></feedback>'
    return f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>{feedback}</answer>'


def quiz(*questions: str, head: str = HEAD) -> str:
    category = "<category><text>$course$/top/Défaut pour Mairie</text></category><info><text>Par défaut</text></info>"
    first = f'<!-- question: 0  -->\n<question type="category">{category}</question>'
    return "\n".join((head, "<quiz>", first, *questions, "</quiz>"))


def packed(files: dict[str, str]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return whole.getvalue()


SINGLE = "<single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>"
USUAL = question("multichoice", SINGLE + answer("<p>Oui</p>", 100, "Bien.") + answer("<p>Non</p>", 0, "Non."))
PLAIN = USUAL.replace(f"<![CDATA[{ASKED}]]>", "&lt;p&gt;Que faire&nbsp;?&lt;/p&gt;")
WORD = (
    "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->"
    "<p class=MsoNormal style='mso-x'><span lang=FR>Que faire<o:p></o:p></span></p>"
)
PAIR = "<subquestion format='html'><text><![CDATA[<p>g{0}</p>]]></text><answer><text>d{1}</text></answer></subquestion>"
UNITS = "<units><unit><multiplier>1</multiplier><unit_name>km</unit_name></unit></units>"
TEN = f'<answer fraction="100"><text>10,5</text><tolerance>0,1</tolerance></answer>{UNITS}'
MULTI = "<single>false</single>"
THIRDS = "".join(answer(letter, 33.33333) for letter in "ABC") + answer("D", -33.33333)
BOXES = "<dragbox><text>maire</text><group>1</group></dragbox><dragbox><text>préfet</text><group>1</group></dragbox>"
GIFT = "$CATEGORY: $course$/Défaut\r\n\r\n::Un:: L’élu vote ? {\r\n=Oui#Bien\r\n~%-50%Non#Non\r\n}\r\n\r\nVrai {T}"

# what the file is: its content, how many are imported, how many are not, words that explain
READ: dict[str, tuple[str | bytes, int, int, str]] = {
    "Moodle 4": (quiz(USUAL), 1, 0, "question 1, catégorie « Défaut pour Mairie »"),
    "Windows-1252, said": (quiz(USUAL, head=HEAD.replace("UTF-8", "windows-1252")).encode("cp1252"), 1, 0, "Défaut"),
    "Windows-1252, not said": (quiz(USUAL).encode("cp1252"), 1, 0, "Défaut"),
    "UTF-16": (quiz(USUAL, head=HEAD.replace("UTF-8", "UTF-16")).encode("utf-16"), 1, 0, "Défaut"),
    "a mark and CRLF": (("\ufeff" + quiz(USUAL)).replace("\n", "\r\n").encode(), 1, 0, "Titre"),
    "HTML entities in XML": (quiz(PLAIN.replace("Titre", "Caf&eacute;")), 1, 0, "Café"),
    "a lone ampersand": (quiz(USUAL.replace("Titre", "Eau & air, AT&T;")), 1, 0, "Eau & air, AT&T;"),
    "a sign that nobody sees": (quiz(PLAIN.replace("Que", "Q\x0bue")), 1, 0, "caractères invisibles"),
    "CDATA inside CDATA": (quiz(USUAL.replace(ASKED, "Que]]]]><![CDATA[> faire ?")), 1, 0, "Que]]> faire ?"),
    "Word": (quiz(USUAL.replace(ASKED, WORD)), 1, 0, "Que faire"),
    "empty choices": (quiz(question("multichoice", SINGLE + answer("a", 100) + answer("b", 0) + answer("<br>", 0))),
                      1, 0, "choix vides"),
    "no wording": (quiz(USUAL.replace(ASKED, "<p></p>")), 1, 0, "L’énoncé est vide"),
    "weights that take away": (quiz(question("multichoice", MULTI + answer("A", 100) + answer("B", -100))), 1, 0, ""),
    "other weights": (quiz(question("multichoice", MULTI + answer("A", 75) + answer("B", 25) + answer("C", -9))), 1, 0, "points changent"),
    "thirds": (quiz(question("multichoice", MULTI + THIRDS)), 1, 0, ""),
    "gaps with choices": (quiz(question("cloze", text="Il {1:MULTICHOICE:=préside~vote} et {1:MCS:%100%signe~%0%dort}.")),
                          1, 0, "Complétez le texte"),
    "gaps to type": (quiz(question("cloze", text="{1:SHORTANSWER:=CRPA~%50%CGCT}")), 0, 1, "un mot à écrire"),
    "gaps of all kinds": (quiz(question("multianswer", text="{1:NUMERICAL:=10:1} {2:MR:=a~=b~c}")), 0, 1, "un nombre"),
    "words to drag": (quiz(question("ddwtos", BOXES, text="Le [[1]] préside, le [[2]] contrôle.")), 1, 0, "Complétez"),
    "labels on an image": (quiz(question("ddimageortext")), 0, 1, "glisser-déposer sur une image"),
    "marks on an image": (quiz(question("ddmarker")), 0, 1, "glisser-déposer de marqueurs"),
    "an essay": (quiz(question("essay")), 0, 1, "une personne doit noter"),
    "a calculation": (quiz(question("calculated", answer("{x}+1", 100))), 0, 1, "d’autres valeurs"),
    "a random one": (quiz(question("random")), 0, 1, "tire déjà au sort"),
    "a description": (quiz(question("description")), 0, 1, "n’est pas une question"),
    "a matching": (quiz(question("matching", "".join(PAIR.format(n, n) for n in range(4)))), 1, 0, ""),
    "a matching with twins": (quiz(question("matching", PAIR.format(1, 1) + PAIR.format(2, 1))), 0, 1, "écrit deux fois"),
    "a unit and commas": (quiz(question("numerical", TEN)), 1, 0, "Une virgule a été lue"),
    "fifteen choices": (quiz(question("multichoice", SINGLE + answer("A", 100) + "".join(answer(f"x{n}", 0)
                        for n in range(14)))), 0, 1, "entre 2 et 8, il y en a 15"),
    "a wording without end": (quiz(USUAL.replace("Que faire", "mot " * 400)), 0, 1, "600 au plus"),
    "GIFT of Windows": (GIFT.encode("cp1252"), 2, 0, "ligne 3, catégorie « Défaut »"),
    "GIFT, a colon that is not protected": ("À 14:30, le conseil : que fait-il ? {=Il siège : oui ~Il dort}", 1, 0, ""),
    "GIFT without answers": ("Que fait le maire ?\n\nEt le préfet ? {~a ~b}", 0, 2, "aucun choix ne donne de points"),
    "GIFT, two blocks": ("Le {=maire ~roi} et le {=préfet ~duc} {}", 0, 1, "plusieurs blocs de réponses"),
    "GIFT, an image elsewhere": ('[html]<img src\\="a.png"> Quoi ? {T}', 1, 0, "« a.png » n’est pas reprise"),
    "Aiken": ("Que faire ?\nA. Oui\nB. Non\nANSWER: A\n", 1, 0, "Que faire ?"),
    "Aiken with small letters": ("Que faire ?\na) Oui\nb) Non\nANSWER: a\n", 0, 1, "il n’y a pas de choix"),
    "a zip of Windows": (packed({"banque/un.gift": GIFT, "banque/deux.xml": quiz(USUAL)}), 3, 0, "deux.xml, question 1"),
}  # fmt: skip
NOT_READ: dict[str, tuple[str | bytes, str]] = {
    "the backup of a course": ('<?xml version="1.0"?><moodle_backup/>', "sauvegarde d’un cours Moodle"),
    "a zipped backup": (packed({"moodle_backup.xml": "<moodle_backup/>", "questions.xml": "<x/>"}), "sauvegarde"),
    "the page to sign in": ("<!DOCTYPE html><html><body>Connexion</body></html>", "une page web"),
    "QTI": ('<?xml version="1.0"?><questestinterop/>', "format QTI"),
    "SCORM": (packed({"imsmanifest.xml": "<manifest/>"}), "SCORM"),
    "a document": (packed({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "un document"),
    "a table": ("question;reponse\nQue faire ?;Oui\n", "aucune question"),
    "an XML cut short": (quiz(USUAL)[:-300], "mal formé à la ligne"),
    "a zip without questions": (packed({"a.txt": "Bonjour"}), "aucune question"),
    "a zip that climbs": (packed({"../a.gift": "Vrai ? {T}"}), "ne désigne pas un fichier"),
}


def read(data: str | bytes):
    given = data if isinstance(data, bytes) else data.encode()
    return read_bank("banque.xml" if b"<" in given[:9] else "banque.txt", given)


@pytest.mark.parametrize("name", READ)
def test_what_is_found_is_imported_or_named_with_its_reason(name: str) -> None:
    data, imported, refused, words = READ[name]
    bank = read(data)
    assert (len(bank.questions), len(bank.refused), bank.found) == (imported, refused, imported + refused)
    said = [f"{one.name} {one.place} {one.table} {' '.join(one.remarks)}" for one in bank.questions]
    said += [f"{one.name} {one.place} {one.reason}" for one in bank.refused]
    assert words in " ".join(said), said


@pytest.mark.parametrize("name", NOT_READ)
def test_what_is_no_bank_says_what_it_is(name: str) -> None:
    data, words = NOT_READ[name]
    with pytest.raises(NotABank, match=words):
        read(data)


def test_five_megabytes_of_images_and_of_open_marks_are_read_in_a_moment() -> None:
    seen = '<img src="@@PLUGINFILE@@/{0}.png" alt="Un écran">]]></text><file name="{0}.png" encoding="base64">{1}</file><text><![CDATA['
    image = base64.b64encode(PNG + bytes(120_000)).decode()
    bank = quiz(
        *(USUAL.replace(ASKED, ASKED + seen.format(number, image[:-8] + f"{number:08}")) for number in range(30))
    )
    started = time.perf_counter()
    assert len(bank) > 4_800_000
    found = read(bank)
    assert (len(found.questions), len(found.images)) == (30, 30)
    for endless in ("<!--", "<![CDATA[", "&", "&a"):
        with pytest.raises(NotABank):
            read(f"<quiz><question>{endless * (3_000_000 // len(endless))}")
    assert time.perf_counter() - started < 10
