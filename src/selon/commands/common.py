"""What the commands over an archive share: their options, how errors end them, how rows are shown."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ..errors import SelonError, SettingError

if TYPE_CHECKING:
    from ..store.archive import Archive

BAD_SETTING = 64
ArchiveOption = Annotated[str | None, typer.Option("--archive", "-a", metavar="PLACE", help="A file, or postgresql://user@host/name; else SELON_ARCHIVE, else selon.db here.")]
AsOption = Annotated[str, typer.Option("--as", help="table, json, jsonl or csv.")]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help="Write to a file instead of the terminal.")]
KINDS = ("table", "json", "jsonl", "csv")
# First letters that a spreadsheet takes for a formula (OWASP): such a cell gets an apostrophe before it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def opened(place: str | None, create: bool = False) -> Iterator[Archive]:
    """An archive for one command; an error of selon's own ends the command with its message and code 2."""
    try:
        from ..store.archive import Archive
    except ModuleNotFoundError as error:
        typer.echo(f"selon: the archive needs {error.name}: pip install 'selon[archive]'", err=True)
        raise typer.Exit(BAD_SETTING) from None
    try:
        with Archive.open(place, create=create) as archive:
            yield archive
    except SelonError as error:
        typer.echo(f"selon: {error}", err=True)
        raise typer.Exit(BAD_SETTING) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(0) from None


def kind(given: str, others: Sequence[str] = ()) -> str:
    """One of the kinds of output. Raises SettingError."""
    kinds = (*KINDS, *others)
    if given not in kinds:
        raise SettingError(f"--as {given!r} is none of {', '.join(kinds)}")
    return given


def shown(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], how: str, out: Path | None = None) -> int:
    """Write rows as a table, JSON, JSON Lines or CSV, to a file or the terminal; how many."""
    some = list(rows)
    if how == "table":
        _table(some, columns, out)
        return len(some)
    if how == "csv":
        body = io.StringIO()
        writer = csv.writer(body, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([[cell(row.get(name)) for name in columns] for row in some])
        told = body.getvalue()
    elif how == "json":
        told = json.dumps(some, ensure_ascii=False, indent=2) + "\n"
    else:
        told = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in some)
    write(told, out)
    return len(some)


def write(told: str, out: Path | None) -> None:
    """Text to a file or to the terminal. Raises SettingError when the file cannot be written."""
    if out is None:
        sys.stdout.write(told)
        return
    try:
        out.write_text(told, encoding="utf-8", errors="surrogatepass", newline="")
    except OSError as error:
        raise SettingError(f"cannot write {out}: {error.strerror}") from None


def cell(value: object) -> str:
    """A value as a cell of CSV that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return cell("; ".join(str(each) for each in value))
    told = str(value)
    return "'" + told if isinstance(value, str) and told.startswith(FORMULA) else told


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], out: Path | None) -> None:
    table = Table(show_lines=False, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(plain(row.get(name)) for name in columns))
    if out is None:
        Console(highlight=False, markup=False, emoji=False).print(table)
        return
    body = io.StringIO()
    Console(file=body, width=160, highlight=False, markup=False, emoji=False).print(table)
    write(body.getvalue(), out)


def plain(value: object) -> str:
    """A value as a cell of a table on a terminal: no control characters."""
    if value is None:
        return ""
    told = "; ".join(str(each) for each in value) if isinstance(value, list | tuple) else str(value)
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in told)
