"""Keeps tests on this machine."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest


def _is_here(address: Any) -> bool:
    """Tell a local socket's path or a loopback address from the rest of the world."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """Refuse every connection and name look-up that would leave the machine."""

    def guarded(name: str, address_of: Any) -> Any:
        original = getattr(socket if name == "getaddrinfo" else socket.socket, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            address = address_of(args)
            if not _is_here(address):
                raise AssertionError(f"a test reaches the network: {address}")
            return original(*args, **kwargs)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(name, lambda args: args[1]))
        patch.setattr(
            socket, "getaddrinfo", guarded("getaddrinfo", lambda args: (args[0] or "", 0))
        )
        yield
