"""Tests speak to this machine only."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest


class NetworkForbidden(Exception):
    """A test tried to leave this machine."""


def close(patch: pytest.MonkeyPatch) -> None:
    """Let sockets reach loopback and local files only. Child processes look after themselves."""

    def guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
        def only_here(self: socket.socket, address: Any, *more: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
                raise NetworkForbidden(f"a test tried to reach {address[0]}")
            return connect(self, address, *more)

        return only_here

    patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
