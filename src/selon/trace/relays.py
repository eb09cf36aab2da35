"""The way an utterance took: who had it from whom, where it appeared first, and how many heard it themselves.

What the text names comes first ("rapporte CNN"), then agency copy (text families), then nothing: that one outlet is later than another proves no more than that, and is
told as order only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..mentions import folded
from ..model import Attribution
from ..store.kept import Kept
from .lexicon import WORD

# Words that outlets' names may come with.
BARE = frozenset(
    ["agence", "agency", "agentur", "agencia", "агентство", "news", "the", "la", "le", "les", "l", "der", "die", "das", "el", "los", "de", "press", "presse", "prensa"]
)
BARE |= frozenset(["journal", "newspaper", "quotidien", "chaine", "channel", "tv", "radio", "television"])
DEEP = 6


@dataclass(frozen=True, slots=True)
class Told:
    """One version: the article, the attribution. when: publication as far as told, "" when not."""

    kept: Kept
    one: Attribution
    key: str
    when: str

    @property
    def outlet(self) -> str:
        """Who printed it."""
        return self.kept.reading.article.outlet or f"article {self.kept.key}"


@dataclass(frozen=True, slots=True)
class Edge:
    """One had it from another. kind: named (the words say so), copy (nearly the same text). version: key of the attribution that shows it; words: that show it."""

    source: str
    target: str
    kind: str
    version: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Way:
    """How an utterance travelled.

    first: key of the version that appeared first, None when no day is known. sources: those who had it at first hand, as named. unnamed: outlets that name no relay for what
    others name one for.
    """

    edges: tuple[Edge, ...]
    first: str | None
    sources: tuple[str, ...]
    unnamed: tuple[str, ...]


def name(told: str) -> str:
    """A name of an outlet as it is compared: folded, without the words such names come with."""
    words = [folded(found.group()) for found in WORD.finditer(told)]
    return " ".join([word for word in words if word not in BARE] or words)


def way(versions: Sequence[Told]) -> Way:
    """The way of an utterance from its versions."""
    outlets = {name(one.outlet): one.outlet for one in versions}
    found = [
        replace(edge, source=outlets.get(name(edge.source), edge.source), target=outlets.get(name(edge.target), edge.target)) for edge in (*_named(versions), *_copied(versions))
    ]
    edges = tuple(dict.fromkeys(found))
    dated = [one for one in versions if one.when]
    first = min(dated, key=lambda one: (moment(one.when), len(one.one.relays), one.key)).key if dated else None
    above = {name(edge.target): name(edge.source) for edge in edges}
    shown = {name(party): party for edge in edges for party in (edge.target, edge.source)} | outlets
    roots = dict.fromkeys(_root(name(one.outlet), above) for one in versions)
    relays = {name(edge.source) for edge in edges if edge.kind == "named"}
    unnamed = [one.outlet for one in versions if relays and name(one.outlet) not in above and name(one.outlet) not in relays]
    return Way(edges, first, tuple(shown.get(root, root) for root in roots), tuple(dict.fromkeys(unnamed)))


def moment(when: str) -> str:
    """A publication time as it is ordered: in UTC; a day alone is its end, since nobody knows better."""
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(when)
    except ValueError:
        return when
    if len(when) <= len("2024-03-10"):
        return f"{when}T23:59"
    return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime("%Y-%m-%dT%H:%M")


def _named(versions: Sequence[Told]) -> list[Edge]:
    """Relays that the text names, nearest to the reader first."""
    out = []
    for version in versions:
        below = version.outlet
        words = "; ".join(span.text for span in version.one.relay) or None
        for relay in version.one.relays:
            if name(relay.name) != name(below):
                out.append(Edge(relay.name, below, "named", version.key, words))
            below = relay.name
    return out


def _copied(versions: Sequence[Told]) -> list[Edge]:
    """Copies of one text: from whose it was first; from the agency that the others name where it names itself."""
    out = []
    families: dict[int, list[Told]] = {}
    for version in versions:
        if version.kept.family is not None:
            families.setdefault(version.kept.family, []).append(version)
    for some in families.values():
        first = min(some, key=lambda one: (moment(one.when) if one.when else "~", len(one.one.relays), one.key))
        copies = [version for version in some if name(version.outlet) != name(first.outlet) and not version.one.relays]
        out += [Edge(first.outlet, version.outlet, "copy", version.key, None) for version in copies]
    return out


def _root(party: str, above: dict[str, str]) -> str:
    """Who is above a party, as far up as it goes."""
    for _ in range(DEEP):
        if party not in above or above[party] == party:
            break
        party = above[party]
    return party
