"""Publication dates: which source is taken, what is kept of the others, what is inferred, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selon import timexes
from selon.article import Declared, from_html, from_text
from selon.model import Article
from selon.published import published

SEED = """Loukachenko invite les pays à rejoindre l'alliance

Le président biélorusse Alexandre Loukachenko à Moscou, le 25 mai 2023 - ILYA PITALEV / SPUTNIK / AFP

"Rejoignez l'État de l'Union. Il y aura des armes nucléaires pour tout le monde", a déclaré le président dans une interview diffusée ce dimanche, selon CNN.

Le Kazakhstan avait toutefois balayé vendredi la possibilité d'intégrer une union plus étroite sur le modèle de celle existante entre les deux pays.

Dimanche, le ministère biélorusse de la Défense a déclaré qu'une autre unité de systèmes mobiles de missiles était arrivée de Moscou."""
BODY = "Le ministre a parlé dimanche devant la presse réunie dans la cour du ministère, à Moscou, pendant plus de deux heures."


def made(text: str = BODY, lang: str = "fr", **known: str | None) -> Article:
    return replace(from_text("Le titre de la dépêche du jour\n\n" + text, Declared(lang=lang)), **known)  # type: ignore[arg-type]


def found(article: Article) -> tuple[str | None, str | None, str]:
    one = published(article)
    return one.earliest, one.latest, one.basis


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (made(published="2023-05-28"), ("2023-05-28", "2023-05-28", "metadata")),
        (made(published="2023-05-28T23:50:00-03:00"), ("2023-05-28", "2023-05-28", "metadata")),
        (made(url="https://example.org/2023/05/28/titre"), ("2023-05-28", "2023-05-28", "address")),
        (made(url="https://example.org/monde/20230528-titre"), ("2023-05-28", "2023-05-28", "address")),
        (made(url="https://example.org/2023/02/titre"), ("2023-02-01", "2023-02-28", "address")),
        (made(url="https://example.org/article-20231399"), (None, None, "unknown")),
        (made("Publié le 28 mai 2023 à 21h14\n\n" + BODY), ("2023-05-28", "2023-05-28", "dateline")),
        (made("Mis à jour le 30 mai 2023 à 9h02, publié le 28 mai 2023 à 21h14\n\n" + BODY), ("2023-05-28", "2023-05-28", "dateline")),
        (made("MOSCOU, 28 mai 2023 (AFP) – " + BODY), ("2023-05-28", "2023-05-28", "dateline")),
        (made("ANKARA, Aug. 3, 2022 — The minister said on Monday that the talks would resume soon in the city.", "en"), ("2022-08-03", "2022-08-03", "dateline")),
        (made("MOSCOU, 28 mai (AFP) – " + BODY), (None, None, "dateline")),
        (made(modified="2023-05-29T08:00:00+02:00"), ("2023-05-29", "2023-05-29", "metadata")),
        (made(), (None, None, "unknown")),
        (made(published="hier"), (None, None, "metadata")),
    ],
)
def test_the_strongest_source_is_taken(article: Article, expected: tuple[str | None, str | None, str]) -> None:
    assert found(article) == expected


def test_what_the_caller_declares_is_told_apart() -> None:
    assert published(made(published="2023-05-28"), "2023-05-28").basis == "declared"


def test_metadata_keep_their_time_and_zone() -> None:
    assert published(made(published="2023-05-28T21:14:00+02:00")).stated == "2023-05-28T21:14:00+02:00"


def test_sources_that_disagree_are_both_kept_and_the_choice_is_told() -> None:
    one = published(made(published="2023-05-28", url="https://example.org/2023/05/26/titre"))

    assert (one.earliest, [(other.basis, other.earliest) for other in one.others]) == ("2023-05-28", [("address", "2023-05-26")])
    assert any("2023-05-26" in flag and "2023-05-28" in flag for flag in one.flags)


def test_sources_that_agree_raise_no_flag() -> None:
    assert published(made(published="2023-05-28T21:14:00+02:00", url="https://example.org/2023/05/titre")).flags == ()


def test_a_page_tells_its_date_in_metadata() -> None:
    page = f'<html><head><meta property="article:published_time" content="2023-05-28T21:14:00+02:00"><title>T</title></head><body><article><p>{BODY}</p></article></body></html>'

    assert found(from_html(page, Declared(lang="fr"))) == ("2023-05-28", "2023-05-28", "metadata")


def test_an_undated_article_is_dated_from_its_caption_and_weekdays() -> None:
    article = from_text(SEED, Declared(lang="fr"))
    one = published(article)

    assert (one.earliest, one.latest, one.basis) == ("2023-05-28", "2023-05-29", "inferred")
    assert [span.text for span in one.evidence if not isinstance(span, str)] == ["le 25 mai 2023", "ce dimanche"]
    assert any("caption" in flag for flag in one.flags)


def test_the_values_of_an_undated_article_agree_under_either_day() -> None:
    article = from_text(SEED, Declared(lang="fr"))
    told = {each.span.text: (each.value, each.basis) for each in timexes.find(article, published(article))}

    assert told["ce dimanche"] == told["Dimanche"] == ("2023-05-28", "inferred")
    assert told["vendredi"] == ("2023-05-26", "inferred")


def test_a_dateline_without_its_year_takes_it_from_the_text() -> None:
    one = published(made("MOSCOU, 28 mai (AFP) – " + BODY + " Une photo du 25 mai 2023 le montre assis."))

    assert (one.earliest, one.basis) == ("2023-05-28", "inferred")
    assert "year" in one.flags[0]


def test_a_date_in_the_text_that_may_be_history_is_a_lower_bound_and_no_more() -> None:
    one = published(made("L'accord du 3 mars 2014 a été dénoncé ce vendredi par les deux ministres, qui ne se parlent plus depuis des mois, dit-on."))

    assert (one.earliest, one.latest, one.basis) == (None, None, "unknown")
    assert "3 mars 2014" in one.flags[0]
