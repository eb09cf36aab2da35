"""When each thing was said: told, gone on from, summed up in a heading, or not known. 2024-03-11 is a Monday."""

from __future__ import annotations

import pytest

from sayings import of_gold, told

MONDAY = "2024-03-11"
MAYOR = "La grève du port s'étend\n\n[s1 Le maire de Port-Alban, Lucien Ferrand,] [k1 a annoncé] {} [c1 la fermeture]."
MAYOR_EN = "The port strike spreads\n\n[s1 The mayor of Port Alban, Lucian Ferrand,] [k1 announced] {} [c1 the closure]."


@pytest.mark.parametrize(
    ("lang", "words", "value"),
    [
        ("fr", "[t1 dimanche]", "2024-03-10"),
        ("fr", "[t1 vendredi]", "2024-03-08"),
        ("fr", "[t1 ce lundi 11 mars]", "2024-03-11"),
        ("fr", "[t1 dimanche soir]", "2024-03-10"),
        ("fr", "[t1 samedi et dimanche]", "2024-03-09/2024-03-10"),
        ("fr", "[t1 la semaine dernière]", "2024-03-04/2024-03-10"),
        ("fr", "[t1 en février]", "2024-02"),
        ("fr", "[t1 en 2022]", "2022"),
        ("en", "[t1 on Sunday]", "2024-03-10"),
        ("en", "[t1 on March 4]", "2024-03-04"),
        ("en", "[t1 last month]", "2024-02"),
    ],
)
def test_a_saying_has_the_date_of_its_time_slot_as_fine_as_it_is_told(lang: str, words: str, value: str) -> None:
    marked = {"fr": MAYOR, "en": MAYOR_EN}[lang].format(words)

    assert told(marked, lang, published=MONDAY).date(1) == (value, "told")


@pytest.mark.parametrize("words", ["devant la presse", "[t1 longtemps]"])
def test_a_saying_without_a_day_has_no_date(words: str) -> None:
    assert told(MAYOR.format(words), published=MONDAY).date(1) is None


def test_a_time_that_is_not_the_sayings_is_not_its_date() -> None:
    assert told(MAYOR.format("pour vendredi"), published=MONDAY).date(1) is None


def test_the_same_speaker_goes_on_in_the_same_block() -> None:
    read = told(MAYOR.format("[t1 dimanche]") + " [c2 « Tout ferme »], [k2 a]-t-[s2 il] ajouté.", published=MONDAY)

    assert read.date(2) == ("2024-03-10", "continued")
    assert [one.rule for one in read.sayings[2].judgements if one.field == "date"] == ["continued"]


@pytest.mark.parametrize(
    "further",
    [
        " [s2 Le préfet, Paul Aubin,] [k2 a regretté] [c2 cette décision].",  # another speaker
        "\n\nLe port emploie mille personnes.\n\n[s2 Lucien Ferrand] [k2 a promis] [c2 une aide].",  # another block
    ],
)
def test_another_speaker_or_block_has_not_that_date(further: str) -> None:
    assert told(MAYOR.format("[t1 dimanche]") + further, published=MONDAY).date(2) is None


def test_the_same_interview_told_further_on_has_its_date() -> None:
    further = "\n\nLe port emploie mille personnes.\n\n[m2 Dans cet entretien], [s2 M. Ferrand] [k2 a regretté] [c2 le bruit]."

    assert told(MAYOR.format("[t1 dimanche] [m1 dans un entretien au Monde]") + further, published=MONDAY).date(2) == ("2024-03-10", "continued")


def test_a_heading_has_the_date_of_what_it_sums_up() -> None:
    marked = "[s1 Lucien Ferrand] [k1 annonce] [c1 la fermeture du port]\n\n[s2 Le maire de Port-Alban, Lucien Ferrand,] [k2 a annoncé] [t2 vendredi] [c2 la fermeture du port]."

    assert told(marked, published=MONDAY).date(1) == ("2024-03-08", "heading")


