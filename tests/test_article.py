"""Bytes, text, pages and records become articles; what cannot says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from selon import article
from selon.article import Declared
from selon.errors import ArticleError, BadRecord, EmptyArticle, LanguageNotRead, NoArticle, NotText, SettingError, TooLong

EXAMPLES = Path(__file__).parent.parent / "examples"
FRENCH = "Le ministre a déclaré vendredi que la loi serait votée avant l'été, malgré les réserves du Sénat."
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>x</title>
<meta property="og:site_name" content="Le Quotidien du Port">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Le port fermé jusqu'à lundi",
"datePublished": "2023-05-28T21:14:00+02:00", "author": [{"@type": "Person", "name": "Anne Roux"}], "articleSection": "Région"}]}</script></head>
<body><nav>Accueil</nav><article><h1>Le port fermé jusqu'à lundi</h1>
<figure><img src="a.jpg"><figcaption>Le port de Brest, le 25 mai 2023 - A. B. / AFP</figcaption></figure>
<figure><img src="b.jpg"><figcaption>Le port de Brest, le 25 mai 2023 - A. B. / AFP</figcaption></figure>
<p>« Le port restera fermé jusqu'à lundi matin », a annoncé dimanche le préfet maritime dans un communiqué publié après la tempête de la nuit.</p>
<h2>Des dégâts importants</h2>
<p>Selon la chambre de commerce, les réparations prendront plusieurs semaines et coûteront près de deux millions d'euros aux armateurs de la ville.</p>
<p>Le syndicat des pêcheurs a demandé une aide d'urgence au gouvernement, qui a promis une réponse avant la fin de la semaine prochaine.</p>
</article><footer>Mentions légales</footer></body></html>"""


@pytest.mark.parametrize(
    ("raw", "error", "words"),
    [
        (b"", EmptyArticle, "0 bytes"),
        (b"\xef\xbb\xbf", EmptyArticle, "byte order mark"),
        (b"  \n\t ", EmptyArticle, "white space"),
        (b"\x00\x01\x02\x03\x04\x05" * 50, NotText, "control characters"),
        (b"%PDF-1.7 something", NotText, "PDF"),
        (b"\x89PNG\r\n", NotText, "PNG"),
        (b"a" * (4 * article.LONGEST + 1), TooLong, "at most"),
        ("»« — …!".encode(), EmptyArticle, "no letter or digit"),
        (b"Der Minister sagte am Freitag, das Gesetz werde noch vor dem Sommer verabschiedet werden.", LanguageNotRead, "'de'"),
        ("Министр заявил в пятницу, что закон будет принят до лета.".encode(), LanguageNotRead, "fr"),
        (b"<html><body><nav>Menu</nav></body></html>", NoArticle, "no article"),
    ],
)
def test_what_is_no_article_says_why(raw: bytes, error: type[ArticleError], words: str) -> None:
    with pytest.raises(error, match=words):
        article.from_bytes(raw)


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        (FRENCH.encode("cp1252"), "windows-1252"),
        (("<html><head><meta charset='utf-8'></head><body><article><p>" + FRENCH * 3 + "</p></article></body></html>").encode("cp1252"), "windows-1252"),
        ("Le port fermé jusqu'à lundi matin à Brest".encode(), "nothing but a headline"),
    ],
)
def test_odd_input_is_read_and_flagged(raw: bytes, flag: str) -> None:
    assert any(flag in told for told in article.from_bytes(raw).flags)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text_is_never_rewritten(codec: str) -> None:
    text = f"Titre de la dépêche du jour\r\n\r\n{FRENCH}  \u00a0\r\n\r\n« Oui\u202f», a-t-il dit.\t\r\n"

    assert article.from_bytes(text.encode(codec)).text == text


def test_a_lone_surrogate_is_kept_and_flagged() -> None:
    made = article.from_text(FRENCH + " \ud83d")

    assert made.text.endswith("\ud83d")
    assert any("surrogate" in flag for flag in made.flags)


def test_a_page_gives_body_captions_byline_and_date_with_its_zone() -> None:
    made = article.from_html(PAGE)

    assert [(block.kind, made.text[block.start : block.end][:22]) for block in made.blocks] == [
        ("title", "Le port fermé jusqu'à "),
        ("caption", "Le port de Brest, le 2"),
        ("byline", "Anne Roux"),
        ("p", "« Le port restera ferm"),
        ("subhead", "Des dégâts importants"),
        ("p", "Selon la chambre de co"),
        ("p", "Le syndicat des pêcheu"),
    ]
    assert (made.outlet, made.published, made.section, made.lang) == ("Le Quotidien du Port", "2023-05-28T21:14:00+02:00", "Région", "fr")


def test_blocks_of_a_plain_text_are_told_by_place_and_form() -> None:
    text = (
        "Radio Littoral\nMonde\n\nLa mer monte plus vite que prévu\n\nLe quai nord de Brest, le 25 mai 2023\n\n"
        "Le quai nord de Brest, le 25 mai 2023 - ANNE ROUX / AFP\n\nPublié le 28 mai 2023 à 21h14\n\n" + FRENCH + "\n\nUn Sénat divisé\n\n" + FRENCH + "\n\nAnne Roux avec AFP"
    )
    made = article.from_text(text)

    assert [block.kind for block in made.blocks] == ["outlet", "section", "title", "caption", "caption", "dateline", "p", "subhead", "p", "byline"]
    assert [block.repeats for block in made.blocks if block.kind == "caption"] == [None, 3]


def test_lines_broken_by_a_mail_program_are_one_paragraph() -> None:
    lines = ["Le ministre a déclaré vendredi à Paris que la loi sur la mer serait", "votée avant l'été, malgré les réserves que le Sénat a fait connaître", "la veille."]

    assert len(article.from_text("\n".join(lines)).blocks) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "no JSON"),
        ("[1]", "not an object"),
        ('{"id": "a"}', '"text"'),
        (json.dumps({"text": FRENCH, "lang": "de"}), "'de'"),
        (json.dumps({"text": FRENCH, "published": "hier"}), "ISO 8601"),
    ],
)
def test_a_bad_line_says_what_is_wrong(line: str, words: str) -> None:
    with pytest.raises(BadRecord, match=words):
        article.from_line(line)


def test_a_record_declares_its_fields() -> None:
    made = article.from_record({"id": "x", "text": FRENCH, "lang": "fr", "outlet": "Le Port", "published": "2023-05-28"})

    assert (made.id, made.outlet, made.published) == ("x", "Le Port", "2023-05-28")


@pytest.mark.parametrize("declared", [{"lang": "xx"}, {"published": "28/05/2023"}])
def test_a_bad_setting_stops_before_the_first_article(declared: dict[str, str]) -> None:
    with pytest.raises(SettingError):
        Declared(**declared)


@pytest.mark.parametrize("text", [FRENCH, "The minister said on Friday that the law would pass before the summer."])
def test_the_language_is_decided_by_the_text(text: str) -> None:
    assert article.from_text(text).lang == ("fr" if text == FRENCH else "en")
