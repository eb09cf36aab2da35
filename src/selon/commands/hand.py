"""`selon export`, `import`, `evidence`: an archive handed on and taken back."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ..errors import ArticleError, SettingError
from .add import NOTHING_READ, SOME_FAILED
from .common import ArchiveOption, opened

if TYPE_CHECKING:
    from ..store.archive import Archive, Incoming
    from ..store.kept import Kept

# Lines of an import kept in one transaction; reasons of failures told.
TOGETHER, TOLD = 64, 10


def export(
    query: Annotated[str | None, typer.Argument(help="Only what a search finds. Default: everything.")] = None,
    archive: ArchiveOption = None,
    how: Annotated[
        str | None,
        typer.Option(
            "--as", help="jsonl, csv, xlsx, parquet, events, answers, articles, dna, annotation, prov, schemaorg, ftm, gexf or relays. Default: by the ending of --out, else jsonl."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file. Default: the standard output.")] = None,
    forms: Annotated[bool, typer.Option("--forms", help="List the forms and end.")] = False,
) -> None:
    """Hand the archive on, whole or what a search finds, uncut.

    With a search, forms of whole articles (jsonl, articles) hold every article with something found; all others hold exactly what is found.
    """
    from ..export import FORMATS, format_of, writer

    if forms:
        for name, form in FORMATS.items():
            typer.echo(f"{name:11} {' '.join(form.endings):24} {form.told}")
        return
    with opened(archive) as store:
        name = format_of(how, out)
        write = writer(name)
        with _unhurried(), _target(out) as file:
            count = write(_shown(_chosen(store, query, name)), file)
        typer.echo(f"{count:,} written" + (f" to {out}" if out else ""), err=True)


def _chosen(store: Archive, query: str | None, form: str) -> Iterator[Kept]:
    from ..export import FORMATS
    from ..store.finding import chosen, narrowed

    without = FORMATS[form].without
    if not query:
        return store.kept(None, without)
    return store.kept(chosen(store, query)) if form in ("jsonl", "articles") else narrowed(store, query, without)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Fewer looks for garbage: what is exported makes many small objects and no cycles; 20,800 instead of 11,000 attributions a second."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _target(out: Path | None) -> Iterator[BinaryIO]:
    """The file, put in place when it is whole; or the standard output. Raises SettingError."""
    if out is None:
        if sys.stdout.isatty():
            raise SettingError("an export does not fit a terminal; name a file (--out archive.jsonl) or send it on: selon export | …")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = out.with_name(out.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(out)
    except OSError as error:
        raise SettingError(f"cannot write {out}: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)


def _shown(some: Iterator[Kept]) -> Iterator[Kept]:
    """The same, counted before the eyes of who waits at a terminal."""
    errors = Console(stderr=True)
    if not errors.is_terminal:
        yield from some
        return
    with Progress(SpinnerColumn(), TextColumn("{task.completed:,.0f} articles"), TimeElapsedColumn(), console=errors, transient=True) as bar:
        task = bar.add_task("writing", total=None)
        for number, kept in enumerate(some, 1):
            yield kept
            if number % 50 == 0:
                bar.update(task, completed=number)


def import_(
    files: Annotated[list[Path], typer.Argument(help="Files that `selon export --as jsonl` or `selon read --jsonl` wrote; .gz as well; - for the standard input.")],
    archive: ArchiveOption = None,
) -> None:
    """Take records back as they are, without reading the articles again.

    Exit status: 0 all taken; 1 some were wrong; 2 none was right; 64 a file that is not there.
    """
    with opened(archive, create=True) as store:
        from ..export.jsonl import incoming

        states = dict.fromkeys(("new", "again", "same"), 0)
        wrong: list[str] = []
        failed = 0
        for path in files:
            held: list[Incoming] = []
            for number, one in incoming(_lines(path)):
                if isinstance(one, ArticleError):
                    failed += 1
                    wrong += [f"{path}:{number}: {one}"] if len(wrong) < TOLD else []
                    continue
                held.append(one)
                if len(held) >= TOGETHER:
                    _keep(store, held, states)
            _keep(store, held, states)
    taken = sum(states.values())
    for told in wrong:
        typer.echo(told, err=True)
    typer.echo(f"{taken + failed} found = {states['new']} new + {states['again']} of another run + {states['same']} same + {failed} failed", err=True)
    raise typer.Exit(0 if not failed else SOME_FAILED if taken else NOTHING_READ)


def _keep(store: Archive, held: list[Incoming], states: dict[str, int]) -> None:
    for added in store.add(held) if held else ():
        states[added.state] += 1
    held.clear()


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file. Raises SettingError."""
    import gzip

    if str(path) == "-":
        yield from sys.stdin.buffer
        return
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if packed else path.open("rb") as told:
            yield from told
    except (OSError, EOFError) as error:
        raise SettingError(f"{path}: {getattr(error, 'strerror', None) or error}; what came before it is kept") from None


def evidence(
    key: Annotated[str, typer.Argument(help="Key of an attribution, as `selon search` shows it.")],
    archive: ArchiveOption = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The zip. Default: evidence-KEY.zip here.")] = None,
) -> None:
    """Pack the evidence of one attribution: the words in their text, hashes, the way they came, and a page that opens without this program."""
    with opened(archive) as store:
        from ..export.evidence import pack

        target = out or Path(f"evidence-{key}.zip")
        told = pack(store, key, target)
        typer.echo(told["statement"])
        typer.echo(f"through {told['through']}; written to {target}: open verify.html in it")
