"""Which place the words of a place slot mean, and which words mean none."""

from __future__ import annotations

import pytest

from selon.knowledge.cities import TABLE, Cities, cities
from selon.knowledge.folding import key
from selon.knowledge.load import load, shipped_folder
from selon.language import codes
from selon.places import Around, Place, Unplaced, _division, locate, located
from selon.placewords import vocabulary


def told(lang: str, words: str, home: str | None = None, **states: int) -> str:
    """Name, state and granularity of the place, or the basis on which there is none."""
    found = locate(words, Around(lang, states, home))
    return f"{found.name}, {found.state}, {found.granularity}" if isinstance(found, Place) else found.basis


@pytest.mark.parametrize(
    ("lang", "words", "expected"),
    [
        ("fr", "à Londres", "Londres, GB, city"),
        ("fr", "à Pékin", "Pékin, CN, city"),
        ("fr", "au Caire", "Le Caire, EG, city"),
        ("fr", "à Genève", "Geneva, CH, city"),
        ("fr", "Anvers", "Antwerp, BE, city"),
        ("fr", "à La Haye", "The Hague, NL, city"),
        ("fr", "à Kiev", "Kiev, UA, city"),
        ("fr", "à Kyiv", "Kiev, UA, city"),
        ("fr", "au Havre", "Le Havre, FR, city"),
        ("fr", "à Nice", "Nice, FR, city"),
        ("fr", "Depuis N’Djamena", "N'Djamena, TD, city"),
        ("fr", "à Québec", "Québec, CA, city"),
        ("en", "in the Hague", "The Hague, NL, city"),
        ("en", "In Bath", "Bath, GB, city"),
        ("en", "Port Sudan", "Port Sudan, SD, city"),
        ("en", "in Colombo", "Colombo, LK, city"),
    ],
)
def test_a_city_has_any_of_its_names(lang: str, words: str, expected: str) -> None:
    assert told(lang, words) == expected


@pytest.mark.parametrize(
    ("lang", "words", "expected"),
    [
        ("fr", "à Mayotte", "Mayotte, YT, state"),
        ("fr", "en RDC", "République démocratique du Congo, CD, state"),
        ("fr", "dans la bande de Gaza", "bande de Gaza, PS, region"),
        ("fr", "dans la Vienne", "Vienne, FR, region"),
        ("fr", "à Vienne", "Vienne, AT, city"),
        ("fr", "en Gironde", "Gironde, FR, region"),
        ("fr", "au Québec", "Québec, CA, region"),
        ("fr", "en Géorgie", "Géorgie, GE, state"),
        ("en", "in the US", "United States, US, state"),
        ("en", "in Scotland", "Scotland, GB, region"),
        ("en", "in Bosnia and Herzegovina", "Bosnia and Herzegovina, BA, state"),
    ],
)
def test_a_state_or_a_division_is_no_point(lang: str, words: str, expected: str) -> None:
    found = locate(words, Around(lang))

    assert told(lang, words) == expected
    assert isinstance(found, Place)
    assert (found.latitude is None) == (found.kind in ("state", "region"))


@pytest.mark.parametrize(
    ("lang", "words", "expected"),
    [
        ("fr", "dans la banlieue sud de Lyon", "Lyon, FR, around"),
        ("fr", "au nord de Paris", "Paris, FR, around"),
        ("fr", "dans le nord de Paris", "Paris, FR, within"),
        ("fr", "dans l'est de l'Ukraine", "Ukraine, UA, within"),
        ("fr", "à 30 km au nord de Bamako", "Bamako, ML, around"),
        ("fr", "sur les marches du palais de justice de Rennes", "Rennes, FR, within"),
        ("fr", "à l'ambassade de France à Moscou", "Moscou, RU, within"),
        ("en", "near Kharkiv", "Kharkiv, UA, around"),
        ("en", "Kursk region", "Kursk, RU, around"),
        ("en", "northern Mali", "Mali, ML, within"),
        ("en", "in west London", "London, GB, within"),
        ("en", "in East London", "East London, ZA, city"),
        ("en", "from the tarmac at Cairo airport", "Cairo, EG, around"),
        ("en", "at a rally in Kosice", "Košice, SK, within"),
        ("en", "north of Leeds", "Leeds, GB, around"),
        ("en", "in the north of Mali", "Mali, ML, within"),
    ],
)
def test_near_a_place_and_a_part_of_it_are_said_to_be_so(lang: str, words: str, expected: str) -> None:
    assert told(lang, words) == expected


