"""Questions to an archive: who said what, what is said of whom, a matter in time, counts; and their pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from readings import changed, example
from selon import pictures, questions
from selon.errors import QueryError
from selon.store.archive import Archive, Incoming


@pytest.fixture
def filled(archive_url: str) -> Iterator[Archive]:
    with Archive.open(archive_url) as archive:
        readings = [example("wire-fr"), example("wire-en"), changed("wire-fr", "Valdorie", "Brévanie", "Le Relais")]
        archive.add([Incoming(one, f"{n}.txt") for n, one in enumerate(readings)])
        yield archive


@pytest.mark.parametrize("name", ["Teodor Maran", "maran", "MARAN teodor"])
def test_everything_that_a_person_said_comes_by_date(filled: Archive, name: str) -> None:
    found = questions.who(filled, name)
    rows = list(found.rows)
    days = [row["day"] for row in rows if row["day"]]

    assert {row["who"] for row in rows} == {"Teodor Maran"}
    assert days == sorted(days)
    assert len(rows) == found.total > 10
    assert [each.name for each in found.who] == ["Teodor Maran"]
    assert any(row["chain"] == "Interligne → Radio Littoral" and row["on"] == "interview · Valdor TV" for row in rows)
    assert all(set(row) == set(questions.SAYINGS) for row in rows)


def test_a_page_is_a_part_of_the_whole(filled: Archive) -> None:
    whole = list(questions.who(filled, "Maran").rows)
    latest = list(questions.who(filled, "Maran", latest=True).rows)

    assert list(questions.who(filled, "Maran", limit=3, offset=2).rows) == whole[2:5]
    assert [row["day"] for row in latest if row["day"]] == sorted((row["day"] for row in whole if row["day"]), reverse=True)


def test_what_a_spokesman_says_is_said_for_his_principal(filled: Archive) -> None:
    rows = list(questions.who(filled, "gouvernement").rows)

    assert {row["who"] for row in rows} == {"Ilena Dorsz for gouvernement"}


def test_a_name_that_is_not_there_is_told_with_those_near_it(filled: Archive) -> None:
    with pytest.raises(QueryError, match="near: Teodor Maran"):
        questions.who(filled, "Teodor Marran")
    with pytest.raises(QueryError, match="nobody under the name"):
        questions.about(filled, "…")


def test_what_is_said_of_somebody_is_told_by_others(filled: Archive) -> None:
    found = questions.about(filled, "Sorénie")
    rows, events = list(found.rows), list(found.events)

    assert any("Sorénie" in row["content"] for row in rows)
    assert {row["who"] for row in rows}.isdisjoint({"Sorénie"})
    assert len(events) == found.events_total > 0
    assert all("Sorénie" in f"{row['actors']} {row['recipients']}" for row in events)
    assert all(set(row) == set(questions.EVENTS) for row in events)


def test_a_timeline_is_in_the_order_of_saying_not_of_printing(filled: Archive) -> None:
    rows = [row for row in questions.timeline(filled, "réseau OR voisins OR électricité").rows if row["outlet"] == "Radio Littoral"]

    assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)
    assert rows[0]["act"] == "reject"
    assert "refuses" in rows[0]["answers"]


@pytest.mark.parametrize("query", [None, "speaker:Maran"])
def test_counts_add_up(filled: Archive, query: str | None) -> None:
    rows = questions.stats(filled, query)
    total = questions.timeline(filled, query or "date:1900.. OR act:state OR -act:state").total
    by = {what: sum(row["count"] for row in rows if row["what"] == what) for what in ("act", "form", "lang")}

    assert set(by.values()) == {total}
    assert {"what": "relays", "value": "Radio Littoral", "other": "Interligne", "count": 2} in rows


def test_pictures_hold_their_words_and_are_the_same_twice(filled: Archive) -> None:
    rows = list(questions.who(filled, "Maran").rows)
    several = [pictures.timeline(rows, "Maran & <co> $x$"), pictures.timeline(rows, "Maran & <co> $x$")]
    words = " ".join(text for text in ElementTree.fromstring(several[0]).itertext())

    assert several[0] == several[1]
    assert "Maran & <co> $x$" in words
    assert "Teodor Maran" in words
    assert "refuses, denies" in words
    assert pictures.counts(questions.stats(filled), "all", "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("rows", [[], [{"day": None, "who": "x", "act": "state", "content": "y"}]], ids=["none", "no day"])
def test_a_picture_of_nothing_says_so(rows: list[questions.Row]) -> None:
    assert "nothing with a day" in " ".join(ElementTree.fromstring(pictures.timeline(rows, "none")).itertext())


def test_a_picture_of_many_speakers_puts_the_rarest_together() -> None:
    rows = [{"day": f"2024-01-{1 + n % 28:02}", "who": f"Speaker {min(n, 40 + n % 3)}", "act": "state", "content": "x"} for n in range(90)]
    words = " ".join(ElementTree.fromstring(pictures.timeline(rows, "many")).itertext())

    assert pictures.OTHERS in words
    assert words.count("Speaker") < pictures.LANES


def test_an_empty_archive_answers(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db") as archive:
        assert questions.stats(archive) == []
        assert questions.timeline(archive, "x").total == 0
