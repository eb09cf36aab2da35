"""`selon who`, `timeline`, `about`, `stats`: questions to the archive, answered as a table, a file or a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from ..errors import SettingError
from .common import ArchiveOption, OutOption, opened, plain, shown

if TYPE_CHECKING:
    from ..store.naming import Match

PICTURES = ("svg", "png")
HowOption = Annotated[str | None, typer.Option("--as", help="table, json, jsonl, csv, svg or png. Default: by the ending of --out, else table.")]
UNSET = -1
PAGE = 50
# Columns of a table.
SAYINGS = ("day", "who", "act", "content", "on", "chain", "key")
EVENTS = ("day", "type", "status", "actors", "recipients", "words", "place", "key")


def who(
    name: Annotated[str, typer.Argument(help="A person, body, state, outlet, in any spelling that the archive or the knowledge files have.")],
    archive: ArchiveOption = None,
    latest: Annotated[bool, typer.Option("--latest", help="Latest first.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=-1, help="Rows at most; 0: all. Default: 50 in a table, all otherwise.", show_default=False)] = UNSET,
    how: HowOption = None,
    out: OutOption = None,
) -> None:
    """Everything that somebody said, by date, and through whom it came."""
    with opened(archive) as store:
        from .. import questions

        shape = shape_of(how, out)
        found = questions.who(store, name, bound(limit, shape), latest=latest)
        if shape == "table" and out is None:
            _meant(found.who, name)
        _given(list(found.rows), found.total, (shape, out), f"What {name} said")


def timeline(
    query: Annotated[str, typer.Argument(help="A search: words, phrases, fields (docs/search.md).")],
    archive: ArchiveOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=-1, help="Rows at most; 0: all. Default: 50 in a table, all otherwise.", show_default=False)] = UNSET,
    how: HowOption = None,
    out: OutOption = None,
) -> None:
    """What a search finds, in the order in which it was said."""
    with opened(archive) as store:
        from .. import questions

        shape = shape_of(how, out)
        found = questions.timeline(store, query, bound(limit, shape))
        _given(list(found.rows), found.total, (shape, out), query)


def about(
    name: Annotated[str, typer.Argument(help="A person, body, state, outlet.")],
    archive: ArchiveOption = None,
    latest: Annotated[bool, typer.Option("--latest", help="Latest first.")] = False,
    events: Annotated[bool, typer.Option("--events", help="The events that it has a part in, instead of what is said of it or to it.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=-1, help="Rows at most; 0: all. Default: 50 in a table, all otherwise.", show_default=False)] = UNSET,
    how: HowOption = None,
    out: OutOption = None,
) -> None:
    """What others say of somebody, and what happened with him."""
    with opened(archive) as store:
        from .. import questions

        shape = shape_of(how, out)
        if events and shape in PICTURES:
            raise SettingError("events have no picture yet; leave out --events, or write a table, JSON or CSV")
        found = questions.about(store, name, bound(limit, shape), latest=latest)
        if shape == "table" and out is None:
            _meant(found.who, name)
        if events:
            happened = list(found.events)
            shown(happened, EVENTS if shape == "table" else questions.EVENTS, shape, out)
            _more(len(happened), found.events_total, (shape, out))
            return
        _given(list(found.rows), found.total, (shape, out), f"What is said of {name}")
        if shape == "table" and out is None and found.events_total:
            typer.echo(f"{found.events_total} events with {name}: --events shows them")


def stats(
    query: Annotated[str | None, typer.Argument(help="Count only what a search finds.")] = None,
    archive: ArchiveOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Values of each kind.")] = 15,
    how: HowOption = None,
    out: OutOption = None,
) -> None:
    """Who speaks most, which outlets, which acts, who relays whom, how much a month."""
    with opened(archive) as store:
        from .. import questions

        shape = shape_of(how, out)
        rows = questions.stats(store, query, limit)
        if shape in PICTURES:
            from .. import pictures

            picture(pictures.counts(rows, query or "The whole archive", shape), out, shape)
            return
        if shape == "table" and out is None:
            counts = store.counts()
            typer.echo(", ".join(f"{counts[name]:,} {name}" for name in ("articles", "texts", "attributions", "events", "corrections", "failures")))
        shown(rows, questions.STATS, shape, out)


def shape_of(how: str | None, out: Path | None) -> str:
    """What is wanted: as said, else by the ending of the file, else a table. Raises SettingError."""
    kinds = ("table", "json", "jsonl", "csv", *PICTURES)
    if how is None:
        ending = out.suffix.lower().removeprefix(".") if out else ""
        if out and ending not in (*kinds, "txt"):
            raise SettingError(f"{out.name!r} does not tell what to write; name it with --as: {', '.join(kinds)}")
        return ending if ending in kinds else "table"
    if how not in kinds:
        raise SettingError(f"--as {how!r} is none of {', '.join(kinds)}")
    return how


def bound(limit: int, shape: str) -> int | None:
    """How many rows: as told, else a page of a table and all of anything else."""
    if limit == UNSET:
        return PAGE if shape == "table" else None
    return limit or None


def _given(rows: Sequence[Mapping[str, Any]], total: int, how: tuple[str, Path | None], title: str) -> None:
    """Sayings as asked for: a picture, rows for a file, or a list for who reads at a terminal."""
    from .. import questions

    shape, out = how
    if shape in PICTURES:
        from .. import pictures

        picture(pictures.timeline([dict(row) for row in rows], title, shape), out, shape)
    elif shape == "table" and out is None:
        _listed(rows)
    else:
        shown(rows, SAYINGS if shape == "table" else questions.SAYINGS, shape, out)
    _more(len(rows), total, how)


def _listed(rows: Sequence[Mapping[str, Any]]) -> None:
    """Sayings one below the other: when, who, what he does, where, through whom; then the words."""
    console = Console(highlight=False, markup=False, emoji=False)
    for row in rows:
        head = Text(f"{row['day'] or 'no day    '}  ", style="dim").append(plain(row["who"]), style="bold").append(f"  {row['act']}", style="cyan")
        head.append(plain(f"  {row['answers']}" if row["answers"] else ""), style="magenta")
        copies = f" ({row['copies']} copies)" if row["copies"] > 1 else ""
        head.append(plain((f"  on {row['on']}" if row["on"] else "") + f"  via {row['chain']}{copies}  {row['key']}"), style="dim")
        console.print(head, soft_wrap=True)
        console.print(Padding(Text(plain(row["content"].replace("\n", " "))), (0, 0, 0, 12)))


def _more(told: int, total: int, how: tuple[str, Path | None]) -> None:
    """What a page of a terminal leaves out."""
    if how == ("table", None):
        typer.echo(f"{total:,} found" + (f"; {total - told:,} more: --limit 0 shows all" if total > told else ""))


def picture(body: bytes, out: Path | None, shape: str) -> None:
    """A picture to its file, or to a pipe. Raises SettingError."""
    import sys

    if out is None:
        if sys.stdout.isatty():
            raise SettingError(f"a picture does not fit a terminal; name a file: --out picture.{shape}")
        sys.stdout.buffer.write(body)
        return
    try:
        out.write_bytes(body)
    except OSError as error:
        raise SettingError(f"cannot write {out}: {error.strerror}") from None


def _meant(found: Sequence[Match], name: str) -> None:
    """Whom the name was taken for, with the keys that corrections use."""
    told = Text(f"{name}: ", style="bold")
    for number, one in enumerate(found[:6]):
        told.append(", " if number else "").append(plain(one.name)).append(f" [{one.kind}, {one.key}, {one.said} said]", style="dim")
    if len(found) > 6:
        told.append(f" and {len(found) - 6} more", style="dim")
    Console(highlight=False, markup=False, emoji=False).print(told, soft_wrap=True)
