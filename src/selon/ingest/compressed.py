"""Compressed bytes unpacked under caps: a small file never becomes a large memory, and one that is cut short says so."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from ..errors import ArticleError, Damaged, TooLong

# Bytes of one page and of one document, unpacked. The largest pages of the press have 3 MB, newspapers as PDF 30 MB.
PAGE, DOCUMENT = 10_000_000, 50_000_000
# Unpacked to packed. Text packs to a third or a fifth, markup of lists to a fiftieth; deflate can reach 1,032. Not looked at before so many bytes came out.
RATIO, FLOOR = 200, 1_000_000
GZIP, CHUNK = b"\x1f\x8b\x08", 65_536
# What stands between the members of a damaged stream: an end to whatever was cut.
GAP = b"\r\n\r\n"


class Gunzip(io.RawIOBase):
    """A gzip stream of any number of members, unpacked as it is read.

    It never raises for what it unpacks: a stream cut short, broken or swollen ends, and `damage` says why. resume: go on at the next member behind broken
    bytes, with an empty line between; for formats that find their own way back.
    """

    def __init__(self, packed: BinaryIO, resume: bool = False) -> None:
        self.damage: ArticleError | None = None
        self._packed, self._resume = packed, resume
        self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._fresh = True
        self._rest = b""
        self._taken, self._given, self._over = 0, 0, False

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Unpack into a buffer; 0 at the end."""
        out = b""
        while not out and not self._over:
            out = self._some(len(buffer))
        buffer[: len(out)] = out
        self._given += len(out)
        if self._given > max(FLOOR, RATIO * self._taken):
            self._end(TooLong(f"swells to more than {RATIO} times its size: {self._given:,} bytes out of {self._taken:,}; no text does, so it is not unpacked further"))
        return len(out)

    def _some(self, most: int) -> bytes:
        if not self._rest:
            self._rest = self._packed.read(CHUNK)
            self._taken += len(self._rest)
        if self._fresh:
            self._rest = self._rest.lstrip(b"\x00")
        if not self._rest:
            return self._stop()
        try:
            out = self._engine.decompress(self._rest, most)
        except zlib.error as error:
            return self._broken(error)
        self._fresh = False
        self._rest = self._engine.unconsumed_tail
        if self._engine.eof:
            self._rest = self._engine.unused_data
            self._next()
        return out

    def _next(self) -> None:
        self._engine, self._fresh = zlib.decompressobj(zlib.MAX_WBITS | 16), True

    def _stop(self) -> bytes:
        self._end(None if self._fresh else Damaged(f"the gzip stream is cut short after {self._taken:,} bytes; what came before is kept"))
        return b""

    def _broken(self, error: zlib.error) -> bytes:
        told = Damaged(f"the gzip stream is broken near byte {self._taken - len(self._rest):,} ({error})")
        if not self._resume:
            self._end(told)
            return b""
        self.damage = self.damage or told
        at = self._rest.find(GZIP, 1)
        while at < 0:
            tail = self._rest[-2:]
            read = self._packed.read(CHUNK)
            self._taken += len(read)
            if not read:
                self._end(told)
                return b""
            self._rest = tail + read
            at = self._rest.find(GZIP)
        self._rest = self._rest[at:]
        self._next()
        return GAP

    def _end(self, damage: ArticleError | None) -> None:
        self.damage, self._over = self.damage or damage, True


class Stream(io.BufferedReader):
    """Bytes to read, unpacked where they are packed; `damage` tells, at the end, what was wrong with them."""

    @property
    def damage(self) -> ArticleError | None:
        """Why the stream ended where it did; None: it was whole."""
        return self.raw.damage if isinstance(self.raw, Gunzip) else None


def stream(packed: BinaryIO, resume: bool = False) -> Stream:
    """Bytes of a binary stream, unpacked if it begins as gzip does. Closing it does not close `packed`."""
    ahead = packed if isinstance(packed, io.BufferedReader) else io.BufferedReader(_Plain(packed), CHUNK)
    return Stream(Gunzip(ahead, resume) if ahead.peek(2).startswith(GZIP[:2]) else _Plain(ahead), CHUNK)


class _Plain(io.RawIOBase):
    """A stream as it is."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        out = self._inner.read(len(buffer))
        buffer[: len(out)] = out
        return len(out)


def opened(path: Path, resume: bool = False) -> Stream:
    """A file, unpacked if it is gzip. Raises OSError."""
    return _Owning(path, resume)


class _Owning(Stream):
    """A stream that closes its file."""

    def __init__(self, path: Path, resume: bool) -> None:
        self._file = path.open("rb")
        super().__init__(stream(self._file, resume).detach(), CHUNK)

    def close(self) -> None:
        """Close the file, too."""
        super().close()
        self._file.close()


def whole(path: Path, most: int) -> bytes:
    """All bytes of a file, unpacked. Raises OSError, TooLong, Damaged."""
    with opened(path) as file:
        raw = capped(file, most)
        if file.damage is not None:
            raise file.damage
    return raw


def capped(file: io.BufferedIOBase, most: int) -> bytes:
    """All bytes of a stream; raises TooLong when there are more than `most`."""
    parts, size = [], 0
    while part := file.read(CHUNK):
        parts.append(part)
        size += len(part)
        if size > most:
            raise TooLong(f"more than {most:,} bytes; one {'page' if most <= PAGE else 'document'} may have at most so many: split it into articles")
    return b"".join(parts)


def inflated(raw: bytes, most: int, bits: int) -> bytes:
    """Bytes packed by zlib (bits: as of zlib.decompressobj). Raises Damaged, TooLong."""
    engine = zlib.decompressobj(bits)
    try:
        out = engine.decompress(raw, most + 1)
    except zlib.error as error:
        raise Damaged(f"packed content that cannot be unpacked ({error})") from error
    if len(out) > most or len(out) > max(FLOOR, RATIO * len(raw)):
        raise TooLong(f"packed content of {len(raw):,} bytes swells to more than {min(most, max(FLOOR, RATIO * len(raw))):,}")
    if not engine.eof:
        raise Damaged(f"packed content is cut short: {len(raw):,} bytes give {len(out):,}, and its end is missing")
    return out


def unzipped(file: BinaryIO, size: int, most: int | None) -> ZipFile:
    """A zip file, its list of entries checked before any is unpacked. size: bytes of the file. most: bytes of all entries, None: any. Raises Damaged, TooLong."""
    try:
        archive = ZipFile(file)
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Damaged(f"this is no zip file, or its end is missing ({error})") from error
    entries = archive.infolist()
    packed, unpacked = sum(one.compress_size for one in entries), sum(one.file_size for one in entries)
    if packed > size:
        raise TooLong(f"entries of {packed:,} bytes in a file of {size:,}: they lie over each other, as in a bomb")
    if most is not None and unpacked > most:
        raise TooLong(f"{unpacked:,} bytes unpacked; one document may have at most {most:,}")
    swollen = next((one for one in entries if one.file_size > max(FLOOR, RATIO * one.compress_size)), None)
    if swollen is not None:
        raise TooLong(f"an entry swells from {swollen.compress_size:,} to {swollen.file_size:,} bytes; more than {RATIO} times is not unpacked")
    if any(one.flag_bits & 1 for one in entries):
        raise Damaged("encrypted; save it without a password")
    return archive
