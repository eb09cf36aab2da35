"""`selon search`: the archive asked by words and fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from .common import ArchiveOption, AsOption, OutOption, kind, opened, plain, shown

if TYPE_CHECKING:
    from ..store.finding import Hit

COLUMNS = ("key", "day", "speakers", "act", "form", "content", "medium", "relays", "outlet", "title", "lang", "score", "article", "start", "end", "url")


def search(
    query: Annotated[str, typer.Argument(help='Words, "phrases", fields such as speaker:NAME act:deny date:2023-05..2023-06; docs/search.md.')],
    archive: ArchiveOption = None,
    order: Annotated[str, typer.Option("--sort", help="relevance, date (earliest first) or -date.")] = "relevance",
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="Hits to show; 0: all.")] = 20,
    semantic: Annotated[bool, typer.Option("--semantic", help="Find what means nearly the same, too, in any language; needs selon vectors.")] = False,
    counts: Annotated[bool, typer.Option("--facets", help="Speakers, outlets, acts, forms, languages and months of all that is found, with counts.")] = False,
    how: AsOption = "table",
    out: OutOption = None,
) -> None:
    """Search the archive."""
    with opened(archive) as store:
        from ..store.finding import alike, facets, find

        kind(how)
        if counts:
            rows = [{"facet": name, "value": value, "count": count} for name, values in facets(store, query).items() for value, count in values]
            shown(rows, ("facet", "value", "count"), how, out)
            return
        found = alike(store, query, limit or None) if semantic else find(store, query, order, limit or None)
        if how != "table" or out:
            shown((row(hit) for hit in found.hits), COLUMNS, how, out)
            return
        console = Console(highlight=False, markup=False, emoji=False)
        shots = list(found.hits)
        for hit in shots:
            _told(console, hit)
        more = found.total - len(shots)
        console.print(f"{found.total} found" + (f"; {more} more: --limit 0 shows all, --facets counts them" if more else ""))


def row(hit: Hit) -> Mapping[str, Any]:
    """A hit as a flat row."""
    one, article = hit.attribution, hit.kept.reading.article
    return {
        "key": hit.key,
        "day": hit.day,
        "speakers": [who.name for who in one.speakers] or ([one.source.text] if one.source else []),
        "act": one.act,
        "form": one.form,
        "content": " … ".join(span.text for span in one.content),
        "medium": [span.text for span in one.medium],
        "relays": [who.name for who in one.relays],
        "outlet": article.outlet,
        "title": article.title,
        "lang": article.lang,
        "score": round(hit.score, 3),
        "article": hit.kept.key,
        "start": one.content[0].start if one.content else one.why.anchor.start,
        "end": one.content[-1].end if one.content else one.why.anchor.end,
        "url": article.url,
    }


def _told(console: Console, hit: Hit) -> None:
    """One hit for a reader: who, what he does, when, through whom; then his words, with those asked for marked."""
    one, article = hit.attribution, hit.kept.reading.article
    who = "; ".join(each.name for each in one.speakers) or (one.source.text if one.source else "nobody named")
    head = Text(f"{hit.day or 'no day'}  ", style="dim").append(plain(who), style="bold").append(f"  {one.act}", style="cyan")
    via = " → ".join([*(each.name for each in one.relays), article.outlet or article.id])
    head.append(f"  via {plain(via)}" + (f" ({hit.kept.copies} copies)" if hit.kept.copies > 1 else ""), style="dim").append(f"  {hit.key}", style="dim")
    console.print(head, soft_wrap=True)
    shot, body = hit.snippet, article.text
    line = Text("  " + ("…" if shot.start > 0 and body[shot.start - 1] not in "\n" else ""))
    at = shot.start
    for start, end in shot.marks:
        line.append(_flat(body[at:start])).append(_flat(body[start:end]), style="bold reverse")
        at = end
    console.print(line.append(_flat(body[at : shot.end])).append("…" if body[shot.end : shot.end + 1] not in ("", "\n") else ""), soft_wrap=True)


def _flat(text: str) -> str:
    return plain(text.replace("\n", " "))


def vectors(archive: ArchiveOption = None) -> None:
    """Make the sentence vectors that `selon search --semantic` needs: of what has none yet. About 15 contents a second on one core."""
    with opened(archive) as store:
        from rich.progress import Progress

        from ..store.vectors import make

        errors = Console(stderr=True)
        with Progress(console=errors, transient=True, disable=not errors.is_terminal) as bar:
            task = bar.add_task("making vectors", total=None)
            done = make(store, lambda some, every: bar.update(task, completed=some, total=every))
        typer.echo(f"{done:,} vectors made", err=True)
