"""Time expressions: every example of the rules is run; then tenses, days told, quotations, odd input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selon import timexes
from selon.article import Declared, from_text
from selon.errors import ArticleError
from selon.language import codes
from selon.model import Published, Timex
from selon.timerules import Example, grammar

EXAMPLES = [
    pytest.param(code, rule.name, example, id=f"{code}-{rule.name}-{number}") for code in codes() for rule in grammar(code).rules for number, example in enumerate(rule.examples)
]


def known(day: str | None) -> Published | None:
    return Published(day, day, "metadata") if day else None


def read(lang: str, marked: str, published: str | None, kind: str = "DATE") -> tuple[str, tuple[Timex, ...]]:
    """The words between the first brackets, and what is found in the sentence without them. Those the tagger would give are given."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "", 1).replace("]", "", 1)
    article = from_text(text, Declared(lang=lang))
    tagged = [Timex(article.span(start, end), kind, 1.0)]
    return text[start:end], timexes.find(article, known(published), (), tagged)


@pytest.mark.parametrize(("code", "name", "example"), EXAMPLES)
def test_an_example_of_a_rule_comes_to_its_value(code: str, name: str, example: Example) -> None:
    rule = next(each for each in grammar(code).rules if each.name == name)
    words, found = read(code, example.text, example.published, rule.type)
    one = next((each for each in found if each.span.text == words), None)

    assert one is not None, [each.span.text for each in found]
    interval = f"{one.earliest}/{one.latest}" if one.earliest else None
    assert (one.rule, one.value, interval) == (name, example.value, example.interval)


def found(lang: str, text: str, published: str | None = "2023-05-28") -> dict[str, Timex]:
    """What the rules alone find, by its words."""
    return {one.span.text: one for one in timexes.find(from_text(text, Declared(lang=lang)), known(published))}


@pytest.mark.parametrize(("code", "rule"), [(code, rule.name) for code in codes() for rule in grammar(code).rules if not rule.weak and rule.sure])
def test_a_rule_that_overrules_the_tagger_has_an_example(code: str, rule: str) -> None:
    assert next(each for each in grammar(code).rules if each.name == rule).examples


@pytest.mark.parametrize(
    ("lang", "text", "words", "signal", "anchor"),
    [
        ("fr", "Le transfert a débuté, un mois après que Vladimir Poutine en a fait la menace.", "un mois", "après que", "Vladimir Poutine en a fait la menace"),
        ("fr", "Elle intervient quelques jours seulement après l'annonce, par le même homme.", "quelques jours", "après", "l'annonce"),
        ("en", "It came two days after the signing, he said.", "two days", "after", "the signing"),
        ("fr", "Rien n'a changé depuis 1991.", "1991", "depuis", None),
        ("en", "Nothing has changed since 1991.", "1991", "since", None),
    ],
)
def test_a_length_of_time_keeps_the_event_it_is_counted_from(lang: str, text: str, words: str, signal: str, anchor: str | None) -> None:
    one = found(lang, text)[words]

    assert (one.signal and one.signal.text, one.anchor and one.anchor.text) == (signal, anchor)
    assert anchor is None or (one.basis, one.earliest, one.latest) == ("event", None, None)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Il a été battu 3-2 et a vendu 2000 soldats de plomb à 90 km/h."),
        ("fr", "La sonde a quitté Mars ; page 1405, article 283."),
        ("fr", "Jean Dupont, 83 ans, a couru. Le train allait à 160 km/h."),
        ("fr", "Une baisse de 1,5 point, à 12,50 euros."),
        ("en", "You may march on; the second man, aged 41, sold 2000 shares."),
        ("en", "A second boat sank. Three quarters of them may agree."),
        ("en", "Mrs May will march with 1,200 people."),
        ("fr", "Le texte a été voté puis été retiré."),
    ],
)
def test_what_only_looks_like_a_time_is_left_alone(lang: str, text: str) -> None:
    assert found(lang, text) == {}


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("fr", "Il sera à Rome du 3 au 5 juin.", {"3": "2023-06-03", "5 juin": "2023-06-05"}),
        ("fr", "Le 31 février, il avait tout prévu.", {"Le 31 février": None}),
        ("en", "The fair was planned for February 30.", {"February 30": None}),
        ("fr", "L'accord du 29 février a été signé.", {"29 février": "2024-02-29"}),
        ("fr", "Entre 2021 et 2023, il a grandi.", {"2021": "2021", "2023": "2023"}),
        ("en", "She was told on Friday and left the next day.", {"Friday": "2023-05-26", "the next day": "2023-05-27"}),
        ("fr", "Il a parlé mercredi soir. La veille, il s'était tu.", {"mercredi soir": "2023-05-24TEV", "La veille": "2023-05-23"}),
    ],
)
def test_values(lang: str, text: str, values: dict[str, str | None]) -> None:
    assert {words: one.value for words, one in found(lang, text).items()} == values


