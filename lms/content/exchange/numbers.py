"""Numbers as banks write them, exact: a value, a value and its tolerance, a range, or « * »."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from fractions import Fraction

from lms.content.exchange.source import Interval, Unusable, shortened

_NUMBER = re.compile(r"[-+\u2212]?(?:\d{1,25}(?:[.,]\d{0,25})?|[.,]\d{1,25})(?:[eE][-+]?\d{1,2})?")
ANY = "*"
LARGEST = 10**15


def read_interval(text: str, weight: Fraction, feedback: str, tolerance: str = "") -> Interval:
    """« 12 », « 12:0.5 », « 11.5..12.5 » or « * », and a tolerance written apart. Raises Unusable."""
    if text == ANY:
        return Interval(None, None, weight, feedback)
    comma = "," in text or "," in tolerance
    low, dots, high = text.partition("..")
    if dots and low.strip():
        one, other = number(low), number(high)
        return Interval(min(one, other), max(one, other), weight, feedback, comma)
    value, _, margin = text.partition(":")
    middle = number(value)
    allowed = abs(number(tolerance or margin or "0"))
    with localcontext(prec=60):
        return Interval(middle - allowed, middle + allowed, weight, feedback, comma)


def number(text: str) -> Decimal:
    """A number, with a point or a comma. Raises Unusable."""
    written = re.sub("[ \u00a0\u202f]", "", text.strip())
    if not _NUMBER.fullmatch(written):
        raise Unusable(f"« {shortened(text, 40)} » n’est pas un nombre lisible : corrigez-le dans le fichier")
    value = Decimal(written.replace(",", ".").replace("\u2212", "-"))
    if abs(value) >= LARGEST:
        raise Unusable(f"« {shortened(text, 40)} » est un nombre trop grand pour être repris")
    return value


def stored(value: Decimal, what: str) -> int | float:
    """The number as the text format holds it. Raises Unusable when it cannot be held exactly."""
    held = int(value) if value == value.to_integral_value() else float(value)
    if Decimal(str(held)) != value:
        raise Unusable(f"{what} ({shortened(str(value), 40)}) a trop de chiffres : arrondissez-la dans le fichier")
    return held
