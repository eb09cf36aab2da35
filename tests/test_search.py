"""Queries → the attributions they find, on both engines; what a query cannot say is told with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from readings import changed, example, run_as
from selon.errors import QueryError, SettingError
from selon.store import vectors
from selon.store.archive import Archive, Incoming
from selon.store.finding import alike, chosen, facets, find, fused, keys, newer
from selon.store.query import Between, Either, Every, Is, Not, Words, parse


@pytest.fixture
def filled(archive_url: str) -> Iterator[Archive]:
    with Archive.open(archive_url) as archive:
        readings = [example("wire-fr"), example("wire-en"), changed("wire-fr", "Valdorie", "Brévanie", "Le Relais")]
        archive.add([Incoming(one, f"{n}.txt") for n, one in enumerate(readings)])
        yield archive


def contents(archive: Archive, query: str) -> list[str]:
    return [" … ".join(span.text for span in hit.attribution.content) for hit in find(archive, query).hits]


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("électricité prix", Every((Words("électricité"), Words("prix")))),
        ('"pour tout le monde"', Words("pour tout le monde")),
        ("« pour tout le monde »", Words(" pour tout le monde ")),
        ("élect*", Words("élect", prefix=True)),
        ("a OR b c", Either((Words("a"), Every((Words("b"), Words("c")))))),
        ("a -b", Every((Words("a"), Not(Words("b"))))),
        ("-(a OR b)", Not(Either((Words("a"), Words("b"))))),
        ("peut-être", Words("peut-être")),
        ("speaker:Maran", Is("speaker", "Maran")),
        ('WHO:"Teodor Maran"', Is("speaker", "Teodor Maran")),
        ("act:Deny", Is("act", "deny")),
        ("event:threaten", Is("event", "THREATEN")),
        ("medium:Facebook", Words("Facebook", column="medium")),
        ("date:2024", Between("date", "2024-01-01", "2024-12-31")),
        ("date:2024-02", Between("date", "2024-02-01", "2024-02-29")),
        ("date:2023-05..2023-06", Between("date", "2023-05-01", "2023-06-30")),
        ("date:2023-05..", Between("date", "2023-05-01", None)),
        ("date:>2023-05", Between("date", "2023-06-01", None)),
        ("date:<2023-05-01", Between("date", None, "2023-04-30")),
        ("confidence:>0.8", Between("confidence", 0.8, None)),
    ],
)
def test_a_query_means(query: str, tree: object) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("query", "at", "told"),
    [
        ("", 0, "nothing to search for"),
        ("   ", 3, "nothing to search for"),
        ('prix "pour tout', 5, "quotation mark is not closed"),
        ("(prix", 0, "parenthesis is not closed"),
        ("prix)", 4, "closes nothing"),
        ("prix OR", 7, "nothing to search for"),
        ("speakr:Maran", 0, "did you mean speaker:"),
        ("zzz:Maran", 0, "fields are"),
        ("speaker:", 0, "needs a value, such as speaker:"),
        ("act:lie", 4, "has no value 'lie'"),
        ("act:refused", 4, "did you mean refuse"),
        ("date:yesterday", 5, "is no date; write date:2023"),
        ("date:2023-13", 5, "is no date"),
        ("date:2023-02-30", 5, "is no date"),
        ("date:2023..2022", 5, "ends before it begins"),
        ("confidence:high", 11, "is no number"),
        ("prix ?!", 5, "no letter or digit"),
        ("a (-)", 3, "no letter or digit"),
        ("(" * 60 + "a" + ")" * 60, 40, "inside each other"),
    ],
)
def test_an_error_shows_its_place(query: str, at: int, told: str) -> None:
    with pytest.raises(QueryError) as error:
        parse(query)

    message, _, mark = str(error.value).split("\n")
    assert told in message
    assert mark.index("^") - 2 == at


@pytest.mark.parametrize(
    ("query", "some"),
    [
        ("électricité", "l'électricité"),
        ("ELECTRICITE", "l'électricité"),
        ("voisin", "voisins"),
        ('"pour tout le monde"', "pour tout le monde"),
        ("élect*", "l'électricité"),
        ("speaker:Maran act:invite", "Rejoignez-nous"),
        ("medium:Facebook", "Notre pays"),
        ("relay:Interligne", "Rejoignez-nous"),
        ('outlet:"radio littoral" speaker:Dorsz', "Notre pays"),
        ("body:corridor lang:fr speaker:Dorsz", "Notre pays"),
        ("carrier:Facebook", "Notre pays"),
        ("date:2024-03-08 act:refuse", "Notre pays"),
        ("answers:yes speaker:Sorénie", "toute participation"),
    ],
)
def test_it_finds(filled: Archive, query: str, some: str) -> None:
    assert any(some in each for each in contents(filled, query)), contents(filled, query)


@pytest.mark.parametrize(
    ("query", "others"),
    [
        ("électricité -monde", "tout le monde"),
        ('"monde tout"', "tout le monde"),
        ("Facebook", "Notre pays"),
        ("speaker:Dorsz", "Rejoignez-nous"),
        ("date:2024-03-08", "Rejoignez-nous"),
        ("lang:en", "Rejoignez-nous"),
        ("-speaker:Maran", "Rejoignez-nous"),
        ("confidence:>0.999", "Rejoignez-nous"),
        ("speaker:Nobody", ""),
    ],
)
def test_it_does_not_find(filled: Archive, query: str, others: str) -> None:
    assert not any(others in each for each in contents(filled, query))


def test_a_hit_shows_the_words_asked_for_where_they_stand(filled: Archive) -> None:
    for hit in find(filled, 'voisins OR "tout le monde"').hits:
        text = hit.kept.reading.article.text
        marked = {text[start:end] for start, end in hit.snippet.marks}
        assert marked <= {"voisins", "tout le monde", "voisin"}
        assert all(hit.snippet.start <= start < end <= hit.snippet.end for start, end in hit.snippet.marks)


@pytest.mark.parametrize("order", ["relevance", "date", "-date"])
def test_every_order_gives_all_of_them_in_pieces_too(filled: Archive, order: str) -> None:
    whole = [hit.key for hit in find(filled, "lang:fr OR électricité", order).hits]
    pieces = [hit.key for at in range(0, len(whole), 7) for hit in find(filled, "lang:fr OR électricité", order, 7, at).hits]

    assert whole == pieces
    assert len(set(whole)) == find(filled, "lang:fr OR électricité", order).total == len(whole)


def test_by_date_the_undated_come_last(filled: Archive) -> None:
    days = [hit.day for hit in find(filled, "lang:fr", "date").hits]

    assert days == sorted(days, key=lambda day: (day is None, day))


def test_facets_count_all_that_is_found(filled: Archive) -> None:
    counted = facets(filled, "lang:fr")

    assert sum(count for _, count in counted["form"]) == find(filled, "lang:fr").total
    assert dict(counted["outlet"]).keys() == {"Radio Littoral", "Le Relais"}
    assert facets(filled, "lang:fr") == counted


def test_what_is_found_can_be_handed_on(filled: Archive) -> None:
    assert [one.reading.article.outlet for one in filled.kept(chosen(filled, 'outlet:"le relais"'))] == ["Le Relais"]
    assert keys(filled, "speaker:Dorsz") == {hit.key for hit in find(filled, "speaker:Dorsz").hits}


def test_newer_ones_come_once(filled: Archive) -> None:
    every = newer(filled, "lang:fr", 0)

    assert [key for _, key in newer(filled, "lang:fr", every[3][0])] == [key for _, key in every[4:]]


def test_a_reading_by_another_run_is_found_instead_of_the_earlier_one(filled: Archive) -> None:
    from dataclasses import replace

    from readings import run_as

    fewer = replace(run_as(example("wire-fr"), "other"), attributions=example("wire-fr").attributions[:2], answers=(), events=())
    before = find(filled, 'outlet:"radio littoral"').total
    filled.add([Incoming(fewer, "0.txt")])

    assert find(filled, 'outlet:"radio littoral"').total == 2 < before
    assert not any("Notre pays" in each for each in contents(filled, 'speaker:Dorsz -outlet:"le relais"'))


# By meaning


class ByLength:
    """Vectors for tests: what has nearly as many letters means nearly the same."""

    name = "by length"

    def encode(self, texts: Sequence[str], asked: bool) -> Any:  # noqa: ARG002
        angles = np.array([min(len(one), 300) / 200 for one in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)


@pytest.fixture
def meant(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setattr(vectors, "encoder", ByLength)
    return filled


def test_what_means_the_same_is_found_without_its_words(meant: Archive) -> None:
    said = ["xy" * 40]
    made = vectors.make(meant)
    found = list(alike(meant, said[0], 5).hits)
    lengths = [len(" ".join(span.text for span in hit.attribution.content)) for hit in found]

    assert made == meant.counts()["attributions"]
    assert vectors.make(meant) == 0
    assert len(found) == 5
    assert all(abs(length - 80) < 20 for length in lengths)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_fields_hold_for_what_is_found_by_meaning(meant: Archive) -> None:
    vectors.make(meant)
    hits = list(alike(meant, "pour tout le monde speaker:Maran -act:state lang:fr").hits)

    assert {hit.kept.reading.article.lang for hit in hits} == {"fr"}
    assert "state" not in {hit.attribution.act for hit in hits}
    assert len(hits) > len(keys(meant, "pour tout le monde speaker:Maran -act:state lang:fr"))


def test_words_and_meaning_together_come_first() -> None:
    assert fused([[1, 2, 3], [3, 4]]) == {1: 1 / 61, 2: 1 / 62, 3: 1 / 63 + 1 / 61, 4: 1 / 62}


def test_what_is_read_anew_needs_its_vectors_anew(meant: Archive) -> None:
    vectors.make(meant)
    meant.add([Incoming(run_as(example("wire-fr"), "other"), "0.txt")])

    assert vectors.make(meant) == len(example("wire-fr").attributions)


def test_a_search_by_meaning_without_vectors_or_words_says_what_to_do(meant: Archive) -> None:
    with pytest.raises(SettingError, match="selon vectors"):
        alike(meant, "paix")
    with pytest.raises(QueryError, match="needs words"):
        alike(meant, "speaker:Maran")
