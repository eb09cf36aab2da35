"""Names in running text, and the knowledge behind them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from selon.errors import SettingError
from selon.knowledge import Knowledge, load
from selon.knowledge.check import shipped_problems
from selon.knowledge.folding import key
from selon.language import codes
from selon.names import Named, find, resolve
from selon.names.context import Example
from selon.names.grammar import grammar

RULES = [(lang, rule.name, example) for lang in codes() for rule in grammar(lang).rules for example in rule.examples]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def one(marked: str, lang: str, knowledge: Knowledge, when: str | tuple[str, str] | None = None) -> Named | None:
    """What the span in [[ ]] is resolved to."""
    before, _, rest = marked.partition("[[")
    inside, _, after = rest.partition("]]")
    return resolve(before + inside + after, len(before), len(before) + len(inside), lang, knowledge, when)


def told(named: Named | None) -> str:
    return f"{named.kind} {named.id}" if named else "none"


@pytest.mark.parametrize(("lang", "rule", "example"), RULES, ids=[f"{lang}-{rule}" for lang, rule, _ in RULES])
def test_every_rule_reads_its_example(lang: str, rule: str, example: Example, knowledge: Knowledge) -> None:
    touching = find(example.text, lang, knowledge, spans=[(example.start, example.end)])

    assert told(touching[0] if touching else None) == example.expect, rule


@pytest.mark.parametrize("lang", codes())
def test_every_rule_has_an_example_and_a_name_of_its_own(lang: str) -> None:
    rules = grammar(lang).rules

    assert [rule.name for rule in rules if not rule.examples] == []
    assert len({rule.name for rule in rules}) == len(rules)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Côte d’Ivoire", "cote d ivoire"),
        ("S400", "s 400"),
        ("S-400", "s 400"),
        ("TV5Monde", "tv 5 monde"),
        ("Mevlüt Çavuşoğlu", "mevlut cavusoglu"),
        ("Zlín, Łódź", "zlin lodz"),
        ("OPEC+", "opec+"),
        ("Беларусь", "беларусь"),
        ("e\u0301tat", "etat"),
    ],
)
def test_spellings_fold_together(written: str, folded: str) -> None:
    assert key(written) == folded


@pytest.mark.parametrize(
    ("lang", "marked", "expected"),
    [
        ("fr", "Le [[président russe]] a parlé le 20 mai 2011.", "dmitry-medvedev"),
        ("fr", "Le [[président russe]] a parlé le 20 mai 2013.", "vladimir-putin"),
        ("fr", "En mars 2018, le [[ministre iranien des Affaires étrangères]] a parlé.", "mohammad-javad-zarif"),
        ("fr", "En mai 2021, le [[chef de la diplomatie russe]] a parlé.", "sergey-lavrov"),
        ("fr", "Le [[président russe]] Vladimir Poutine a parlé le 20 mai 2011.", "vladimir-putin"),
        ("fr", "Le [[président russe]] Ivan Troubetski a parlé le 20 mai 2011.", ""),
        ("fr", "Le [[président russe]] a parlé.", ""),
        ("en", "In May 2021, the [[Japanese prime minister]] spoke.", "yoshihide-suga"),
        ("en", "In May 2020, [[Germany's chancellor]] spoke.", "angela-merkel"),
        ("en", "In May 2021, the [[head of Russian diplomacy]] spoke.", "sergey-lavrov"),
        ("en", "On January 8, 2025, the [[NATO secretary general]] spoke.", "mark-rutte"),
        ("en", "In May 2021, the [[pope]] spoke.", "pope-francis"),
    ],
)
def test_an_office_has_its_holder_of_the_day(lang: str, marked: str, expected: str, knowledge: Knowledge) -> None:
    named = one(marked, lang, knowledge)

    assert named is not None
    assert (named.kind, named.id) == ("office", expected)


@pytest.mark.parametrize(
    ("when", "role"),
    [
        (None, "head of government"),  # the sentence's date
        ("2024-05-01", "head of government"),  # a date in the sentence beats the day of publication
        (("2013-01-01", "2013-12-31"), "head of state"),  # an interval of the happening beats both
    ],
)
def test_the_time_decides_the_role(when: str | tuple[str, str] | None, role: str, knowledge: Knowledge) -> None:
    named = one("Le 22 mai 2010, [[Poutine]] a visité une usine.", "fr", knowledge, when)

    assert named is not None
    assert (named.name, named.role, named.of) == ("Vladimir Putin", role, "RU")


def test_publication_counts_where_the_sentence_has_no_date(knowledge: Knowledge) -> None:
    named = one("[[Macron]] a visité une usine.", "fr", knowledge, "2016-05-01")

    assert named is not None
    assert named.role is None
    assert named.label == "Emmanuel Macron"


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", "Mariama Cissé est arrivée. « Je reste », dit Cissé.", []),  # another bearer of the name
        ("fr", "Le tuyau du Caspian Pipeline Consortium (CPC) est fermé. La CPC l'a confirmé.", []),  # initials spelt out
        ("fr", "Moscou-Pékin : l'axe tient.", ["capital moscow|RU", "capital beijing|CN"]),
        ("fr", "La ville du Kremlin-Bicêtre ouvrira une piscine.", []),
        ("en", "Don't go, he said.", []),
        ("en", "A U.S.-led force arrived.", ["state US"]),
        ("en", "Write to press@cnn.com or see cnn.com for more.", []),
    ],
)
def test_a_text_has_these_names(lang: str, text: str, expected: list[str], knowledge: Knowledge) -> None:
    assert [told(named) for named in find(text, lang, knowledge)] == expected


def test_spans_are_of_the_text_and_do_not_overlap(knowledge: Knowledge) -> None:
    text = "À Minsk, le président biélorusse Alexandre Loukachenko a reçu le chef de l'Otan. « Non », a dit le Kremlin à l’AFP.\nParis se tait."
    found = find(text, "fr", knowledge)

    assert [text[named.start : named.end] for named in found] == ["Minsk", "président biélorusse", "Alexandre Loukachenko", "chef de l'Otan", "Kremlin", "AFP", "Paris"]
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 < named.score <= 1 and named.rule and named.reason for named in found)


def test_a_span_may_hold_its_article_and_its_kind(knowledge: Knowledge) -> None:
    assert told(one("Selon [[l'agence Reuters]], il pleut.", "fr", knowledge)) == "outlet reuters"
    assert told(one("[[Le président russe Vladimir Poutine]] a parlé.", "fr", knowledge)) == "person vladimir-putin"
    assert told(one("[[Un voisin de Vladimir Poutine]] a parlé.", "fr", knowledge)) == "none"


def test_a_language_that_is_not_read_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises((SettingError, KeyError, FileNotFoundError)):
        find("Москва", "xx", knowledge)


def test_the_shipped_files_are_right() -> None:
    assert [str(problem) for problem in shipped_problems()] == []


def test_lookups(knowledge: Knowledge) -> None:
    assert knowledge.state("BY").name("fr") == "Bélarus"
    assert [person.id for person in knowledge.holders("head of state", "FR", "2018")] == ["emmanuel-macron"]
    assert [person.id for person in knowledge.holders("head of state", "FR", "1500")] == []
    assert "FI" in knowledge.members("nato", "2024-01-01")
    assert "FI" not in knowledge.members("nato", "2020-01-01")
    outlet = knowledge.outlet_of("https://www.lemonde.fr/international/article.html")
    assert outlet is not None
    assert outlet.id == "le-monde"
    assert knowledge.outlet_of("https://example.org/lemonde.fr") is None


OWN = """
- {id: zz-leader, names: {en: [Zora Zeta], fr: [Zora Zéta]}, gender: f, offices: [{office: head of state, of: FR, from: 2097-05-14}], source: own, checked: 2026-11-24}
- {id: emmanuel-macron, names: {en: [Emmanuel Macron], fr: [Le Nouveau Macron]}, source: own, checked: 2026-11-24}
"""


def test_ones_own_folder_adds_and_ends_the_term_before(tmp_path: Path) -> None:
    (tmp_path / "offices-own.yaml").write_text(OWN, encoding="utf-8")
    knowledge = load(tmp_path)

    assert knowledge.problems == ()
    assert [person.id for person in knowledge.holders("head of state", "FR", "2097-06-01")] == ["zz-leader"]
    assert told(one("En juin 2097, la [[présidente française]] a parlé.", "fr", knowledge)) == "office zz-leader"
    assert told(one("[[Zora Zéta]] a parlé.", "fr", knowledge)) == "person zz-leader"
    assert told(one("[[Le Nouveau Macron]] a parlé.", "fr", knowledge)) == "person emmanuel-macron"
    assert told(one("[[Kiev]] a parlé.", "fr", knowledge)) == "metonym UA:GOV"


ROW = "- {id: zz, names: {en: [Zz]}, source: own, checked: 2026-11-24}\n"


@pytest.mark.parametrize(
    ("file", "content", "line", "message"),
    [
        ("treaties.yaml", ROW + "- {id: yy, naems: {en: [Yy]}, source: own, checked: 2026-11-24}", 2, "key 'naems' is not known"),
        ("treaties.yaml", ROW + "- {id: yy, names: {en: [Yy]}, checked: 2026-11-24}", 2, "no source"),
        ("treaties.yaml", ROW + "- {id: yy, names: {en: [Yy]}, source: own}", 2, "no checked"),
        ("treaties.yaml", ROW + "- {id: yy, names: {en: [Yy]}, opened: 2019-13, source: own, checked: 2026-11-24}", 2, "'2019-13' is not a date"),
        ("treaties.yaml", ROW + "- {id: zz, names: {en: [Yy]}, source: own, checked: 2026-11-24}", 2, "the id is taken by treaties.yaml:1"),
        ("treaties.yaml", ROW + "- {id: yy, names: {en: [Yy]}, parties: {states: [QQ]}, source: own, checked: 2026-11-24}", 2, "no state has the code QQ"),
        ("treaties.yaml", ROW + "- {id: yy, names: {en: [Yy}", 2, "no YAML"),
        ("recipes.yaml", ROW, 1, "a file of what?"),
        ("offices.yaml", "- id: yy\n  names: {en: [Yy]}\n  offices:\n  - {office: king, of: FR}\n  source: own\n  checked: 2026", 4, "'king' is none of head of state"),
        (
            "offices.yaml",
            "- {id: yy, names: {en: [Yy]}, offices: [{office: head of state, of: FR, from: 2099, to: 2098}], source: own, checked: 2026}",
            1,
            "from 2099 is after to 2098",
        ),
        (
            "offices.yaml",
            "- {id: yy, names: {en: [Yy]}, offices: [{office: head of state, of: FR, from: 2099, to: 2100}], source: own, checked: 2026}\n"
            "- {id: xx, names: {en: [Xx]}, offices: [{office: head of state, of: FR, from: 2098, to: 2101-06}], source: own, checked: 2026}",
            2,
            "overlaps yy's term",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_stops_nothing(tmp_path: Path, file: str, content: str, line: int, message: str) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    knowledge = load(tmp_path)

    assert [(problem.file, problem.line) for problem in knowledge.problems] == [(file, line)]
    assert message in knowledge.problems[0].message
    assert knowledge.state("FR").id == "FR"
