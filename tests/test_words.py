"""Words, quotation marks, pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selon.language import language
from selon.tagger.words import quotations, split, written

FRENCH, ENGLISH = language("fr").marks, language("en").marks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a-t-il dit", ["a", "-", "t", "-", "il", "dit"]),
        ("qu'il n'a pas", ["qu", "'", "il", "n", "'", "a", "pas"]),
        ("le 3,5 %", ["le", "3", ",", "5", "%"]),
        ("de\u0301ja\u0300 vu", ["de\u0301ja\u0300", "vu"]),
        ("ok 👍🏽!", ["ok", "👍", "🏽", "!"]),
    ],
)
def test_a_word_is_letters_and_digits_or_one_other_character(text: str, words: list[str]) -> None:
    found = split(text, [(0, len(text))], FRENCH)

    assert [text[a:b] for a, b in zip(found.start, found.end, strict=True)] == words


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('Il a dit "oui", puis "non".', ['"oui"', '"non"']),
        ("« Oui, dit-il, “peut-être” », ajoute-t-il", ["« Oui, dit-il, “peut-être” »"]),
        ("“It’s the ‘big one’,” she said", ["“It’s the ‘big one’,”"]),
        ("‘It’s late,’ he said. The minister’s office", ["‘It’s late,’"]),
        ('"Une citation qui continue sans fin', ['"Une citation qui continue sans fin']),
        ("Un mot seul » et puis rien", []),
        ('Il mesure 12" de large', []),
        ("He's 'a stain', the supporters' trust said", ["'a stain'"]),
        ("'There wasn't one,' he said. 'None.'", ["'There wasn't one,'", "'None.'"]),
        ("« Sans fin, « dedans », dehors", ["« Sans fin, « dedans », dehors"]),
    ],
)
def test_quotation_marks_are_paired_by_kind_inside_a_block(text: str, inside: list[str]) -> None:
    marks = {**FRENCH, **ENGLISH}

    assert [text[a:b] for a, b in quotations(text, 0, len(text), marks)] == inside


def test_marks_are_never_paired_across_blocks() -> None:
    text = 'Il dit "oui\n\nElle dit non"'

    assert quotations(text, 0, 11, FRENCH) == []


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    assert written("\ud83d", spaced=False) == "\ufffd"


@given(st.text(max_size=200))
def test_words_cover_every_character_that_is_no_space(text: str) -> None:
    words = split(text, [(0, len(text))], FRENCH)
    covered = {at for a, b in zip(words.start, words.end, strict=True) for at in range(a, b)}

    assert covered == {at for at, character in enumerate(text) if not character.isspace() and not _lone_mark(character)} | {at for at in covered if _lone_mark(text[at])}


def _lone_mark(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"
