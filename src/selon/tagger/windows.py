"""How an article is laid before the network: windows of pieces for the encoder, windows of words around each anchor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .words import Words

# Pieces a window, special ones included. The encoder knows 512 positions; attention over 256 costs a quarter less a word.
WINDOW = 256
# Words on each side of an anchor that may play a role towards it. Gold: 99 % of all roles lie within 39 words, all within 56.
REACH = 40
# A second look when a role touches the edge of the first.
FAR_REACH = 120
# Distances from an anchor beyond this many words are told alike. Part of the weights.
FAR = 64


def pack(pieces: Sequence[tuple[int, ...]], block: Sequence[int], room: int = WINDOW - 2) -> list[tuple[int, int]]:
    """Half-open ranges of words, each at most `room` pieces, in order, covering all words.

    A range ends at the end of a block where it can; a block longer than a window is cut between words.
    """
    room = _even(sum(map(len, pieces)), room)
    out: list[tuple[int, int]] = []
    first, filled, edge = 0, 0, 0
    for at, ids in enumerate(pieces):
        if at and block[at] != block[at - 1]:
            edge = at
        if filled + len(ids) > room and at > first:
            cut = edge if edge > first else at
            out.append((first, cut))
            first, filled = cut, sum(len(p) for p in pieces[cut:at])
        filled += len(ids)
    if len(pieces) > first:
        out.append((first, len(pieces)))
    return out


def _even(total: int, room: int) -> int:
    """Room for windows of about one size, so that no short last one is left over."""
    count = -(-total // room)
    return min(room, -(-total // max(count, 1)) + room // 6)


def around(anchors: np.ndarray, count: int, reach: int) -> np.ndarray:
    """Word indices around each anchor, shape (anchors, 2 * reach + 1); -1 before the first and after the last word."""
    index = anchors[:, None] + np.arange(-reach, reach + 1)[None, :]
    return np.where((index >= 0) & (index < count), index, -1)


def marks(words: Words, index: np.ndarray, anchors: np.ndarray) -> np.ndarray:
    """What the roles network is told of each word in `index`: bit 0 in the anchor's block, bit 1 in quotation marks."""
    block, quoted = np.array(words.block), np.array(words.quoted, np.int64)
    same = (block[index] == block[anchors][:, None]).astype(np.int64)
    return np.where(index >= 0, same + 2 * quoted[index], 0)


def distances(reach: int) -> np.ndarray:
    """How the words of a window stand to its anchor, as the roles network counts it: 0 (FAR or more before) to 2 * FAR; (2 * reach + 1,)."""
    return np.clip(np.arange(-reach, reach + 1), -FAR, FAR) + FAR


def laid(pieces: Sequence[tuple[int, ...]], block: Sequence[int], edges: tuple[int, int]) -> list[tuple[list[int], list[int]]]:
    """Windows as the encoder takes them: the ids of each, between the two of `edges`, and the place of each word's first piece in it."""
    out = []
    for first, last in pack(pieces, block):
        row, starts = [edges[0]], []
        for ids in pieces[first:last]:
            starts.append(len(row))
            row.extend(ids)
        out.append(([*row, edges[1]], starts))
    return out
