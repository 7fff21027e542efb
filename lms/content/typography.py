"""French typography of plain text: no-break spaces, apostrophes, quotation marks.

`fix` works on one run of text (never HTML), in linear time, and changes nothing the second
time. Web and e-mail addresses, `::` and hours (14:30) are left alone.
"""

from __future__ import annotations

import re

NARROW = "\u202f"  # before ; ! ? » % €, after «, between groups of three digits
WIDE = "\u00a0"  # before a colon, between a number and its unit

_SPACE = f"[ \t\n{WIDE}{NARROW}]"
_ADDRESS = re.compile(r"((?:https?|mailto):\S++|(?<![\w.])www\.\S++|(?<![\w.+%-])[\w.+%-]++@[\w.-]++)", re.IGNORECASE)
_UNITS = (
    "minutes?|min|heures?|h|secondes?|jours?|semaines?|mois|ans?|années?|nuits?|fois|points?|étapes?|pages?|lignes?|"
    "habitantes?|habitants?|communes?|élus?|élues?|agents?|personnes?|collectivités?|foyers?|logements?|dossiers?|"
    "demandes?|actes?|critères?|mots?|questions?|millions?|milliards?|euros?|centimes?|"
    "o|Ko|Mo|Go|To|octets?|km|m|cm|mm|m²|m³|kg|g|t|kWh|MWh|GWh|TWh|W|kW|HT|TTC"
)
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_BEFORE_NUMBER = "n°|N°|nos|art\\.|articles?|p\\.|page|leçon|étape|fiche|module|alinéa|chapitre|annexe"

# Each rule is (pattern, replacement). A pattern that inserts a sign looks behind, so that it cannot match its own work.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # apostrophes
        (r"(?<=[^\W\d_])'(?=[\w«“]|\Z)", "’"),
        (r"(?<!\.)\.{3}(?!\.)", "…"),
        # quotation marks
        (rf"«{_SPACE}*+(?=\S|\Z)", f"«{NARROW}"),
        (rf"(?<=\S){_SPACE}*+»", f"{NARROW}»"),
        (rf"\A{_SPACE}++»", f"{NARROW}»"),
        # high punctuation: an existing space becomes the right one …
        (rf"(?<=\S){_SPACE}++(?=[;!?]++(?!=))", NARROW),
        (rf"\A{_SPACE}++(?=[;!?]++(?!=))", NARROW),
        (rf"(?<=[^\s:]){_SPACE}++:(?![:\w])", f"{WIDE}:"),
        (rf"\A{_SPACE}++:(?![:\w])", f"{WIDE}:"),
        # … and a missing one is added where a sentence or a clause ends
        (r"(?<=[^\W_]|[)%€²»])(?=[;!?]++(?:[\s)»]|\Z))", NARROW),
        (r"(?<=[^\W_]|[)%€²»])(?=:(?:\s|\Z))", WIDE),
        # numbers
        (rf"(?<=\d){_SPACE}*+(?=%(?!\d)|[kM]?€)", NARROW),
        (rf"(?<=\d) (?=(?:{_UNITS})(?!\w))", WIDE),
        (rf"(?<=\d) (?=(?:{_MONTHS})(?!\w))", WIDE),
        (rf"(?<=1er) (?=(?:{_MONTHS})(?!\w))", WIDE),
        (rf"(?<!\w)({_BEFORE_NUMBER}) (?=(?:[LRDA]\.? ?)?\d)", rf"\1{WIDE}"),
        (r"(?<!\w)([LRDA]\.) (?=\d)", rf"\1{WIDE}"),
        # people
        (r"(?<!\w)(M\.|MM\.|Mmes?|Dr) (?=[A-ZÀ-ÖØ-Þ])", rf"\1{WIDE}"),
    )
)
_THOUSANDS = re.compile(rf"(?<![\w.,{WIDE}{NARROW}-])(?<!\d )\d{{1,3}}(?:[ {WIDE}]\d{{3}})++(?!\w)")
_QUOTED = re.compile(r'(?<![^\s(’«])"(?=\S)([^"\n]{1,300})(?<=\S)"(?![\w"])')


def fix(text: str) -> str:
    """Return `text` with French typography. fix(fix(text)) == fix(text)."""
    parts = _ADDRESS.split(text)
    parts[::2] = [_fix_words(part) for part in parts[::2]]
    return "".join(parts)


def _fix_words(text: str) -> str:
    text = _QUOTED.sub(f"«{NARROW}\\1{NARROW}»", text)
    text = _THOUSANDS.sub(lambda number: re.sub(_SPACE, NARROW, number.group()), text)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
