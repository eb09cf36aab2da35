"""Articles found → articles kept: what is there already is not read again, what fails is written down, the rest is read and kept.

Every article found is counted once: found = new + again + same + failed. What was acknowledged is durable; a run cut short goes on where it stopped, since
what was kept is told by its origin and sign, or by what it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from ..article import NOTHING, Declared
from ..errors import ArticleError, SelonError
from ..model import Article, Reading, Run
from ..store.archive import Archive, Incoming
from .found import Found

# Readings kept in one transaction, and seconds after which fewer are: each costs one flush of the disk, some milliseconds, and a crash costs what is not yet kept.
TOGETHER, SECONDS = 16, 2.0


@dataclass(frozen=True, slots=True)
class Order:
    """How to add. jobs: processes that read, 1 for none beside this one. only: origins to take, None for all."""

    declared: Declared = NOTHING
    jobs: int = 1
    only: frozenset[str] | None = None


@dataclass
class Summary:
    """What became of everything found. found == new + again + same + failed when all is done."""

    found: int = 0
    new: int = 0
    again: int = 0
    same: int = 0
    failed: int = 0
    words: int = 0
    attributions: int = 0

    @property
    def done(self) -> int:
        """How many are dealt with."""
        return self.new + self.again + self.same + self.failed


@dataclass
class _Adding:
    """One call under way: readings not yet kept, and the account of all."""

    archive: Archive
    order: Order
    told: Callable[[Summary], None]
    run: Run
    account: Summary = field(default_factory=Summary)
    held: list[Incoming] = field(default_factory=list)
    since: float = field(default_factory=time.monotonic)

    def article(self, one: Found) -> Article | None:
        """The article of something found, if it is to be read."""
        self.account.found += 1
        if self.archive.unchanged(one.origin, one.sign):
            self.account.same += 1
            return None
        try:
            article = one.article(self.order.declared)
        except (ArticleError, OSError) as error:
            self.fail(one, error)
            return None
        if self.archive.has(article, self.run, one.origin, one.sign):
            self.account.same += 1
            return None
        return article

    def fail(self, one: Found, error: Exception) -> None:
        """Write down a failure."""
        self.archive.failed(one.origin, one.sign, error)
        self.account.failed += 1
        self.told(self.account)

    def hold(self, one: Found, reading: Reading) -> None:
        """Keep a reading, at the latest with the next ones."""
        self.held.append(Incoming(reading, one.origin, one.sign))
        if len(self.held) >= TOGETHER or time.monotonic() - self.since >= SECONDS:
            self.flush()

    def flush(self) -> None:
        """Keep what is held."""
        held, self.held, self.since = self.held, [], time.monotonic()
        for one, added in zip(held, self.archive.add(held), strict=True) if held else ():
            setattr(self.account, added.state, getattr(self.account, added.state) + 1)
            self.account.words += len(one.reading.article.text.split())
            self.account.attributions += len(one.reading.attributions)
        self.told(self.account)


def add(archive: Archive, found: Iterable[Found], order: Order = Order(), told: Callable[[Summary], None] = lambda account: None) -> Summary:  # noqa: ARG005
    """Read and keep everything found. told: called as it goes on. Raises ArchiveError; what fails of a single article is kept as a failure."""
    from ..pipeline import tagger

    at_work = _Adding(archive, order, told, Run(_version(), tagger().digest))
    try:
        with _readers(order.jobs) as submit:
            waiting: list[tuple[Found, Future[Reading]]] = []
            for one in found:
                if order.only is not None and one.origin not in order.only:
                    continue
                article = at_work.article(one)
                if article is not None:
                    waiting.append((one, submit(article, order.declared.published)))
                while len(waiting) > 2 * order.jobs or (waiting and order.jobs == 1):
                    _take(at_work, *waiting.pop(0))
            for each in waiting:
                _take(at_work, *each)
    finally:
        at_work.flush()
    return at_work.account


def _take(at_work: _Adding, one: Found, reading: Future[Reading]) -> None:
    try:
        at_work.hold(one, reading.result())
    except ArticleError as error:
        at_work.fail(one, error)


def _version() -> str:
    from .._version import VERSION

    return VERSION


@contextmanager
def _readers(jobs: int) -> Iterator[Callable[[Article, str | None], Future[Reading]]]:
    """What reads an article: other processes, or this one."""
    if jobs <= 1:
        yield _here
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_warm) as pool:
        yield lambda article, declared: pool.submit(_read, article, declared)


def _here(article: Article, declared: str | None) -> Future[Reading]:
    """Read in this process, with all its threads."""
    from ..pipeline import read_article

    out: Future[Reading] = Future()
    try:
        out.set_result(read_article(article, None, declared))
    except SelonError as error:
        out.set_exception(error)
    return out


def _warm() -> None:
    """Load the weights once a process; one thread each, since the processes share the cores."""
    from ..pipeline import tagger

    tagger(None, 1)


def _read(article: Article, declared: str | None) -> Reading:
    from ..pipeline import read_article, tagger

    return read_article(article, tagger(None, 1), declared)


def bases(origins: Iterable[str]) -> list[str]:
    """The files and addresses that hold some origins: what to look through to try them again."""
    return list(dict.fromkeys(_base(origin) for origin in origins))


def _base(origin: str) -> str:
    if "://" in origin:
        return origin
    if Path(origin).exists():
        return origin
    return origin.split("#", 1)[0] if "#" in origin else origin.rpartition(":")[0] or origin