def test_an_impossible_date_says_why_it_has_no_value() -> None:
    one = found("fr", "Le 31 février, il avait tout prévu.")["Le 31 février"]

    assert one.reason is not None
    assert one.earliest is None


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("fr", "Il a parlé hier, puis dimanche, en mars et le 12 mai.", {"hier": None, "dimanche": "XXXX-WXX-7", "mars": "XXXX-03", "le 12 mai": "XXXX-05-12"}),
        ("en", "He spoke last week and two months ago, in 1991.", {"last week": None, "two months ago": None, "1991": "1991"}),
    ],
)
def test_without_a_publication_date_nothing_is_guessed(lang: str, text: str, values: dict[str, str | None]) -> None:
    told = found(lang, text, None)

    assert {words: one.value for words, one in told.items()} == values
    assert {one.basis for one in told.values() if one.value is None or "X" in one.value} == {"unresolved"}
    assert all(one.earliest is None for one in told.values() if one.basis == "unresolved")


def test_quoted_words_are_counted_from_the_day_they_were_said() -> None:
    text = "« Nous l'avons reçu hier », a dit le maire vendredi. Hier, il a démenti."
    article = from_text(text, Declared(lang="fr"))
    quoted = (0, text.index("»") + 1)
    spotted = timexes.spot(article)

    before = [one.value for one in timexes.resolve(spotted, known("2023-05-28"))]
    after = [(one.value, one.basis) for one in timexes.resolve(spotted, known("2023-05-28"), [(*quoted, "2023-05-26")])]

    assert before == ["2023-05-27", "2023-05-26", "2023-05-27"]
    assert after == [("2023-05-25", "utterance"), ("2023-05-26", "publication"), ("2023-05-27", "publication")]


def test_an_interval_of_publication_gives_a_value_where_all_its_days_agree() -> None:
    article = from_text("Il a parlé ce dimanche, et hier encore.", Declared(lang="fr"))
    this_sunday, yesterday = timexes.find(article, Published("2023-05-28", "2023-05-29", "inferred"))

    assert (this_sunday.value, this_sunday.basis) == ("2023-05-28", "inferred")
    assert (yesterday.value, yesterday.earliest, yesterday.latest, yesterday.basis) == (None, "2023-05-27", "2023-05-28", "unresolved")


WORDS = [
    "lundi",
    "31 février",
    "le 12 mars",
    "il y a",
    "dans",
    "deux",
    "999999999999 ans",
    "à 25 h 99",
    "0000",
    "9999",
    "the 31st of",
    "May",
    "ago",
    "in",
    "a week",
    "'",
    "’",
    "İ",
    "\ud83d",
    "\n\n",
    " ",
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=30).map(" ".join),
    st.sampled_from(["fr", "en"]),
    st.sampled_from([None, "0001-01-01", "2024-02-29", "9999-12-31"]),
)
def test_nothing_crashes_and_every_span_proves_itself(text: str, lang: str, published: str | None) -> None:
    try:
        article = from_text(text, Declared(lang=lang))
    except ArticleError:
        return

    for one in timexes.find(article, known(published)):
        assert article.text[one.span.start : one.span.end] == one.span.text
        assert (one.earliest is None) == (one.latest is None)