@pytest.mark.parametrize(
    ("lang", "words", "expected"),
    [
        ("fr", "Saint-Denis (Réunion)", "Saint-Denis, RE, city"),
        ("fr", "Saint-Denis, près de Paris", "Saint-Denis, FR, city"),
        ("fr", "Mirebeau (Vienne)", "Mirebeau, FR, city"),
        ("fr", "en Géorgie, aux États-Unis", "Géorgie, US, region"),
        ("fr", "au siège de l'usine, à Compiègne", "Compiègne, FR, within"),
        ("en", "Londonderry, Northern Ireland", "Derry, GB, city"),
        ("en", "in Paris, Texas", "Paris, US, city"),
        ("en", "Buffalo, New York", "Buffalo, US, city"),
        ("en", "Spokane, Wash.", "Spokane, US, city"),
        ("en", "Springfield, Illinois", "Springfield, US, city"),
        ("en", "Springfield, US", "United States, US, within"),
        ("en", "in Boston, Fenshire", "elsewhere"),
    ],
)
def test_what_is_told_beside_a_name_comes_first(lang: str, words: str, expected: str) -> None:
    assert told(lang, words) == expected


@pytest.mark.parametrize(
    ("words", "states", "expected"),
    [
        ("à Saint-Denis", {"FR": 5}, "Saint-Denis, FR, city"),
        ("à Saint-Denis", {"RE": 3, "FR": 1}, "Saint-Denis, RE, city"),
        ("à Valence", {"FR": 2}, "Valence, FR, city"),
        ("à Valence", {"ES": 2}, "Valencia, ES, city"),
        ("à Londres", {"AR": 9}, "Londres, GB, city"),
        ("à Athènes", {"US": 9}, "Athènes, GR, city"),
        ("à Tripoli", {"LB": 4}, "Tripoli, LB, city"),
        ("à Tripoli", {"LB": 4, "LY": 2}, "Tripoli, LY, city"),
        ("à Mitrovica", {"RS": 5, "XK": 3}, "ambiguous"),
        ("à Mitrovica", {"RS": 4, "XK": 6}, "Mitrovicë, XK, city"),
        ("à Goris", {"AM": 2, "GE": 2}, "Goris, AM, city"),
        ("à Argyle", {"GY": 7, "VC": 4, "US": 2}, "ambiguous"),
        ("à Barranco", {"GT": 7, "BZ": 7}, "ambiguous"),
        ("à Stanley", {"GB": 3, "FK": 2}, "Port Stanley, FK, city"),
    ],
)
def test_a_country_that_the_article_names_decides(words: str, states: dict[str, int], expected: str) -> None:
    assert told("fr", words, **states) == expected


def test_the_country_of_the_outlet_comes_after_those_of_the_article() -> None:
    assert told("fr", "à Saint-Louis", home="SN") == "Saint-Louis, SN, city"
    assert told("fr", "à Saint-Louis", home="SN", RE=3) == "Saint-Louis, RE, city"


@pytest.mark.parametrize(
    ("lang", "words", "basis"),
    [
        ("en", "in Springfield", "ambiguous"),
        ("fr", "Saint-Louis", "ambiguous"),
        ("fr", "à Paris et à Lyon", "several"),
        ("fr", "Pologne et Lituanie", "several"),
        ("fr", "de Kiev à Lviv", "several"),
        ("fr", "au Kremlin", "power"),
        ("fr", "à l'Élysée", "power"),
        ("fr", "à l'Otan", "power"),
        ("fr", "en Europe", "power"),
        ("fr", "Russe", "power"),
        ("en", "in Congress", "power"),
        ("en", "at the White House", "power"),
        ("fr", "en territoire russe", "power"),
        ("fr", "en rdc", "nameless"),
        ("fr", "avenue de Paris", "nameless"),
        ("fr", "à l'ambassade de Russie", "nameless"),
        ("fr", "Port-Alban", "nameless"),
        ("fr", "golfe du Mexique", "nameless"),
        ("fr", "dans la Manche", "nameless"),
        ("fr", "sur la plage", "nameless"),
        ("en", "in the Gulf of Aden", "nameless"),
        ("en", "at the University of Latvia", "nameless"),
        ("en", "aboard a flight to Tokyo", "nameless"),
        ("en", "outside court", "nameless"),
        ("en", "in us", "nameless"),
        ("en", "", "nameless"),
        ("en", " ".join(["in the north of"] * 9 + ["Mali"]), "nameless"),
    ],
)
def test_what_names_no_one_place_stays_unknown(lang: str, words: str, basis: str) -> None:
    found = locate(words, Around(lang))

    assert isinstance(found, Unplaced)
    assert (found.basis, bool(found.reason)) == (basis, True)


