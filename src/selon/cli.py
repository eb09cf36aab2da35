"""The command line."""

from __future__ import annotations

import enum
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from ._version import VERSION
from .article import Declared
from .errors import SelonError
from .model import Reading
from .sources import Source, each, expand

# Exit statuses.
SOME_FAILED, NOTHING_READ, BAD_SETTING = 1, 2, 64

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="selon reads news and keeps the record: who said what.")


class Shape(enum.StrEnum):
    """What `--as` takes."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    html = "html"
    gold = "gold"
    events = "events"
    dna = "dna"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(VERSION)
        raise typer.Exit


@app.callback()
def main(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")] = False) -> None:
    """selon reads news and keeps the record: who said what."""


@dataclass(frozen=True, slots=True)
class Order:
    """What one call of `selon read` asks for."""

    shape: Shape
    why: bool
    out: Path | None
    declared: Declared


@app.command()
def read(
    paths: Annotated[list[str], typer.Argument(help="Files, folders, patterns, or - for the standard input: plain text, HTML, JSON Lines.")],
    as_: Annotated[Shape, typer.Option("--as", help="table, json, jsonl, html, gold (the fields of the annotated articles), events or dna (rows for analysts).")] = Shape.table,
    json: Annotated[bool, typer.Option("--json", help="Same as --as json: one object, or a list of several.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Same as --as jsonl: one line an article.")] = False,
    html: Annotated[bool, typer.Option("--html", help="Same as --as html: the article marked up, a page that needs nothing else.")] = False,
    events: Annotated[bool, typer.Option("--events", help="Same as --as events: comma-separated, one line an event, as PLOVER and CAMEO code it.")] = False,
    dna: Annotated[bool, typer.Option("--dna", help="Same as --as dna: comma-separated, one line a saying: person, organisation, concept, agreement.")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write there: a file, or for several pages a folder. Default: the terminal.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Language of the articles: fr or en. Default: decided for each.")] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", help="Who published them.")] = None,
    published: Annotated[str | None, typer.Option("--published", help="When: 2023-05-28, or a time with its zone.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="The standard input is JSON Lines.")] = False,
    why: Annotated[bool, typer.Option("--why", help="In the table: the scores and rules behind each row.")] = False,
) -> None:
    """Print who said what in articles, and who did what to whom: every attribution with its slots, every event with its actors and status, and who answers whom.

    Exit status: 0 all read; 1 some could not be read; 2 none could; 64 an option or path that makes no sense.
    """
    shape = next((s for s, on in ((Shape.json, json), (Shape.jsonl, jsonl), (Shape.html, html), (Shape.events, events), (Shape.dna, dna)) if on), as_)
    errors = Console(stderr=True)
    try:
        order = Order(shape, why, out, Declared(lang=lang, outlet=outlet, published=published))
        sources = list(each(expand(paths), lines))
    except SelonError as error:
        errors.print(f"[red]selon:[/red] {error}", highlight=False)
        raise typer.Exit(BAD_SETTING) from None
    read_, failed = _read_all(sources, order, errors)
    if failed:
        errors.print(f"{read_} read, {failed} failed", highlight=False)
    raise typer.Exit(0 if not failed else SOME_FAILED if read_ else NOTHING_READ)


def _read_all(sources: Sequence[Source | tuple[Source, Exception]], order: Order, errors: Console) -> tuple[int, int]:
    """Read every source and write it; how many were read, how many failed."""
    from . import views
    from .pipeline import read_article

    done, failed = 0, 0
    held: list[Reading] = []
    write = _writer(order, len(sources), held)
    shown = track(sources, description="reading", console=errors, disable=len(sources) < 2 or not errors.is_terminal)
    for item in shown:
        source, problem = item if isinstance(item, tuple) else (item, None)
        try:
            if problem:
                raise problem
            reading = read_article(source.article(order.declared), declared=order.declared.published)
        except (SelonError, OSError) as error:
            failed += 1
            errors.print(views.failure(source.name, error), highlight=False, soft_wrap=True)
            continue
        done += 1
        write(source, reading)
    if order.shape is Shape.json and held:
        _put(order.out, _json(held))
    return done, failed


def _json(held: Sequence[Reading]) -> str:
    import json

    from . import views

    records = [views.record(reading) for reading in held]
    return json.dumps(records[0] if len(records) == 1 else records, ensure_ascii=False, indent=2) + "\n"


def _put(out: Path | None, text: str, append: bool = False) -> None:
    written = text.encode("utf-8", "backslashreplace")
    if out is None:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("ab" if append else "wb") as file:
        file.write(written)


def _writer(order: Order, count: int, held: list[Reading]) -> Callable[[Source, Reading], None]:
    """How one reading is written in the shape asked for."""
    from . import views

    console = Console(file=order.out.open("w", encoding="utf-8") if order.out else sys.stdout) if order.shape is Shape.table else None
    if order.out and order.shape in (Shape.jsonl, Shape.gold, Shape.events, Shape.dna):
        _put(order.out, "")
    headed: list[bool] = []

    def write(source: Source, reading: Reading) -> None:
        if console is not None:
            console.print(views.table(reading, order.why))
        elif order.shape is Shape.json:
            held.append(reading)
        elif order.shape is Shape.html:
            _put(_page_path(order, source, reading, count), views.html_page(reading))
        elif order.shape in (Shape.events, Shape.dna):
            _put(order.out, _coded(order.shape, reading, not headed), append=True)
            headed.append(True)
        else:
            made = views.record(reading) if order.shape is Shape.jsonl else views.gold_record(reading)
            _put(order.out, views.line(made) + "\n", append=True)

    return write


def _coded(shape: Shape, reading: Reading, header: bool) -> str:
    """The rows of one reading for analysts."""
    from . import codings

    if shape is Shape.events:
        return codings.as_csv(codings.plover_rows(reading), codings.PLOVER_COLUMNS, header)
    return codings.as_csv(codings.dna_rows(reading), codings.DNA_COLUMNS, header)


def _page_path(order: Order, source: Source, reading: Reading, count: int) -> Path | None:
    """Where a page goes: the file named, or one a page in the folder named."""
    if order.out is None or (count == 1 and order.out.suffix):
        return order.out
    stem = source.path.stem if source.path and source.line is None else reading.article.id
    return order.out / (stem.replace(os.sep, "_") + ".html")


@app.command()
def train(
    out: Annotated[Path, typer.Argument(help="Folder for the weights.")],
    gold: Annotated[list[Path], typer.Option("--gold", help="Folders of annotated articles.")],
    sets: Annotated[list[Path] | None, typer.Option("--set", help="JSON Lines of annotated texts to train on as well; mind their licences.")] = None,
    minutes: Annotated[float, typer.Option("--minutes", help="How long to train.")] = 60,
    layers: Annotated[int, typer.Option("--layers", help="Layers of the encoder, at most 12.")] = 12,
    articles: Annotated[int | None, typer.Option("--articles", help="Train on this many articles only (for the learning curve).")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Order of articles and first weights.")] = 1,
) -> None:
    """Train the tagger and write its weights. Needs the extra packages: pip install 'selon[train]'."""
    try:
        from .tagger.lesson import Lesson, learn
    except ImportError as error:
        Console(stderr=True).print(f"[red]selon:[/red] training needs {error.name}: pip install 'selon\\[train]'", highlight=False)
        raise typer.Exit(BAD_SETTING) from None
    try:
        learn(Lesson(out, tuple(gold), tuple(sets or ()), minutes, layers, articles, seed), lambda told: typer.echo(told, err=True))
    except SelonError as error:
        Console(stderr=True).print(f"[red]selon:[/red] {error}", highlight=False)
        raise typer.Exit(BAD_SETTING) from None


def _archive_commands() -> None:
    """The commands over an archive. Their rooms are light: what they need is imported when one is called."""
    from .commands import add, ask, hand, keep, search, trace

    several = (
        add.add,
        add.watch,
        search.search,
        search.vectors,
        ask.who,
        ask.timeline,
        ask.about,
        ask.stats,
        trace.trace,
        trace.story,
        trace.positions,
        hand.export,
        hand.evidence,
    )
    for command in (*several, keep.judge, keep.corrections, keep.failures, keep.runs, keep.diff, keep.backup, keep.restore, keep.check):
        app.command()(command)
    app.command("import")(hand.import_)
    app.add_typer(keep.alert, name="alert")


_archive_commands()
