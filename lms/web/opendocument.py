"""An OpenDocument spreadsheet is a zip of three files: a type, a list, the tables. Written row by row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
        ("manifest", "manifest"),
    )
)
_LIST = (
    f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest {_NAMES} manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.3">'
    "<office:automatic-styles>"
    '<number:date-style style:name="D"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    '</number:date-style><number:percentage-style style:name="P"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>'
    '<number:number-style style:name="E"><number:number number:decimal-places="2" number:min-decimal-places="2" '
    'number:min-integer-digits="1" number:grouping="true"/></number:number-style>'
    '<style:style style:name="euros" style:family="table-cell" style:data-style-name="E"/>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="D"/>'
    '<style:style style:name="part" style:family="table-cell" style:data-style-name="P"/>'
    '<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/>'
    "</style:style></office:automatic-styles><office:body><office:spreadsheet>"
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_KEPT = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_NEVER = dict.fromkeys(set(range(0x20)) - {9, 10, 13})  # what XML cannot hold
Cell = str | int | float | Decimal | date


def write(file: IO[bytes], tables: Iterable[tuple[str, Iterable[str], Iterable[Iterable[Cell]]]]) -> None:
    """Write tables, each a name, headings and rows; a number with decimals is a share, shown in hundredths."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(_entry("mimetype", ZIP_STORED), TYPE)  # first and as it is: that is how it is recognised
        archive.writestr(_entry("META-INF/manifest.xml"), _LIST)
        with archive.open(_entry("content.xml"), "w") as content:
            content.write(_HEAD.encode())
            for name, headings, rows in tables:
                content.write(f"<table:table table:name={quoteattr(name)}>".encode())
                content.write(_row(headings, ' table:style-name="head"'))
                for row in rows:
                    content.write(_row(row))
                content.write(b"</table:table>")
            content.write(_TAIL.encode())


def _entry(name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
    """Without the time it was written: the same figures make the same file."""
    entry = ZipInfo(name)
    entry.compress_type = compression
    return entry


def _row(cells: Iterable[Cell], style: str = "") -> bytes:
    return f"<table:table-row>{''.join(_cell(cell, style) for cell in cells)}</table:table-row>".encode()


def _cell(cell: Cell, style: str) -> str:
    match cell:
        case str():
            kind, shown = 'office:value-type="string"', escape(cell.translate(_NEVER), _KEPT)
        case float():
            kind, shown = f'office:value-type="percentage" office:value="{cell}"', f"{cell:.0%}"
            style = ' table:style-name="part"'
        case Decimal():
            kind, shown = f'office:value-type="float" office:value="{cell}"', f"{cell:.2f}".replace(".", ",")
            style = ' table:style-name="euros"'
        case int():
            kind, shown = f'office:value-type="float" office:value="{cell}"', str(cell)
        case _:
            kind, shown = f'office:value-type="date" office:date-value="{cell:%Y-%m-%d}"', f"{cell:%d/%m/%Y}"
            style = ' table:style-name="day"'
    return f"<table:table-cell {kind}{style}><text:p>{shown}</text:p></table:table-cell>"
