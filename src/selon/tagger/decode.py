"""From the network's scores to tags: spans of whole words that obey the structure of reported speech."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .labels import ARGUMENTS, BEGIN, INSIDE, OUTSIDE, SAID, SLOTS

Range = tuple[int, int]
NEVER = -1e9
# Slots that take one span each; the best-scoring one is kept. In gold the others come in two at times, these never but twice.
SINGLE = frozenset({"source", "medium", "addressee", "place"})
CONTENT, CUE = SLOTS.index("content"), SLOTS.index("cue")


@dataclass(frozen=True, slots=True)
class Tag:
    """One attribution as ranges of words, first and last inclusive.

    roles: for each slot of SLOTS its ranges, in text order. score: probability that the anchor is one. sure: for each slot, the mean probability of
    the labels chosen on its ranges, 0 where it has none. acts: probability of each of ACTS.
    """

    anchor: int
    cued: bool
    roles: tuple[tuple[Range, ...], ...]
    said: str
    score: float
    sure: tuple[float, ...]
    said_score: float
    acts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One trigger of an event as ranges of words, first and last inclusive.

    arguments: for each of ARGUMENTS its ranges, in text order; the first is the trigger. sure: as of Tag. score: probability that the word tells an event.
    types, modes, statuses: probability of each of EVENT_TYPES, MODES, STATUSES. soft: (words around, ARGUMENTS) probability that a word belongs to a slot, whatever was decided;
    its middle row is the anchor.
    """

    anchor: int
    arguments: tuple[tuple[Range, ...], ...]
    sure: tuple[float, ...]
    score: float
    types: tuple[float, ...]
    modes: tuple[float, ...]
    statuses: tuple[float, ...]
    soft: np.ndarray = field(default_factory=lambda: np.zeros((1, len(ARGUMENTS)), np.float16), compare=False)

    def share(self, argument: int, first: int, last: int) -> float:
        """How far a stretch of words, first and last inclusive, belongs to one of ARGUMENTS: the highest probability among them, 0 outside the words around."""
        base = self.anchor - len(self.soft) // 2
        rows = self.soft[max(first - base, 0) : max(last - base + 1, 0), argument]
        return float(rows.max()) if len(rows) else 0.0


def softmax(logits: np.ndarray) -> np.ndarray:
    """Over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def viterbi(scores: np.ndarray) -> np.ndarray:
    """Best BIO labels of many rows at once. scores: (rows, length, 3) log probabilities. An INSIDE never follows an OUTSIDE."""
    rows, length, _ = scores.shape
    # One contiguous plane a step and label: four times faster than slicing the rows.
    outside, begin, inside = np.ascontiguousarray(scores.transpose(2, 1, 0))
    out, open_ = outside[0], begin[0]
    was_inside = np.zeros((length, rows), bool)
    came_open = np.zeros((length, rows), bool)
    for at in range(1, length):
        came_open[at] = open_ > out
        best = np.maximum(out, open_)
        began, went_on = best + begin[at], open_ + inside[at]
        was_inside[at] = went_on > began
        out, open_ = best + outside[at], np.maximum(began, went_on)
    labels = np.zeros((length, rows), np.int8)
    opened = open_ > out
    for at in range(length - 1, -1, -1):
        inner = opened & was_inside[at]
        labels[at] = np.where(opened, np.where(inner, INSIDE, BEGIN), OUTSIDE)
        opened = inner | (~inner & came_open[at])
    return labels.T


def ranges(labels: np.ndarray) -> list[Range]:
    """The spans of one row of BIO labels, first and last inclusive."""
    out: list[Range] = []
    for at, label in enumerate(labels.tolist()):
        if label == BEGIN or (label == INSIDE and not (out and out[-1][1] == at - 1)):
            out.append((at, at))
        elif label == INSIDE:
            out[-1] = (out[-1][0], at)
    return out


@dataclass(frozen=True, slots=True)
class Anchors:
    """Anchors found. at: word indices; cued: whether each stands in a cue; score: probability."""

    at: np.ndarray
    cued: np.ndarray
    score: np.ndarray


def anchors(logits: np.ndarray, cue_floor: float, content_floor: float) -> Anchors:
    """Words whose probability of being a cue's, or a cueless content's, reaches its floor. logits: (words, 3)."""
    chance = softmax(logits)
    cue, content = chance[:, 1], chance[:, 2]
    at = np.flatnonzero((cue >= cue_floor) | (content >= content_floor))
    cued = cue[at] >= content[at]
    return Anchors(at, cued, np.where(cued, cue[at], content[at]))


Spans = tuple[list[tuple[tuple[Range, ...], ...]], list[tuple[float, ...]]]


def roles(found: Anchors, index: np.ndarray, slots: np.ndarray) -> Spans:
    """The ranges of every slot of every anchor, and how sure each is.

    index: (anchors, width) word indices, -1 outside the text; slots: logits (anchors, width, slots, 3).
    """
    chance, scores = _scored(index, slots)
    scores[found.cued, index.shape[1] // 2, CUE, OUTSIDE] = NEVER
    scores[~found.cued, :, CUE, 1:] = NEVER
    return _filled(found, chance, scores, [slot in SINGLE for slot in SLOTS])


def _scored(index: np.ndarray, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities, and log probabilities in which nothing stands outside the text."""
    chance = softmax(slots)
    scores = np.log(chance + 1e-9)
    scores[index < 0, :, 1:] = NEVER
    return chance, scores


