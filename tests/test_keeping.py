"""Backups come back whole, damage is found and told, runs are compared; on both engines."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, text, update

from readings import changed, example, run_as
from selon.errors import ArchiveError, BrokenArchive, SettingError
from selon.export import writer
from selon.model import Reading
from selon.store import schema
from selon.store.archive import Archive, Incoming
from selon.store.backup import backup, check, restore
from selon.store.corrections import Said, judge
from selon.store.difference import differences, run_key
from selon.store.finding import keys


@pytest.fixture
def filled(archive_url: str) -> Iterator[Archive]:
    with Archive.open(archive_url) as archive:
        archive.add([Incoming(example("wire-fr"), "a.txt"), Incoming(example("wire-en"), "b.txt")])
        archive.failed("c.txt", None, ValueError("no text"))
        judge(archive, Said("act", sorted(keys(archive, "act:refuse"))[0], {"act": "deny"}, "me", "heard it"))
        yield archive


def exported(archive: Archive) -> bytes:
    import io

    out = io.BytesIO()
    writer("jsonl")(archive.kept(), out)
    return out.getvalue()


def test_a_backup_comes_back_whole_on_either_engine(filled: Archive, tmp_path: Path) -> None:
    counts = backup(filled, tmp_path / "b.db")
    body, found = exported(filled), keys(filled, "Maran")
    for name in ("c.db", None):
        with Archive.open(tmp_path / "c.db" if name else tmp_path / "b.db") as other:
            if name:
                assert restore(tmp_path / "b.db", other) == counts
            assert exported(other) == body
            assert keys(other, "Maran") == found
            assert check(other).problems == []
            assert [one.origin for one in other.failures()] == ["c.txt"]
            other.add([Incoming(changed("wire-fr", "Valdorie", "Brévanie", "Le Relais"), "d.txt")])
            assert check(other).problems == []


def test_a_backup_goes_back_into_the_engine_it_came_from(filled: Archive, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.db")
    body = exported(filled)
    with filled.writing() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            connection.execute(delete(table))
        for name in ("saying_words", "article_words"):
            connection.execute(text(f"DELETE FROM {name}"))
    restore(tmp_path / "b.db", filled)

    assert exported(filled) == body
    assert check(filled).problems == []
    filled.add([Incoming(changed("wire-fr", "Valdorie", "Brévanie", "Le Relais"), "d.txt")])
    assert check(filled).problems == []


def test_a_backup_is_taken_while_others_write(filled: Archive, tmp_path: Path) -> None:
    readings = [changed("wire-fr", "Valdorie", f"Brévanie{n}", "Le Relais") for n in range(3)]
    writing = threading.Thread(target=lambda: [filled.add([Incoming(one, f"w{n}")]) for n, one in enumerate(readings)])
    writing.start()
    backup(filled, tmp_path / "b.db")
    writing.join()
    with Archive.open(tmp_path / "b.db") as other:
        assert check(other).problems == []
    assert filled.counts()["articles"] == 5


def test_nothing_is_written_over_unasked(filled: Archive, tmp_path: Path) -> None:
    (tmp_path / "b.db").write_text("mine")
    with pytest.raises(SettingError, match="--force"):
        backup(filled, tmp_path / "b.db")
    assert (tmp_path / "b.db").read_text() == "mine"
    backup(filled, tmp_path / "b.db", over=True)
    with pytest.raises(SettingError, match="not empty"):
        restore(tmp_path / "b.db", filled)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("b.db")] == ["b.db"]


def test_a_backup_that_cannot_be_written_leaves_nothing(filled: Archive, tmp_path: Path) -> None:
    (tmp_path / "no").write_text("a file, no folder")
    with pytest.raises(ArchiveError, match="could not be written"):
        backup(filled, tmp_path / "no" / "b.db")


def spoil_text(connection: Connection) -> None:
    connection.execute(update(schema.texts).where(schema.texts.c.id == 1).values(body=zlib.compress(b"another text")))


def spoil_bytes(connection: Connection) -> None:
    connection.execute(update(schema.texts).where(schema.texts.c.id == 1).values(body=b"\x00\x01"))


def spoil_reading(connection: Connection) -> None:
    connection.execute(update(schema.readings).where(schema.readings.c.id == 1).values(body=b"\x00"))


def lose_row(connection: Connection) -> None:
    connection.execute(delete(schema.attributions).where(schema.attributions.c.id == connection.execute(select(schema.attributions.c.id).limit(1)).scalar()))


def lose_words(connection: Connection) -> None:
    name = "id" if connection.dialect.name == "postgresql" else "rowid"
    connection.execute(text(f"DELETE FROM article_words WHERE {name} = 1"))


def lose_target(connection: Connection) -> None:
    connection.execute(update(schema.corrections).values(target="gone"))


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (spoil_text, "it was changed"),
        (spoil_bytes, "cannot be unpacked"),
        (spoil_reading, "cannot be unpacked"),
        (lose_row, "1 attributions"),
        (lose_words, "not in the index"),
        (lose_target, "its article gone is not there"),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_damage_is_found_and_told(filled: Archive, tmp_path: Path, harm: Callable[[Connection], None], told: str) -> None:
    assert check(filled).problems == []
    with filled.writing() as connection:
        harm(connection)
    report = check(filled)

    assert report.found == len(report.problems) > 0
    assert any(told in problem for problem in report.problems)
    backup(filled, tmp_path / "b.db")
    with Archive.open(tmp_path / "b.db") as copy:
        healed = not check(copy).found  # a server's words are not copied but made anew
    if not healed:
        with Archive.open(tmp_path / "c.db") as other, pytest.raises(BrokenArchive, match="faults"):
            restore(tmp_path / "b.db", other)
    assert healed is (harm is lose_words and filled.engine.dialect.name == "postgresql")


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with Archive.open(tmp_path / "c.db") as other:
        with pytest.raises((BrokenArchive, ArchiveError)):
            restore(tmp_path / "b.db", other)
        with pytest.raises(SettingError, match="no backup"):
            restore(tmp_path / "none.db", other)
        assert other.counts()["articles"] == 0


# Differences


def other_run(reading: Reading) -> Reading:
    """The same article by other weights: the first attribution gone, the second of another act, the third with another cue."""
    _, second, third, *rest = reading.attributions
    some = (replace(second, act="threaten"), replace(third, content=(reading.article.span(third.content[0].start, third.content[-1].end - 3),)), *rest)
    return run_as(replace(reading, attributions=some, answers=(), events=reading.events[1:]), "other")


def test_two_runs_differ_in_what_is_told(filled: Archive) -> None:
    filled.add([Incoming(other_run(example("wire-fr")), "a.txt")])
    met = list(differences(filled, run_key(filled, "first"), run_key(filled, "last")))
    back = list(differences(filled, run_key(filled, "last"), run_key(filled, "first")))

    assert [(one.kind, one.what, one.field) for one in met if one.kind == "attribution"] == [
        ("attribution", "gone", None),
        ("attribution", "changed", "act"),
        ("attribution", "changed", "content"),
    ]
    assert [one.what for one in met if one.kind == "event"] == ["gone"]
    assert [one.what for one in back].count("new") == 2
    assert next(one for one in met if one.field == "act").after == "threaten"


def test_a_run_is_named_by_the_beginning_of_its_key(filled: Archive) -> None:
    whole = run_key(filled, "first")

    assert run_key(filled, whole[:5]) == whole
    assert list(differences(filled, whole, whole)) == []
    with pytest.raises(ArchiveError, match=whole):
        run_key(filled, "zzz")
