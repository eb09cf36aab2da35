"""Traces: what is compared, what is joined, what changed, the way it took; a person's word holds, and what is added later comes to the same as all at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from readings import changed, example
from selon.errors import ArchiveError, QueryError, SettingError
from selon.model import Attribution, Dated, Entity, Reading
from selon.store.archive import Archive, Incoming
from selon.store.corrections import Said, judge, undo
from selon.store.kept import Kept, key_of
from selon.trace import changes, cluster, index, lexicon, relays, tell, traits
from selon.trace.traits import Traits
from stories import stories, story

DOCS = Path(__file__).parent.parent / "docs"


def said(text: str, lang: str = "fr", **fields: object) -> Traits:
    """Traits of a saying with these words."""
    plain, stems, names, numbers = traits._words(text, lang)
    made = Traits(
        "k", "a", None, lang, "o", "2024-03-10", "2024-03-10", "2024-03-10", True, ("p",), ("anne", "roux"), (), "", "", "state", "direct", "p", stems, plain, names, numbers
    )
    return replace(made, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "lang", "numbers"),
    [
        ("12 000 soldats", "fr", ("12000",)),
        ("14.000 Minen", "de", ("14000",)),
        ("12,000 troops and 3.5 percent", "en", ("12000", "3.5")),
        ("vingt-deux ans", "fr", ("20", "2")),
        ("сорок тысяч мин", "ru", ("40000",)),
        ("a single one", "en", ()),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, lang: str, numbers: tuple[str, ...]) -> None:
    assert said(text, lang).numbers == numbers


@pytest.mark.parametrize(
    ("text", "lang", "flag"),
    [
        ("s'il signe avant l'été", "fr", "condition"),
        ("Rien ne sera exclu", "fr", "negation"),
        ("we will not sign unless he leaves", "en", "condition"),
        ("так нельзя", "ru", "negation"),
        ("no hay excepción", "es", "negation"),
        ("Das muss aufhören", "de", "necessary"),
    ],
)
def test_words_that_turn_are_seen(text: str, lang: str, flag: str) -> None:
    assert flag in said(text, lang).turned


def test_words_of_five_languages_meet() -> None:
    words = [("électricité", "fr"), ("electricity", "en"), ("Strom", "de"), ("electricidad", "es"), ("электричество", "ru")]

    assert len(set.intersection(*(set(said(word, lang).concepts) for word, lang in words))) == 1
    assert lexicon.latin("верик") == "verik"


def test_traits_come_back_as_they_were() -> None:
    one = said("Le 3 mai, Orval paiera")

    assert traits.unpacked(one.packed()) == one


# What changed


def version(text: str, lang: str = "fr", act: str = "state", form: str = "direct", **fields: object) -> changes.Version:
    reading = example("wire-fr")
    one = replace(reading.attributions[3], act=act, form=form, cue=(), addressee=(), **{name: value for name, value in fields.items() if name in ("speakers", "date")})
    return changes.Version(one, said(text, lang, act=act, form=form, **{name: value for name, value in fields.items() if name not in ("speakers", "date")}))


REFERENCE = "Si la Korvie ferme les vannes, nous couperons le courant à 300 usines le jour même"


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (version(REFERENCE), version(REFERENCE), set()),
        (version(REFERENCE), version("Nous couperons le courant à 300 usines le jour même"), {"condition"}),
        (version(REFERENCE), version("Si la Korvie ferme les vannes, nous couperons le courant à 500 usines le jour même"), {"number"}),
        (version(REFERENCE), version("Si la Korvie ferme les vannes, nous ne couperons pas le courant à 300 usines le jour même"), {"negation"}),
        (version(REFERENCE), version("Si la Korvie ouvre les vannes, nous couperons le courant à 300 usines le jour même"), {"negation"}),
        (version(REFERENCE), version("If Korvia closes the gates, we will cut the power to 300 factories the same day", "en"), set()),
        (version(REFERENCE), version("If Korvia closes the gates, we will not cut the power to 300 factories the same day", "en"), {"negation"}),
        (version(REFERENCE), version("We will cut the power to 300 factories the same day", "en"), {"condition"}),
        (version("Il y aura des armes pour tout le monde"), version("Il y aura des armes contre tout le monde"), {"negation"}),
        (version("Nous partirons vendredi avec toutes nos troupes"), version("Nous pourrions partir vendredi avec toutes nos troupes"), {"modality"}),
        (version("la hausse sera limitée", form="indirect"), version("la hausse sera limitée"), {"promoted"}),
        (version("C'est une mesure injuste et nos usines la refusent"), version("C'est une mesure très injuste et nos usines la refusent"), {"sharpened"}),
        (version("Nous partirons demain"), version("We shall leave tomorrow", "en", first="2024-03-08", last="2024-03-08"), {"date"}),
        (version("Nous partirons demain"), version("Nous partirons demain", speakers=(Entity("x", "state", "Korvie"),)), {"speaker"}),
        (version("refuse tout", act="refuse", form="indirect"), version("nous n'acceptons rien", act="refuse"), {"promoted"}),
    ],
)
def test_what_changed_is_told(before: changes.Version, after: changes.Version, kinds: set[str]) -> None:
    assert {one.kind for one in changes.changes(before, after)} - {"retranslated", "cut"} == kinds


def test_every_kind_of_change_is_documented_with_an_example() -> None:
    told = (DOCS / "trace.md").read_text(encoding="utf-8")
    gold = (Path(__file__).parent / "gold" / "STORIES.md").read_text(encoding="utf-8")

    assert [kind for kind in changes.KINDS if f"`{kind}`" not in told or f"`{kind}`" not in gold] == []


# Clusters


def test_a_person_goes_before_any_score() -> None:
    some = [said("Nous partirons demain", key=f"k{n}", article=f"a{n}", names=(f"anne{n}",)) for n in range(4)]
    apart = cluster.utterances(some, lambda _one, _two: 0.9, cluster.Said(parted=frozenset([("k0", "k1")])))
    together = cluster.utterances(some, lambda _one, _two: 0.0, cluster.Said(joined=frozenset([("k0", "k3")])))

    assert not any({0, 1} <= set(group) for group in apart)
    assert together == [[0, 3], [1], [2]]


def test_copies_count_once() -> None:
    some = [said("Nous partirons demain", key=f"k{n}", article=f"a{n}") for n in range(3000)]
    compared = itertools.count()

    assert cluster.utterances(some, lambda _one, _two: float(next(compared))) == [list(range(3000))]
    assert next(compared) == 0


def test_the_same_words_in_another_month_are_another_saying() -> None:
    some = [said("Nous partirons demain", key=f"k{n}", first=f"2024-0{n}-10", last=f"2024-0{n}-10") for n in (3, 4)]

    assert cluster.prints(some) == [[0], [1]]


def test_articles_that_share_something_are_one_matter() -> None:
    assert cluster.matters([["u1"], ["u2", "u1"], ["u3"], ["u2"], []]) == [[0, 1, 3], [2], [4]]


# Ways


def told(outlet: str, when: str, via: tuple[str, ...] = (), family: int | None = None) -> relays.Told:
    reading = example("wire-fr")
    article = replace(reading.article, outlet=outlet)
    one = replace(reading.attributions[3], relays=tuple(Entity(name, "outlet", name) for name in via), relay=())
    return relays.Told(Kept(outlet, replace(reading, article=article), outlet, when, family), one, f"key {outlet}", when)


def test_the_way_goes_from_who_heard_it_to_each_outlet() -> None:
    way = relays.way(
        [
            told("Radio A", "2024-03-10T20:00+01:00", ("Agence B",)),
            told("Journal C", "2024-03-11", ("Radio A", "Agence B")),
            told("B", "2024-03-10T18:30+00:00", family=1),
            told("D", "2024-03-10T19:45+01:00", family=1),
            told("E", "2024-03-12"),
        ]
    )
    edges = {(edge.source, edge.target, edge.kind) for edge in way.edges}

    assert edges == {("B", "Radio A", "named"), ("Radio A", "Journal C", "named"), ("B", "D", "copy")}
    assert way.first == "key B"
    assert len(way.sources) == 2
    assert way.unnamed == ("E",)


@pytest.mark.parametrize("when", ["", "1899-01-01", "2999-12-31", "not a date"])
def test_a_clock_that_is_wrong_stops_nothing(when: str) -> None:
    assert relays.way([told("A", when), told("B", "2024-03-10", ("A",))]).first is not None


# The archive


@pytest.fixture
def filled(archive_url: str) -> Iterator[Archive]:
    with Archive.open(archive_url) as archive:
        readings = [example("wire-fr"), changed("wire-fr", "pour tout le monde", "contre tout le monde", "Le Relais"), example("wire-en")]
        archive.add([Incoming(one, f"{n}.txt") for n, one in enumerate(readings)])
        index.update_traces(archive)
        yield archive


def keyed(archive: Archive, words: str) -> list[str]:
    return [key_of(kept.key, one.id) for kept in archive.kept() for one in kept.reading.attributions if any(words in span.text for span in one.content)]


def groups(archive: Archive) -> set[frozenset[str]]:
    every = [key_of(kept.key, one.id) for kept in archive.kept() for one in kept.reading.attributions]
    return {frozenset(index.utterance_of(archive, key)) for key in every}


def test_two_versions_of_one_saying_are_one_utterance_with_what_changed(filled: Archive) -> None:
    first, second = keyed(filled, "tout le monde")
    one = tell.utterance(filled, first)

    assert {version.told.key for version in one.versions} >= {first, second}
    assert [change.kind for version in one.versions for change in version.changes or () if version.told.key in (first, second)] == ["negation"]
    assert {(edge.source, edge.target) for edge in one.way.edges if edge.kind == "named"} == {("Interligne", "Radio Littoral"), ("Interligne", "Le Relais")}
    assert one.way.sources == ("Interligne",)
    assert one.record()["independent"] == 1


def test_added_later_comes_to_the_same_as_all_at_once(tmp_path: Path) -> None:
    readings = [kept.reading for kept in story("aqueduc").articles]
    found = []
    for name, batches in (("one", [readings]), ("each", [[one] for one in readings])):
        with Archive.open(tmp_path / f"{name}.db") as archive:
            for batch in batches:
                archive.add([Incoming(one, one.article.id) for one in batch])
                index.update_traces(archive)
            found.append(groups(archive))
            assert index.update_traces(archive) == 0

    assert found[0] == found[1]


def test_ten_thousand_copies_are_one_utterance_and_one_source(tmp_path: Path) -> None:
    short = replace(example("wire-fr"), attributions=example("wire-fr").attributions[3:4], events=(), answers=(), timexes=(), places=())
    copies = [replace(short, article=replace(short.article, outlet=f"Outlet {n}")) for n in range(300)]
    with Archive.open(tmp_path / "a.db") as archive:
        archive.add([Incoming(one, str(n)) for n, one in enumerate(copies)])
        index.update_traces(archive)
        one = tell.utterance(archive, keyed(archive, "tout le monde")[0])

    assert len(one.versions) == 300
    assert len(one.way.sources) == 1


def test_what_a_person_parts_and_joins_stays_so(filled: Archive) -> None:
    first, second = keyed(filled, "tout le monde")
    other = keyed(filled, "haute tension")[0]
    before = groups(filled)
    parted = judge(filled, Said("parted", first, {"other": second}, "me", "another day"))
    apart = index.utterance_of(filled, first)
    joined = judge(filled, Said("joined", first, {"other": other}, "me", "he said so"))
    together = index.utterance_of(filled, first)
    filled.add([Incoming(changed("wire-fr", "simple", "très simple", "La Gazette"), "later.txt")])
    index.update_traces(filled)
    later = index.utterance_of(filled, first)
    for one in (joined, parted):
        undo(filled, one, "me", "was right")

    assert second not in apart
    assert other in together
    assert other in later
    assert second not in later
    assert {frozenset(group & {first, second, other}) for group in groups(filled)} == {frozenset(group & {first, second, other}) for group in before}


def test_what_a_person_says_of_utterances_must_make_sense(filled: Archive) -> None:
    first = keyed(filled, "tout le monde")[0]
    with pytest.raises(SettingError, match="itself"):
        judge(filled, Said("joined", first, {"other": first}, "me", ""))
    with pytest.raises(ArchiveError, match="no attribution"):
        judge(filled, Said("parted", first, {"other": "0"}, "me", ""))


def test_a_story_is_told_in_the_order_of_saying(filled: Archive) -> None:
    one = tell.story(filled, "Maran")
    days = [tell.said_on(each) for each in one.utterances if tell.said_on(each)]

    assert days == sorted(days)
    assert {kept.reading.article.outlet for kept in one.articles} == {"Radio Littoral", "Le Relais", "Harbour Standard"}
    assert any(row["how"] == "refuses" and row["ahead"] for row in one.exchange)
    assert any(row["kind"] == "negation" for row in one.contradictions)
    with pytest.raises(QueryError, match="nothing is found"):
        tell.story(filled, "zzz")


def at(reading: Reading, act: str, day: str, words: str) -> Reading:
    """A reading with one saying of an act on a day."""
    one: Attribution = replace(
        reading.attributions[3], act=act, date=Dated(day, day, day, "told"), content=(reading.article.span(*(lambda s: (s, s + len(words)))(reading.article.text.index(words))),)
    )
    return replace(reading, attributions=(one,), events=(), answers=(), places=(), article=replace(reading.article, outlet=f"{act} {day}"))


def test_a_turn_is_marked_with_both_passages(tmp_path: Path) -> None:
    reading = example("wire-fr")
    with Archive.open(tmp_path / "a.db") as archive:
        readings = [at(reading, "refuse", "2024-01-05", "plusieurs États de la région"), at(reading, "accept", "2024-05-05", "une première ligne à haute tension")]
        archive.add([Incoming(one, str(n)) for n, one in enumerate(readings)])
        index.update_traces(archive)
        rows = tell.positions(archive, "Maran")

    assert [row["stand"] for row in rows] == ["against", "for"]
    assert rows[1]["turn"] == {"from": "against", "key": rows[0]["key"], "day": "2024-01-05", "content": "plusieurs États de la région"}
    assert rows[0]["turn"] is None


def test_an_archive_of_one_article_and_a_saying_of_nobody(tmp_path: Path) -> None:
    nobody = replace(example("wire-en"), attributions=tuple(replace(one, speakers=(), source=None, principal=None) for one in example("wire-en").attributions))
    with Archive.open(tmp_path / "a.db") as archive:
        assert index.update_traces(archive) == 0
        archive.add([Incoming(nobody, "a")])
        index.update_traces(archive)

        assert len(tell.story(archive, "power").articles) == 1
        with pytest.raises(ArchiveError, match="nothing in the archive"):
            tell.utterance(archive, "0" * 16)


def test_the_stories_are_whole() -> None:
    for one in stories():
        for utterance in {each.utterance for each in one.tellings}:
            references = [each for each in one.tellings if each.utterance == utterance and each.alters is None]
            assert len(references) == 1, f"{one.name} {utterance}: {len(references)} versions of reference"
        assert {kind for each in one.tellings for kind in each.alters or ()} <= set(changes.KINDS)


def test_every_form_of_a_trace_holds_its_versions_and_edges(filled: Archive) -> None:
    from xml.etree import ElementTree

    from selon.trace import drawing, provenance

    one = tell.utterance(filled, keyed(filled, "tout le monde")[0])
    document = provenance.document([one])
    graph = ElementTree.fromstring(drawing.gexf([one]))
    pieces = {piece.kind for version in one.versions for piece in version.pieces}
    derived = {each["prov:generatedEntity"]: each["prov:usedEntity"] for each in document["wasDerivedFrom"].values()}

    assert {f"selon:attribution/{version.told.key}" for version in one.versions} <= set(derived)
    assert set(derived.values()) <= set(document["entity"])
    assert len(list(graph.iter("{http://gexf.net/1.3}edge"))) == len(one.way.edges)
    assert drawing.picture_of(one) == drawing.picture_of(one)
    assert {"kept", "other"} <= pieces
