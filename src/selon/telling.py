"""Which triggers tell one happening: tellings → groups, one an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .mentions import folded
from .model import Article, Attribution, Span
from .parties import Party
from .tagger.labels import EVENT_TYPES

# Letters by which two words are of one stem: "rejette", "rejeté", "rejet".
STEM = 5


@dataclass(frozen=True, slots=True)
class Telling:
    """One trigger. act: the attribution that it is the cue of; inside: the innermost whose content holds it. types, modes, statuses: probabilities.

    actor, recipient, place, time: words around it; actors, recipients: whom these come to, one a span. sure: probability of the words of each side; score: that it tells an event.
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


def joined(tellings: Sequence[Telling], article: Article) -> list[list[Telling]]:
    """Tellings put together that are of one happening, each group in text order."""
    groups: list[list[Telling]] = []
    for one in sorted(tellings, key=lambda each: each.trigger.start):
        group = next((g for g in reversed(groups) if any(same(other, one, article) for other in g)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return groups


def same(one: Telling, two: Telling, article: Article) -> bool:
    """Whether two triggers tell one happening: one type, one stem, no party that differs, no sentence shared."""
    if one.type != two.type or one.stem != two.stem:
        return False
    apart = any(one.names(side) and two.names(side) and not one.names(side) & two.names(side) for side in ("actor", "recipient"))
    return not apart
