"""What the words of a source say of who is meant: names, pronouns, descriptions, words that name nobody."""

from __future__ import annotations

import pytest

from selon.article import Declared, from_text
from selon.language import codes
from selon.mentions import Mention, Reader, folded, singulars, vocabulary


def mention(marked: str, lang: str = "fr") -> Mention:
    """What the words in [ ] say."""
    before, _, rest = marked.partition("[")
    inside, _, after = rest.partition("]")
    article = from_text(before + inside + after, Declared(lang=lang))
    return Reader(article).mention(article.span(len(before), len(before) + len(inside)))


@pytest.mark.parametrize(
    ("lang", "marked", "name"),
    [
        ("fr", "[Lucien Ferrand] a parlé devant une salle pleine.", "Lucien Ferrand"),
        ("fr", "[M. Ferrand] a parlé devant une salle pleine.", "Ferrand"),
        ("fr", "[Le maire de Port-Alban, Lucien Ferrand,] a parlé devant une salle pleine.", "Lucien Ferrand"),
        ("fr", "Ainsi a parlé [Jean-Baptiste de La Tour], hier.", "Jean-Baptiste de La Tour"),
        ("en", "[Lucian Ferrand] spoke to a full house.", "Lucian Ferrand"),
        ("en", "[Kremlin spokesman Ivan Trubetsky] spoke to a full house.", "Ivan Trubetsky"),
        ("en", "[The mayor of Port Alban, Lucian Ferrand,] spoke to a full house.", "Lucian Ferrand"),
    ],
)
def test_the_name_is_that_of_the_speaker(lang: str, marked: str, name: str) -> None:
    one = mention(marked, lang)

    assert (one.kind, one.name and one.name.text) == ("name", name)


@pytest.mark.parametrize(
    ("lang", "marked"),
    [
        ("fr", "[Le maire de Port-Alban] a parlé."),
        ("fr", "[La porte-parole de M. Ferrand] a parlé."),
        ("en", "[The mayor of Port Alban] spoke."),
        ("en", "[Mr Ferrand's lawyer] spoke."),
    ],
)
def test_a_name_that_only_completes_the_noun_is_not_the_speakers(lang: str, marked: str) -> None:
    assert (mention(marked, lang).kind, mention(marked, lang).name) == ("described", None)


@pytest.mark.parametrize(
    ("lang", "words", "expected"),
    [
        ("fr", "-t-il", ("third", "m", False)),
        ("fr", "elle", ("third", "f", False)),
        ("fr", "ils", ("third", "m", True)),
        ("fr", "qui", ("relative", None, None)),
        ("fr", "Nous", ("first", None, True)),
        ("en", "he", ("third", "m", False)),
        ("en", "She", ("third", "f", False)),
        ("en", "It", ("third", "n", False)),
        ("en", "We", ("first", None, True)),
    ],
)
def test_a_pronoun_tells_person_gender_and_number(lang: str, words: str, expected: tuple[str, str | None, bool | None]) -> None:
    one = mention(f"[{words}] a dit non.", lang)

    assert one.kind == "pronoun"
    assert (one.pronoun, one.gender, bool(one.plural) if one.plural is not None else None) == expected


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "une source proche du dossier"),
        ("fr", "deux diplomates"),
        ("fr", "un responsable"),
        ("fr", "on"),
        ("en", "a source close to the talks"),
        ("en", "two diplomats"),
        ("en", "an official"),
    ],
)
def test_these_words_name_nobody(lang: str, words: str) -> None:
    assert mention(f"[{words}] a dit non.", lang).kind == "unnamed"


@pytest.mark.parametrize(
    ("lang", "marked", "expected"),
    [
        ("fr", "[Le porte-parole de la préfecture] a parlé.", ("definite", "porte-parole", "la préfecture")),
        ("fr", "[Son avocate] a parlé.", ("possessive", "avocate", None)),
        ("fr", "[Cette source] a parlé.", ("demonstrative", "source", None)),
        ("en", "[The spokesman for the prefecture] spoke.", ("definite", "spokesman", "the prefecture")),
        ("en", "[The company's lawyer] spoke.", ("definite", "lawyer", "company")),
        ("en", "[Her lawyer] spoke.", ("possessive", "lawyer", None)),
    ],
)
def test_a_description_tells_determiner_noun_and_complement(lang: str, marked: str, expected: tuple[str, str, str | None]) -> None:
    one = mention(marked, lang)
    plain = marked.replace("[", "").replace("]", "")

    assert (one.determiner, one.noun, plain[slice(*one.of)] if one.of else None) == expected


@pytest.mark.parametrize(("marked", "gender"), [("[Mme Vasseur] parle.", "f"), ("[M. Vasseur] parle.", "m"), ("[La députée] parle.", "f"), ("[Le directeur] parle.", "m")])
def test_titles_and_nouns_tell_the_gender(marked: str, gender: str) -> None:
    assert mention(marked).gender == gender


def test_no_source_is_no_mention() -> None:
    assert Reader(from_text("Le port ferme.", Declared(lang="fr"))).mention(None) == Mention("none")


@pytest.mark.parametrize(("word", "plain"), [("Élysée", "elysee"), ("L’Œuvre", "l'oeuvre"), ("PORT", "port")])
def test_words_are_compared_without_case_and_accents(word: str, plain: str) -> None:
    assert folded(word) == plain


@pytest.mark.parametrize(("word", "one"), [("ministres", "ministre"), ("journaux", "journal"), ("deputies", "deputy"), ("spokesmen", "spokesman")])
def test_plurals_have_their_singular(word: str, one: str) -> None:
    assert one in singulars(word)


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("Bélarus", "ministère du Bélarus"),
        ("France", "ministère de la France"),
        ("Ukraine", "ministère de l'Ukraine"),
        ("États-Unis", "ministère des États-Unis"),
        ("Cuba", "ministère de Cuba"),
    ],
)
def test_a_state_takes_its_preposition(state: str, name: str) -> None:
    assert vocabulary("fr").of_state("ministère", state) == name


@pytest.mark.parametrize("lang", codes())
def test_every_language_has_its_words(lang: str) -> None:
    words = vocabulary(lang)

    assert [name for name in ("of", "and", "roles", "bodies", "documents", "titles", "spokesmen", "kept") if not words.words[name]] == []
