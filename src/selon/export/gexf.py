"""GEXF 1.3 for Gephi and its kin: who answers or speaks to whom, and who relays whom. Nodes and edges carry counts and the days between which they are seen.

The graph itself is held while it is made: as large as the number of pairs, not of attributions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from .._version import VERSION
from ..model import Attribution, Entity, Reading
from ..store.kept import Kept
from ..store.rows import entity_key

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
<meta><creator>selon {version}</creator><description>{told}</description></meta>
<graph defaultedgetype="directed" mode="dynamic" timeformat="date">
<attributes class="node"><attribute id="kind" title="kind" type="string"/><attribute id="said" title="attributions" type="integer"/></attributes>
<attributes class="edge"><attribute id="how" title="how" type="string"/></attributes>
"""
Edge = tuple[str, str, str]


@dataclass(slots=True)
class _Seen:
    """How often something was seen, and between which days."""

    count: int = 0
    first: str | None = None
    last: str | None = None

    def at(self, day: str | None) -> None:
        """Count once more."""
        self.count += 1
        if day:
            self.first = min(self.first or day, day)
            self.last = max(self.last or day, day)


class _Graph:
    def __init__(self) -> None:
        self.nodes: dict[str, tuple[str, str, _Seen]] = {}
        self.edges: dict[Edge, _Seen] = {}

    def node(self, who: Entity | str, day: str | None, counted: bool) -> str:
        """A node; its id. who: an entity, or the name of an outlet that has none."""
        key, kind, name = (f"outlet:{who}", "outlet", who) if isinstance(who, str) else (entity_key(who), who.kind, who.name)
        seen = self.nodes.setdefault(key, (kind, name, _Seen()))[2]
        if counted:
            seen.at(day)
        return key

    def edge(self, source: str, target: str, how: str, day: str | None) -> None:
        """One more of a kind between two."""
        if source != target:
            self.edges.setdefault((source, target, how), _Seen()).at(day)

    def write(self, out: BinaryIO, told: str) -> int:
        """Write the graph; how many edges."""
        out.write(HEAD.format(version=VERSION, told=escape(told)).encode())
        out.write(b"<nodes>\n")
        for key, (kind, name, seen) in sorted(self.nodes.items()):
            values = f'<attvalues><attvalue for="kind" value={_quoted(kind)}/><attvalue for="said" value="{seen.count}"/></attvalues>'
            out.write(f"<node id={_quoted(key)} label={_quoted(name)}{_days(seen)}>{values}</node>\n".encode())
        out.write(b"</nodes>\n<edges>\n")
        for number, ((source, target, how), seen) in enumerate(sorted(self.edges.items())):
            values = f'<attvalues><attvalue for="how" value={_quoted(how)}/></attvalues>'
            ends = f"source={_quoted(source)} target={_quoted(target)}"
            out.write(f'<edge id="{number}" {ends} weight="{seen.count}" kind={_quoted(how)} label={_quoted(how)}{_days(seen)}>{values}</edge>\n'.encode())
        out.write(b"</edges>\n</graph>\n</gexf>\n")
        return len(self.edges)


def _quoted(told: str) -> str:
    """A value of an attribute: only characters that XML has."""
    return quoteattr("".join(c if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" else "�" for c in told))


def _days(seen: _Seen) -> str:
    return f' start="{seen.first}" end="{seen.last}"' if seen.first and seen.last else ""


def speakers(some: Iterator[Kept], out: BinaryIO) -> int:
    """Who answers whom, who speaks for whom, who acts on whom; how many edges."""
    graph = _Graph()
    for kept in some:
        _exchange(graph, kept.reading)
    return graph.write(out, "who answers whom (how: the kind of answer), speaks for whom (for), does what to whom (the type of event)")


def _exchange(graph: _Graph, reading: Reading) -> None:
    told = {one.id: one for one in reading.attributions}
    for one in reading.attributions:
        for who in one.speakers:
            key = graph.node(who, _day(one, reading), counted=True)
            if one.principal is not None:
                graph.edge(key, graph.node(one.principal, None, counted=False), "for", _day(one, reading))
    for answer in reading.answers:
        first, second = told[answer.answering], told[answer.answered]
        for who in first.speakers:
            for whom in second.speakers:
                graph.edge(graph.node(who, None, counted=False), graph.node(whom, None, counted=False), answer.how, _day(first, reading))
    for event in reading.events:
        if event.status == "asserted":
            for who in event.actors:
                for whom in event.recipients:
                    day = event.date.earliest if event.date else reading.published.earliest
                    graph.edge(graph.node(who, None, counted=False), graph.node(whom, None, counted=False), event.type, day)


def relays(some: Iterator[Kept], out: BinaryIO) -> int:
    """Who relays whom: from the outlet, over each relay, to the speaker; how many edges."""
    graph = _Graph()
    for kept in some:
        outlet = kept.reading.article.outlet
        for one in kept.reading.attributions:
            day = _day(one, kept.reading)
            chain = [*([graph.node(outlet, day, counted=True)] if outlet else []), *(graph.node(who, day, counted=True) for who in one.relays)]
            for first, second in pairwise(chain):
                graph.edge(first, second, "relays", day)
            if one.relays:
                for who in one.speakers:
                    graph.edge(chain[-1], graph.node(who, day, counted=True), "quotes", day)
    return graph.write(out, "who relays whom: outlet, relay, relay, speaker")


def _day(one: Attribution, reading: Reading) -> str | None:
    return one.date.earliest if one.date else reading.published.earliest
