"""Pictures of answers: sayings in time, and counts. SVG or PNG; the same rows give the same bytes."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import dates
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .questions import Row

KINDS = ("svg", "png")
# Lanes drawn; speakers beyond them share the last. Dots that carry their words. Dots of one lane and day that stand apart.
LANES, LABELS, OTHERS, STACKED = 14, 14, "others", 6
# Acts by what they do to the matter: colours of Okabe and Ito, told apart by people who see few colours; shapes tell them apart in print.
GROUPS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "says": ("#56606b", "o", ()),
    "asks, offers": ("#0072b2", "^", ("ask", "request", "demand", "invite", "propose", "offer", "promise", "order")),
    "accepts, agrees": ("#009e73", "s", ("accept", "agree", "confirm", "admit", "praise", "thank", "apologise", "congratulate")),
    "refuses, denies": ("#d55e00", "X", ("refuse", "reject", "deny", "doubt")),
    "blames, threatens": ("#cc79a7", "D", ("warn", "threaten", "accuse", "criticise", "condemn", "fear")),
}
STYLE = {
    "svg.hashsalt": "selon",
    "svg.fonttype": "none",
    "font.size": 9,
    "font.family": "DejaVu Sans",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.parse_math": False,
}


def timeline(rows: Sequence[Row], title: str, kind: str = "svg") -> bytes:
    """Sayings as dots, a lane for each speaker, colour and shape by act; how many there are a month above when they are many."""
    some = [row for row in rows if row["day"]]
    with matplotlib.rc_context(STYLE):
        lanes = _lanes(some)
        many = len(some) > LABELS
        height = 1.6 + 0.42 * max(2, len(lanes)) + (1.3 if many else 0)
        figure = Figure(figsize=(10, height), layout="constrained")
        ratios = [1, max(2, len(lanes)) * 0.42]
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=ratios) if many else (None, figure.subplots())
        if above is not None:
            _histogram(above, some)
        _dots(below, some, lanes, named=not many)
        undated = len(rows) - len(some)
        figure.suptitle(cut(title, 90) + f"  ({len(some)} sayings" + (f", {undated} without a day" if undated else "") + ")", x=0.01, ha="left", fontweight="bold")
        return drawn(figure, kind)


def counts(rows: Sequence[Row], title: str, kind: str = "svg") -> bytes:
    """Counts as bars: speakers, outlets, acts, who relays whom, and months."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(10, 9), layout="constrained")
        grid = figure.add_gridspec(3, 2)
        for (what, told), place in zip((("speaker", "speakers"), ("outlet", "outlets"), ("act", "acts"), ("relays", "who relays whom")), range(4), strict=True):
            _bars(figure.add_subplot(grid[place // 2, place % 2]), [row for row in rows if row["what"] == what][:12], told)
        months = figure.add_subplot(grid[2, :])
        _months(months, [row for row in rows if row["what"] == "month"])
        figure.suptitle(cut(title, 90), x=0.01, ha="left", fontweight="bold")
        return drawn(figure, kind)


def _lanes(rows: Sequence[Row]) -> dict[str, int]:
    """Speaker → lane, who speaks first on top; the rarest of many share the last."""
    often = Counter(row["who"] for row in rows)
    kept = {name for name, _ in often.most_common(LANES if len(often) <= LANES else LANES - 1)}
    order = list(dict.fromkeys(row["who"] if row["who"] in kept else OTHERS for row in rows))
    if OTHERS in order:
        order.remove(OTHERS)
        order.append(OTHERS)
    return {name: number for number, name in enumerate(order)}


def _group(act: str) -> str:
    return next((name for name, (_, _, acts) in GROUPS.items() if act in acts), "says")


def _day(told: str) -> date:
    return date.fromisoformat(told)


def _dots(axes: Any, rows: Sequence[Row], lanes: Mapping[str, int], named: bool) -> None:
    places = list(zip(rows, _heights(rows, lanes), strict=True))
    for group, (colour, shape, _) in GROUPS.items():
        these = [(_day(row["day"]), height) for row, height in places if _group(row["act"]) == group]
        if these:
            days, heights = zip(*these, strict=True)
            axes.scatter(days, heights, c=colour, marker=shape, s=42, label=group, zorder=3, alpha=0.9, linewidths=0)
    if named:
        for row, height in places:
            axes.annotate(cut(row["content"], 44), (_day(row["day"]), height), xytext=(6, 4), textcoords="offset points", fontsize=7, color="#333333")
    axes.set_yticks(range(len(lanes)), [textwrap.shorten(name, 34, placeholder="…") for name in lanes])
    axes.set_ylim(len(lanes) - 0.4, -0.7)
    axes.grid(axis="y", color="#dddddd", zorder=0)
    locator = dates.AutoDateLocator(minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.DateFormatter("%Y-%m-%d"))
    told = [_day(row["day"]) for row in rows]
    if told:
        around = max(timedelta(days=1), (max(told) - min(told)) / 20)
        axes.set_xlim(min(told) - around, max(told) + around * (5 if named else 1))
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.08 if len(lanes) > 4 else -0.16), ncols=5, frameon=False, fontsize=8)
    else:
        axes.text(0.5, 0.5, "nothing with a day", transform=axes.transAxes, ha="center")


def _heights(rows: Sequence[Row], lanes: Mapping[str, int]) -> list[float]:
    """The height of each dot; those of one lane and day stand one above the other, about the lane."""
    at = [(lanes.get(row["who"], len(lanes) - 1), row["day"]) for row in rows]
    many, met = Counter(at), Counter[tuple[int, str]]()
    out = []
    for lane, day in at:
        several = min(many[lane, day], STACKED)
        out.append(lane + (met[lane, day] % STACKED - (several - 1) / 2) * 0.8 / STACKED)
        met[lane, day] += 1
    return out


def _histogram(axes: Any, rows: Sequence[Row]) -> None:
    days = sorted(dates.date2num(_day(row["day"])) for row in rows)
    first, last = days[0] - 0.5, days[-1] + 0.5
    bins = min(60, max(1, round(last - first)))
    axes.hist(days, bins=[first + (last - first) * n / bins for n in range(bins + 1)], color="#8a94a0", edgecolor="white", linewidth=0.5)
    axes.set_ylabel("sayings")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=3))


