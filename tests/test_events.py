"""Triggers → events: who acts, on whose word, which tellings are of one happening. Triggers are marked by hand (see happenings.py)."""

from __future__ import annotations

import pytest

from happenings import happened
from selon import codings, views
from selon.events import status_of
from selon.model import Event
from selon.tagger.labels import STATUSES


def actors(one: Event) -> list[str]:
    return [entity.name for entity in one.actors]


def recipients(one: Event) -> list[str]:
    return [entity.name for entity in one.recipients]


@pytest.mark.parametrize(
    ("lang", "marked", "actor"),
    [
        ("fr", "[f1 Le ministre moldave de la Défense, Ion Rusu,] [e1 a rejeté] l'offre.", "Moldavie"),
        ("fr", "[f1 L'ambassadrice du Ghana, Efua Mensah,] [e1 a remercié] les pompiers.", "Ghana"),
        ("fr", "[f1 Les troupes russes] [e1 ont bombardé] le port.", "Russie"),
        ("fr", "[f1 Le ministère bélarusse de la Défense] [e1 a envoyé] un convoi.", "Bélarus"),
        ("fr", "[f1 Paris] [e1 a expulsé] deux diplomates.", "France"),
        ("fr", "[f1 Le Kremlin] [e1 a menacé] ses voisins.", "Russie"),
        ("fr", "[f1 Les dockers de Port-Alban] [e1 ont cessé] le travail.", "dockers de Port-Alban"),
        ("en", "[f1 The Armenian prime minister, Aram Petrosyan,] [e1 turned down] the offer.", "Armenia"),
        ("en", "[f1 Israeli jets] [e1 bombed] the port.", "Israel"),
        ("en", "[f1 The Norwegian foreign ministry] [e1 summoned] the envoy.", "Norway"),
        ("en", "[f1 The dockers of Port Alban] [e1 walked out].", "dockers of Port Alban"),
    ],
)
def test_an_act_is_that_of_the_state_or_body(lang: str, marked: str, actor: str) -> None:
    assert [actors(one) for one in happened(marked, lang, {1: ("REJECT", "asserted")})] == [[actor]]


@pytest.mark.parametrize(
    ("marked", "status", "reported", "expected"),
    [
        ("[f1 L'Équateur] [e1 a rejeté] l'offre.", "asserted", None, "asserted"),
        ("[s1 Quito] [k1 affirme] que [c1 [f1 le Panama] [e1 a rejeté] l'offre].", "asserted", 1, "attributed"),
        ("[s1 Quito] [k1 affirme] que [c1 [f1 le Panama] [e1 a rejeté] l'offre].", "negated", 1, "negated"),
        ("[s1 Quito] [k1 craint] que [c1 [f1 le Panama] [e1 rejette] l'offre].", "hypothetical", 1, "hypothetical"),
        ("[f1 L'Équateur] [e1 n'a pas rejeté] l'offre.", "negated", None, "negated"),
        ("[f1 L'Équateur] [e1 aurait rejeté] l'offre.", "attributed", None, "attributed"),
    ],
)
def test_what_stands_in_a_saying_is_not_asserted(marked: str, status: str, reported: int | None, expected: str) -> None:
    (one,) = happened(marked, "fr", {1: ("REJECT", status)})

    assert (one.status, one.reported_in) == (expected, None if reported is None else str(reported))


def test_told_also_in_the_articles_own_voice_it_is_asserted() -> None:
    marked = "[s1 Quito] [k1 affirme] que [c1 [f1 le Panama] [e1 a rejeté] l'offre]. [f2 Le Panama] l'[e2 a rejetée] lundi."

    (one,) = happened(marked, "fr", {1: ("REJECT", "asserted"), 2: ("REJECT", "asserted")})

    assert (one.status, one.reported_in, [span.text for span in one.triggers]) == ("asserted", None, ["a rejeté", "a rejetée"])


@pytest.mark.parametrize(
    ("kinds", "marked", "count"),
    [
        (("REJECT", "REJECT"), "[f1 L'Équateur] [e1 a rejeté] l'offre. Quito l'[e2 a rejetée] lundi.", 1),
        (("REJECT", "ACCUSE"), "[f1 L'Équateur] [e1 a rejeté] l'offre. [f2 Le Panama] l'[e2 accuse].", 2),
        (("REJECT", "REJECT"), "[f1 L'Équateur] [e1 a rejeté] l'offre. [f2 La Norvège] [e2 a rejeté] la sienne.", 2),
    ],
)
def test_tellings_of_one_happening_are_one_event(kinds: tuple[str, str], marked: str, count: int) -> None:
    assert len(happened(marked, "fr", {1: (kinds[0], "asserted"), 2: (kinds[1], "asserted")})) == count


def test_an_act_of_speech_is_an_event_with_its_speaker_and_addressee() -> None:
    marked = "[f1 [s1 Le président moldave, Ion Rusu,]] [e1 [k1 a invité]] [a1 la Norvège] [t1 lundi] à [c1 rejoindre l'accord]."

    (one,) = happened(marked, "fr", {1: ("REQUEST", "asserted")}, {1: "invite"}, published="2024-03-13")

    assert (actors(one), recipients(one), one.act_of, one.reported_in) == (["Moldavie"], ["Norvège"], "1", None)
    assert one.date is not None
    assert one.date.value == "2024-03-11"


def test_a_place_is_no_actor() -> None:
    (one,) = happened("Des obus [e1 ont touché] [h1 Odessa] lundi.", "fr", {1: ("ASSAULT", "asserted")})

    assert "Odessa" not in actors(one)


def test_an_argument_in_another_paragraph_is_not_bound() -> None:
    (one,) = happened("[f1 L'Équateur] parle.\n\nRien n'est sûr. Une grève [e1 a éclaté].", "fr", {1: ("PROTEST", "asserted")})

    assert one.actor == ()


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([[0.9, 0.1, 0, 0, 0, 0]], "asserted"),
        ([[0.4, 0.3, 0.3, 0, 0, 0]], "attributed"),
        ([[0.1, 0.6, 0, 0.3, 0, 0], [0.95, 0.05, 0, 0, 0, 0]], "asserted"),
        ([[0.2, 0.1, 0, 0, 0.7, 0]], "negated"),
    ],
)
def test_one_telling_in_the_own_voice_makes_it_asserted(rows: list[list[float]], status: str) -> None:
    assert all(len(row) == len(STATUSES) for row in rows)
    assert status_of(rows)[0] == status


def test_rows_for_analysts_are_flat_and_safe() -> None:
    rows = [{**dict.fromkeys(codings.DNA_COLUMNS, ""), "concept": "=1+1"}]

    assert codings._written({**dict.fromkeys(codings.DNA_COLUMNS), "concept": "=1+1", "start": -2}, codings.DNA_COLUMNS)["concept"] == "'=1+1"
    assert codings.as_csv(rows, codings.DNA_COLUMNS, True).splitlines()[0] == ",".join(codings.DNA_COLUMNS)


def test_an_event_says_why() -> None:
    (one,) = happened("[f1 L'Équateur] [e1 a rejeté] l'offre du Panama.", "fr", {1: ("REJECT", "asserted")})
    record = views.event_record(one)

    assert {each["field"] for each in record["judgements"]} >= {"actor"}
    assert set(record["why"]["scores"]) == {"trigger", "type", "mode", "status"}
