"""A real SMTP server on this machine: up, down, slow, refusing, or dropping the line.

with postmen.postman() as postman:
    postman.url, postman.received, postman.replies["claire@…"] = ["451 …", …], postman.delay = 0.2
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from lms import mail
from tools.server import HOST, free_port

SENDER = "ne-pas-repondre@etoffe.example"


@dataclass
class Received:
    """A message that was accepted: its envelope, and what it says."""

    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        found = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


@dataclass
class Postman:
    """Accepts everything, until told otherwise. `replies` are used one after the other, then everything is accepted."""

    port: int = field(default_factory=free_port)
    options: dict[str, Any] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    replies: dict[str, list[str]] = field(default_factory=dict)  # to RCPT TO, by recipient
    content_replies: dict[str, list[str]] = field(default_factory=dict)  # after the final dot, by recipient
    drops: Counter[str] = field(default_factory=Counter)  # how many times the line is cut after the final dot
    delay: float = 0.0  # seconds before each answer
    accepted: Callable[[Received], None] = lambda _received: None  # called between accepting and saying so
    spoken_to: int = 0
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    def relay(self, **changes: Any) -> mail.Relay:
        return mail.Relay(**({"url": self.url, "sender": SENDER, "sender_name": "Étoffe"} | changes))

    def open(self) -> None:
        self._controller = Controller(self, hostname=HOST, port=self.port, **self.options)
        self._controller.start()
        self.spoken_to = 0  # the controller has just spoken to itself

    def shut(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def times(self) -> Counter[str]:
        """How many times each message was accepted, by Message-ID."""
        return Counter(str(one.message["Message-ID"]) for one in self.received)

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]) -> Any:
        session.host_name = hostname
        self.spoken_to += 1
        await asyncio.sleep(self.delay)
        return responses

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        await asyncio.sleep(self.delay)
        reply = _next(self.replies, address)
        if not reply:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.delay)
        address = envelope.rcpt_tos[0]
        if self.drops[address]:
            self.drops[address] -= 1
            server.transport.abort()
            return "421 Bye"
        reply = _next(self.content_replies, address)
        if reply:
            return reply
        received = Received(address, envelope.content)
        self.received.append(received)
        self.accepted(received)
        return "250 OK"


def _next(replies: dict[str, list[str]], address: str) -> str | None:
    left = replies.get(address)
    return left.pop(0) if left else None


@contextmanager
def postman(**options: Any) -> Iterator[Postman]:
    made = Postman(options=options)
    made.open()
    try:
        yield made
    finally:
        made.shut()
