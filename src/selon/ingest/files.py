"""Paths → everything in them that should be an article: files, folders, patterns, the standard input.

A file is told by its name's ending. In a folder, files of other endings (pictures, styles) are passed over; one that is named outright is tried as text.
Folders are gone through in the order of their names; hidden files are passed over, links to folders are not followed.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from glob import glob
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

from .. import article
from ..article import Declared
from ..errors import ArticleError, BadRecord, Damaged, SettingError
from ..model import Article
from . import compressed, office, tables, warc
from .found import Failed, Found

# What an ending says. One article a file: text, page, pdf, docx, eml; several: lines, json, table, parquet, warc, zip.
ONE = {".txt": "text", ".md": "text", ".text": "text", ".html": "page", ".htm": "page", ".xhtml": "page", ".pdf": "pdf", ".docx": "docx", ".eml": "eml"}
SEVERAL = {".jsonl": "lines", ".ndjson": "lines", ".json": "json", ".csv": "table", ".tsv": "table", ".parquet": "parquet", ".warc": "warc", ".wacz": "zip", ".zip": "zip"}
PACKED, PATTERN, STANDARD = ".gz", "*?[", "-"
# Endings that may stand before .gz.
UNPACKABLE = frozenset(["text", "page", "lines", "json", "table", "warc"])


def found(paths: Sequence[str], mapping: Mapping[str, str] | None = None, lines: bool = False) -> Iterator[Found]:
    """Everything under some paths, which may be patterns, folders or `-`. mapping: field → column of tables. lines: the standard input is JSON Lines.

    Raises SettingError for a path that is not there and for a field that no article has; all else comes as a failure among the rest.
    """
    checked = tables.checked(mapping)
    for given in paths:
        if given == STANDARD:
            yield from _standard(checked, lines)
            continue
        for path in _paths(given):
            yield from _inside(path, checked)


def _paths(given: str) -> list[Path]:
    """The files of a path. Raises SettingError."""
    path = Path(given).expanduser()
    if path.is_dir():
        return list(_walked(path))
    if path.exists():
        return [path]
    if any(mark in given for mark in PATTERN):
        matched = [Path(one) for one in sorted(glob(str(path), recursive=True))]
        if matched:
            return [file for one in matched for file in (_walked(one) if one.is_dir() else [one])]
    raise SettingError(f"there is no {given!r} here{_near(path)}")


def _near(path: Path) -> str:
    """Names in the same folder that are nearly so."""
    import difflib

    try:
        names = [one.name for one in path.parent.iterdir()]
    except OSError:
        return f": no folder {str(path.parent)!r}"
    close = difflib.get_close_matches(path.name, names, 3, 0.6)
    return f"; did you mean {', '.join(str(path.parent / one) for one in close)}?" if close else ""


def _walked(folder: Path) -> Iterator[Path]:
    """The readable files of a folder and those in it, by name."""
    try:
        inside = sorted(folder.iterdir(), key=lambda one: one.name)
    except OSError:
        yield folder
        return
    for one in inside:
        if one.name.startswith("."):
            continue
        if one.is_dir():
            if not one.is_symlink():
                yield from _walked(one)
        elif kind(one.name) is not None:
            yield one


def kind(name: str) -> str | None:
    """What a name's ending says, `.gz` before it taken off; None for an ending that is not read."""
    bare = name.lower()
    packed = bare.endswith(PACKED)
    bare = bare.removesuffix(PACKED)
    told = next((what for ending, what in {**ONE, **SEVERAL}.items() if bare.endswith(ending)), None)
    return told if not packed or told in UNPACKABLE else None


def _inside(path: Path, mapping: Mapping[str, str]) -> Iterator[Found]:
    """The articles of one file; what prevents that as a failure."""
    name, what = path.as_posix(), kind(path.name) or "text"
    try:
        if what not in SEVERAL.values():
            yield from _mail(path) if what == "eml" else [File(name, what, _sign(path))]
            return
        with_rows: Callable[[], Iterator[Found]] = {
            "lines": lambda: _lines(path, name, mapping),
            "json": lambda: _json(path, name, mapping),
            "table": lambda: tables.rows(path, name, mapping),
            "parquet": lambda: tables.parquet_rows(path, name, mapping),
            "warc": lambda: _warc(path, name),
            "zip": lambda: _zip(path, name),
        }[what]
        yield from with_rows()
    except ArticleError as error:
        yield Failed(name, error)
    except SettingError as error:
        yield Failed(name, BadRecord(str(error)))
    except OSError as error:
        yield Failed(name, _unread(error))


def _unread(error: OSError) -> ArticleError:
    return Damaged(f"cannot be read: {error.strerror or error}")


def _sign(path: Path) -> str | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return f"{told.st_size}-{told.st_mtime_ns}"


@dataclass(frozen=True, slots=True)
class File:
    """A file that is one article."""

    origin: str
    what: str
    sign: str | None

    def article(self, declared: Declared) -> Article:
        """Read it in. Raises ArticleError, OSError."""
        return _read(compressed.whole(Path(self.origin), compressed.PAGE if self.what in ("text", "page") else compressed.DOCUMENT), self.what, declared)


