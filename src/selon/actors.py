"""Who does an event and to whom, chosen among all the article speaks of: the words around the trigger speak loudest, the article tells the rest.

News often leaves an actor to the sentence before, to the headline, to the reader: "the talks", "was sentenced". One linear model a side ranks every state, body, person
and group of the article, and nobody. Weights: `actors.yaml`, fitted on the training articles by `benchmarks/actors.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from .language import packaged
from .mentions import folded
from .model import Attribution, Entity
from .parties import Figure, Parties
from .telling import Telling

SIDES = ("actor", "recipient")
# Sentences and mentions beyond which nothing is told apart.
FARTHEST, OFTEN = 5, 5
# Beside the likeliest, those that act with it with at least this probability. Gold dev, see docs/experiments.md: 0.5, 0.6, 0.7.
TOGETHER = 0.6
# Added to a probability before its logarithm.
LEAST = 0.002
EARLY = frozenset(["title", "subtitle", "caption", "subhead"])


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Side → feature → weight; "actor, beside" and "recipient, beside": of the second question, whether one more acts with the likeliest."""
    return packaged("actors.yaml")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Those of one side. score: of the likeliest; reason: in words."""

    entities: tuple[Entity, ...]
    score: float
    rule: str
    reason: str


@dataclass(frozen=True)
class Question:
    """One event whose actor or recipient is asked for. Not slotted: what is the same for all candidates is counted once. taken: the actors, when recipients are asked for."""

    parties: Parties
    group: Sequence[Telling]
    side: str
    taken: tuple[Entity, ...] = ()

    @cached_property
    def first(self) -> int:
        """Where the first trigger stands."""
        return self.group[0].trigger.start

    @cached_property
    def sentences(self) -> tuple[int, ...]:
        """Numbers of the sentences of the triggers."""
        return tuple(self.parties.cast.sentence(one.trigger.start) for one in self.group)

    @cached_property
    def told(self) -> Mapping[str, Mapping[str, float]]:
        """Side → folded name → how sure the words around a trigger are of it."""
        out: dict[str, dict[str, float]] = {side: {} for side in SIDES}
        for one in self.group:
            for side in SIDES:
                for party in one.side(side):
                    for entity in party.entities:
                        key = folded(entity.name)
                        out[side][key] = max(out[side].get(key, 0.0), one.sure[side])
        return out

    def near(self, figure: Figure, side: str) -> float:
        """How far the words that name him near a trigger are on a side, whatever was decided."""
        return max((one.near(side, start) for one in self.group for start in figure.starts), default=0.0)

    def acting(self, one: Attribution | None) -> frozenset[str]:
        """Folded names of those whose saying an attribution is."""
        return frozenset(folded(entity.name) for entity in self.parties.acting(one).entities) if one is not None else frozenset()

    @cached_property
    def speakers(self) -> frozenset[str]:
        """Of the attribution that the event is."""
        return frozenset(name for one in self.group for name in self.acting(one.act))

    @cached_property
    def reporters(self) -> frozenset[str]:
        """Of the attribution in whose content the event stands."""
        return frozenset(name for one in self.group for name in self.acting(one.inside))


def features(question: Question, figure: Figure | None) -> dict[str, float]:
    """What speaks for and against a candidate, by name; None is nobody."""
    kind, act = question.group[0].type, any(one.act is not None for one in question.group)
    told = bool(question.told[question.side])
    if figure is None:
        return {"nobody": 1.0, f"nobody {kind}": 1.0, f"nobody act {act}": 1.0, f"nobody told {told}": 1.0, f"nobody tellings {min(len(question.group), 3)}": 1.0}
    key = folded(figure.entity.name)
    other = SIDES[question.side == SIDES[0]]
    mine, theirs = question.told[question.side].get(key, 0.0), question.told[other].get(key, 0.0)
    out = {
        "told": mine,
        "told at all": float(mine > 0),
        "told on the other side": theirs,
        "told elsewhere": float(told and not mine),
        "near": question.near(figure, question.side),
        "near, in logs": math.log(question.near(figure, question.side) + LEAST),
        "near on the other side": question.near(figure, other),
        "near on the other side, in logs": math.log(question.near(figure, other) + LEAST),
        "speaker": float(key in question.speakers),
        f"speaker {kind}": float(key in question.speakers),
        "reporter": float(key in question.reporters),
        f"reporter {kind}": float(key in question.reporters),
        "taken": float(any(folded(entity.name) == key for entity in question.taken)),
        f"{kind} {figure.entity.kind}": 1.0,
        f"{figure.entity.kind} told {told}": 1.0,
        "named in full": float(" " in figure.entity.name),
        **_places(question, figure, told),
    }
    return {name: value for name, value in out.items() if value}


def _places(question: Question, figure: Figure, told: bool) -> dict[str, float]:
    """Where and how often the article speaks of him."""
    cast, starts = question.parties.cast, figure.starts
    away = [cast.sentence(start) - number for start in starts for number in question.sentences]
    before = [-a for a in away if a <= 0]
    near = min(map(abs, away))
    sources = len(figure.sources)
    rank = question.parties.rank(figure)
    in_same = [start for start in starts if cast.sentence(start) in question.sentences]
    return {
        f"near {min(near, FARTHEST)}": 1.0,
        f"near {min(near, FARTHEST)} told {told}": 1.0,
        f"back {min(min(before), FARTHEST) if before else 'none'}": 1.0,
        "same sentence, before": float(any(start < question.first for start in in_same)),
        "same sentence, after": float(any(start > question.first for start in in_same)),
        "often": math.log1p(len(starts)),
        f"rank {min(rank, OFTEN)}": 1.0,
        f"rank {min(rank, OFTEN)} told {told}": 1.0,
        "in a heading": float(figure.heading),
        "speaks": math.log1p(sources),
        "first of the article": float(rank == 0),
    }


def alone(question: Question) -> dict[str, float]:
    """What speaks for the likeliest acting alone, by name."""
    return {"alone": 1.0, f"alone {question.group[0].type}": 1.0, f"alone told {bool(question.told[question.side])}": 1.0}


def beside(question: Question, best: Figure, figure: Figure) -> dict[str, float]:
    """What speaks for one more acting with the likeliest, by name."""
    told, kind = question.told[question.side], question.group[0].type
    mine, first = told.get(folded(figure.entity.name), 0.0), told.get(folded(best.entity.name), 0.0)
    same = figure.entity.kind == best.entity.kind
    out = {
        **features(question, figure),
        "same kind": float(same),
        f"same kind {kind}": float(same),
        "both told": mine * first,
        "told, the other not": mine * (not first),
        "not told, the other is": float(first > 0 and not mine),
        "best told on the other side": question.told[SIDES[question.side == SIDES[0]]].get(folded(figure.entity.name), 0.0),
        "after the best": float(min(figure.starts) > min(best.starts)),
    }
    return {name: value for name, value in out.items() if value}


def with_it(question: Question, best: Figure, figure: Figure) -> float:
    """Probability that one more acts with the likeliest."""
    table = weights().get(question.side + ", beside", {})
    against, for_ = (sum(table.get(name, 0.0) * value for name, value in row.items()) for row in (alone(question), beside(question, best, figure)))
    return 1 / (1 + math.exp(against - for_))


def ranked(question: Question, candidates: Sequence[Figure]) -> list[tuple[float, Figure | None]]:
    """Candidates and nobody with their probability, best first."""
    table = weights().get(question.side, {})
    rows: list[tuple[Figure | None, dict[str, float]]] = [(None, features(question, None)), *((one, features(question, one)) for one in candidates)]
    values = [sum(table.get(name, 0.0) * value for name, value in row.items()) for _, row in rows]
    top = max(values)
    total = sum(math.exp(value - top) for value in values)
    return sorted(((math.exp(value - top) / total, one) for value, (one, _) in zip(values, rows, strict=True)), key=lambda pair: -pair[0])


def chosen(question: Question) -> Chosen:
    """Who it is."""
    rows = ranked(question, question.parties.figures)
    score, best = rows[0]
    if best is None:
        return Chosen((), score, "nobody", "the article tells nobody")
    told = question.told[question.side]
    taken = {folded(entity.name) for entity in question.taken}
    key = folded(best.entity.name)
    others = (one for one in question.parties.figures if one is not best and folded(one.entity.name) not in taken)
    both = [one.entity for one in others if with_it(question, best, one) >= TOGETHER]
    if told.get(key):
        party = next(p for one in question.group for p in one.side(question.side) if any(folded(e.name) == key for e in p.entities))
        return Chosen((best.entity, *both), score, party.rule, party.reason)
    away = min(abs(question.parties.cast.sentence(start) - number) for start in best.starts for number in question.sentences)
    where = "in the same sentence" if not away else f"{away} sentence{'s' if away > 1 else ''} away"
    return Chosen(
        (best.entity, *both), score, "in-the-article", f"not told beside “{question.group[0].trigger.text}”; {best.entity.name}, named {where}, {len(best.starts)} times in all"
    )
