"""Through whom a saying came, and on what occasion it was said."""

from __future__ import annotations

import pytest

from sayings import of_gold, told
from selon.media import chain
from selon.model import Entity

SAID = {"fr": "[c1 « Rejoignez-nous »], [k1 a lancé] [s1 Teodor Maran] {}.", "en": "[c1 “Join us,”] [k1 said] [s1 Teodor Maran] {}."}


@pytest.mark.parametrize(
    ("lang", "words", "relays"),
    [
        ("fr", "selon [r1 CNN]", ("CNN",)),
        ("fr", "selon [r1 l'agence Interligne]", ("Interligne",)),
        ("en", "according to [r1 the Orante news agency]", ("Orante",)),
        ("en", "according to [r1 the agency]", ("agency",)),
        ("fr", "selon [r1 l'AFP], citant [r1 l'agence Interligne]", ("AFP", "Interligne")),
        ("fr", "sans témoin", ()),
        ("en", "according to [r1 Reuters]", ("Reuters",)),
        ("en", "according to [r1 Reuters], which quoted [r1 CNN]", ("Reuters", "CNN")),
    ],
)
def test_a_relay_is_an_outlet_nearest_to_the_reader_first(lang: str, words: str, relays: tuple[str, ...]) -> None:
    assert told(SAID[lang].format(words), lang, outlet="Radio Littoral").relays(1) == relays


def test_an_outlet_that_knowledge_has_keeps_its_id() -> None:
    assert [one.id for one in told(SAID["fr"].format("selon [r1 CNN]")).sayings[1].relays] == ["cnn"]


@pytest.mark.parametrize("outlet", ["Radio Littoral", "radio littoral"])
def test_the_outlet_itself_is_no_relay(outlet: str) -> None:
    assert told(SAID["fr"].format("au micro de [r1 Radio Littoral]"), outlet=outlet).relays(1) == ()


def test_a_quotation_that_goes_on_keeps_its_relay() -> None:
    read = told(SAID["fr"].format("selon [r1 CNN]") + " [c2 « C'est simple »], [k2 a]-t-[s2 il] ajouté.", outlet="Radio Littoral")

    assert read.relays(2) == ("CNN",)
    assert [one.rule for one in read.sayings[2].judgements if one.field == "relays"] == ["continued"]


@pytest.mark.parametrize(
    "further",
    [
        "[s2 Paul Aubin] [k2 a répondu] : [c2 « Non »].",  # another speaker
        "[s2 Teodor Maran] [k2 a ajouté] que [c2 rien ne pressait].",  # no quotation
        "[c2 « Venez »], [k2 a]-t-[s2 il] écrit [m2 sur Telegram].",  # a medium of its own
    ],
)
def test_what_does_not_go_on_has_no_relay(further: str) -> None:
    assert told(SAID["fr"].format("selon [r1 CNN]") + " " + further, outlet="Radio Littoral").relays(2) == ()


@pytest.mark.parametrize(
    ("lang", "words", "occasion", "carrier"),
    [
        ("fr", "sur Telegram", "post", "Telegram"),
        ("fr", "sur sa page Facebook", "post", "Facebook"),
        ("fr", "dans une vidéo publiée sur Telegram", "post", "Telegram"),
        ("fr", "dans une interview à Russia 1", "interview", "Russia 1"),
        ("fr", "dans un entretien à la chaîne Valdor TV", "interview", "Valdor TV"),
        ("fr", "au micro de France Inter", "interview", "France Inter"),
        ("fr", "sur la chaîne Russia 1", "broadcast", "Russia 1"),
        ("fr", "dans un communiqué", "statement", None),
        ("fr", "lors d'une conférence de presse", "press conference", None),
        ("fr", "lors d'un point de presse", "press conference", None),
        ("fr", "dans un discours devant le Parlement", "speech", None),
        ("fr", "au téléphone", "telephone", None),
        ("fr", "dans une lettre au préfet", "letter", None),
        ("fr", "lors d'une réunion", "meeting", None),
        ("fr", "d'une voix lasse", None, None),
        ("en", "on Telegram", "post", "Telegram"),
        ("en", "on his Facebook page", "post", "Facebook"),
        ("en", "in a post on X", "post", "X"),
        ("en", "in an interview with Russia 1", "interview", "Russia 1"),
        ("en", "in a statement", "statement", None),
        ("en", "at a news conference", "press conference", None),
        ("en", "in a speech to parliament", "speech", None),
        ("en", "by phone", "telephone", None),
    ],
)
def test_a_medium_is_an_occasion_and_what_carries_it(lang: str, words: str, occasion: str | None, carrier: str | None) -> None:
    assert told(SAID[lang].format(f"[m1 {words}]"), lang).medium(1) == (occasion, carrier)


def test_no_medium_no_occasion() -> None:
    assert told(SAID["fr"].format("hier")).medium(1) == (None, None)


def test_a_platform_is_no_outlet() -> None:
    carriers = [told(SAID["fr"].format(f"[m1 {words}]")).sayings[1].carrier for words in ("sur Telegram", "dans une interview à Russia 1")]

    assert [one.kind for one in carriers if one] == ["platform", "outlet"]


@pytest.mark.parametrize(
    ("name", "number", "relays", "medium"),
    [
        ("en-1212", 2, ("ISNA",), (None, None)),
        ("en-1212", 3, ("Reuters", "ISNA"), (None, None)),
        ("en-1212", 4, (), (None, None)),
        ("en-1212", 9, (), ("post", "Telegram")),
        ("en-2144", 5, (), ("post", "Twitter")),
        ("fr-1502", 4, (), ("letter", None)),
        ("fr-4202", 5, ("Ouest-France",), (None, None)),
        ("fr-4202", 8, (), ("interview", "France Bleu")),
    ],
)
def test_relays_and_media_of_annotated_articles(name: str, number: int, relays: tuple[str, ...], medium: tuple[str | None, str | None]) -> None:
    read = of_gold(name)

    assert (read.relays(number), read.medium(number)) == (relays, medium)


def test_the_chain_runs_from_the_speaker_to_the_reader() -> None:
    relays = [Entity("afp", "outlet", "AFP"), Entity("cnn", "outlet", "CNN")]

    assert chain(relays, "Radio Littoral") == "CNN → AFP → Radio Littoral"
    assert chain(relays, None) == "CNN → AFP"
