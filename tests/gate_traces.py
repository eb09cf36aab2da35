"""Traces on the stories of the gold, attributions given: pairs of one utterance, near misses, relay edges, first appearance, independent sources, what changed, stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from selon.trace import changes, cluster, match, relays
from stories import FOLDER, Story, Telling, pairs, stories

Cosines = Mapping[tuple[str, str], float]


@dataclass
class Tally:
    """Right, said and wanted of each figure."""

    counts: dict[str, list[int]]
    misses: list[str]

    def add(self, name: str, right: int, said: int, wanted: int) -> None:
        """Count."""
        held = self.counts.setdefault(name, [0, 0, 0])
        for at, number in enumerate((right, said, wanted)):
            held[at] += number

    def f1(self, name: str) -> float | None:
        """In percent; None where there is nothing."""
        right, said, wanted = self.counts.get(name, (0, 0, 0))
        return 200 * right / (said + wanted) if said + wanted else None

    def share(self, name: str, of: int) -> float | None:
        """Right of said (1) or wanted (2), in percent."""
        held = self.counts.get(name, (0, 0, 0))
        return 100 * held[0] / held[of] if held[of] else None


def measured(gate: bool, cosines: Cosines | None = None) -> tuple[str, dict[str, float | None], list[str]]:
    """Digest of the stories, the figures, what is wrong in words."""
    several = stories(gate)
    tally = Tally({}, [])
    groups = [found(one, cosines or {}) for one in several]
    for one, group in zip(several, groups, strict=True):
        _pairs(one, group, tally)
        _ways(one, group, tally)
        _changes(one, tally)
    figures = {
        "one utterance within a language, F1": tally.f1("within"),
        "one utterance across languages, F1": tally.f1("across"),
        "near misses kept apart": tally.share("near", 2),
        "relay edges, F1": tally.f1("edges"),
        "first appearance": tally.share("first", 2),
        "independent sources exact": tally.share("sources", 2),
        "changes, precision": tally.share("changes", 1),
        "changes, recall": tally.share("changes", 2),
        "stories, B³ F1": _b3(several, groups),
    }
    return digest(several), figures, tally.misses


def digest(several: Sequence[Story]) -> str:
    """Of the files of some stories."""
    bodies = [path.read_bytes() for one in several for path in sorted((FOLDER / one.name).glob("*.txt"))]
    return sha256(b"\0".join(bodies)).hexdigest()[:16]


def found(one: Story, cosines: Cosines) -> list[list[int]]:
    """The utterances that the program finds."""
    some = [each.traits for each in one.tellings]
    rare = match.rarity(some)
    return cluster.utterances(some, lambda a, b: match.compare(some[a], some[b], cosines.get((some[a].key, some[b].key)), rare).score)


def words(one: Telling) -> str:
    told = one.told.one
    return f"{one.told.kept.origin} {one.utterance} {'; '.join(each.name for each in told.speakers)} ({told.act}): {' … '.join(span.text for span in told.content)[:90]}"


def _pairs(one: Story, groups: Sequence[Sequence[int]], tally: Tally) -> None:
    of = {number: at for at, group in enumerate(groups) for number in group}
    for a, b, same in pairs(one.tellings):
        left, right = one.tellings[a], one.tellings[b]
        told = of[a] == of[b]
        tally.add("within" if left.traits.lang == right.traits.lang else "across", told and same, told, same)
        if not same and match.party(left.traits, right.traits) in ("same", "kin"):
            tally.add("near", not told, 0, 1)
        if told != same:
            tally.misses.append(f"{'joined' if told else 'missed'} {words(left)} | {words(right)}")


def _ways(one: Story, groups: Sequence[Sequence[int]], tally: Tally) -> None:
    """Edges by the version that shows them; first appearance and independent sources of utterances told more than once."""
    gold = {u: [number for number, each in enumerate(one.tellings) if each.utterance == u] for u in dict.fromkeys(each.utterance for each in one.tellings)}
    wanted = {u: relays.way([_as_annotated(one.tellings[at]) for at in group]) for u, group in gold.items()}
    ways = [relays.way([one.tellings[at].told for at in group]) for group in groups]
    edges = [{(edge.version, relays.name(edge.source), relays.name(edge.target)) for way in some for edge in way.edges} for some in (wanted.values(), ways)]
    tally.add("edges", len(edges[0] & edges[1]), len(edges[1]), len(edges[0]))
    tally.misses += [f"edge {'missed' if each in edges[0] else 'made'} {one.name} {each[1]} → {each[2]}" for each in sorted(edges[0] ^ edges[1])]
    for u, members in gold.items():
        if len(members) > 1:
            at = max(range(len(groups)), key=lambda number: len(set(groups[number]) & set(members)))
            tally.add("first", ways[at].first == wanted[u].first, 1, 1)
            tally.add("sources", len(ways[at].sources) == len(wanted[u].sources), 1, 1)
            if len(ways[at].sources) != len(wanted[u].sources):
                tally.misses.append(f"sources {one.name} {u}: {ways[at].sources} for {wanted[u].sources}")


def _as_annotated(one: Telling) -> relays.Told:
    return replace(one.told, kept=replace(one.told.kept, family=one.family))


def _changes(one: Story, tally: Tally) -> None:
    references = {each.utterance: each for each in one.tellings if each.alters is None}
    for each in one.tellings:
        head = references.get(each.utterance)
        if each.alters is None or head is None:
            continue
        told = {change.kind: change for change in changes.changes(changes.Version(head.told.one, head.traits), changes.Version(each.told.one, each.traits))}
        tally.add("changes", len(each.alters & set(told)), len(told), len(each.alters))
        for kind in sorted(each.alters ^ set(told)):
            tally.add(f"change {kind}", 0, kind in told, kind in each.alters)
            shown = f"{told[kind].before} → {told[kind].after}" if kind in told else ""
            tally.misses.append(f"change {kind} {'made' if kind in told else 'missed'} {shown} | {words(head)} | {words(each)}")
        for kind in sorted(each.alters & set(told)):
            tally.add(f"change {kind}", 1, 1, 1)


def by_kind(gate: bool) -> Iterator[str]:
    """Precision and recall of each kind of change."""
    tally = Tally({}, [])
    for one in stories(gate):
        _changes(one, tally)
    for name, (right, said, wanted) in sorted(tally.counts.items()):
        yield f"{name:24} right {right:3} said {said:3} wanted {wanted:3}"


def _b3(several: Sequence[Story], groups: Sequence[Sequence[Sequence[int]]]) -> float | None:
    """B³ of articles put together by the utterances and families that they share, all stories mixed."""
    names: list[list[str]] = []
    wanted: list[str] = []
    for one, found_ in zip(several, groups, strict=True):
        of = {number: at for at, group in enumerate(found_) for number in group}
        for kept in one.articles:
            names.append([f"{one.name}/{of[number]}" for number, each in enumerate(one.tellings) if each.told.kept.key == kept.key])
            wanted.append(one.name)
    if not names:
        return None
    made = cluster.matters(names)
    place = {number: at for at, some in enumerate(made) for number in some}
    sizes, golds = Counter(place.values()), Counter(wanted)
    both = Counter((place[number], wanted[number]) for number in place)
    precision = sum(both[place[n], wanted[n]] / sizes[place[n]] for n in place) / len(place)
    recall = sum(both[place[n], wanted[n]] / golds[wanted[n]] for n in place) / len(place)
    return 200 * precision * recall / (precision + recall)


if __name__ == "__main__":
    import sys

    which = "--gate" in sys.argv
    _, figures_, misses = measured(which)
    for name_, value in figures_.items():
        print(f"{name_:40} {value if value is None else round(value, 1)}")
    print("\n".join(by_kind(which)))
    if "--errors" in sys.argv and not which:
        print("\n".join(misses))