def _filled(found: Anchors, chance: np.ndarray, scores: np.ndarray, single: Sequence[bool]) -> Spans:
    count, width, slots, _ = chance.shape
    labels = viterbi(scores.transpose(0, 2, 1, 3).reshape(count * slots, width, 3)).reshape(count, slots, width)
    out, sure = [], []
    for row in range(count):
        spans = [_spans(alone, labels[row, number], chance[row, :, number]) for number, alone in enumerate(single)]
        sure.append(tuple(_sure(labels[row, number], chance[row, :, number], span) for number, span in enumerate(spans)))
        base = int(found.at[row]) - width // 2
        out.append(tuple(tuple((a + base, b + base) for a, b in span) for span in spans))
    return out, sure


def triggers(logits: np.ndarray, floor: float) -> Anchors:
    """Words whose probability of telling an event reaches the floor. logits: (words, 1 + types)."""
    chance = 1 - softmax(logits)[:, 0]
    at = np.flatnonzero(chance >= floor)
    return Anchors(at, np.ones(len(at), bool), chance[at])


def happenings(found: Anchors, index: np.ndarray, slots: np.ndarray, kinds: Sequence[np.ndarray]) -> list[Happening]:
    """What stands around each trigger. index, slots: as of `roles`, with ARGUMENTS for slots; kinds: logits of type, mode and status."""
    if not len(found.at):
        return []
    chance, scores = _scored(index, slots)
    scores[:, index.shape[1] // 2, 0, OUTSIDE] = NEVER
    spans, sure = _filled(found, chance, scores, [name == "place" for name in ARGUMENTS])
    spans = [(tuple(r for r in row[0] if r[0] <= at <= r[1]), *row[1:]) for at, row in zip(found.at.tolist(), spans, strict=True)]
    types, modes, statuses = map(softmax, kinds)
    told = (tuple(map(tuple, each.tolist())) for each in (types, modes, statuses))
    soft = (1 - chance[..., OUTSIDE]).astype(np.float16)
    return [Happening(int(at), *rest) for at, *rest in zip(found.at, spans, sure, found.score.tolist(), *told, soft, strict=True)]


def apart(found: Sequence[Happening]) -> list[Happening]:
    """Of triggers that share words the surest, in text order."""
    out: list[Happening] = []
    for one in sorted(found, key=lambda each: -each.score):
        if not any(_meet(one.arguments[0], other.arguments[0]) for other in out):
            out.append(one)
    return sorted(out, key=lambda each: each.anchor)


def _meet(one: Sequence[Range], two: Sequence[Range]) -> bool:
    return any(a <= d and c <= b for a, b in one for c, d in two)


def _spans(alone: bool, labels: np.ndarray, chance: np.ndarray) -> list[Range]:
    found = ranges(labels)
    if alone and len(found) > 1:
        found = [max(found, key=lambda r: float((1 - chance[r[0] : r[1] + 1, OUTSIDE]).sum()))]
    return found


def _sure(labels: np.ndarray, chance: np.ndarray, spans: list[Range]) -> float:
    inside = [at for a, b in spans for at in range(a, b + 1)]
    return float(np.mean([chance[at, labels[at]] for at in inside])) if inside else 0.0


def said_and_act(said: np.ndarray, act: np.ndarray) -> list[tuple[str, float, tuple[float, ...]]]:
    """By anchor: said or held with its probability, and the probability of each of ACTS."""
    one, two = softmax(said), softmax(act)
    return [(SAID[i], float(one[row, i]), tuple(two[row].tolist())) for row, i in enumerate(one.argmax(1).tolist())]


def touches_edge(index: np.ndarray, slots: np.ndarray) -> np.ndarray:
    """Which anchors have a role that reaches an end of their window inside the text: (anchors,) bool."""
    inside = slots.argmax(-1) != OUTSIDE
    first = inside[:, 0].any(axis=1) & (index[:, 0] >= 0)
    last = inside[:, -1].any(axis=1) & (index[:, -1] >= 0)
    return np.asarray(first | last)


def bio(logits: np.ndarray, kinds: Sequence[str]) -> list[tuple[Range, str, float]]:
    """Spans with a kind from typed BIO logits, (words, 1 + 2 * kinds): label 0 outside, then BEGIN of every kind, then INSIDE of every kind."""
    if not len(logits):
        return []
    chance = softmax(logits)
    count = len(kinds)
    merged = np.stack([chance[:, 0], chance[:, 1 : 1 + count].sum(1), chance[:, 1 + count :].sum(1)], axis=-1)
    labels = viterbi(np.log(merged + 1e-9)[None])[0]
    out = []
    for first, last in ranges(labels):
        kind = (chance[first : last + 1, 1 : 1 + count] + chance[first : last + 1, 1 + count :]).sum(0)
        out.append(((first, last), kinds[int(kind.argmax())], float(1 - chance[first : last + 1, 0].mean())))
    return out
