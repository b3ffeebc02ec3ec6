"""One request to a stranger's server that can reach no machine of ours: names are resolved here, private addresses
refused, and the connection goes to the very address that was looked at, so a name that changes meanwhile helps nobody.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from django.utils.encoding import iri_to_uri

MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(Exception):
    """The guard does not let us go there; `args` say why."""


class NoSuchHost(Exception):
    """The name leads to no machine."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be asked. `allowed` are (host, port) that may be private: our own site, or a test's server."""

    allowed: frozenset[tuple[str, int]] = frozenset()
    timeout_seconds: float = 8.0  # for one answer
    most_seconds: float = 25.0  # for an address with all its redirects
    agent: str = "Tekotori link check"
    resolve: Callable[..., list[tuple[int, int, int, str, tuple[str, int]]]] = field(
        default=socket.getaddrinfo  # type: ignore[assignment]  # its addresses are of several forms
    )

    def status(self, address: str) -> int:
        """The status that an address ends in, after at most five redirects; HEAD, or GET where HEAD is not known.

        Raises Refused, NoSuchHost, OSError (a timeout among them) or http.client.HTTPException.
        """
        ends = time.monotonic() + self.most_seconds
        for _hop in range(MOST_REDIRECTS + 1):
            if time.monotonic() > ends:
                raise TimeoutError
            status, location = self._ask("HEAD", address)
            if status not in (301, 302, 303, 307, 308) and not 200 <= status < 300:
                status, location = self._ask("GET", address)
            if status not in (301, 302, 303, 307, 308) or not location:
                return status
            address = urljoin(address, location)
        raise Refused(f"more than {MOST_REDIRECTS} redirects")

    def _ask(self, method: str, address: str) -> tuple[int, str]:
        parts = self._parts(address)
        host, port = _ascii_host(parts.hostname or ""), parts.port or PORTS[parts.scheme]
        with self._connection(parts.scheme, host, port) as connection:
            path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
            connection.request(method, path, headers={"User-Agent": self.agent, "Accept": "*/*"})
            answer = connection.getresponse()  # the body is never read
            return answer.status, answer.headers.get("Location", "")

    def _parts(self, address: str) -> SplitResult:
        try:
            parts = urlsplit(iri_to_uri(address))
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise Refused("not an address") from error
        if parts.scheme not in PORTS or not host:
            raise Refused("not an address of the web")
        if parts.username is not None or parts.password is not None:
            raise Refused("a user name in the address")
        if (host, port or PORTS[parts.scheme]) not in self.allowed and port not in (
            None,
            PORTS[parts.scheme],
        ):
            raise Refused(f"port {port}")
        return parts

    @contextmanager
    def _connection(self, scheme: str, host: str, port: int) -> "Iterator[http.client.HTTPConnection]":
        address = self._checked_address(host, port)
        connection = http.client.HTTPConnection(host, port, timeout=self.timeout_seconds)
        # A server that sends a byte now and then would keep us: the line is cut at the end of the time, whatever comes.
        cut = threading.Timer(self.timeout_seconds * 2, lambda: _cut(connection))
        try:
            cut.start()
            line: socket.socket = socket.create_connection((str(address), port), timeout=self.timeout_seconds)
            connection.sock = line
            if scheme == "https":
                connection.sock = ssl.create_default_context().wrap_socket(line, server_hostname=host)
            yield connection
        finally:
            cut.cancel()
            connection.close()

    def _checked_address(self, host: str, port: int) -> Address:
        """The address to connect to. One private address among a name's is enough to refuse them all."""
        try:
            found = self.resolve(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
                raise
            raise NoSuchHost(host) from error
        addresses = [ipaddress.ip_address(entry[4][0].partition("%")[0]) for entry in found]
        if not addresses:
            raise NoSuchHost(host)
        if (host, port) not in self.allowed:
            for address in addresses:
                if not is_public(address):
                    raise Refused(f"{host} is in a private network")
        return addresses[0]


def _ascii_host(host: str) -> str:
    """A name with letters outside ASCII in the form that the DNS knows."""
    try:
        return unquote(host).encode("idna").decode()
    except UnicodeError as error:
        raise NoSuchHost(host) from error


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, also of the IPv4 address that an IPv6 address may carry."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _cut(connection: http.client.HTTPConnection) -> None:
    line = connection.sock
    if line is not None:
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it was closed meanwhile
