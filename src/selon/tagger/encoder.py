"""The tagger at work: an article's words → tags, on ONNX Runtime alone."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from ..errors import WeightsError
from . import decode, windows
from .decode import Happening, Range, Tag
from .labels import EVENT_KINDS, SAYING_KINDS, TIMEX_TYPES
from .pieces import Pieces
from .words import Words

WEIGHTS = Path(__file__).parent / "weights"
FILES = ("encoder.onnx", "roles.onnx", "arguments.onnx", "pieces.model", "model.json")
# Anchors read at once: keeps the memory of a very long article flat.
TOGETHER = 64


@dataclass(frozen=True, slots=True)
class Typed:
    """A span of words with a kind: a time expression."""

    words: Range
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Tags:
    """All that the tagger says of one article, in text order."""

    words: Words
    tags: tuple[Tag, ...]
    timexes: tuple[Typed, ...]
    triggers: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What training chose on the dev articles. slope, offset: of the confidence; see `attributions.confidence`."""

    cue_floor: float
    content_floor: float
    trigger_floor: float
    slope: float
    offset: float


class Tagger:
    """Reads words with the weights of a folder. threads: None leaves it to ONNX Runtime's default of one a core."""

    def __init__(self, folder: Path = WEIGHTS, threads: int | None = None) -> None:
        self.folder = folder
        missing = [name for name in FILES if not (folder / name).exists()]
        if missing:
            raise WeightsError(f"{folder} lacks {', '.join(missing)}; reinstall selon, or point SELON_WEIGHTS at a folder that `selon train` wrote")
        told = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        self.settings = Settings(**{name: float(told[name]) for name in Settings.__slots__})
        self.pieces = Pieces(folder / "pieces.model")
        self._encoder = self._session("encoder.onnx", threads)
        self._roles = self._session("roles.onnx", threads)
        self._arguments = self._session("arguments.onnx", threads)

    def _session(self, name: str, threads: int | None) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        if threads:
            options.intra_op_num_threads = threads
        try:
            return onnxruntime.InferenceSession(str(self.folder / name), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the runtime raises its own, undocumented kinds
            raise WeightsError(f"{self.folder / name} is damaged or of another version: {error}") from error

    @cached_property
    def digest(self) -> str:
        """First 16 hexadecimal digits of the SHA-256 of all weights."""
        whole = sha256()
        for name in FILES:
            whole.update((self.folder / name).read_bytes())
        return whole.hexdigest()[:16]

    def tag(self, words: Words) -> Tags:
        """Read the words of one article."""
        if not len(words):
            return Tags(words, (), (), ())
        vectors, flat, anchor, timex, trigger = self._read(words)
        found = decode.anchors(anchor, self.settings.cue_floor, self.settings.content_floor)
        tags: list[Tag] = []
        for first in range(0, len(found.at), TOGETHER):
            some = slice(first, first + TOGETHER)
            tags += self._roles_of(words, (vectors, flat), decode.Anchors(found.at[some], found.cued[some], found.score[some]))
        timexes = tuple(Typed(*one) for one in decode.bio(timex, TIMEX_TYPES))
        return Tags(words, tuple(tags), timexes, self._triggers(words, (vectors, flat), trigger))

    def _triggers(self, words: Words, vectors: tuple[np.ndarray, np.ndarray], logits: np.ndarray) -> tuple[Happening, ...]:
        found = decode.triggers(logits, self.settings.trigger_floor)
        out: list[Happening] = []
        for first in range(0, len(found.at), TOGETHER):
            some = decode.Anchors(found.at[first : first + TOGETHER], found.cued[first : first + TOGETHER], found.score[first : first + TOGETHER])
            index = windows.around(some.at, len(words), windows.REACH)
            slots, *kinds = self._score(words, vectors, some, index, self._arguments)
            out += decode.happenings(some, index, slots, kinds)
        return tuple(decode.apart(out))

    def _read(self, words: Words) -> tuple[np.ndarray, ...]:
        cut = self.pieces.cut(words.form)
        out = []
        for row, starts in windows.laid(cut, words.block, (self.pieces.begin, self.pieces.end)):
            inputs = {"ids": np.array([row], np.int64), "first": np.array(starts, np.int64)}
            out.append(self._encoder.run(["words", "flat", "anchor", "timex", "trigger"], inputs))
        return tuple(np.concatenate(column) for column in zip(*out, strict=True))

    def _roles_of(self, words: Words, vectors: tuple[np.ndarray, np.ndarray], found: decode.Anchors, reach: int = windows.REACH) -> list[Tag]:
        index = windows.around(found.at, len(words), reach)
        slots, said, act = self._score(words, vectors, found, index, self._roles)
        spans, sure = decode.roles(found, index, slots)
        kinds = decode.said_and_act(said, act)
        out = [Tag(int(found.at[row]), bool(found.cued[row]), spans[row], kinds[row][0], float(found.score[row]), sure[row], *kinds[row][1:]) for row in range(len(found.at))]
        far = np.flatnonzero(decode.touches_edge(index, slots)) if reach < windows.FAR_REACH else ()
        if len(far):
            again = self._roles_of(words, vectors, decode.Anchors(found.at[far], found.cued[far], found.score[far]), windows.FAR_REACH)
            for row, tag in zip(far, again, strict=True):
                out[row] = tag
        return out

    def _score(self, words: Words, vectors: tuple[np.ndarray, np.ndarray], found: decode.Anchors, index: np.ndarray, session: onnxruntime.InferenceSession) -> Any:
        reach = index.shape[1] // 2
        inputs = {
            "words": vectors[0],
            "flat": vectors[1],
            "anchors": found.at.astype(np.int64),
            "index": np.maximum(index, 0),
            "distance": np.broadcast_to(windows.distances(reach), index.shape),
            "marks": windows.marks(words, index, found.at),
            "mask": (index >= 0).astype(np.int32),
            "middle": np.array([reach], np.int64),
        }
        return session.run(["slots", *(SAYING_KINDS if session is self._roles else EVENT_KINDS)], inputs)


def default_folder() -> Path:
    """Where the weights are: `SELON_WEIGHTS` when it is set, else those that come with the package."""
    return Path(os.environ.get("SELON_WEIGHTS") or WEIGHTS)
