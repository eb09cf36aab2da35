"""Something that should be an article: where it stands, and how to get it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..article import Declared
from ..errors import ArticleError
from ..model import Article


class Found(Protocol):
    """One article to come.

    origin: where it stands, stable and unique: a path, `path:line`, an address, `crawl.warc.gz#record`. sign: tells without reading that it is as last time; None when
    nothing does. Implementations can be pickled: they go to other processes.
    """

    @property
    def origin(self) -> str:
        """Where it stands."""

    @property
    def sign(self) -> str | None:
        """Tells without reading that it is as last time."""

    def article(self, declared: Declared) -> Article:
        """Read it in. Raises ArticleError, OSError."""


@dataclass(frozen=True, slots=True)
class Failed:
    """What cannot be read at all: a stream cut short, a bad item of a feed."""

    origin: str
    error: ArticleError
    sign: str | None = None

    def article(self, declared: Declared) -> Article:  # noqa: ARG002
        """Raises the reason."""
        raise self.error
