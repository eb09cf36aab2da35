"""What the commands over an archive print, where they end, and what they say to input that makes no sense."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readings import example
from selon.cli import app
from selon.store.archive import Archive, Incoming

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SELON_ARCHIVE", raising=False)
    monkeypatch.delenv("SELON_WHO", raising=False)
    with Archive.open(tmp_path / "selon.db") as archive:
        archive.add([Incoming(example("wire-fr"), "a.txt"), Incoming(example("wire-en"), "b.txt")])
    return tmp_path


def run(*given: str, code: int = 0, typed: str | None = None) -> str:
    result = CliRunner().invoke(app, list(given), input=typed, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["search", 'speaker:"x'], "not closed"),
        (["search", "spaeker:x"], "speaker"),
        (["search", "x", "--sort", "size"], "relevance"),
        (["search", "x", "--as", "xml"], "jsonl"),
        (["search", "x", "--semantic"], "selon"),
        (["who", "Teodor Marran"], "near: Teodor Maran"),
        (["timeline", "x", "--out", "x.doc"], "svg"),
        (["about", "Sorénie", "--events", "--as", "svg"], "no picture"),
        (["stats", "--out", "none/x.csv"], "cannot write"),
        (["export", "--as", "word"], "parquet"),
        (["export", "--out", "x.doc"], "parquet"),
        (["export", "--out", "none/x.csv"], "cannot write"),
        (["import", "none.jsonl"], "none.jsonl"),
        (["evidence", "0"], "nothing in the archive"),
        (["judge"], "selon judge KEY"),
        (["judge", "0", "--act", "deny"], "--who"),
        (["judge", "0", "--act", "deny", "--who", "me"], "nothing in the archive"),
        (["judge", "--undo", "0", "--who", "me"], "no correction"),
        (["diff", "first", "zzz"], "selon runs"),
        (["restore", "none.db"], "no backup"),
        (["alert", "add", "a b", "x"], "cannot be called"),
        (["alert", "remove", "x"], "no saved search"),
        (["add"], "nothing to add"),
        (["add", "none.txt"], "none.txt"),
        (["stats", "--archive", "mysql://x"], "postgresql://"),
        (["stats", "--archive", "none.db"], "selon add"),
        (["stats", "--archive", "postgresql://nobody@127.0.0.1:9/none"], "127.0.0.1"),
    ],
)
@pytest.mark.usefixtures("place")
def test_what_makes_no_sense_is_told_with_what_would(given: list[str], told: str) -> None:
    out = run(*given, code=64)

    assert told in out
    assert "Traceback" not in out


@pytest.mark.usefixtures("place")
def test_rows_come_in_every_form() -> None:
    rows = list(csv.DictReader(io.StringIO(run("who", "Maran", "--as", "csv"))))
    several = json.loads(run("who", "Maran", "--as", "json"))
    lines = [json.loads(line) for line in run("who", "Maran", "--as", "jsonl").splitlines()]

    assert several == lines
    assert [row["key"] for row in rows] == [row["key"] for row in several]
    assert len(run("who", "Maran", "--limit", "2").split("via ")) == 3
    assert "more: --limit 0" in run("who", "Maran", "--limit", "2")


@pytest.mark.usefixtures("place")
def test_adding_tells_why_some_failed_and_retries(place: Path) -> None:
    (place / "bad.txt").write_text("Это новость на другом языке, которую никто не прочтёт. " * 5, encoding="utf-8")
    (place / "good.txt").write_text((EXAMPLES / "wire-en.txt").read_text(encoding="utf-8").replace("Maran", "Marn"), encoding="utf-8")
    out = run("add", "bad.txt", "good.txt", code=1)
    failures = run("failures", "--as", "csv")
    again = run("add", "--retry", code=2)

    assert "2 found = 1 new + 0 same + 1 failed" in out
    assert "bad.txt: " in out
    assert "bad.txt" in failures
    assert "1 found = 0 new + 0 same + 1 failed" in again
    assert "1 forgotten" in run("failures", "--forget")
    assert "bad.txt" not in run("failures", "--as", "csv")


@pytest.mark.usefixtures("place")
def test_what_was_exported_comes_back(place: Path) -> None:
    run("export", "--out", "a.jsonl")
    (place / "b.jsonl").write_bytes((place / "a.jsonl").read_bytes() + b"nonsense\n")
    out = run("import", "b.jsonl", "--archive", "two.db", code=1)
    again = run("import", "a.jsonl", "--archive", "two.db")
    run("export", "--archive", "two.db", "--out", "c.jsonl")

    assert "3 found = 2 new + 0 of another run + 0 same + 1 failed" in out
    assert "b.jsonl:3" in out
    assert "0 new + 0 of another run + 2 same" in again
    assert (place / "a.jsonl").read_bytes() == (place / "c.jsonl").read_bytes()


@pytest.mark.usefixtures("place")
def test_a_correction_is_made_listed_written_as_gold_and_withdrawn(place: Path) -> None:
    key = json.loads(run("search", "act:refuse", "--as", "json"))[0]["key"]
    made = run("judge", key, "--speaker", "Anne Roux", "--date", "none", "--who", "me", "--why", "heard it").split()
    who = run("who", "Anne Roux")
    gold = run("corrections", "--gold", "gold")
    for one in made:
        run("judge", "--undo", one, "--who", "me")

    assert key in who
    assert "1 articles written" in gold
    assert "Anne Roux" in next((place / "gold").iterdir()).read_text(encoding="utf-8")
    assert {row["withdrawn"] for row in json.loads(run("corrections", "--as", "json"))} == {True}
    assert "0 found" in run("who", "Anne Roux")


@pytest.mark.usefixtures("place")
def test_a_watched_folder_tells_what_is_new(place: Path) -> None:
    (place / "press").mkdir()
    run("alert", "add", "x", "speaker:Maran")
    (place / "press" / "a.txt").write_text((EXAMPLES / "wire-fr.txt").read_text(encoding="utf-8").replace("Valdorie", "Brévanie"), encoding="utf-8")
    out = run("watch", "press", "--times", "1")

    assert "1 found = 1 new" in out
    assert "[x] 2024-03-10  Teodor Maran" in out
    assert "[x]" not in run("watch", "press", "--times", "1")


@pytest.mark.usefixtures("place")
def test_damage_ends_a_check_with_one(place: Path) -> None:
    from sqlalchemy import update

    from selon.store import schema

    with Archive.open(place / "selon.db") as archive, archive.writing() as connection:
        connection.execute(update(schema.texts).values(length=1))

    assert "2 faults" in run("check", code=1)


@pytest.mark.usefixtures("place")
def test_a_picture_goes_to_its_file(place: Path) -> None:
    run("stats", "--out", "s.svg")
    run("timeline", "Maran", "--out", "t.png")

    assert b"<svg" in (place / "s.svg").read_bytes()
    assert (place / "t.png").read_bytes().startswith(b"\x89PNG")
