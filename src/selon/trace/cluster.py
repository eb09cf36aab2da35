"""Pairs → utterances: clusters of attributions that tell the same one. What a person joined or parted holds against any score.

Average linkage: two clusters are joined while the mean score between their members is above the threshold, the surest first. Attributions that are word for word the
same by the same speaker within days
count as one, so that ten thousand copies of a wire cost one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from .match import HEADINGS, days_apart, model, overlap
from .traits import Traits

# Days within which the same words are the same saying.
SAME_WORDS = 7
# What is taken from the score of two passages of one article that share less than so many of their words.
BESIDE, SIDE = 5.0, 0.5


@dataclass(frozen=True, slots=True)
class Said:
    """What people said: pairs of keys that are the same utterance, and pairs that are not."""

    joined: frozenset[tuple[str, str]] = frozenset()
    parted: frozenset[tuple[str, str]] = frozenset()


@dataclass
class _Work:
    members: dict[int, list[int]]
    sums: dict[tuple[int, int], float] = field(default_factory=dict)
    barred: set[tuple[int, int]] = field(default_factory=set)


def _pair(one: int, two: int) -> tuple[int, int]:
    return (one, two) if one < two else (two, one)


def clusters(
    count: int, scores: Mapping[tuple[int, int], float], weights: Sequence[int] | None = None, said: tuple[Iterable[tuple[int, int]], Iterable[tuple[int, int]]] = ((), ())
) -> list[list[int]]:
    """Clusters of 0 … count - 1, each sorted. scores: of pairs (smaller first); a pair without one counts 0. said: pairs that a person joined, and parted."""
    many = list(weights or [1] * count)
    threshold = float(model()["threshold"])
    work = _Work({one: [one] for one in range(count)})
    work.sums = {_pair(*pair): score * many[pair[0]] * many[pair[1]] for pair, score in scores.items()}
    work.barred = {_pair(*pair) for pair in said[1]}
    size = dict(enumerate(many))
    for one, two in said[0]:
        here, there = _holder(work, one), _holder(work, two)
        if here != there:
            _join(work, size, here, there)
    heap = [(-total / (size[one] * size[two]), one, two) for (one, two), total in work.sums.items()]
    heapify(heap)
    while heap:
        mean, one, two = heappop(heap)
        if -mean < threshold:
            break
        if one not in work.members or two not in work.members or (one, two) in work.barred:
            continue
        if abs(-mean - work.sums.get((one, two), 0.0) / (size[one] * size[two])) > 1e-12:
            continue
        _join(work, size, one, two)
        for pair, total in work.sums.items():
            if one in pair:
                heappush(heap, (-total / (size[pair[0]] * size[pair[1]]), *pair))
    return sorted(sorted(some) for some in work.members.values())


def _holder(work: _Work, one: int) -> int:
    return next(name for name, some in work.members.items() if one in some)


def _join(work: _Work, size: dict[int, int], one: int, two: int) -> None:
    """Put the second into the first."""
    work.members[one] += work.members.pop(two)
    size[one] += size.pop(two)
    work.sums.pop(_pair(one, two), None)
    for pair in [pair for pair in work.sums if two in pair]:
        other = pair[0] if pair[1] == two else pair[1]
        at = _pair(one, other)
        work.sums[at] = work.sums.get(at, 0.0) + work.sums.pop(pair)
    for pair in [pair for pair in work.barred if two in pair]:
        other = pair[0] if pair[1] == two else pair[1]
        work.barred.add(_pair(one, other))


def prints(some: Sequence[Traits]) -> list[list[int]]:
    """Attributions that are word for word the same by the same speaker within days, together; in order of the first."""
    by: dict[str, list[list[int]]] = {}
    out: list[list[int]] = []
    for number, one in enumerate(some):
        groups = by.setdefault(one.print, []) if one.names and one.words else []
        near = next((group for group in groups if days_apart(some[group[0]], one) <= SAME_WORDS), None)
        if near is None:
            near = []
            groups.append(near)
            out.append(near)
        near.append(number)
    return out


def matters(articles: Sequence[Sequence[str]]) -> list[list[int]]:
    """Articles → matters: those that share something (an utterance, a text family) are of one, directly or by others. articles: names of what each has."""
    above = list(range(len(articles)))

    def top(one: int) -> int:
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    first: dict[str, int] = {}
    for number, names in enumerate(articles):
        for name in names:
            above[top(number)] = top(first.setdefault(name, number))
    out: dict[int, list[int]] = {}
    for number in range(len(articles)):
        out.setdefault(top(number), []).append(number)
    return sorted(out.values())


def _weighed(score: float, one: Traits, two: Traits) -> float:
    """A score, less what two passages of one article that share few words take from it: an article seldom tells one saying twice, and tells those of one speaker side by side."""
    apart = one.article == two.article and (one.block in HEADINGS) == (two.block in HEADINGS) and overlap(one.stems, two.stems)[1] < SIDE
    return score - BESIDE if apart else score


def _apart(groups: Sequence[Sequence[int]], some: Sequence[Traits], said: Said) -> list[list[int]]:
    """Groups of copies, with those that a person parted taken out."""
    out = []
    for group in groups:
        of = {some[number].key: number for number in group}
        alone = sorted({of[two] for one, two in said.parted if one in of and two in of})
        out += [[number for number in group if number not in alone], *([number] for number in alone)]
    return out


def utterances(some: Sequence[Traits], score: Callable[[int, int], float], said: Said = Said()) -> list[list[int]]:
    """Attributions → utterances, as their numbers; all pairs are compared. score: of two by their numbers."""
    groups = _apart(prints(some), some, said)
    heads = [group[0] for group in groups]
    scores = {(one, two): _weighed(score(heads[one], heads[two]), some[heads[one]], some[heads[two]]) for two in range(len(heads)) for one in range(two)}
    place = {some[number].key: at for at, group in enumerate(groups) for number in group}
    told = tuple([(place[one], place[two]) for one, two in pairs if one in place and two in place] for pairs in (said.joined, said.parted))
    found = clusters(len(groups), scores, [len(group) for group in groups], (told[0], told[1]))
    return [sorted(number for at in cluster for number in groups[at]) for cluster in found]
