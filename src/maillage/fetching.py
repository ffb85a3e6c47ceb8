"""One polite HTTP client: bounded in time and size, and never inside the network.

An address that somebody wrote could lead to the machines around the server (SSRF). Names are
therefore resolved here, each address is checked, and the connection goes to the address checked,
at every redirection: a name that changes its mind in between changes nothing.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from maillage import __version__

MOST_REDIRECTS = 5
LONGEST = 30.0  # seconds for a whole answer
TIMEOUT = httpx.Timeout(10, connect=5)  # seconds of silence
_STATUSES = {
    401: "le serveur demande un mot de passe (401)",
    403: "le serveur refuse de le donner (403)",
    404: "la page n’existe plus (404) : corriger le lien",
    410: "la page a été retirée (410) : retirer le lien",
    429: "le serveur demande d’attendre (429)",
}

# Tells whether an address may be reached.
Policy = Callable[[str], bool]


class FetchError(Exception):
    """An address that gives nothing; the message says why, in French."""


class Disallowed(FetchError):
    """An address that its site asks robots not to read."""


def public_only(address: str) -> bool:
    """Allow the addresses of the public internet, not those of this machine or its network."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (mapped is None or mapped.is_global)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer; `body` is None where nothing changed since the last one."""

    body: bytes | None
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Probed:
    """What an address answers, whatever it is: its status, and the first bytes of its page.

    `hops` are the statuses of the redirections that led from the address asked to `url`.
    """

    status: int
    url: str
    hops: tuple[int, ...] = ()
    content_type: str = ""
    retry_after: str = ""
    head: bytes = b""


class _BoundedStream(httpcore.NetworkStream):
    """A connection that no server keeps open by sending a byte now and then."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream, self._ends = stream, ends

    def _left(self, timeout: float | None) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what came, for as long as is left."""
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write, for as long as is left."""
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt the connection."""
        secure = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _BoundedStream(secure, self._ends)

    def get_extra_info(self, info: str) -> Any:
        """Return what is known of the connection."""
        return self._stream.get_extra_info(info)


class _GuardedBackend(httpcore.SyncBackend):
    """Opens connections to the addresses that a policy allows."""

    def __init__(self, policy: Policy) -> None:
        super().__init__()
        self._policy = policy

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve a name, refuse it if one of its addresses is, connect to the first."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise FetchError(f"le nom « {host} » n’existe pas : corriger le lien") from None
        addresses = [str(one[4][0]) for one in found]
        if not addresses or not all(map(self._policy, addresses)):
            raise FetchError(f"« {host} » mène à une adresse interne au réseau : refusée")
        ends = time.monotonic() + LONGEST
        stream = super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)
        return _BoundedStream(stream, ends)


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Any:
        yield from self._stream

    def close(self) -> None:
        """Give the connection back."""
        self._stream.close()


class _Transport(httpx.BaseTransport):
    """Sends httpx's requests through guarded connections; no proxy of the environment."""

    def __init__(self, policy: Policy) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=_GuardedBackend(policy),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response.stream)
        )

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


class Fetcher:
    """The client; use it in a `with` statement.

    `what` is asked for: its name in messages (« flux »), the types preferred (`accept`), and how
    large it may be, in bytes once decompressed. Tests give a policy that allows this machine.
    """

    def __init__(
        self,
        policy: Policy = public_only,
        contact: str = "",
        *,
        what: str = "document",
        accept: str = "*/*",
        largest: int = 20_000_000,
    ) -> None:
        self._what = what
        self._largest = largest
        agent = f"Maillage/{__version__}" + (f" (+{contact})" if contact else "")
        self._client = httpx.Client(
            transport=_Transport(policy),
            timeout=TIMEOUT,
            headers={"User-Agent": agent, "Accept": accept},
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, url: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        """Return what stands at an address, unless it is what we had; raise `FetchError`."""
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in known.items() if value}
        deadline = time.monotonic() + LONGEST
        with self._answer("GET", url, conditions) as (response, end, _):
            return self._read(response, end, deadline)

    def probe(
        self,
        url: str,
        *,
        method: str = "GET",
        keep: int = 0,
        may: Callable[[str], bool] = lambda url: True,
    ) -> Probed:
        """Return what an address answers, and the first `keep` bytes of it; raise `FetchError`.

        `may` tells of each address, before it is asked, whether its site lets robots read it.
        """
        with self._answer(method, url, {}, may) as (response, end, hops):
            headers, head = response.headers, bytearray()
            for chunk in response.iter_bytes() if keep and method != "HEAD" else ():
                head += chunk
                if len(head) >= keep:
                    break
            return Probed(
                response.status_code,
                end,
                hops,
                headers.get("content-type", ""),
                headers.get("retry-after", ""),
                bytes(head[:keep]),
            )

    @contextmanager
    def _answer(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        may: Callable[[str], bool] = lambda url: True,
    ) -> Iterator[tuple[httpx.Response, str, tuple[int, ...]]]:
        """Give the answer that redirections lead to, its address, and their statuses."""
        hops: tuple[int, ...] = ()
        while len(hops) <= MOST_REDIRECTS:
            if urlsplit(url).scheme not in {"http", "https"}:
                raise FetchError("l’adresse ne commence pas par http:// ou https://")
            if not may(url):
                raise Disallowed("le site demande aux robots de ne pas la lire")
            try:
                with self._client.stream(method, url, headers=headers) as response:
                    if not response.has_redirect_location:
                        yield response, url, hops
                        return
                    hops += (response.status_code,)
                    url = urljoin(url, response.headers["location"])
            except (httpx.TimeoutException, httpcore.TimeoutException):
                raise FetchError("le serveur n’a pas répondu à temps") from None
            except (httpx.InvalidURL, httpx.DecodingError, httpcore.ProtocolError, ValueError):
                raise FetchError("le serveur répond de façon illisible") from None
            except (httpcore.NetworkError, httpx.HTTPError, OSError) as error:
                raise FetchError(_network_problem(error)) from None
        raise FetchError(f"plus de {MOST_REDIRECTS} redirections : corriger le lien")

    def _read(self, response: httpx.Response, url: str, deadline: float) -> Fetched:
        status, headers = response.status_code, response.headers
        if status == httpx.codes.NOT_MODIFIED:
            return Fetched(None, url=url)
        if status != httpx.codes.OK:
            usual = f"le serveur est en panne ({status})" if status >= 500 else f"réponse {status}"
            raise FetchError(_STATUSES.get(status, usual))
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._largest:
                raise FetchError(f"le {self._what} dépasse {self._largest // 1_000_000} Mo")
            if time.monotonic() > deadline:
                raise FetchError("le serveur n’a pas répondu à temps")
        return Fetched(
            bytes(body),
            headers.get("content-type", ""),
            headers.get("etag", "")[:300],
            headers.get("last-modified", "")[:100],
            url,
        )


def _network_problem(error: Exception) -> str:
    if "certificate" in str(error).lower():
        return "le certificat du serveur n’est pas valable"
    return "la connexion au serveur a échoué"
