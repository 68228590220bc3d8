"""No test may reach beyond this machine: personal data never leaves it, and a test that needs a network is flaky."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest


class NetworkUseError(RuntimeError):
    """A test, or the code under test, tried to reach another machine."""


def is_loopback(host: object) -> bool:
    """Whether a host name or address means this machine."""
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in ("", "localhost", "None"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _refuse_unless_loopback(host: object) -> None:
    if not is_loopback(host):
        raise NetworkUseError(
            f"The tests block connections to other machines, and this one tried to reach {host!r}. "
            "Use a service on 127.0.0.1, or leave the call out."
        )


@pytest.fixture(scope="session", autouse=True)
def only_loopback() -> Iterator[None]:
    """Block every connection, datagram and name look-up that leaves this machine, for the whole session."""
    patch = pytest.MonkeyPatch()

    def guard_method(name: str, address_at: int) -> None:
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, *arguments: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _refuse_unless_loopback(arguments[address_at][0])
            return original(self, *arguments)

        patch.setattr(socket.socket, name, guarded)

    guard_method("connect", 0)
    guard_method("connect_ex", 0)
    guard_method("sendto", -1)  # the address is the last argument, after data and perhaps flags

    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        _refuse_unless_loopback(host)
        return look_up(host, *arguments, **options)

    patch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    patch.undo()
