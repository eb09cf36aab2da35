"""Which triggers tell one happening: tellings → groups, one an event.

A logistic model of pairs, told in words: type, stem, parties, how far apart, how the later one is introduced. Weights: `tellings.yaml`, fitted on the training articles by
`benchmarks/tellings.py`.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from .language import packaged
from .mentions import folded
from .model import Attribution, Span
from .parties import Party
from .resolve import EARLY, Cast
from .tagger.labels import EVENT_TYPES

Near = Callable[[str, int], float]
# Letters by which two words are of one stem: "rejette", "rejeté", "rejet".
STEM = 5
# Two tellings of at least this probability are of one happening. Gold dev: see docs/experiments.md.
SAME_FLOOR = 0.3
# Sentences beyond which distance is told alike.
FARTHEST = 6
# Probability of the words of an actor from which it is sure.
SURELY = 0.9


def _nowhere(_side: str, _start: int) -> float:
    return 0.0


@dataclass(frozen=True, slots=True)
class Telling:
    """One trigger. act: the attribution that it is the cue of; inside: the innermost whose content holds it. types, modes, statuses: probabilities.

    actor, recipient, place, time: words around it; actors, recipients: whom these come to, one a span. sure: probability of the words of each side; score: that it tells an event.
    near: side and start of a word → probability that it is on that side, whatever was decided.
    """

    trigger: Span
    act: Attribution | None
    inside: Attribution | None
    types: Sequence[float]
    modes: Sequence[float]
    statuses: Sequence[float]
    actor: tuple[Span, ...]
    recipient: tuple[Span, ...]
    place: tuple[Span, ...]
    time: tuple[Span, ...]
    actors: Sequence[Party]
    recipients: Sequence[Party]
    sure: Mapping[str, float]
    score: float
    near: Near = field(default=_nowhere, compare=False)

    @property
    def type(self) -> str:
        """The likeliest type."""
        return EVENT_TYPES[max(range(len(EVENT_TYPES)), key=self.types.__getitem__)]

    @property
    def stem(self) -> str:
        """The beginning of its longest word."""
        return max((folded(word) for word in self.trigger.text.replace("’", " ").replace("'", " ").split()), key=len)[:STEM]

    def side(self, side: str) -> Sequence[Party]:
        """Its actors or its recipients."""
        return self.actors if side == "actor" else self.recipients

    def names(self, side: str) -> frozenset[str]:
        """Ids of its actors or recipients."""
        return frozenset(entity.id for party in self.side(side) for entity in party.entities)


@dataclass(frozen=True, slots=True)
class Pair:
    """What two tellings of one article are compared by. cast: that of the article."""

    one: Telling
    two: Telling
    cast: Cast

    @property
    def determined(self) -> str:
        """How the later one is introduced: "the talks", "this threat", "her refusal"; none for a verb or a bare noun."""
        at = bisect_left(self.cast.reader.starts, self.two.trigger.start)
        row = self.cast.reader.tokens
        for token in row[at : at + 1] + row[max(at - 2, 0) : at][::-1]:
            if token.fold in self.cast.vocabulary.determiners and token.end <= self.two.trigger.end:
                return self.cast.vocabulary.determiners[token.fold][0]
        return "none"

    def states(self, which: str) -> frozenset[str]:
        """The states that surely do one of the two."""
        told = self.one if which == "one" else self.two
        return frozenset(e.id for party in told.actors for e in party.entities if e.kind == "state") if told.sure["actor"] >= SURELY else frozenset()


@cache
def weights() -> Mapping[str, float]:
    """Feature → weight."""
    return packaged("tellings.yaml")


def features(pair: Pair) -> dict[str, float]:
    """What speaks for and against two tellings being of one happening, by name; those that are 0 are left out."""
    one, two = pair.one, pair.two
    same_type = sum(a * b for a, b in zip(one.types, two.types, strict=True))
    away = pair.cast.sentence(two.trigger.start) - pair.cast.sentence(one.trigger.start)
    heading = [pair.cast.article.block_at(each.trigger.start).kind in EARLY for each in (one, two)]
    noun = pair.determined
    out = {
        "bias": 1.0,
        "type": same_type,
        "type at all": float(one.type == two.type),
        "stem": float(one.stem == two.stem),
        "stem and type": float(one.stem == two.stem) * same_type,
        f"{noun} and type": same_type,
        f"{noun} and stem": float(one.stem == two.stem),
        f"{one.type} again": float(one.type == two.type),
        f"away {min(away, FARTHEST)}": 1.0,
        "far": math.log1p(away),
        "heading, type": float(heading[0]) * same_type,
        "headings": float(all(heading)),
        "same sentence, type": float(not away) * same_type,
        "statuses": sum(a * b for a, b in zip(one.statuses, two.statuses, strict=True)),
        "both acts": float(one.act is not None and two.act is not None),
        "same act": float(one.act is not None and two.act is not None and one.act.act == two.act.act),
        "modes": sum(a * b for a, b in zip(one.modes, two.modes, strict=True)),
    }
    return {name: value for name, value in {**out, **_parties(pair, same_type)}.items() if value}


def _parties(pair: Pair, same_type: float) -> dict[str, float]:
    out: dict[str, float] = {}
    for side in ("actor", "recipient"):
        mine, theirs = pair.one.names(side), pair.two.names(side)
        kind = "unknown" if not mine or not theirs else "shared" if mine & theirs else "other"
        out |= {f"{side} {kind}": 1.0, f"{side} {kind} and type": same_type}
    crossed = pair.one.names("actor") & pair.two.names("recipient") or pair.one.names("recipient") & pair.two.names("actor")
    return out | {"crossed": float(bool(crossed))}


def chance(pair: Pair) -> float:
    """Probability that two tellings are of one happening; none when two different states do it."""
    if pair.states("one") and pair.states("two") and not pair.states("one") & pair.states("two"):
        return 0.0
    table = weights()
    return 1 / (1 + math.exp(-sum(table.get(name, 0.0) * value for name, value in features(pair).items())))


def joined(tellings: Sequence[Telling], cast: Cast) -> list[list[Telling]]:
    """Tellings put together that are of one happening, each group in text order: each joins the group of the likeliest earlier one, if that is likely enough."""
    groups: list[list[Telling]] = []
    for one in sorted(tellings, key=lambda each: each.trigger.start):
        rows = [(max(chance(Pair(other, one, cast)) for other in group), at) for at, group in enumerate(groups)]
        best = max(rows, default=(0.0, 0))
        if best[0] >= SAME_FLOOR:
            groups[best[1]].append(one)
        else:
            groups.append([one])
    return groups
