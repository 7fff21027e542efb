"""Reads Moodle XML (https://docs.moodle.org/en/Moodle_XML_format): what a bank exported from Moodle holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lms.content.exchange import moodle_kinds, plain
from lms.content.exchange.bank import Refused
from lms.content.exchange.losses import say_losses
from lms.content.exchange.notes import read_notes
from lms.content.exchange.pictures import Pictures
from lms.content.exchange.source import ONLY_IMAGE, Found, Unusable, in_category, shortened
from lms.content.exchange.xml_tree import Node, questions

_FORMS = {"html": plain.HTML, "markdown": plain.MARKDOWN, "plain_text": plain.PLAIN, "moodle_auto_format": plain.MOODLE}
_USUAL = frozenset((
    "Votre réponse est correcte.", "Votre réponse est partiellement correcte.", "Votre réponse est incorrecte.",
    "Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.",
))  # fmt: skip


@dataclass
class Texts:
    """Turns the texts of one question into plain ones, and gathers the files they carry."""

    losses: plain.Losses = field(default_factory=plain.Losses)
    files: dict[str, str] = field(default_factory=dict)
    form: str = plain.HTML
    shown: tuple[str, ...] = ()  # the addresses of the images of the wording

    def wording(self, node: Node | None) -> str:
        """What is asked. Its format is that of the texts that do not say theirs."""
        self.form = self.form_of(node) if node is not None else plain.HTML
        words = self.read(node)
        self.shown = tuple(self.losses.pictures)
        return words

    def answer(self, node: Node | None) -> str:
        """The words of an answer. Raises Unusable when it is only an image."""
        before = len(self.losses.pictures)
        words = self.read(node)
        if not words and len(self.losses.pictures) > before:
            raise Unusable(ONLY_IMAGE)
        return words

    def read(self, node: Node | None) -> str:
        """The words of an element that has a format, a <text> and maybe files."""
        if node is None:
            return ""
        for file in node.all("file"):
            self.files[file.attributes.get("name", "")] = file.text
        inner = node.first("text")
        words = inner.text if inner is not None else node.text
        return plain.plain(words, self.form_of(node), self.losses)

    def form_of(self, node: Node) -> str:
        return _FORMS.get(node.attributes.get("format", "").lower(), self.form)


def read_moodle_xml(text: str, pictures: Pictures) -> Iterator[Found | Refused]:
    """Each question of a file, in its order. Raises NotABank."""
    category = ""
    rank = 0
    for node in questions(text):
        if node.attributes.get("type") == "category":
            category = node.says("category")
            continue
        rank += 1
        yield _question(node, f"question {rank}", category, pictures)


def _question(node: Node, place: str, category: str, pictures: Pictures) -> Found | Refused:
    texts = Texts()
    title = plain.plain(node.says("name"), plain.HTML, plain.Losses())
    found = Found(shortened(title, 120), place, titled=bool(title))
    _circumstances(node, category, found)
    try:
        _old_image(node, texts)
        found.prompt = texts.wording(node.first("questiontext"))
        found.name = found.name or shortened(found.prompt) or place
        found.general = texts.read(node.first("generalfeedback"))
        moodle_kinds.read_kind(node, texts, found)
        _said_apart(node, texts, found)
    except Unusable as unusable:
        return Refused(found.name or place, found.place, str(unusable))
    say_losses(texts.losses, found, pictures, texts.files, texts.shown)
    return found


def _old_image(node: Node, texts: Texts) -> None:
    """Old exports carry the image of the wording in elements of their own."""
    name, encoded = node.says("image"), node.says("image_base64")
    if name and encoded:
        short = name.rsplit("/", 1)[-1]
        texts.files[short] = encoded
        texts.losses.pictures[short] = ""


def _circumstances(node: Node, category: str, found: Found) -> None:
    found.number = node.says("idnumber")
    found.notes = next(filter(None, map(read_notes, node.comments)), {})
    tags = [
        tag.says("text") or tag.text.strip() for group in node.all("tags", "coursetags") for tag in group.all("tag")
    ]
    if category:
        found.place += in_category(category)
    if any(tags) and not found.notes:
        found.remarks.append(f"Étiquettes dans le fichier : {shortened(', '.join(filter(None, tags)), 120)}.")
    if node.says("hidden") == "1":
        found.remarks.append("Cette question est masquée dans Moodle.")
    worth = node.says("defaultgrade", "1")
    worth = worth.rstrip("0").rstrip(".") if "." in worth else worth
    if worth not in ("1", ""):
        found.remarks.append(
            f"Dans Moodle, elle vaut {shortened(worth, 20)} points. Ici, toutes les questions comptent autant."
        )


def _said_apart(node: Node, texts: Texts, found: Found) -> None:
    """What our questions have no place for: a comment for the whole answer, hints."""
    for tag, when in (
        ("correctfeedback", "juste"), ("partiallycorrectfeedback", "juste en partie"), ("incorrectfeedback", "fausse"),
    ):  # fmt: skip
        words = texts.read(node.first(tag))
        if words and words not in _USUAL:
            found.remarks.append(f"Le commentaire d’une réponse {when} n’est pas repris : « {shortened(words, 300)} ».")
    hints = [texts.read(hint) for hint in node.all("hint")]
    for hint in filter(None, hints):
        found.remarks.append(f"Un indice n’est pas repris : « {shortened(hint, 300)} ».")
