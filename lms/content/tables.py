"""Tables as the design has them: labelled, scrollable, with header cells and aligned numbers."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from lms.content import typography
from lms.content.tree import words_of

_NUMBER = re.compile(r"[−+-]?\s?\d[\d\s.,]*(?:%|€|k€|M€|h|min|j|Ko|Mo|Go|kWh)?")


def has_header(table: Element) -> bool:
    """Whether at least one cell of the first row says something."""
    return any(words_of(cell) for cell in table.iterfind("./thead/tr/th"))


def dress_table(table: Element) -> Element:
    """Return the table in a scrollable region, its cells told apart: headers by their scope, numbers by their class."""
    table.attrib = {"class": "tableau"}
    head = table.findall("./thead/tr/th")
    rows = [list(row) for row in table.findall("./tbody/tr")]
    for cell in table.iter():
        if cell.tag in ("th", "td"):
            cell.attrib = {}
    for number, cell in enumerate(head):
        column = [row[number] for row in rows if words_of(row[number])]
        if words_of(cell):
            cell.set("scope", "col")
        else:
            cell.tag = "td"
        if number and column and all(_NUMBER.fullmatch(words_of(one)) for one in column):
            for one in (cell, *(row[number] for row in rows)):
                one.set("class", "num")
    for row in rows:
        if words_of(row[0]):
            row[0].tag = "th"
            row[0].set("scope", "row")
    columns = ", ".join(words_of(cell) for cell in head if words_of(cell))
    label = typography.fix(f"Tableau : {columns}")
    region = Element("div", {"class": "defile", "role": "region", "tabindex": "0", "aria-label": label})
    region.tail, table.tail = table.tail, None
    region.append(table)
    return region
