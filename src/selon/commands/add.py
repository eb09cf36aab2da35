"""`selon add` and `selon watch`: reading into the archive."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ..article import Declared
from ..errors import SelonError, SettingError
from .common import plain

if TYPE_CHECKING:
    from ..ingest.add import Order, Summary
    from ..ingest.found import Found
    from ..store.archive import Archive

# Exit statuses, as of `selon read`.
SOME_FAILED, NOTHING_READ, BAD_SETTING = 1, 2, 64
WEB = ("http://", "https://")
# Reasons of failures told at the end.
TOLD = 10

ArchiveOption = Annotated[str | None, typer.Option("--archive", "-a", help="The archive: a file, or postgresql://user@host/name. Default: SELON_ARCHIVE, else selon.db here.")]


def add(
    named: Annotated[list[str] | None, typer.Argument(help="Files, folders, patterns, - for the standard input, or addresses of pages, feeds, sitemaps.")] = None,
    archive: ArchiveOption = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes that read.")] = 1,
    map_: Annotated[str | None, typer.Option("--map", help="Columns of tables: text=body,published=date,outlet=source.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Language of the articles: fr or en. Default: decided for each.")] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", help="Who published them.")] = None,
    published: Annotated[str | None, typer.Option("--published", help="When: 2023-05-28, or a time with its zone.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="The standard input is JSON Lines.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what failed before.")] = False,
    json_progress: Annotated[bool, typer.Option("--json-progress", help="One JSON object a line on the error stream, for other programs.")] = False,
) -> None:
    """Read articles into the archive. What is there already is not read again; a run cut short goes on where it stopped.

    Exit status: 0 all kept; 1 some failed (see `selon failures`); 2 all failed; 64 an option or path that makes no sense.
    """
    errors = Console(stderr=True)
    try:
        from ..ingest.add import Order, bases
        from ..store.archive import Archive

        declared = Declared(lang=lang, outlet=outlet, published=published)
        with Archive.open(archive) as store:
            only = frozenset(one.origin for one in store.failures()) if retry else None
            wanted = [*(named or []), *(bases(sorted(only)) if only else [])]
            if not wanted and not retry:
                raise SettingError("nothing to add: give files, folders, patterns, addresses, or - for the standard input")
            before = {one.origin: one.last for one in store.failures()}
            with _shown(errors, json_progress) as told:
                account = _added(store, found(wanted, columns(map_), lines, store), Order(declared, jobs, only), told)
            _reasons(store, account, before)
    except SelonError as error:
        errors.print(f"[red]selon:[/red] {error}", highlight=False)
        raise typer.Exit(BAD_SETTING) from None
    typer.echo(summary(account), err=True)
    raise typer.Exit(0 if not account.failed else SOME_FAILED if account.done > account.failed else NOTHING_READ)


def _reasons(store: Archive, account: Summary, before: Mapping[str, str]) -> None:
    """Why some failed: those of this run, the first of them."""
    if account.failed:
        here = [one for one in store.failures() if before.get(one.origin) != one.last or one.tries > 1]
        for one in here[:TOLD]:
            typer.echo(plain(f"{one.origin}: {one.reason}"), err=True)
        if account.failed > TOLD:
            typer.echo(f"… {account.failed - TOLD} more: selon failures", err=True)


def _added(store: Archive, some: Iterator[Found], order: Order, told: Callable[[Summary], None]) -> Summary:
    from ..ingest.add import add as adding

    return adding(store, some, order, told)


def columns(told: str | None) -> dict[str, str] | None:
    """`text=body,published=date` → column of each field. Raises SettingError."""
    if told is None:
        return None
    pairs = [part.partition("=") for part in told.split(",") if part.strip()]
    for field, mark, column in pairs:
        if not (field.strip() and mark and column.strip()):
            raise SettingError(f"--map {told!r}: write field=column, parted by commas: text=body,published=date")
    return {field.strip(): column.strip() for field, _, column in pairs}


def found(named: Sequence[str], mapping: dict[str, str] | None, lines: bool, store: Archive) -> Iterator[Found]:
    """Everything that paths and addresses hold."""
    from ..ingest import files

    paths = [one for one in named if not one.startswith(WEB)]
    if paths:
        yield from files.found(paths, mapping, lines)
    addresses = [one for one in named if one.startswith(WEB)]
    if addresses:
        from ..ingest.fetch import Fetcher
        from ..ingest.fetch import found as fetched

        fetcher = Fetcher(memory=store.memory)
        for address in addresses:
            yield from fetched(address, fetcher)


@contextmanager
def _shown(errors: Console, as_json: bool) -> Iterator[Callable[[Summary], None]]:
    """How progress is told: a bar on a terminal, lines of JSON, nothing."""
    if as_json:
        yield lambda account: typer.echo(json.dumps({name: getattr(account, name) for name in ("found", "new", "again", "same", "failed", "words", "attributions")}), err=True)
        return
    if not errors.is_terminal:
        yield lambda _account: None
        return
    shape = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*shape, console=errors, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda account: bar.update(task, completed=account.done, total=account.found, description=f"{account.new} new, {account.same} same, {account.failed} failed")


def summary(account: Summary) -> str:
    """One line that adds up."""
    again = f" + {account.again} read again" if account.again else ""
    return f"{account.found} found = {account.new} new{again} + {account.same} same + {account.failed} failed; {account.attributions} attributions"


def watch(
    named: Annotated[list[str], typer.Argument(help="Addresses of feeds, sitemaps, pages; folders, too.")],
    archive: ArchiveOption = None,
    every: Annotated[float, typer.Option("--every", min=1, help="Minutes between two looks.")] = 15,
    times: Annotated[int, typer.Option("--times", help="Looks before it ends; 0: until interrupted.")] = 0,
) -> None:
    """Follow feeds: add what is new, then tell the saved searches (`selon alert`)."""
    errors = Console(stderr=True)
    try:
        from .. import alerts
        from ..ingest.add import Order
        from ..store.archive import Archive

        with Archive.open(archive) as store:
            look = 0
            while not times or look < times:
                time.sleep(every * 60 if look else 0)
                look += 1
                account = _added(store, found(named, None, False, store), Order(), lambda _account: None)
                typer.echo(summary(account), err=True)
                for line in alerts.run(store):
                    typer.echo(line)
    except SelonError as error:
        errors.print(f"[red]selon:[/red] {error}", highlight=False)
        raise typer.Exit(BAD_SETTING) from None
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
