"""Style, script, drawings and fonts: kept for a year, light, and gone when they change."""

from __future__ import annotations

import re

import brotli
import pytest

from tests.support.people import Person


def assets(amina: Person) -> list[str]:
    """The addresses that the landing page asks for."""
    page = amina.get("/").get_data(as_text=True)
    return re.findall(r'(?:href|src)="(/(?:static|fonts)/[^"]+)"', page)


def test_what_a_page_asks_for_is_there_for_a_year(amina: Person) -> None:
    asked = assets(amina)
    assert len(asked) >= 3
    for address in asked:
        file = amina.get(address)
        assert file.status_code == 200
        assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in file.headers
        again = amina.get(address, headers={"If-None-Match": file.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_the_style_sheet_travels_compressed(amina: Person) -> None:
    address = next(one for one in assets(amina) if one.endswith(".css"))
    plain = amina.get(address)
    packed = amina.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert brotli.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize(
    "address",
    [
        "/static/000000000000/etoffe.css",
        "/static/etoffe.css",
        "/fonts/absente.woff2",
        "/fonts/..%2f..%2fsettings.py",
        "/static/000000000000/..%2f__init__.py",
    ],
)
def test_an_older_or_foreign_address_is_gone(amina: Person, address: str) -> None:
    gone = amina.get(address)
    assert gone.status_code == 404
    assert "Cette page n’existe pas" in gone.get_data(as_text=True)


def test_search_engines_are_kept_out_of_what_is_not_in_service(amina: Person) -> None:
    assert "Disallow: /\n" in amina.get("/robots.txt").get_data(as_text=True)


def test_the_style_sheet_asks_nobody_else_for_anything(amina: Person) -> None:
    style = amina.get(next(one for one in assets(amina) if one.endswith(".css"))).get_data(as_text=True)
    assert not re.findall(r"url\((?![\"']?(?:/fonts/|data:|#))[^)]*\)", style)
    assert "@import" not in style
