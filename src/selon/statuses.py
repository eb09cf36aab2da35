"""Whether anybody asserts an event: the learned head's word, weighed with where the trigger stands, in whose saying, on what day.

A linear model over features that can be told in words; what stands inside a saying is never asserted by the article. Weights: `statuses.yaml`, fitted on the training articles
by `benchmarks/statuses.py`.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from .language import packaged
from .mentions import folded
from .model import Attribution, Span, Timex
from .resolve import EARLY, Cast
from .tagger.labels import STATUSES

# Days between publication and an event after which it is background.
LONG_AGO = 60
# Words before a trigger that are looked at; letters of the ends of a word.
BEFORE, ENDING = 3, 3
FLOOR = 1e-3
ASSERTED, ATTRIBUTED = STATUSES.index("asserted"), STATUSES.index("attributed")


@cache
def weights() -> Mapping[str, Sequence[float]]:
    """Feature → weights, one for each of STATUSES."""
    return packaged("statuses.yaml")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one trigger stands. head: probabilities of STATUSES; type: the likeliest; act: the attribution that it is the cue of; inside: the innermost whose content holds it;
    time: its words of time; published: first day of the publication, ISO, or None."""

    trigger: Span
    head: Sequence[float]
    type: str
    act: Attribution | None
    inside: Attribution | None
    time: tuple[Span, ...]
    cast: Cast
    timexes: Sequence[Timex]
    published: str | None


def features(one: Standing) -> dict[str, float]:
    """What speaks for each status, by name."""
    words = one.trigger.text.replace("’", "'").split()
    row, at = one.cast.reader.tokens, bisect_left(one.cast.reader.starts, one.trigger.start)
    before = [token.fold for token in row[max(at - BEFORE, 0) : at]]
    out = {"bias": 1.0, **{f"head {name}": math.log(chance + FLOOR) for name, chance in zip(STATUSES, one.head, strict=True)}}
    out |= {f"type {one.type}": 1.0, f"heading {one.cast.article.block_at(one.trigger.start).kind in EARLY}": 1.0, f"words {min(len(words), 4)}": 1.0}
    out |= {f"first {folded(words[0])[-ENDING:]}": 1.0, f"last {folded(words[-1])[-ENDING:]}": 1.0}
    out |= {f"before {word}": 1.0 for word in before}
    out |= {f"act {one.act.act}": 1.0} if one.act is not None else {"no act": 1.0}
    if one.inside is None:
        out["inside nothing"] = 1.0
    else:
        out |= {f"inside {one.inside.act}": 1.0, f"inside {one.inside.said}": 1.0, f"inside {one.inside.form}": 1.0, f"inside a source {one.inside.source is not None}": 1.0}
    return out | {f"day {each}": 1.0 for each in _days(one)}


def _days(one: Standing) -> list[str]:
    """How the times told with a trigger, or in its sentence, lie to the publication."""
    if one.published is None:
        return []
    here = one.cast.sentence(one.trigger.start)
    own = [t for t in one.timexes if any(s.start < t.span.end and t.span.start < s.end for s in one.time)]
    near = [t for t in one.timexes if one.cast.sentence(t.span.start) == here and t not in own]
    return [f"own {_lies(t, one.published)}" for t in own] + [f"beside {_lies(t, one.published)}" for t in near]


def _lies(one: Timex, published: str) -> str:
    if not one.earliest or not one.latest or one.type not in ("DATE", "TIME"):
        return one.type if one.type in ("DURATION", "SET") else "unknown"
    if one.earliest[:10] > published:
        return "ahead"
    if one.latest[:10] >= published:
        return "now"
    return "long ago" if (date.fromisoformat(published) - date.fromisoformat(one.latest[:10])).days > LONG_AGO else "ago"


def chances(one: Standing) -> tuple[float, ...]:
    """Probability of each of STATUSES. Inside a saying asserted has none; what it would have is attributed."""
    table = weights()
    values = [0.0] * len(STATUSES)
    for name, value in features(one).items():
        for at, weight in enumerate(table.get(name, ())):
            values[at] += float(weight) * value
    top = max(values)
    scores = [math.exp(value - top) for value in values]
    out = [score / sum(scores) for score in scores]
    if one.inside is not None:
        out[ATTRIBUTED] += out[ASSERTED]
        out[ASSERTED] = 0.0
    return tuple(out)
