"""`selon trace`, `story`, `positions`: one saying across outlets, a matter in true order, a stand over time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from ..errors import SettingError
from .ask import picture
from .common import ArchiveOption, OutOption, opened, plain, shown, write

if TYPE_CHECKING:
    from ..store.archive import Archive
    from ..trace.tell import Story, Utterance, Version

KEY = re.compile(r"[0-9a-f]{16}")
DEEP = 6
HowOption = Annotated[str | None, typer.Option("--as", help="tree, json, svg, png, gexf or prov. Default: by the ending of --out, else tree.")]


def trace(
    what: Annotated[str, typer.Argument(help="Key of an attribution, or a search: words, phrases, fields.")],
    archive: ArchiveOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Utterances at most, of a search.")] = 3,
    words: Annotated[bool, typer.Option("--words", help="In the tree: the words of each version beside those of the reference: -missing-, +new+.")] = False,
    how: HowOption = None,
    out: OutOption = None,
) -> None:
    """How one saying travelled: every version with what it changes, from whom each outlet had it, where it appeared first, how many heard it themselves."""
    with opened(archive) as store:
        from ..trace import tell

        shape = _shape(how, out, ("tree", "json", "svg", "png", "gexf", "prov"))
        _update(store)
        some = [tell.utterance(store, what)] if KEY.fullmatch(what) else tell.matching(store, what)[:limit]
        if shape == "json":
            write(json.dumps([one.record() for one in some], ensure_ascii=False, indent=2) + "\n", out)
        elif shape == "prov":
            from ..trace.provenance import document

            write(json.dumps(document(some), ensure_ascii=False, indent=1) + "\n", out)
        elif shape == "gexf":
            from ..trace.drawing import gexf

            write(gexf(some), out)
        elif shape in ("svg", "png"):
            from ..trace.drawing import picture_of

            picture(picture_of(some[0], shape), out, shape)
        else:
            console = Console(highlight=False, markup=False, emoji=False, file=out.open("w", encoding="utf-8") if out else None)
            for one in some:
                console.print(tree(one, words), soft_wrap=True)


def story(
    query: Annotated[str, typer.Argument(help="A search that leads to the matter.")],
    archive: ArchiveOption = None,
    how: Annotated[str | None, typer.Option("--as", help="text, json, svg or png. Default: by the ending of --out, else text.")] = None,
    out: OutOption = None,
) -> None:
    """One matter over all its articles: who said what in the order of saying, who answered whom, what outlets contradict each other in."""
    with opened(archive) as store:
        from ..trace import tell

        shape = _shape(how, out, ("text", "json", "svg", "png"))
        _update(store)
        one = tell.story(store, query)
        if shape == "json":
            write(json.dumps(one.record(), ensure_ascii=False, indent=2) + "\n", out)
        elif shape in ("svg", "png"):
            from .. import pictures

            picture(pictures.timeline([_row(each) for each in one.utterances], query, shape), out, shape)
        else:
            _told(one, Console(highlight=False, markup=False, emoji=False, file=out.open("w", encoding="utf-8") if out else None))


def positions(
    name: Annotated[str, typer.Argument(help="A person, body or state.")],
    on: Annotated[str | None, typer.Option("--on", help="A search: the matter.")] = None,
    archive: ArchiveOption = None,
    how: Annotated[str, typer.Option("--as", help="table, json, jsonl or csv.")] = "table",
    out: OutOption = None,
) -> None:
    """Where somebody stood on a matter over time; a turn is marked, with both passages."""
    with opened(archive) as store:
        from ..trace import tell

        _update(store)
        rows = tell.positions(store, name, on)
        if how != "table" or out:
            shown(rows, ("day", "who", "act", "stand", "content", "versions", "turn", "chain", "key"), how, out)
            return
        console = Console(highlight=False, markup=False, emoji=False)
        for row in rows:
            if row["turn"]:
                turn = row["turn"]
                console.print(Text(f"  ↻ turns: {turn['from']} on {turn['day'] or 'no day'} ({turn['key']}): {plain(turn['content'])}", style="bold magenta"), soft_wrap=True)
            head = Text(f"{row['day'] or 'no day    '}  ", style="dim").append(plain(row["who"]), style="bold").append(f"  {row['act']}", style="cyan")
            head.append(f"  {row['stand'] or ''}", style="green" if row["stand"] == "for" else "red").append(f"  {row['versions']} versions  {row['key']}", style="dim")
            console.print(head, soft_wrap=True)
            console.print(Text("            " + plain(row["content"])), soft_wrap=True)


def _update(store: Archive) -> None:
    """Take up what is not traced yet, telling whoever waits."""
    from rich.progress import Progress

    from ..trace.index import update_traces

    errors = Console(stderr=True)
    with Progress(console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("tracing", total=None)
        update_traces(store, lambda done, every: bar.update(task, completed=done, total=every))


def _shape(how: str | None, out: Path | None, kinds: Sequence[str]) -> str:
    ending = out.suffix.lower().removeprefix(".") if out else ""
    told = how or (ending if ending in kinds else kinds[0])
    if told not in kinds:
        raise SettingError(f"--as {told!r} is none of {', '.join(kinds)}")
    return told


# An utterance as a tree


def tree(one: Utterance, words: bool = False) -> Tree:
    """From those who heard it themselves over each relay to each outlet, with what changed. words: with the words of each version beside those of the reference."""
    head = one.reference
    told = head.told.one
    title = Text(_who(told), style="bold").append(f"  {told.act}", style="cyan").append(f"  said {_said(one)}", style="dim")
    title.append(f"  {len(one.versions)} versions, {len(one.way.sources)} independent {'source' if len(one.way.sources) == 1 else 'sources'}", style="dim")
    root = Tree(title.append("\n" + plain(_content(told))), guide_style="dim")
    below: dict[str, list[Any]] = {}
    for edge in one.way.edges:
        below.setdefault(edge.source, []).append(edge)
    targets = {edge.target for edge in one.way.edges}
    tops = dict.fromkeys([*(edge.source for edge in one.way.edges if edge.source not in targets), *(v.told.outlet for v in one.versions if v.told.outlet not in targets)])
    for name in tops:
        _branch(root, name, _Drawn(one, below, words), "")
    return root


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a tree is made from. below: party → edges from it."""

    one: Utterance
    below: Mapping[str, Sequence[Any]]
    words: bool


