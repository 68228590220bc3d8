"""The guard lets a test reach this machine and no other."""

from __future__ import annotations

import socket
import urllib.request

import pytest

from tests.services.network import NetworkUseError, is_loopback


def test_a_connection_to_another_machine_is_refused_with_a_sentence() -> None:
    with (
        socket.socket() as endpoint,
        pytest.raises(NetworkUseError, match=r"tried to reach '192\.0\.2\.1'"),
    ):
        endpoint.connect(("192.0.2.1", 80))


def test_a_datagram_to_another_machine_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as endpoint, pytest.raises(NetworkUseError):
        endpoint.sendto(b"hello", ("192.0.2.1", 53))


def test_a_name_of_another_machine_is_not_even_looked_up() -> None:
    with pytest.raises(NetworkUseError, match=r"example\.org"):
        urllib.request.urlopen("http://example.org/")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", b"localhost", None, ""])
def test_this_machine_goes_by_several_names(host: object) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org", "localhost.example.org"])
def test_other_machines_are_not_taken_for_this_one(host: str) -> None:
    assert not is_loopback(host)
