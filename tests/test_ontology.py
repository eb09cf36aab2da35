"""The ontology of events: whole, well formed, in every language; contexts and codes of sentences."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from selon import ontology
from selon.errors import SettingError
from selon.knowledge.folding import key
from selon.language import codes, resource
from selon.tagger.labels import ACTS, EVENT_TYPES

DOCS = Path(__file__).parent.parent / "docs"
# Roots 01 (statements) and 20 (mass violence) bound CAMEO; 01 never comes out.
CODE = re.compile(r"(0[2-9]|1[0-9]|20)\d{0,2}")
ALL = ontology.ontology()
PAIRS = [(kind, mode) for kind in ALL.types for mode in (None, *ontology.modes(kind))]
QUADS = {f"{how} {what}" for how in ("verbal", "material") for what in ("cooperation", "conflict")}


def given(kind: str) -> Iterator[ontology.Codes]:
    """Every table of codes of a type."""
    known = ALL.types[kind]
    yield known.code
    yield from (mode.code for mode in known.modes.values())


def test_types_are_the_taggers() -> None:
    assert set(ALL.types) == set(EVENT_TYPES)


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_a_type_is_told_whole(kind: str) -> None:
    known = ALL.types[kind]

    assert known.quad in QUADS
    assert known.means.endswith(".")
    assert set(known.example) == set(codes())
    assert known.example["fr"] != known.example["en"]
    assert all(mode.means for mode in known.modes.values())
    assert set(known.acts) <= set(ACTS)


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_scores_lie_on_the_side_of_the_quad(kind: str) -> None:
    scores = [ontology.score(kind, mode) for mode in (None, *ontology.modes(kind))]

    # PLOVER counts a request for help as slightly friendly.
    assert all(each > 0 for each in scores) if ontology.quad(kind).endswith("cooperation") else all(each <= 0.5 for each in scores)


@pytest.mark.parametrize(("kind", "mode"), PAIRS)
def test_every_type_and_mode_has_a_code(kind: str, mode: str | None) -> None:
    found = [ontology.cameo(kind, mode), *(ontology.cameo(kind, mode, [context]) for context in ALL.contexts)]

    assert [code for code in found if not CODE.fullmatch(code) or code not in ALL.cameo] == []


@pytest.mark.parametrize("act", ACTS)
def test_every_code_of_an_act_is_known(act: str) -> None:
    found = {ontology.cameo(kind, mode, contexts, act) for kind, mode in PAIRS for contexts in ([], *([each] for each in ALL.contexts))}

    assert found <= set(ALL.cameo)


def test_every_code_explained_can_come_out() -> None:
    told = {code for kind in ALL.types for table in given(kind) for code in table.values()} | {code for known in ALL.types.values() for code in known.acts.values()}
    asked = {ALL.mild.into + code.removeprefix(ALL.mild.root) for table in given(ALL.mild.type) for code in table.values()}

    assert told | asked == set(ALL.cameo)


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_codes_are_kept_by_contexts_that_exist(kind: str) -> None:
    named = {part for table in given(kind) for name in table for part in name.split(ontology.BOTH)}

    assert named <= set(ALL.contexts) | set(ALL.families) | {ontology.OTHERWISE}
    assert all(ontology.OTHERWISE in table for table in given(kind))


def test_families_are_of_contexts_and_named_otherwise() -> None:
    assert set().union(*ALL.families.values()) <= set(ALL.contexts)
    assert not set(ALL.families) & set(ALL.contexts)


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_a_spelling_leads_to_a_mode_and_is_none(kind: str) -> None:
    for word, mode in ALL.types[kind].spellings.items():
        assert word not in ontology.modes(kind)
        assert mode is None or mode in ontology.modes(kind)


@pytest.mark.parametrize("lang", codes())
def test_every_context_has_words(lang: str) -> None:
    told = resource(lang, "contexts.yaml")

    assert set(told) == set(ALL.contexts)
    assert all(words and len(set(map(str, words))) == len(words) for words in told.values())


@pytest.mark.parametrize("lang", codes())
def test_words_are_written_as_they_are_compared(lang: str) -> None:
    for shown in (str(each) for words in resource(lang, "contexts.yaml").values() for each in words):
        first = shown.split()[0]
        assert key(shown) == " ".join(word.removesuffix(ontology.ANY) for word in shown.split())
        assert not first.endswith(ontology.ANY) or len(first) > ontology.FIRST


@pytest.mark.parametrize(
    ("lang", "sentence", "contexts"),
    [
        ("fr", "La Ligue des droits de l’homme a saisi le tribunal.", ("human_rights", "legal")),
        ("fr", "Des armes nucléaires pour tout le monde", ("military", "cbrn")),
        ("fr", "La police a tiré des gaz lacrymogènes.", ("repression",)),
        ("fr", "Oslo proteste contre une bouée posée dans sa zone économique exclusive.", ("territory",)),
        ("fr", "L'émirat se dit prêt à reprendre.", ()),
        ("fr", "GRÈVE À L'HÔPITAL : LES INFIRMIÈRES ET LES SOIGNANTS DU CHU", ("health",)),
        ("en", "Police fired tear gas.", ("repression",)),
        ("en", "The ambassador spoke of gas, of oil and of tariffs.", ("natural_resource", "diplomatic", "economic")),
        ("en", "Mr. Abel, the envoy, spoke of gas, oil, tariffs and asylum.", ("natural_resource", "diplomatic", "economic")),
        ("en", "5G masts", ("technology",)),
        ("en", "", ()),
    ],
)
def test_contexts(lang: str, sentence: str, contexts: tuple[str, ...]) -> None:
    assert ontology.contexts(sentence.split(), lang) == contexts


def test_words_may_come_in_any_cut() -> None:
    assert ontology.contexts(["droits", "de", "l", "’", "homme"], "fr") == ontology.contexts(["droits de l’homme"], "fr") == ("human_rights",)


def test_contexts_of_a_language_not_read() -> None:
    with pytest.raises(SettingError, match="'de' is not read"):
        ontology.contexts(["Krieg"], "de")


@pytest.mark.parametrize(
    ("kind", "mode", "contexts", "act", "code"),
    [
        ("AGREE", None, (), None, "030"),
        ("AGREE", None, ("military",), None, "0312"),
        ("AGREE", "assist", ("cbrn",), "offer", "0332"),
        ("AID", None, ("military",), None, "072"),
        ("AID", None, ("economic", "military"), None, "071"),
        ("AID", None, ("disasters",), None, "073"),
        ("REQUEST", "meet", (), None, "106"),
        ("REQUEST", "meet", (), "invite", "026"),
        ("REQUEST", "assist", ("diplomatic",), "invite", "022"),
        ("REQUEST", "assist", ("economic",), "request", "0231"),
        ("REQUEST", "assist", ("economic",), "demand", "1031"),
        ("REQUEST", "military", (), None, "101"),
        ("REJECT", "assist", (), "refuse", "121"),
        ("SUPPORT", None, ("legal", "cbrn"), None, "057"),
        ("SUPPORT", None, ("legal",), "apologise", "055"),
        ("ACCUSE", "allege", ("legal", "crime", "military"), None, "1124"),
        ("ACCUSE", "lawsuit", ("legal",), None, "115"),
        ("ACCUSE", "disapprove", (), "accuse", "111"),
        ("ACCUSE", None, (), "accuse", "112"),
        ("THREATEN", None, ("cbrn",), None, "138"),
        ("THREATEN", "violence", ("cbrn",), None, "1385"),
        ("MOBILIZE", "weapons", ("cbrn",), None, "154"),
        ("COERCE", "cyber", (), None, "176"),
        ("ASSAULT", "drone", (), None, "195"),
        ("ASSAULT", "heavy", (), None, "194"),
        ("COOPERATE", "military", ("military",), None, "062"),
        ("PROTEST", "demo", ("economic",), None, "1412"),
    ],
)
def test_cameo(kind: str, mode: str | None, contexts: tuple[str, ...], act: str | None, code: str) -> None:
    assert ontology.cameo(kind, mode, contexts, act) == code


def test_modes_and_their_spellings() -> None:
    assert ontology.modes("CONSULT") == ("visit", "third-party", "multilateral", "phone", "host")
    assert ontology.modes("AID") == ()
    assert [ontology.mode("CONSULT", word) for word in ("third", "visit", "dinner", None)] == ["third-party", "visit", None, None]
    assert [name for name, mode in ALL.types["CONSULT"].modes.items() if mode.beyond] == ["host"]


def test_what_does_not_exist_is_an_error() -> None:
    with pytest.raises(SettingError, match="no type of event 'DINE'; there are AGREE"):
        ontology.quad("DINE")
    with pytest.raises(SettingError, match="AID has no mode 'lunch'; it has none"):
        ontology.cameo("AID", "lunch")


def test_the_score_of_accuse_is_mended() -> None:
    assert ontology.score("ACCUSE") == -3.0
    assert ontology.score("ACCUSE", "lawsuit") == -3.5


def test_the_page_is_fresh() -> None:
    spec = importlib.util.spec_from_file_location("docs_events", DOCS / "events.py")
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    page = (DOCS / "events.md").read_text(encoding="utf-8")

    assert maker.filled(page) == page, "run python docs/events.py"
