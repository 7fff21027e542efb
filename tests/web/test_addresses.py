"""The addresses written into published texts lead to a route, and no route hides another."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import MapAdapter

from lms.web.addresses import ADDRESSES


@pytest.fixture
def adapter(app: Flask) -> MapAdapter:
    return app.url_map.bind("localhost")


@pytest.mark.parametrize(
    ("address", "endpoint", "values"),
    [
        (ADDRESSES.lesson("e-services", "message"), "learner.lesson", {"course": "e-services", "lesson": "message"}),
        (ADDRESSES.term("rgaa"), "public.glossary", {}),
        (ADDRESSES.media("0" * 64, "svg"), "learner.media", {"sha256": "0" * 64, "extension": "svg"}),
    ],
)
def test_an_address_in_a_text_leads_to_its_page(adapter: MapAdapter, address: str, endpoint: str, values: dict) -> None:
    assert adapter.match(address.partition("?")[0].partition("#")[0]) == (endpoint, values)


def test_the_end_of_a_lesson_is_not_taken_for_a_step(adapter: MapAdapter) -> None:
    assert adapter.match("/modules/e-services/message/fin")[0] == "learner.lesson_end"
