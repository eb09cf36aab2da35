"""Corrections, failures, runs, saved searches, backups: what keeps an archive right, told and safe."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import SettingError
from .common import ArchiveOption, AsOption, OutOption, kind, opened, plain, shown

if TYPE_CHECKING:
    from ..model import Entity
    from ..store.archive import Archive

WhoOption = Annotated[str | None, typer.Option("--who", help="Who says so. Default: SELON_WHO.")]
WhyOption = Annotated[str, typer.Option("--why", help="Why, for those who read it later.")]
NOBODY = "none"

# Corrections


def judge(
    key: Annotated[str | None, typer.Argument(help="Key of an attribution, for --missing of an article, for --same and --different of an entity.")] = None,
    archive: ArchiveOption = None,
    speaker: Annotated[list[str] | None, typer.Option("--speaker", help="Who said it; several for several; none: nobody is named.")] = None,
    principal: Annotated[str | None, typer.Option("--principal", help="On whose behalf; none: on nobody's.")] = None,
    act: Annotated[str | None, typer.Option("--act", help="What is done by saying it.")] = None,
    form: Annotated[str | None, typer.Option("--form", help="direct, mixed or indirect.")] = None,
    day: Annotated[str | None, typer.Option("--date", help="When it was said: 2023-05-28; none: not told.")] = None,
    wrong: Annotated[bool, typer.Option("--wrong", help="This is no attribution.")] = False,
    missing: Annotated[
        tuple[int, int] | None, typer.Option("--missing", help="An attribution is missing whose content goes from START to END, in characters of the article.")
    ] = None,
    same: Annotated[str | None, typer.Option("--same", help="Key of an entity that is the same as this one.")] = None,
    different: Annotated[str | None, typer.Option("--different", help="Key of an entity that is another than this one.")] = None,
    joins: Annotated[str | None, typer.Option("--joins", help="Key of an attribution that tells the same utterance.")] = None,
    parts: Annotated[str | None, typer.Option("--parts", help="Key of an attribution that tells another utterance.")] = None,
    undo: Annotated[str | None, typer.Option("--undo", help="Withdraw the correction with this key.")] = None,
    who: WhoOption = None,
    why: WhyOption = "",
) -> None:
    """Say that a record is wrong and what is right. It stands beside what was read, with who, when and why, and no later run erases it."""
    with opened(archive) as store:
        from ..store import corrections

        person = who or os.environ.get("SELON_WHO", "")
        if undo:
            typer.echo(corrections.undo(store, undo, _named(person), why))
            return
        values: list[tuple[str, dict[str, Any]]] = []
        if speaker:
            values.append(("speaker", {"speakers": [_plain(_entity(store, one)) for one in speaker if one != NOBODY]}))
        if principal:
            values.append(("principal", {"principal": None if principal == NOBODY else _plain(_entity(store, principal))}))
        values += [(name, {name: value}) for name, value in (("act", act), ("form", form)) if value]
        if day:
            values.append(("date", {"date": None if day == NOBODY else day}))
        if wrong:
            values.append(("wrong", {}))
        if missing:
            values = [("missing", _missing(values, missing))]
        values += [(name, {"other": other}) for name, other in (("same", same), ("different", different), ("joined", joins), ("parted", parts)) if other]
        if not key or not values:
            raise SettingError("say of which record and what: selon judge KEY with --speaker, --act, --date, --wrong, --missing, --same, --joins or --undo")
        for name, value in values:
            typer.echo(corrections.judge(store, corrections.Said(name, key, value, _named(person), why)))


def _missing(values: Sequence[tuple[str, dict[str, Any]]], missing: tuple[int, int]) -> dict[str, Any]:
    """An attribution that is missing, with what else was said of it."""
    told: dict[str, Any] = {"content": [list(missing)]}
    for _, value in values:
        told |= value
    return told


def _named(person: str) -> str:
    if not person.strip():
        raise SettingError("a correction needs the name of who makes it: --who NAME, or SELON_WHO")
    return person


def _entity(store: Archive, name: str) -> Entity:
    """The entity that a name or key means: one of the archive where there is one, else a new person."""
    from sqlalchemy import select

    from ..model import Entity
    from ..store import naming, schema
    from ..store.corrections import person

    with store.reading() as connection:
        row = connection.execute(select(schema.entities).where(schema.entities.c.key == name)).first()
        if row is not None:
            return Entity(row.key, row.kind, row.name)
        exact = [one for one in naming.matches(connection, name) if one.exact]
    return Entity(exact[0].key, exact[0].kind, exact[0].name) if exact else person(name)


def _plain(one: Entity) -> dict[str, str]:
    return {"id": one.id, "kind": one.kind, "name": one.name}


CORRECTIONS = ("key", "made", "who", "kind", "target", "value", "why", "withdrawn")


def corrections(
    archive: ArchiveOption = None,
    orphans: Annotated[bool, typer.Option("--orphans", help="Only those whose attribution the current reading does not have.")] = False,
    gold: Annotated[Path | None, typer.Option("--gold", help="Write the corrected articles into this folder as training gold.")] = None,
    how: AsOption = "table",
    out: OutOption = None,
) -> None:
    """List what people said, or write it as gold."""
    with opened(archive) as store:
        from ..store import corrections as said

        if gold is not None:
            names = list(_gold(store, gold))
            typer.echo(f"{len(names)} articles written to {gold}; a second person reads them before anything learns from them", err=True)
            return
        some = said.orphans(store) if orphans else said.listed(store)
        shown(({name: _flat(getattr(one, name)) for name in CORRECTIONS} for one in some), CORRECTIONS, kind(how), out)


def _flat(value: Any) -> Any:
    import json

    return json.dumps(dict(value), ensure_ascii=False) if hasattr(value, "items") else value


def _gold(store: Archive, folder: Path) -> Iterator[str]:
    from .. import views
    from ..goldfile import written
    from ..store import corrections as said

    targets = {one.target for one in said.listed(store) if not one.withdrawn and one.kind not in ("same", "different", "joined", "parted")}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for key in sorted(targets):
            reading = store.one(key).reading
            name = f"{reading.article.lang}-{key}"
            (folder / f"{name}.txt").write_text(written(views.gold_record(reading), name, reading.published.earliest), encoding="utf-8")
            yield name
    except OSError as error:
        raise SettingError(f"cannot write into {folder}: {error.strerror}") from None


# Failures, runs


def failures(
    archive: ArchiveOption = None,
    how: AsOption = "table",
    out: OutOption = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget them all.")] = False,
) -> None:
    """What could not be read, and why; `selon add --retry` tries again."""
    columns = ("origin", "error", "reason", "last", "tries")
    with opened(archive) as store:
        some = store.failures()
        if forget:
            store.forget([one.origin for one in some])
            typer.echo(f"{len(some)} forgotten", err=True)
            return
        shown(({name: getattr(one, name) for name in columns} for one in some), columns, kind(how), out)
        if how == "table" and out is None and some:
            typer.echo(f"{len(some)} failures; selon add --retry tries them again")


def runs(archive: ArchiveOption = None, how: AsOption = "table", out: OutOption = None) -> None:
    """Which versions of selon and which weights read what is here."""
    columns = ("run", "version", "weights", "first", "articles")
    with opened(archive) as store:
        some = [dict(zip(columns, (key, run.version, run.weights, made, count), strict=True)) for key, run, made, count in store.runs()]
        shown(some, columns, kind(how), out)


def diff(
    before: Annotated[str, typer.Argument(help="A run: its key as `selon runs` shows it, or the beginning of it; first; last.")],
    after: Annotated[str, typer.Argument(help="The run to compare with it.")],
    archive: ArchiveOption = None,
    counts: Annotated[bool, typer.Option("--counts", help="Only how many of each kind.")] = False,
    how: AsOption = "table",
    out: OutOption = None,
) -> None:
    """What two runs read differently in the same articles."""
    with opened(archive) as store:
        from collections import Counter

        from ..store.difference import COLUMNS, differences, run_key, shared

        kind(how)
        one, two = run_key(store, before), run_key(store, after)
        if counts:
            met = Counter((each.kind, each.what, each.field or "") for each in differences(store, one, two))
            rows = [{"kind": k, "what": w, "field": f, "count": n} for (k, w, f), n in sorted(met.items())]
            shown(rows, ("kind", "what", "field", "count"), how, out)
        else:
            shown((each.row() for each in differences(store, one, two)), COLUMNS if how != "table" else COLUMNS[2:], how, out)
        if how == "table" and out is None:
            typer.echo(f"{shared(store, one, two)} articles read by both runs")


# Backup


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write: an archive of SQLite, which can be used as it is.")],
    archive: ArchiveOption = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write the whole archive into one file while it is in use."""
    with opened(archive) as store:
        from ..store import backup as keeping

        typer.echo(_counted(keeping.backup(store, file, force)) + f" written to {file}", err=True)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `selon backup` wrote.")],
    archive: ArchiveOption = None,
) -> None:
    """Fill a new, empty archive from a backup."""
    with opened(archive, create=True) as store:
        from ..store import backup as keeping

        typer.echo(_counted(keeping.restore(file, store)) + f" restored from {file}", err=True)