@pytest.mark.parametrize("words", ["à Strasbourg", "à Kandahar"])
def test_a_city_where_a_power_sits_is_a_city(words: str) -> None:
    assert isinstance(locate(words, Around("fr")), Place)


def test_the_sure_places_of_an_article_tell_where_the_others_are() -> None:
    found = located(("à Dakar", "à Saint-Louis"), Around("fr"))

    assert [one.state for one in found if isinstance(one, Place)] == ["SN", "SN"]


def test_a_record_says_which_rule_chose() -> None:
    found = locate("à Valence", Around("fr", {"FR": 2}))

    assert found == Place("geonames:2971053", "city", "Valence", "FR", 44.9256, 4.90956, "city", "article", "Valence: the article names its country, FR")


def test_every_capital_is_in_the_table() -> None:
    states = [state for state in load().states.values() if state.kind in ("state", "territory") and state.capital]
    missing = [
        state.id
        for state in states
        if state.capital and not any(row.state == state.id for name in state.capital.names.forms for form in name[1] for row in cities().named(key(form)))
    ]

    assert missing == []


def test_every_division_is_one_of_geonames() -> None:
    lines = (line.split("\t") for line in (shipped_folder() / TABLE).read_text(encoding="utf-8").splitlines())
    there = {(fields[2], fields[3]) for fields in lines if len(fields) == 8}
    wanted = {iso for lang in codes() for iso in vocabulary(lang).labels}

    assert {iso for iso in wanted if _division(iso) not in there} == set()


CITIES = {
    "GB-NIR": "Belfast",
    "CA-ON": "Toronto",
    "CA-NS": "Halifax",
    "CA-AB": "Calgary",
    "DE-BY": "Munich",
    "DE-SN": "Dresden",
    "DE-NW": "Essen",
    "DE-HE": "Frankfurt am Main",
    "DE-SH": "Kiel",
    "ES-AN": "Sevilla",
    "ES-CT": "Barcelona",
    "ES-GA": "Vigo",
    "ES-PV": "Bilbao",
    "ES-CL": "Valladolid",
    "ES-EX": "Badajoz",
    "AU-VIC": "Melbourne",
    "AU-WA": "Perth",
    "AU-QLD": "Cairns",
    "BE-WAL": "Namur",
    "FR-86": "Poitiers",
    "FR-62": "Calais",
    "FR-34": "Montpellier",
    "FR-25": "Besançon",
    "PS-GZA": "Gaza",
    "PS-WBK": "Hebron",
    "UA-43": "Simferopol",
    "US-TX": "Houston",
}


@pytest.mark.parametrize(("iso", "city"), CITIES.items())
def test_a_division_has_its_city(iso: str, city: str) -> None:
    assert _division(iso) in {(row.state, row.region) for row in cities().named(key(city))}


def test_the_table_is_sorted_and_says_where_it_is_from() -> None:
    head, *lines = (shipped_folder() / TABLE).read_bytes().splitlines()

    assert b"GeoNames" in head
    assert b"CC BY 4.0" in head
    assert lines == sorted(lines)


@pytest.mark.parametrize("name", ["", "0", "zzzz", "#", "russes", "rdc"])
def test_an_unknown_name_has_no_rows(name: str) -> None:
    assert cities().named(name) == ()


def test_the_first_and_the_last_line_are_found(tmp_path) -> None:
    path = tmp_path / TABLE
    path.write_text("a\t1\tFR\t11\t5\t1.0\t2.0\tA\nb\t1\ta\nc\t2\tBE\tBRU\t9\t3.0\t4.0\tC\n", encoding="utf-8")
    table = Cities(path)

    assert [[row.name for row in table.named(name)] for name in ("a", "b", "c", "d")] == [["A"], ["A"], ["C"], []]
