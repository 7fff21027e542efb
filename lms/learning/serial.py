"""Numbers of attestations, made to be read aloud and typed: « ETF-7F4K-92QD-XM3T ».

Twelve symbols of Crockford's base 32 (no I, L, O or U): eleven hold 55 bits drawn at random by the caller, the last
is a check. One wrong symbol, or any two exchanged, is always told: the twelve symbols, each multiplied by a weight of
its own in the field of 32 elements, add up to nothing.

    compose(secrets.randbits(BITS))     the number as it is written
    parse("etf 7f4k 92qd xm3t")         the same, whatever the case, spaces and dashes; or SerialMistyped
"""

from __future__ import annotations

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
BITS = 5 * (LENGTH - 1)
PREFIX = "ETF"

_LOOK_ALIKES = str.maketrans("OIL", "011")
_LEFT_OUT = frozenset(
    " \t\n-_.\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}"
)
_POLYNOMIAL = 0b100101  # x⁵ + x² + 1: every element but zero is a power of x


class SerialMistyped(ValueError):
    """No attestation can have this number: it has not twelve symbols, or one of them is wrong."""


def compose(number: int) -> str:
    """The serial of a number below 2**BITS. Two numbers never give the same one."""
    if not 0 <= number < 1 << BITS:
        raise ValueError(number)
    values = [number >> shift & 31 for shift in range(BITS - 5, -1, -5)]
    return _written([*values, _weighted(values)])


def parse(typed: str) -> str:
    """The serial that was meant, as `compose` writes it. Raises SerialMistyped."""
    symbols = "".join(sign for sign in typed.upper() if sign not in _LEFT_OUT)
    if len(symbols) == len(PREFIX) + LENGTH:
        symbols = symbols.removeprefix(PREFIX)
    symbols = symbols.translate(_LOOK_ALIKES)
    values = [SYMBOLS.find(sign) for sign in symbols]
    if len(values) != LENGTH or -1 in values or _weighted(values[:-1]) != values[-1]:
        raise SerialMistyped(typed)
    return _written(values)


def _written(values: list[int]) -> str:
    symbols = "".join(SYMBOLS[value] for value in values)
    return "-".join([PREFIX, *(symbols[at : at + 4] for at in range(0, LENGTH, 4))])


def _weighted(values: list[int]) -> int:
    """The sum of value i times x to the power len - i: the check weighs x⁰, so it is the sum itself."""
    total = 0
    for value in values:
        total = _times_x(total ^ value)
    return total


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _POLYNOMIAL if doubled & 32 else doubled
