"""Which addresses may be fetched: the public web, nothing inside the network this runs in.

A name is resolved once, every address it has is looked at, and the connection is made to the one that was looked at. SELON_ALLOW_HOSTS lets named hosts through,
as `intranet.example:8080`, parted by commas.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from ..errors import NotAllowed, NotFetched

SCHEMES = {"http": 80, "https": 443}
LONGEST = 2000
# Ranges through which another address can be reached: IPv4 inside IPv6 (mapped, NAT64, 6to4, Teredo).
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect. url: as it is asked for. pinned: the same with the address looked at in place of the name. host: for the Host header and the certificate."""

    url: str
    pinned: str
    host: str
    header: str


def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses of a name. Raises NotFetched."""
    try:
        return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError) as error:
        raise NotFetched(f"no address is known for {host} ({error}); is the name spelt right, is there a network?") from None


def allowed() -> frozenset[str]:
    """The hosts let through by SELON_ALLOW_HOSTS."""
    return frozenset(one.strip().lower() for one in os.environ.get("SELON_ALLOW_HOSTS", "").split(",") if one.strip())


def checked(url: str, resolve: Resolve = resolved, let: Iterable[str] | None = None) -> Place:
    """Where an address leads, if it may be fetched. let: hosts let through, None: those of the setting. Raises NotAllowed, NotFetched."""
    if len(url) > LONGEST or any(ord(c) <= 32 or ord(c) == 127 for c in url):
        raise NotAllowed(f"address {url[:80]!r} is longer than {LONGEST} characters or holds a blank or control character")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".").lower()
    except ValueError as error:
        raise NotAllowed(f"address {url[:80]!r} makes no sense ({error})") from None
    if parts.scheme not in SCHEMES or not host:
        raise NotAllowed(f"address {url[:80]!r}: only http:// and https:// are fetched; a file is given by its path")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed(f"address of {host} holds a name or password; they are not sent")
    through = frozenset(allowed() if let is None else let)
    named = f"{host}:{port or SCHEMES[parts.scheme]}"
    inside = named in through or host in through
    if not inside and port not in (None, *SCHEMES.values()):
        raise NotAllowed(f"{host}: port {port} is not one of the web; SELON_ALLOW_HOSTS={named} lets it through")
    addresses = resolve(host, port or SCHEMES[parts.scheme])
    for one in addresses:
        if not inside and not public(one):
            raise NotAllowed(f"{host} leads into a private network ({one}); SELON_ALLOW_HOSTS={named} lets it through")
    first = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
    ascii_host = _ascii(host)
    pinned = urlunsplit((parts.scheme, first + (f":{port}" if port else ""), parts.path or "/", parts.query, ""))
    return Place(url, pinned, ascii_host, ascii_host + (f":{port}" if port and port != SCHEMES[parts.scheme] else ""))


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def public(address: str) -> bool:
    """Whether an address is of the open internet, and no other way to one that is not."""
    try:
        one = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address):
        inner = [one.ipv4_mapped, one.sixtofour, *(one.teredo or ())]
        if one in NAT64:
            inner.append(ipaddress.IPv4Address(int(one) & 0xFFFFFFFF))
        if any(each is not None and not public(str(each)) for each in inner):
            return False
        if one in NAT64 or one.ipv4_mapped:
            return True
    return one.is_global and not one.is_multicast and not one.is_reserved and not one.is_unspecified
