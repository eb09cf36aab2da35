"""One article as the archive keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from ..model import Reading


@dataclass(frozen=True, slots=True)
class Kept:
    """An article with what its current run read in it.

    key: 16 hexadecimal digits, of the text, the outlet, the address and the publication date. origin: where it came from first. added: ISO time, UTC.
    family: number of the text family (agency copy) or None when no other article is nearly the same. copies: how many articles the family has, 1 when alone.
    """

    key: str
    reading: Reading
    origin: str
    added: str
    family: int | None = None
    copies: int = 1


def key_of(article: str, record: str) -> str:
    """The archive's id of an attribution or event. article: the article's key; record: the id inside its reading."""
    return sha256(f"{article}|{record}".encode()).hexdigest()[:16]
