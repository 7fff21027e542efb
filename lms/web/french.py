"""French dates, durations and numbers, with the no-break spaces they need: for pages and for paper.

Pure, so that documents can be written without a request.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

NBSP = "\N{NO-BREAK SPACE}"
THIN = "\N{NARROW NO-BREAK SPACE}"
PARIS = ZoneInfo("Europe/Paris")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
NUMBERS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit",
    "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip


def french_date(value: str | date | datetime) -> Markup:
    """« 23 novembre 2026 », « 1er mai 2026 » with a superscript; takes a date, an ISO string or a moment, in Paris."""
    day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    if isinstance(day, datetime) and day.tzinfo is not None:
        day = day.astimezone(PARIS)
    first = Markup("1<sup>er</sup>") if day.day == 1 else escape(day.day)
    return first + f"{NBSP}{MONTHS[day.month - 1]} {day.year}"


def hour(value: datetime) -> str:
    """« 18 h 05 », the time in Paris."""
    there = value.astimezone(PARIS)
    return f"{there.hour}{NBSP}h{NBSP}{there.minute:02}"


def minutes(value: int) -> str:
    """« 8 min », « 1 h », « 1 h 05 »."""
    hours, rest = divmod(value, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"


def number(value: int | float) -> str:
    """« 21 440 », « −12,5 »: thin spaces between thousands, a comma before decimals, a minus sign."""
    return f"{value:,}".replace(",", THIN).replace(".", ",").replace("-", "\N{MINUS SIGN}")


def in_words(value: int, feminine: bool = False) -> str:
    """« trois » up to sixteen, figures beyond."""
    if value == 1 and feminine:
        return "une"
    return NUMBERS[value] if 0 <= value < len(NUMBERS) else number(value)


def counted(value: int, one: str, many: str) -> str:
    """« 1 leçon », « 6 leçons », « 0 leçon »: French counts in the plural from two."""
    return f"{number(value)}{NBSP}{many if value >= 2 else one}"