@pytest.mark.parametrize(
    ("lang", "marked", "words", "value"),
    [
        ("fr", MAYOR.format("[t1 vendredi]").replace("la fermeture", "« Demain, tout ferme »"), "Demain", "2024-03-09"),
        ("fr", MAYOR.format("[t1 le 3 mars]").replace("la fermeture", "« Hier, j'ai vu le préfet »"), "Hier", "2024-03-02"),
        ("fr", MAYOR.format("[t1 le 3 mars]").replace("la fermeture", "« Il paiera vendredi prochain »"), "vendredi prochain", "2024-03-08"),
        ("en", "The strike\n\n[c1 “Tomorrow everything closes,”] [s1 Lucian Ferrand] [k1 said] [t1 on Friday].", "Tomorrow", "2024-03-09"),
    ],
)
def test_words_inside_a_quotation_count_from_its_day(lang: str, marked: str, words: str, value: str) -> None:
    assert told(marked, lang, published=MONDAY).value(words) == (value, "utterance")


def test_words_outside_a_quotation_count_from_the_day_of_publication() -> None:
    read = told(MAYOR.format("[t1 vendredi]") + " Hier, le port dormait.", published=MONDAY)

    assert read.value("Hier") == ("2024-03-10", "publication")


@pytest.mark.parametrize("words", ["dimanche", "hier", "vendredi midi", "vendredi à 15h30", "la semaine dernière"])
def test_without_a_publication_date_no_day_is_made_up(words: str) -> None:
    read = told(MAYOR.format(f"[t1 {words}]"))

    assert (read.published.earliest, read.published.basis) == (None, "unknown")
    assert read.date(1) is None
    assert [(one.earliest, one.basis) for one in read.timexes] == [(None, "unresolved")]


def test_without_a_publication_date_a_full_date_still_counts() -> None:
    read = told(MAYOR.format("[t1 le 3 mars 2024]"))

    assert (read.date(1), read.published.earliest) == (("2024-03-03", "told"), None)


def test_a_day_counted_from_an_inferred_publication_date_says_so() -> None:
    caption = "Le maire Lucien Ferrand à Port-Alban, le 9 mars 2024 - ANNE ROUX / LITTORAL PRESSE"
    read = told(MAYOR.format("[t1 ce dimanche]").replace("\n\n", f"\n\n{caption}\n\n") + " Le conseil avait siégé toute la nuit dans la salle du port, sans trouver d'accord.")

    assert (read.published.basis, read.date(1)) == ("inferred", ("2024-03-10", "told"))
    assert read.value("ce dimanche") == ("2024-03-10", "inferred")


def test_two_publication_dates_that_disagree_are_both_kept_and_flagged() -> None:
    read = told(MAYOR.format("[t1 dimanche]"), published=MONDAY, url="https://example.org/2024/03/08/greve")
    flags = " ".join(read.published.flags)

    assert (read.published.earliest, [one.earliest for one in read.published.others]) == (MONDAY, ["2024-03-08"])
    assert MONDAY in flags
    assert "2024-03-08" in flags
    assert read.date(1) == ("2024-03-10", "told")


@pytest.mark.parametrize(("lang", "words"), [("fr", "le 30 février 2024"), ("en", "on 31 April 2023")])
def test_an_impossible_date_has_no_value_and_says_why(lang: str, words: str) -> None:
    read = told({"fr": MAYOR, "en": MAYOR_EN}[lang].format(f"[t1 {words}]"), lang, published=MONDAY)

    assert read.date(1) is None
    assert [(one.value, "no such date" in (one.reason or "")) for one in read.timexes] == [(None, True)]


@pytest.mark.parametrize(
    ("name", "number", "date"),
    [
        ("en-1212", 1, ("2022-06-09", "heading")),
        ("en-1212", 2, ("2022-06-09", "told")),
        ("en-1212", 3, ("2022-06-09", "continued")),
        ("en-1212", 4, None),
        ("fr-1502", 4, ("2020-01-31", "told")),
        ("fr-1502", 5, ("2020-02-10", "told")),
        ("fr-1502", 12, None),
        ("fr-4202", 2, ("2024-10", "told")),
    ],
)
def test_dates_of_annotated_articles(name: str, number: int, date: tuple[str, str] | None) -> None:
    assert of_gold(name).date(number) == date
