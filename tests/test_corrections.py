"""What a person says: laid over every reading, never lost, never mixed up with what the program says; on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from readings import changed, example, run_as
from selon import gold, goldfile, views
from selon.errors import ArchiveError, SettingError
from selon.store import corrections, naming
from selon.store.archive import Archive, Incoming
from selon.store.corrections import Said, judge, listed, orphans, person, undo
from selon.store.finding import find


@pytest.fixture
def filled(archive_url: str) -> Iterator[Archive]:
    with Archive.open(archive_url) as archive:
        archive.add([Incoming(example("wire-fr"), "a.txt"), Incoming(changed("wire-fr", "Valdorie", "Brévanie", "Le Relais"), "b.txt")])
        yield archive


def key(archive: Archive, query: str) -> str:
    return next(find(archive, query + ' outlet:"radio littoral"').hits).key


def speaks(archive: Archive, name: str) -> int:
    return find(archive, f'speaker:"{name}"').total


ROUX = {"speakers": [{"id": person("Anne Roux").id, "kind": "person", "name": "Anne Roux"}]}


def test_another_speaker_is_found_instead_and_told_apart(filled: Archive) -> None:
    one, before = key(filled, "speaker:Dorsz"), speaks(filled, "Dorsz")
    judge(filled, Said("speaker", one, ROUX, "M. Lemoine", "she said it on air"))

    (hit,) = find(filled, 'speaker:"Anne Roux"').hits
    (told,) = [each for each in hit.attribution.judgements if each.field == "speaker"]
    assert (hit.key, speaks(filled, "Dorsz")) == (one, before - 1)
    assert (told.rule, told.score) == ("person", 1.0)
    assert "M. Lemoine" in told.reason
    assert "she said it on air" in told.reason


def test_undoing_brings_back_what_was_read(filled: Archive) -> None:
    before = [views.record(kept.reading) for kept in filled.kept()]
    made = judge(filled, Said("speaker", key(filled, "speaker:Dorsz"), ROUX, "A", ""))
    undo(filled, made, "B", "was right after all")

    assert [views.record(kept.reading) for kept in filled.kept()] == before
    assert [one.withdrawn for one in listed(filled)] == [True]
    with pytest.raises(ArchiveError, match="withdrawn already"):
        undo(filled, made, "B", "")


@pytest.mark.parametrize(
    ("kind", "value", "query"),
    [
        ("act", {"act": "confirm"}, "act:confirm"),
        ("form", {"form": "mixed"}, "form:mixed"),
        ("date", {"date": "2024-03-01"}, "date:2024-03-01"),
        ("principal", {"principal": ROUX["speakers"][0]}, 'principal:"Anne Roux"'),
    ],
)
def test_a_field_set_by_a_person_is_found_by_it(filled: Archive, kind: str, value: dict[str, object], query: str) -> None:
    one = key(filled, "speaker:Dorsz")
    judge(filled, Said(kind, one, value, "A", "checked"))

    assert one in {hit.key for hit in find(filled, query).hits}


def test_the_later_of_two_holds(filled: Archive) -> None:
    one = key(filled, "speaker:Dorsz")
    judge(filled, Said("act", one, {"act": "confirm"}, "A", ""))
    judge(filled, Said("act", one, {"act": "deny"}, "B", ""))

    assert next(find(filled, f"key:{one}").hits).attribution.act == "deny"


def test_what_is_wrong_is_gone_and_what_hangs_on_it_too(filled: Archive) -> None:
    one = key(filled, "answers:yes speaker:Sorénie")
    judge(filled, Said("wrong", one, {}, "A", "nobody said so"))

    assert find(filled, f"key:{one}").total == 0
    reading = next(filled.kept()).reading
    assert {each for answer in reading.answers for each in (answer.answering, answer.answered)} <= {each.id for each in reading.attributions}


def test_what_is_missing_is_added_with_its_words(filled: Archive) -> None:
    kept = next(filled.kept())
    at = kept.reading.article.text.index("corridor électrique")
    judge(filled, Said("missing", kept.key, {"content": [[at, at + 19]], "act": "promise", **ROUX}, "A", "overlooked"))

    (hit,) = find(filled, 'speaker:"Anne Roux" act:promise').hits
    assert [span.text for span in hit.attribution.content] == ["corridor électrique"]
    assert hit.attribution.why.rules[0].startswith("added by a person")


def test_a_new_run_keeps_it(filled: Archive) -> None:
    judge(filled, Said("speaker", key(filled, "speaker:Dorsz"), ROUX, "A", ""))
    again = run_as(example("wire-fr"), "other")
    shorter = tuple(replace(one, id="x" + one.id, within=None) for one in again.attributions)
    filled.add([Incoming(replace(again, attributions=shorter, answers=(), events=(), places=()), "a.txt")])

    assert speaks(filled, "Anne Roux") == 1
    assert orphans(filled) == []


def test_one_whose_saying_a_new_run_does_not_find_is_an_orphan(filled: Archive) -> None:
    made = judge(filled, Said("speaker", key(filled, "speaker:Dorsz"), ROUX, "A", ""))
    filled.add([Incoming(replace(run_as(example("wire-fr"), "other"), attributions=(), answers=(), events=(), places=()), "a.txt")])

    assert [one.key for one in orphans(filled)] == [made]


def test_two_that_are_the_same_are_found_as_one_until_undone(filled: Archive) -> None:
    with filled.reading() as connection:
        (first,), (second,) = ([each.key for each in naming.matches(connection, name) if each.said][:1] for name in ("Maran", "Dorsz"))
    both, one = speaks(filled, "Maran") + speaks(filled, "Dorsz"), speaks(filled, "Maran")
    made = judge(filled, Said("same", first, {"other": second}, "A", "one person"))
    assert (speaks(filled, "Maran"), speaks(filled, "Dorsz")) == (both, 0)

    with pytest.raises(ArchiveError, match="said on"):
        judge(filled, Said("different", first, {"other": second}, "B", ""))
    undo(filled, made, "A", "two persons")
    assert speaks(filled, "Maran") == one


@pytest.mark.parametrize(
    ("kind", "value", "who", "told"),
    [
        ("colour", {}, "A", "is none of speaker"),
        ("act", {"act": "lie"}, "A", "act 'lie' is none of"),
        ("date", {"date": "28 mai"}, "A", "write 2023-05-28"),
        ("speaker", ROUX, " ", "needs the name of who"),
        ("missing", {"content": [[5, 5]]}, "A", "does not lie in the article"),
        ("missing", {}, "A", "needs the start and end"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_kept(filled: Archive, kind: str, value: dict[str, object], who: str, told: str) -> None:
    with pytest.raises(SettingError, match=told):
        judge(filled, Said(kind, key(filled, "speaker:Dorsz"), value, who, ""))
    assert listed(filled) == []


@pytest.mark.parametrize("unknown", ["", "nothing", "0123456789abcdef"])
def test_an_unknown_key_is_told(filled: Archive, unknown: str) -> None:
    with pytest.raises(ArchiveError, match="nothing in the archive"):
        judge(filled, Said("act", unknown, {"act": "deny"}, "A", ""))


def test_corrected_articles_are_gold_that_its_checker_takes(filled: Archive, tmp_path: Path) -> None:
    judge(filled, Said("speaker", key(filled, "speaker:Dorsz"), ROUX, "A", ""))
    checker = Path(__file__).parent / "gold" / "gold.py"
    (tmp_path / "gold.py").write_bytes(checker.read_bytes())
    for number, kept in enumerate(filled.kept(), 1):
        (tmp_path / f"fr-{number:04}.txt").write_text(goldfile.written(views.gold_record(kept.reading), f"fr-{number:04}"), encoding="utf-8")

    records = gold.load(tmp_path)

    for record, kept in zip(records, filled.kept(), strict=True):
        assert record["text"].split() == kept.reading.article.text.split()
        assert len(record["quotes"]) == len(kept.reading.attributions)
    assert any(quote["speaker"] == "Anne Roux" for quote in records[0]["quotes"])


def test_kinds_are_those_documented() -> None:
    told = (Path(__file__).parent.parent / "docs" / "corrections.md").read_text(encoding="utf-8")

    assert all(f"`{kind}`" in told for kind in corrections.KINDS)