def _branch(parent: Tree, name: str, drawn: _Drawn, how: str, deep: int = 0) -> None:
    """One party with its versions and those who had it from it."""
    branch = parent.add(Text(plain(name), style="bold").append(f"  {how}" if how else "", style="dim"))
    for version in drawn.one.versions:
        if version.told.outlet == name:
            branch.add(_version(version, drawn))
    for target, kind in dict.fromkeys((edge.target, edge.kind) for edge in drawn.below.get(name, ())):
        if deep < DEEP:
            _branch(branch, target, drawn, "names it as its source" if kind == "named" else "prints its text", deep + 1)


def _version(one: Version, drawn: _Drawn) -> Text:
    told, whole = one.told, drawn.one
    line = Text(f"{told.when[:16].replace('T', ' ') or 'no date'}  ", style="dim")
    if told.key == whole.way.first:
        line.append("first  ", style="green")
    if one.changes is None:
        line.append("reference  ", style="green")
    line.append(plain(_content(told.one))).append(f"  {told.key}", style="dim")
    for change in one.changes or ():
        shows = " → ".join(plain(each) for each in (change.before, change.after) if each)
        line.append(f"\n  {'!' if change.grave else '~'} {change.kind}: {shows}", style="red" if change.grave else "yellow")
    if drawn.words and one.pieces:
        line.append("\n  ")
        for piece in one.pieces:
            line.append(plain(piece.before) + " " if piece.kind == "kept" else "")
            line.append(f"-{plain(piece.before)}- " if piece.kind in ("cut", "other") and piece.before else "", style="red")
            line.append(f"+{plain(piece.after)}+ " if piece.kind in ("added", "other") and piece.after else "", style="green")
    return line


def _who(one: Any) -> str:
    from ..questions import party

    return plain(party(one))


def _content(one: Any) -> str:
    return " … ".join(span.text for span in one.content).replace("\n", " ")


def _said(one: Utterance) -> str:
    days = sorted({version.told.one.date.value for version in one.versions if version.told.one.date})
    return " or ".join(days) or "on a day that nobody tells"


# A story as text


def _told(one: Story, console: Console) -> None:
    console.print(Text(f"{len(one.articles)} articles, {len(one.utterances)} utterances", style="bold"))
    for each in one.utterances:
        row = _row(each)
        line = Text(f"{row['day'] or 'no day    '}  ", style="dim").append(plain(row["who"]), style="bold").append(f"  {row['act']}", style="cyan")
        console.print(line.append(f"  {len(each.versions)} versions  {row['key']}", style="dim"), soft_wrap=True)
        console.print(Text("            " + plain(row["content"].replace("\n", " "))), soft_wrap=True)
    for row in one.exchange:
        ahead = ", before it was said" if row["ahead"] else ""
        console.print(Text(plain(f"↔ {row['day']}  {row['who']} {row['how']} the {row['asked']} of {row['whom']}{ahead}"), style="magenta"), soft_wrap=True)
    for row in one.contradictions:
        told = f"! {row['kind']}: {row['one']} has {row['tells'] or 'nothing'}, {row['other']} {row['instead'] or 'nothing'}  {row['version']}"
        console.print(Text(plain(told), style="red"), soft_wrap=True)


def _row(one: Utterance) -> dict[str, Any]:
    from ..trace.tell import said_on

    row = one.reference.row()
    return {**row, "day": said_on(one)}