def _read(raw: bytes, what: str, declared: Declared) -> Article:
    if what in ("pdf", "docx", "eml"):
        return office.made(what, raw, declared)
    return article.from_bytes(raw, declared, markup=True if what == "page" else None)


# Mail: a file that may hold several


@dataclass(frozen=True, slots=True)
class Attached:
    """An article attached to a mail. trail: see `office.Attachment`."""

    origin: str
    path: str
    trail: tuple[int, ...]
    sign: str | None

    def article(self, declared: Declared) -> Article:
        """Read it in. Raises ArticleError, OSError."""
        return office.attached(office.message(compressed.whole(Path(self.path), compressed.DOCUMENT)), self.trail, declared)


def _mail(path: Path) -> Iterator[Found]:
    name, sign = path.as_posix(), _sign(path)
    mail = office.message(compressed.whole(path, compressed.DOCUMENT))
    parts = list(office.attachments(mail))
    if office.has_body(mail) or not parts:
        yield File(name, "eml", sign)
    for one in parts:
        origin = f"{name}#{'.'.join(map(str, one.trail))}"
        yield Failed(origin, one.problem, sign) if one.problem else Attached(origin, name, one.trail, sign)


# Files that hold several


def _lines(path: Path, name: str, mapping: Mapping[str, str]) -> Iterator[Found]:
    first = tables.first_record(path)
    if first is not None:
        tables.columns(first, mapping)
    with compressed.opened(path) as stream:
        yield from tables.lines(stream, name, mapping)


def _json(path: Path, name: str, mapping: Mapping[str, str]) -> Iterator[Found]:
    """A JSON file: a list of records, one record, or JSON Lines under another name."""
    raw = compressed.whole(path, compressed.DOCUMENT)
    text, _ = article.decoded(raw) if len(raw) <= 4 * article.LONGEST else (raw.decode("utf-8", "replace"), ())
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        yield from tables.lines(compressed.stream(BytesIO(raw)), name, mapping)
        return
    records = told if isinstance(told, list) else [told]
    if not records:
        raise BadRecord("an empty list: no record in it")
    for number, one in enumerate(records, 1):
        yield tables.Line(f"{name}:{number}", json.dumps(one, ensure_ascii=True).encode(), tuple(mapping.items()))


def _warc(path: Path, name: str) -> Iterator[Found]:
    with compressed.opened(path, resume=True) as stream:
        yield from warc.found(stream, name)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a zip file."""

    origin: str
    path: str
    entry: str
    what: str
    sign: str

    def article(self, declared: Declared) -> Article:
        """Read it in. Raises ArticleError, OSError."""
        path = Path(self.path)
        with path.open("rb") as file, compressed.unzipped(file, path.stat().st_size, None) as archive:
            try:
                with archive.open(self.entry) as entry:
                    raw = compressed.capped(entry, compressed.PAGE if self.what in ("text", "page") else compressed.DOCUMENT)  # type: ignore[arg-type]
            except (KeyError, ValueError, NotImplementedError, RuntimeError, EOFError, BadZipFile, zlib.error) as error:
                raise Damaged(f"this entry of the zip file is broken ({error})") from error
        return _read(raw, self.what, declared)


def _zip(path: Path, name: str) -> Iterator[Found]:
    """The articles of a zip file, or the pages of the web archives in it. Names inside are read to choose by, never as paths."""
    with path.open("rb") as file, compressed.unzipped(file, path.stat().st_size, None) as archive:
        entries = [one for one in archive.infolist() if not one.is_dir() and not fnmatch(Path(one.filename).name, ".*") and not one.filename.startswith("__MACOSX/")]
    single = [(one, ONE[Path(one.filename).suffix.lower()]) for one in entries if Path(one.filename).suffix.lower() in ONE]
    if path.suffix.lower() == ".wacz" or not single:
        yield from warc.found_in_zip(path, name)
        return
    for one, what in single:
        yield Entry(f"{name}#{one.filename}", name, one.filename, what, f"{one.CRC:08x}-{one.file_size}")
    for one in entries:
        if one.filename.lower().endswith(tuple(SEVERAL)):
            yield Failed(f"{name}#{one.filename}", BadRecord("a table or archive inside a zip file is not opened; take it out and give it by itself"))


# The standard input


@dataclass(frozen=True, slots=True)
class Given:
    """One article given on the standard input."""

    origin: str
    raw: bytes

    @property
    def sign(self) -> str:
        """Of its bytes."""
        return sha256(self.raw).hexdigest()

    def article(self, declared: Declared) -> Article:
        """Read it in. Raises ArticleError."""
        return article.from_bytes(self.raw, declared)


def _standard(mapping: Mapping[str, str], lines: bool) -> Iterator[Found]:
    stream = compressed.stream(sys.stdin.buffer)
    if lines:
        yield from tables.lines(stream, STANDARD, mapping)
        return
    try:
        raw = compressed.capped(stream, compressed.PAGE)
    except ArticleError as error:
        yield Failed(STANDARD, error)
        return
    yield Failed(STANDARD, stream.damage) if stream.damage else Given(f"{STANDARD}#{sha256(raw).hexdigest()[:16]}", raw)
