"""A small load: connections doing one thing again and again, timed. In its own process, standard library only.

python tools/load.py < plan.json      prints one JSON object

A plan has `host`, `port`, `connections`, `seconds`, `flow` (a name of FLOWS), `people` (cookie and form token of each),
`places` (address and fields of each) and `turn`: turns count from there, so that a run goes on where another ended.
Two turns never have the same person at the same place before every pair was met.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

QUESTIONS = 10


class Unexpected(Exception):
    """The server did not answer what this flow needs."""


@dataclass(frozen=True)
class Person:
    cookie: str
    token: str


@dataclass(frozen=True)
class Place:
    address: str
    fields: dict[str, str]


class Browser:
    """One connection, which anybody may borrow."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)

    def close(self) -> None:
        self._writer.close()

    async def get(self, who: Person, address: str) -> None:
        status, _ = await self._ask("GET", who, address)
        if status != 200:
            raise Unexpected(f"GET {address}: {status}")

    async def post(self, who: Person, address: str, fields: dict[str, str]) -> str:
        """Send a form; return where it leads."""
        form = {"csrf_token": who.token, "client_id": str(uuid4())} | fields
        status, location = await self._ask("POST", who, address, urlencode(form).encode())
        if status != 303 or not location:
            raise Unexpected(f"POST {address}: {status}")
        return location.partition("#")[0]

    async def _ask(self, method: str, who: Person, address: str, body: bytes = b"") -> tuple[int, str]:
        lines = [
            f"{method} {address} HTTP/1.1",
            f"Host: {self._host}:{self._port}",
            "Accept: text/html",
            "Accept-Encoding: gzip, deflate, br, zstd",
        ]
        if who.cookie:
            lines.append(f"Cookie: {who.cookie}")
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        await self._reader.readexactly(int(headers.get("content-length", "0")))
        return int(head[0].split()[1]), headers.get("location", "")


async def look(browser: Browser, who: Person, place: Place) -> None:
    """Open a page."""
    await browser.get(who, place.address)


async def send(browser: Browser, who: Person, place: Place) -> None:
    """Send a form, and not look at the page that follows."""
    await browser.post(who, place.address, place.fields)


async def follow(browser: Browser, who: Person, place: Place) -> None:
    """Send a form, and open the page that follows."""
    await browser.get(who, await browser.post(who, place.address, place.fields))


async def quiz(browser: Browser, who: Person, place: Place) -> None:
    """Start a quiz, answer ten questions, hand in, each followed by its page: 24 requests."""
    here = await browser.post(who, place.address, {})
    for _ in range(QUESTIONS):
        await browser.get(who, here)
        here = await browser.post(who, here, place.fields)
    await browser.get(who, here)
    await browser.get(who, await browser.post(who, here, {}))


Flow = Callable[[Browser, Person, Place], Awaitable[None]]
FLOWS: dict[str, Flow] = {one.__name__: one for one in (look, send, follow, quiz)}


async def load(plan: dict[str, Any]) -> dict[str, Any]:
    people = [Person(*one) for one in plan["people"]]
    places = [Place(*one) for one in plan["places"]]
    flow = FLOWS[plan["flow"]]
    turns = itertools.count(plan["turn"])
    spent: list[float] = []
    failures: list[str] = []
    started = time.perf_counter()
    until = started + plan["seconds"]

    async def connection() -> None:
        browser = Browser(plan["host"], plan["port"])
        await browser.open()
        while (begun := time.perf_counter()) < until:
            turn = next(turns)
            person = turn % len(people)
            place = places[(turn // len(people) + person) % len(places)]
            try:
                await flow(browser, people[person], place)
            except Unexpected as error:
                failures.append(str(error))
            spent.append(time.perf_counter() - begun)
        browser.close()

    await asyncio.gather(*(connection() for _ in range(plan["connections"])))
    lasted = time.perf_counter() - started
    spent.sort()
    return {
        "done": len(spent),
        "turn": next(turns),
        "failures": failures,
        "per_second": len(spent) / lasted,
        "p50": spent[len(spent) // 2] * 1000,
        "p95": spent[int(len(spent) * 0.95)] * 1000,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(load(json.load(sys.stdin)))))
