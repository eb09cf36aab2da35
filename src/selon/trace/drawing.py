"""The way of an utterance as a picture: time from left to right, who had it from whom as lines, what changed beside each version; and as GEXF."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

import matplotlib
from matplotlib.figure import Figure

from .._version import VERSION
from ..pictures import STYLE, cut, drawn
from .tell import Utterance, Version

# Versions drawn; more are told in a line.
MOST = 40
COLOURS = {"first": "#009e73", "faithful": "#56606b", "shifted": "#e69f00", "grave": "#d55e00"}


def picture_of(one: Utterance, kind: str = "svg") -> bytes:
    """One utterance, a line for each version in order of publication, arcs from whom it had it."""
    some = one.versions[:MOST]
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(11, 1.4 + 0.55 * len(some)), layout="constrained")
        axes = figure.subplots()
        place = {version.told.outlet: at for at, version in reversed(list(enumerate(some)))}
        for at, version in enumerate(some):
            state = _state(version, one)
            axes.scatter([0], [at], s=70, c=COLOURS[state], zorder=3)
            when = version.told.when[:16].replace("T", " ") or "no date"
            axes.annotate(f"{when}  {cut(version.told.outlet, 30)}", (0, at), xytext=(-12, -3), textcoords="offset points", ha="right", fontsize=8)
            words = cut(" … ".join(span.text for span in version.told.one.content), 95)
            axes.annotate(words, (0, at), xytext=(12, 1), textcoords="offset points", fontsize=8)
            told = ", ".join(change.kind for change in version.changes or ()) or ("reference" if version.changes is None else "as in the reference")
            axes.annotate(told, (0, at), xytext=(12, -9), textcoords="offset points", fontsize=7, color=COLOURS[state])
        for edge in one.way.edges:
            if edge.source in place and edge.target in place and place[edge.source] != place[edge.target]:
                style = {"arrowstyle": "->", "color": "#888888", "connectionstyle": "arc3,rad=0.35", "linestyle": "-" if edge.kind == "named" else ":"}
                axes.annotate("", (0, place[edge.target]), (0, place[edge.source]), arrowprops=style)
        axes.set_ylim(len(some) - 0.4, -0.6)
        axes.set_xlim(-0.8, 1.6)
        axes.axis("off")
        more = f", {len(one.versions) - MOST} more not drawn" if len(one.versions) > MOST else ""
        who = "; ".join(each.name for each in one.reference.told.one.speakers) or "nobody named"
        figure.suptitle(f"{cut(who, 60)}: {len(one.versions)} versions, {len(one.way.sources)} independent{more}", x=0.01, ha="left", fontweight="bold")
        return drawn(figure, kind)


def _state(version: Version, one: Utterance) -> str:
    if version.told.key == one.way.first:
        return "first"
    if not version.changes:
        return "faithful"
    return "grave" if any(change.grave for change in version.changes) else "shifted"


def gexf(several: Sequence[Utterance]) -> str:
    """GEXF 1.3: parties and who had it from whom, an edge for each version that shows it."""
    edges = [(each, edge) for each in several for edge in each.way.edges]
    names = dict.fromkeys([*(v.told.outlet for each in several for v in each.versions), *(name for _, edge in edges for name in (edge.source, edge.target))])
    nodes = "\n".join(f"<node id={quoteattr(name)} label={quoteattr(name)}/>" for name in names)
    lines = "\n".join(
        f'<edge id="{number}" source={quoteattr(edge.source)} target={quoteattr(edge.target)} label={quoteattr(edge.kind)}/>' for number, (_, edge) in enumerate(edges)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
        f"<meta><creator>selon {escape(VERSION)}</creator></meta>\n"
        f'<graph defaultedgetype="directed">\n<nodes>\n{nodes}\n</nodes>\n<edges>\n{lines}\n</edges>\n</graph>\n</gexf>\n'
    )
