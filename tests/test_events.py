"""Triggers → events: who acts, on whose word, which tellings are of one happening. Triggers are marked by hand (see happenings.py)."""

from __future__ import annotations

import pytest

from happenings import happened, read_of, scene
from sayings import told, unmarked
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


@pytest.mark.parametrize(
    ("marked", "kind", "status", "coded"),
    [
        ("[f1 Le Panama] [e1 va livrer] trente camions.", "AID", "planned", "AGREE"),
        ("[f1 Le Panama] [e1 va bombarder] le port.", "ASSAULT", "planned", "THREATEN"),
        ("[s1 Quito] [k1 se dit prêt] à [c1 [f1 Quito] [e1 livrer] trente camions].", "AID", "hypothetical", "AGREE"),
        ("[s1 Quito] [k1 craint] que [c1 [f1 le Panama] [e1 bombarde] le port].", "ASSAULT", "hypothetical", "ASSAULT"),
        ("[s1 L'Équateur] [k1 assure] que [c1 [f1 l'Équateur] [e1 ne livrera] rien].", "AID", "negated", "REJECT"),
        ("[f1 Le Panama] [e1 a livré] trente camions.", "AID", "asserted", "AID"),
    ],
)
def test_what_lies_ahead_is_coded_as_plover_does(marked: str, kind: str, status: str, coded: str) -> None:
    reading = read_of(marked, "fr", {1: (kind, status)})
    (one,) = reading.events

    assert (one.type, codings.plover_type(reading, one)) == (kind, coded)


def test_an_event_says_why() -> None:
    (one,) = happened("[f1 L'Équateur] [e1 a rejeté] l'offre du Panama.", "fr", {1: ("REJECT", "asserted")})
    record = views.event_record(one)

    assert {each["field"] for each in record["judgements"]} >= {"actor"}
    assert set(record["why"]["scores"]) == {"trigger", "type", "mode", "status"}


def meant(marked: str, lang: str) -> list[str]:
    """Whom the span f1 of a marked text means."""
    read, (start, end) = told(marked, lang), next((start, end) for _, letter, start, end in unmarked(marked)[1] if letter == "f")
    return [entity.name for entity in scene(read).parties.of(read.article.span(start, end)).entities]


@pytest.mark.parametrize(
    ("lang", "marked", "expected"),
    [
        ("en", "The World Food Programme waits. [f1 Its country director, Lise Aubert-Kane,] left.", ["World Food Programme"]),
        ("en", "Highline builds ships. Highline is late. [f1 Highline's project manager, Deepa Rangaswamy,] left.", ["Highline"]),
        ("en", "Dunmoor Rovers lost. [f1 Rovers boss Neil Astley] left.", ["Dunmoor Rovers"]),
        ("en", "[f1 The trustees of the Harcourt Museum] met.", ["Harcourt Museum"]),
        ("en", "[f1 NATO foreign ministers] met.", ["NATO"]),
        ("en", "Ships rest. The Oban Dockers Union met. [f1 The union's secretary, Ann Oag,] left.", ["Oban Dockers Union"]),
        ("fr", "[f1 Le coprésident du comité d'initiative, Luc Rey,] part.", ["comité d'initiative"]),
        ("fr", "[f1 La procureure de Vesoul, Anne Roux,] part.", ["parquet de Vesoul"]),
        ("fr", "[f1 Le préfet, Jean Roux,] part.", ["Jean Roux"]),
        ("fr", "Le Sénat siège. [f1 Le président du Sénat, Jean Roux,] part.", ["Jean Roux"]),
    ],
)
def test_who_leads_a_body_acts_for_it(lang: str, marked: str, expected: list[str]) -> None:
    assert meant(marked, lang) == expected


@pytest.mark.parametrize(
    ("lang", "marked", "expected"),
    [
        ("en", "OKLAHOMA CITY, Okla. — Nobody moved. [f1 Gov. Harriet Boyle] left. Oklahoma waits.", ["Oklahoma"]),
        ("fr", "[f1 Québec] attend Ottawa.", ["Québec"]),
        ("en", "[f1 The Ukrainian ambassador in Warsaw, Bohdan Levchuk,] left.", ["Ukraine"]),
        ("fr", "[f1 L'ambassadeur rwandais à Bruxelles] part.", ["Rwanda"]),
        ("fr", "La Norvège attend. [f1 Son homologue moldave, Ion Rusu,] part.", ["Moldavie"]),
        ("fr", "Le Venezuela craint les États-Unis. Le Venezuela attend. [f1 Le ministre de l'Intérieur, Hermes Baldó,] part.", ["Venezuela"]),
        ("fr", "La France attend. [f1 La secrétaire d'État à la Mer, Anne Le Goff,] part.", ["France"]),
        ("fr", "Le Tchad attend. [f1 La porte-parole de la diplomatie, Anne Roux,] part.", ["Tchad"]),
        ("fr", "[f1 Un conseiller du palais du Planalto] part.", ["Brésil"]),
        ("fr", "[f1 Les Vingt-Sept] partent.", ["Union européenne"]),
        ("en", "North Korea and South Korea talk. [f1 The North] left.", ["North Korea"]),
        ("en", "Norway waits. [f1 The former Norwegian minister Kari Dahl] left.", ["Kari Dahl"]),
    ],
)
def test_an_office_is_that_of_its_state_or_region(lang: str, marked: str, expected: list[str]) -> None:
    assert meant(marked, lang) == expected


@pytest.mark.parametrize(
    ("lang", "marked", "expected"),
    [
        ("en", "[f1 Haiti gang chief] left.", ["Haiti gang chief"]),
        ("en", "[f1 Polish farmers] left.", ["Polish farmers"]),
        ("fr", "[f1 Des opposants vénézuéliens] partent.", ["opposants vénézuéliens"]),
        ("en", "[f1 Thousands of farmers] left.", ["farmers"]),
    ],
)
def test_a_group_with_a_nationality_is_no_state(lang: str, marked: str, expected: list[str]) -> None:
    assert meant(marked, lang) == expected


@pytest.mark.parametrize(
    ("lang", "marked", "expected"),
    [
        ("fr", "L'agence régionale de santé (ARS) attend. [f1 L'ARS] part.", ["agence régionale de santé"]),
        ("fr", "La Fédération des travailleurs de la forêt attend. [f1 La Fédération] part.", ["Fédération des travailleurs de la forêt"]),
        ("en", "[f1 The Malt and Allied Trades] met.", ["Malt and Allied Trades"]),
    ],
)
def test_a_body_has_its_fullest_name(lang: str, marked: str, expected: list[str]) -> None:
    assert meant(marked, lang) == expected
    read = told(marked, lang)
    assert sum(figure.entity.name.startswith(expected[0].split()[0]) for figure in scene(read).parties.figures) == 1


@pytest.mark.parametrize(
    ("lang", "marked", "expected"),
    [
        ("fr", "Le Tchad et le Niger se disputent. L'Algérie propose son aide. [f1 Les deux capitales] partent.", {"Tchad", "Niger"}),
        ("fr", "Le Tchad et le Niger se disputent. L'Algérie invite [f1 les deux pays].", {"Tchad", "Niger"}),
        ("en", "Chad and Niger quarrel. Chad accuses Niger. Algeria offered to help. [f1 Both sides] left.", {"Chad", "Niger"}),
        ("en", "Chad and Niger quarrel. [f1 Two neighbours] left.", {"neighbours"}),
    ],
)
def test_a_pair_is_of_those_who_face_each_other(lang: str, marked: str, expected: set[str]) -> None:
    assert {name.removeprefix("Two ") for name in meant(marked, lang)} == expected
