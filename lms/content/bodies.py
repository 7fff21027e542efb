"""What is wrong with the Markdown of a step, and what it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from lms.content import callouts
from lms.content.glossary import fold
from lms.content.tables import has_header
from lms.content.tree import parents, parse, too_heavy, words_of
from lms.content.web_addresses import is_web_address

ALT_LENGTH = 600
_VAGUE = {
    "ici", "la", "lien", "ce lien", "cliquez ici", "cliquer ici", "cliquez la", "cliquez sur ce lien", "en savoir plus",
    "lire la suite", "voir", "voir ici", "suite", "plus d'informations", "telecharger", "document",
}  # fmt: skip


@dataclass(frozen=True)
class Reference:
    """Something a step points to: a lesson, a term, an image or a document. `line` counts from 0 in the body."""

    target: str
    line: int
    image: bool = False


@dataclass
class Findings:
    """What was found in a body: references, words, and mistakes as (line from 0, message)."""

    references: list[Reference] = field(default_factory=list)
    slips: list[tuple[int, str]] = field(default_factory=list)
    words: int = 0


def inspect(body: str) -> Findings:
    """Examine the body of a step. Never fails."""
    found = Findings()
    segments, slips = callouts.split(body)
    found.slips += [(slip.line, slip.message) for slip in slips]
    reminders = [segment.line for segment in segments if segment.name == "retenir"]
    found.slips += [(line, "un seul encadré « retenir » par étape, gardez l’essentiel") for line in reminders[1:]]
    level = 1
    for segment in segments:
        refused = too_heavy(segment.text)
        if refused:
            found.slips.append((segment.line + refused[0], refused[1]))
            continue
        try:
            root = parse(segment.text)
        except RecursionError:
            found.slips.append((segment.line, "trop d’éléments les uns dans les autres, écrivez plus simplement"))
            continue
        found.words += len(words_of(root).split()) + len(segment.title.split())
        level = _headings(root, segment, level, found)
        for parent, element in parents(root):
            for message in _mistakes(parent, element):
                found.slips.append((_line(segment, element), message))
            if element.tag in ("a", "img"):
                found.references.append(_reference(segment, element))
    return found


def _headings(root: Element, segment: callouts.Segment, level: int, found: Findings) -> int:
    for element in root.iter():
        if not re.fullmatch(r"h\d", element.tag):
            continue
        depth = int(element.tag[1]) - 1  # ### is printed as h2
        line = _line(segment, element)
        if depth not in (2, 3):
            found.slips.append((line, "un sous-titre s’écrit ### ou ####, et le titre de l’étape ## Titre {#cle}"))
        elif segment.name:
            found.slips.append((line, "un encadré ne contient pas de sous-titre, sortez ce texte de l’encadré"))
        elif depth > level + 1:
            found.slips.append((line, "ce sous-titre saute un niveau : écrivez ### avant d’écrire ####"))
        if not words_of(element):
            found.slips.append((line, "ce sous-titre est vide"))
        level = depth if not segment.name else level
    return level


def _mistakes(parent: Element, element: Element) -> Iterator[str]:
    if element.tag == "table" and not has_header(element):
        yield "la première ligne de ce tableau est vide : donnez un nom à chaque colonne"
    elif element.tag == "img":
        alternative = element.get("alt", "").strip()
        if not alternative:
            yield "décrivez cette image : ![ce que montre l’image](images/…)"
        elif len(alternative) > ALT_LENGTH:
            yield f"la description de cette image est trop longue : {ALT_LENGTH} signes au plus"
        alone = parent.tag == "p" and len(parent) == 1 and not (parent.text or "").strip()
        if not alone or (element.tail or "").strip():
            yield "placez cette image seule, entre deux lignes vides"
    elif element.tag == "a":
        yield from _link_mistakes(element)


def _link_mistakes(link: Element) -> Iterator[str]:
    words, target = words_of(link), link.get("href", "")
    if not words:
        yield "ce lien n’a pas de texte"
    elif fold(words).strip(" .:!»«") in _VAGUE:
        yield f"« {words} » ne dit pas où mène le lien : nommez la page ou le document"
    if link.get("title"):
        yield "un lien n’a pas de légende : retirez le texte entre guillemets après l’adresse"
    if link.find(".//img") is not None or link.find(".//a") is not None:
        yield "un lien ne contient qu’un texte"
    scheme, _, rest = target.partition(":")
    if scheme in ("http", "https"):
        if not is_web_address(target):
            yield f"l’adresse « {target[:80]} » n’est pas complète"
    elif scheme == "mailto":
        if not re.fullmatch(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", rest):
            yield f"« {rest[:80]} » n’est pas une adresse e-mail"
    elif scheme not in ("lecon", "glossaire") and not target.startswith("fichiers/"):
        yield (
            f"« {target[:80]} » n’est pas une adresse acceptée : https://…, mailto:…, lecon:cle, glossaire:cle "
            "ou fichiers/nom.pdf"
        )


def _reference(segment: callouts.Segment, element: Element) -> Reference:
    image = element.tag == "img"
    return Reference(element.get("src" if image else "href", ""), _line(segment, element), image)


def _line(segment: callouts.Segment, element: Element) -> int:
    """The line of the body where `element` is most likely written: the first that holds its target or its words."""
    wanted = element.get("href") or element.get("src") or words_of(element)[:40]
    for number, line in enumerate(segment.text.split("\n")):
        if wanted and wanted in line:
            return segment.line + number
    return segment.line