def _bars(axes: Any, rows: Sequence[Row], title: str) -> None:
    names = [cut(f"{row['value']} ← {row['other']}" if row["what"] == "relays" else str(row["value"]), 34) for row in rows]
    axes.barh(range(len(rows)), [row["count"] for row in rows], color="#0072b2")
    axes.set_yticks(range(len(rows)), names, fontsize=8)
    axes.invert_yaxis()
    axes.set_title(title, loc="left", fontsize=10)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    if not rows:
        axes.text(0.5, 0.5, "none", transform=axes.transAxes, ha="center")


def _months(axes: Any, rows: Sequence[Row]) -> None:
    told = [(date.fromisoformat(f"{row['value']}-15"), row["count"]) for row in rows if row["value"] and len(row["value"]) == 7]
    axes.bar([day for day, _ in told], [count for _, count in told], width=24, color="#56606b")
    axes.set_title("by month", loc="left", fontsize=10)
    if told:
        around = max(timedelta(days=20), (timedelta(days=360) - (told[-1][0] - told[0][0])) / 2)
        axes.set_xlim(told[0][0] - around, told[-1][0] + around)
    axes.xaxis.set_major_locator(dates.AutoDateLocator(minticks=2, maxticks=10))
    axes.xaxis.set_major_formatter(dates.DateFormatter("%Y-%m"))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))


def cut(told: str, room: int) -> str:
    """Words in one line of some room, without control characters."""
    flat = " ".join("".join(c if c.isprintable() or c.isspace() else "�" for c in told).split())
    return flat if len(flat) <= room else flat[: room - 1].rstrip() + "…"


def drawn(figure: Figure, kind: str) -> bytes:
    """A figure as a file, the same bytes for the same figure."""
    out = BytesIO()
    figure.savefig(out, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else {"Software": None})
    return out.getvalue()
