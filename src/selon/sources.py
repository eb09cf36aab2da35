"""What a user names on the command line → articles to read, one at a time, each failure beside its name."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import article
from .article import Declared
from .errors import ArticleError, SettingError
from .model import Article

SUFFIXES = (".txt", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson")
LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Source:
    """One article to come: a file, a line of one, or the standard input. line: its number from 1, or None for a whole file."""

    path: Path | None
    line: int | None = None
    raw: bytes | None = None

    @property
    def name(self) -> str:
        """What a message calls it."""
        base = str(self.path) if self.path else "-"
        return base if self.line is None else f"{base}:{self.line}"

    def article(self, declared: Declared) -> Article:
        """Read it in. Raises ArticleError, OSError."""
        raw = self.raw if self.raw is not None else (self.path or Path()).read_bytes()
        if self.line is not None:
            text, _ = article.decoded(raw)
            return article.from_line(text, declared)
        markup = True if self.path and self.path.suffix.lower() in (".html", ".htm", ".xhtml") else None
        return article.from_bytes(raw, declared, markup)


def expand(named: Sequence[str]) -> list[Path | None]:
    """Files that the arguments name, in order; None is the standard input. Folders are searched through; raises SettingError for what names nothing."""
    out: list[Path | None] = []
    for name in named:
        path = Path(name)
        if name == "-":
            out.append(None)
        elif path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
            if not found:
                raise SettingError(f"folder {name} holds no file that ends in {', '.join(SUFFIXES)}")
            out.extend(found)
        elif path.exists():
            out.append(path)
        else:
            matched = sorted(Path(p) for p in glob.glob(name, recursive=True) if Path(p).is_file())
            if not matched:
                raise SettingError(f"no file {name}; give files, folders, patterns, or - for the standard input")
            out.extend(matched)
    return out


def each(paths: Sequence[Path | None], as_lines: bool) -> Iterator[Source | tuple[Source, Exception]]:
    """Every article of every path. as_lines: whether the standard input is JSON Lines. A file that cannot be opened comes with its error."""
    for path in paths:
        lines = as_lines if path is None else path.suffix.lower() in LINES
        try:
            if lines:
                yield from _lines(path)
            else:
                yield Source(path, raw=sys.stdin.buffer.read()) if path is None else Source(path)
        except (OSError, ArticleError) as error:
            yield Source(path), error


def _lines(path: Path | None) -> Iterator[Source]:
    stream = sys.stdin.buffer if path is None else path.open("rb")
    with stream:
        for number, raw in enumerate(stream, 1):
            if raw.strip():
                yield Source(path, number, raw)