def check(archive: ArchiveOption = None) -> None:
    """Look through the whole archive for damage: the database, hashes of texts, spans against texts, rows against readings. Exit status 1 when there is some."""
    with opened(archive) as store:
        from ..store import backup as keeping

        report = keeping.check(store)
        typer.echo(_counted(report.counts))
        for problem in report.problems:
            typer.echo(plain(problem))
        if report.found:
            typer.echo(f"{report.found} faults" + (f"; the first {len(report.problems)} are told" if report.found > len(report.problems) else ""))
            raise typer.Exit(1)
        typer.echo("no fault")


def _counted(counts: dict[str, int]) -> str:
    names = ("articles", "texts", "readings", "attributions", "events", "entities", "corrections")
    return ", ".join(f"{counts.get(name, 0):,} {name}" for name in names)


# Saved searches

alert = typer.Typer(no_args_is_help=True, help="Save searches and be told what they find anew: in the terminal, in an RSS file, by a signed webhook.")


@alert.command("add")
def alert_add(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    query: Annotated[str, typer.Argument(help="The search (docs/search.md).")],
    archive: ArchiveOption = None,
    rss: Annotated[str | None, typer.Option("--rss", help="Tell it in this RSS file.")] = None,
    webhook: Annotated[str | None, typer.Option("--webhook", help="Post it to this address, signed (Standard Webhooks).")] = None,
    secret: Annotated[str, typer.Option("--secret", help="Name of the setting that holds the webhook's secret.")] = "SELON_WEBHOOK_SECRET",
    terminal: Annotated[bool, typer.Option("--terminal", help="Tell it in the terminal; so it is when nothing else is asked for.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Tell what is there already, too.")] = False,
) -> None:
    """Save a search, or write over the one of that name."""
    with opened(archive, create=True) as store:
        from ..alerts import Channel, save

        asked = [("rss", str(Path(rss).resolve()) if rss else None), ("webhook", webhook)]
        channels = [Channel(name_, target, secret) for name_, target in asked if target] + ([Channel("terminal")] if terminal else [])
        save(store, name, query, channels, everything)


@alert.command("list")
def alert_list(archive: ArchiveOption = None, how: AsOption = "table", out: OutOption = None) -> None:
    """All saved searches."""
    columns = ("name", "query", "channels", "waiting", "made")
    with opened(archive) as store:
        from ..alerts import saved

        rows = [{**{name: getattr(one, name) for name in columns}, "channels": [f"{each.kind} {each.target or ''}".strip() for each in one.channels]} for one in saved(store)]
        shown(rows, columns, kind(how), out)


@alert.command("remove")
def alert_remove(name: Annotated[str, typer.Argument(help="Its name.")], archive: ArchiveOption = None) -> None:
    """Forget a saved search."""
    with opened(archive) as store:
        from ..alerts import remove

        remove(store, name)


@alert.command("run")
def alert_run(archive: ArchiveOption = None) -> None:
    """Look for what is new to each, and tell it. `selon watch` does so after every look."""
    with opened(archive) as store:
        from ..alerts import run

        for line in run(store):
            typer.echo(line)
