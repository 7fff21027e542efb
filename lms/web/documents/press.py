"""The press: data and a layout in, a tagged PDF out. The only module that knows typst.

Data travel as JSON, so nothing in them is ever read as layout. The same data give the same bytes.
Layouts and fonts are read when this module is imported, once; nothing is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from lms.web.documents.lettering import FONTS

FOLDER = Path(__file__).resolve().parent

_FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
LOGO = (FOLDER / "logo.svg").read_text(encoding="utf-8")


def printed(layout: str, data: Mapping[str, Any], dated: date) -> bytes:
    """The PDF of a layout of this folder, said to be made on the first instant (UTC) of `dated`.

    Strings of `data` must be drawable (lettering.drawn), or be pictures and metadata.
    """
    return typst.compile(
        FOLDER / layout,
        root=FOLDER,
        font_paths=_FONTS,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps({**data, "logo": LOGO}, ensure_ascii=False)},
        pdf_standards="ua-1",  # enforced: no title, no alternative, a sign that no font has are errors
        timestamp=datetime.combine(dated, time(), UTC),
    )
