"""The archive: what it acknowledges stays, what it is given twice it keeps once, on both engines."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, update

from readings import changed, example, run_as
from selon import views
from selon.errors import ArchiveError, BrokenArchive, NewerArchive, SettingError, Unreachable
from selon.model import Reading
from selon.store import schema
from selon.store.archive import Archive, Incoming
from selon.store.backup import check
from selon.store.engine import where


def states(archive: Archive, *readings: Reading, origin: str = "a") -> list[str]:
    return [one.state for one in archive.add([Incoming(reading, f"{origin}{n}", "sign") for n, reading in enumerate(readings)])]


def rows(archive: Archive) -> dict[str, int]:
    with archive.reading() as connection:
        return {table.name: connection.execute(select(func.count()).select_from(table)).scalar() or 0 for table in schema.metadata.sorted_tables}


def test_what_was_added_comes_back_as_it_was(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        archive.add([Incoming(example("wire-fr"), "wire-fr.txt"), Incoming(example("wire-en"), "wire-en.txt")])
        kept = list(archive.kept())

    assert [views.record(one.reading) for one in kept] == [views.record(example("wire-fr")), views.record(example("wire-en"))]
    assert [one.origin for one in kept] == ["wire-fr.txt", "wire-en.txt"]


def test_the_same_twice_changes_nothing(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        first = states(archive, example("wire-fr"), example("wire-en"))
        before = rows(archive)
        again = states(archive, example("wire-fr"), example("wire-en"))
        after = rows(archive)

    assert (first, again) == (["new", "new"], ["same", "same"])
    assert before == after


def test_another_run_takes_the_place_of_the_rows_and_keeps_the_earlier_reading(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        states(archive, example("wire-fr"))
        before = rows(archive)
        key = next(archive.kept()).key
        fewer = run_as(replace(example("wire-fr"), attributions=example("wire-fr").attributions[:3], answers=(), events=()), "other")
        state = states(archive, fewer)
        after, runs = rows(archive), [run for run, _ in archive.readings(key)]

    assert state == ["again"]
    assert (after["articles"], after["attributions"], after["readings"], after["events"]) == (before["articles"], 3, 2, 0)
    assert len(set(runs)) == 2


def test_a_failed_addition_leaves_nothing_behind(archive_url: str) -> None:
    broken = replace(example("wire-en"), attributions=(replace(example("wire-en").attributions[0], act=None),), answers=(), events=())  # type: ignore[arg-type]
    with Archive.open(archive_url) as archive:
        states(archive, example("wire-fr"))
        before = rows(archive)
        with pytest.raises(Exception, match=r"(?i)null|constraint"):
            archive.add([Incoming(broken, "b")])
        after = rows(archive)

    assert before == after


def test_keys_find_articles_attributions_and_events(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        key = archive.add([Incoming(example("wire-fr"), "a")])[0].key
        with archive.reading() as connection:
            keys = [connection.execute(select(table.c.key)).scalars().first() for table in (schema.articles, schema.attributions, schema.events)]
        found = [archive.one(str(each)).key for each in keys]
        with pytest.raises(ArchiveError, match="nothing in the archive has the key 'zzzz'"):
            archive.one("zzzz")

    assert found == [key] * 3


def test_agency_copy_is_one_family(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        copy = changed("wire-fr", "Dimanche soir", "Dimanche dans la soirée", outlet="La Gazette")
        states(archive, example("wire-fr"), example("wire-en"), copy)
        families = [(one.family, one.copies) for one in archive.kept()]

    assert families == [(1, 2), (None, 1), (1, 2)]


def test_failures_are_kept_until_they_are_read(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        archive.failed("a0", None, ValueError("cut short"))
        archive.failed("a0", None, ValueError("cut short"))
        first = archive.failures()
        states(archive, example("wire-fr"))
        after = archive.failures()

    assert [(one.origin, one.error, one.reason, one.tries) for one in first] == [("a0", "ValueError", "cut short", 2)]
    assert after == []


def test_an_origin_with_the_same_sign_is_unchanged(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        states(archive, example("wire-fr"))

        assert [archive.unchanged("a0", sign) for sign in ("sign", "other", None)] == [True, False, False]
        assert not archive.unchanged("elsewhere", "sign")


def test_surrogates_and_nul_in_titles_do_not_stop_an_article(archive_url: str) -> None:
    reading = example("wire-en")
    odd = replace(reading, article=replace(reading.article, title="a\0b\ud800", outlet="=1+1"))
    with Archive.open(archive_url) as archive:
        states(archive, odd)

        assert next(archive.kept()).reading.article.title == "a\0b\ud800"


def test_an_archive_of_a_newer_version_is_not_touched(archive_url: str) -> None:
    with Archive.open(archive_url) as archive, archive.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerArchive, match="9999"):
        Archive.open(archive_url)


def test_what_is_no_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("no database, but a text long enough to be taken for the head of one " * 40)
    with pytest.raises(BrokenArchive, match="not a database"):
        Archive.open(path)
    assert path.read_text().startswith("no database")


@pytest.mark.parametrize(
    ("address", "error", "told"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", Unreachable, "127.0.0.1"),
        ("oracle://somewhere/x", SettingError, "give a file"),
    ],
)
def test_an_address_where_nothing_answers_is_told(address: str, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        Archive.open(address)


def test_no_archive_is_made_where_none_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive"):
        Archive.open(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


def test_the_archive_is_named_by_option_environment_or_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SELON_ARCHIVE", raising=False)
    assert where(None) == "sqlite:///selon.db"
    monkeypatch.setenv("SELON_ARCHIVE", "postgresql://me@host/press")
    assert where(None) == "postgresql+psycopg://me@host/press"
    assert where("/tmp/a.db") == "sqlite:////tmp/a.db"


def fill(url: str, first: int, count: int) -> None:
    """Add readings from another process."""
    with Archive.open(url) as archive:
        for n in range(first, first + count):
            reading = example("wire-en")
            archive.add([Incoming(replace(reading, article=replace(reading.article, outlet=f"outlet {n}")), f"o{n}")])


def test_two_processes_fill_one_archive(archive_url: str) -> None:
    Archive.open(archive_url).close()
    spawn = multiprocessing.get_context("spawn")
    others = [spawn.Process(target=fill, args=(archive_url, first, 15)) for first in (0, 10)]
    for one in others:
        one.start()
    for one in others:
        one.join()
    with Archive.open(archive_url) as archive:
        counts = archive.counts()

    assert [one.exitcode for one in others] == [0, 0]
    assert (counts["articles"], counts["texts"], counts["attributions"]) == (25, 1, 25 * len(example("wire-en").attributions))


def test_an_unfinished_transaction_leaves_the_rest_readable(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        states(archive, example("wire-fr"))
        with pytest.raises(KeyError):
            _left(archive)
        assert next(archive.kept()).reading.article.title == example("wire-fr").article.title


def _left(archive: Archive) -> None:
    with archive.writing() as connection:
        connection.execute(update(schema.articles).values(title="gone"))
        raise KeyError


def test_a_full_disk_keeps_what_was_kept_and_says_what_to_do(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db") as archive:
        states(archive, example("wire-fr"))
        with archive.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
        event.listen(archive.engine, "checkout", lambda raw, *_: raw.execute(f"PRAGMA max_page_count={pages + 4}"))
        with pytest.raises(ArchiveError, match="make room"):
            states(archive, example("wire-en"), origin="b")
        before = rows(archive)
    with Archive.open(tmp_path / "a.db") as archive:
        assert rows(archive) == before
        assert before["articles"] == 1
        assert states(archive, example("wire-en"), origin="b") == ["new"]
        assert check(archive).problems == []
