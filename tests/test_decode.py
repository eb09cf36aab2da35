"""The structured decode, on hand-made scores."""

from __future__ import annotations

import numpy as np
import pytest

from selon.language import language
from selon.tagger import structure, windows
from selon.tagger.decode import Happening, apart, happenings, ranges, triggers, viterbi
from selon.tagger.labels import SLOTS
from selon.tagger.words import split

MARKS = language("fr").marks
ALL = frozenset((*MARKS, *MARKS.values()))


def test_an_inside_never_follows_an_outside() -> None:
    scores = np.log(np.array([[[0.9, 0.05, 0.05], [0.1, 0.2, 0.7], [0.2, 0.1, 0.7]]]))

    assert viterbi(scores).tolist() == [[0, 1, 2]]


@pytest.mark.parametrize(
    ("labels", "spans"),
    [([0, 1, 2, 0, 1], [(1, 2), (4, 4)]), ([1, 1, 2], [(0, 0), (1, 2)]), ([2, 2, 0], [(0, 1)]), ([0, 0], [])],
)
def test_labels_become_spans(labels: list[int], spans: list[tuple[int, int]]) -> None:
    assert ranges(np.array(labels)) == spans


def _content(text: str, told: str, other: str = "") -> tuple[structure.Text, structure.Roles]:
    """The words of a text; the pieces of `told`, parted by |, are its content, `other` its source."""
    words = split(text, [(0, len(text))], MARKS)

    def located(part: str) -> tuple[int, int]:
        start = text.index(part)
        inside = [at for at in range(len(words)) if words.start[at] >= start and words.end[at] <= start + len(part)]
        return inside[0], inside[-1]

    roles = [()] * len(SLOTS)
    roles[SLOTS.index("content")] = tuple(located(part) for part in told.split("|"))
    if other:
        roles[SLOTS.index("source")] = (located(other),)
    return structure.seen(words, ALL), tuple(roles)


def _told(text: structure.Text, roles: structure.Roles, source: str) -> list[str]:
    return [source[text.words.start[a] : text.words.end[b]] for a, b in roles[SLOTS.index("content")]]


@pytest.mark.parametrize(
    ("text", "found", "other", "kept"),
    [
        ("« Nous refusons ce texte », a dit Anne Roux.", "Nous refusons ce", "Anne Roux", ["« Nous refusons ce texte »"]),
        ("« Nous, dit Anne Roux, refusons ce texte. »", "Nous|refusons ce texte", "Anne Roux", ["« Nous, dit", "refusons ce texte. »"]),
        ("Elle juge le texte « mauvais », et part.", "le texte «", "Elle", ["le texte"]),
        ("Il dit que la loi sera votée vite.", "la loi|votée vite.", "Il", ["la loi sera votée vite"]),
        ("Que fait-il donc ?", "Que fait-il donc ?", "", ["Que fait-il donc ?"]),
    ],
)
def test_contents_obey_the_structure_of_reported_speech(text: str, found: str, other: str, kept: list[str]) -> None:
    seen, roles = _content(text, found, other)
    mended, _ = structure.mended(seen, roles)

    assert _told(seen, mended, text) == kept


@pytest.mark.parametrize(
    ("text", "content", "form"),
    [
        ("« Nous refusons », a-t-il dit.", "« Nous refusons »", "direct"),
        ("Il juge le texte « mauvais ».", "le texte « mauvais »", "mixed"),
        ("Il dit que le texte est mauvais.", "le texte est mauvais", "indirect"),
        ("— Et vous ? demande-t-elle.", "— Et vous ?", "direct"),
        ("Nous refusons ce texte », a-t-il dit.", "Nous refusons ce texte »", "direct"),
    ],
)
def test_the_form_goes_by_the_letter(text: str, content: str, form: str) -> None:
    seen, roles = _content(text, content)

    assert structure.form(seen, roles[SLOTS.index("content")]) == form


def test_windows_cover_all_words_once_and_end_with_blocks_where_they_can() -> None:
    pieces = [(1, 2)] * 300
    blocks = [at // 70 for at in range(300)]
    packed = windows.pack(pieces, blocks, room=250)

    assert [a for a, _ in packed] == [0, *(b for _, b in packed[:-1])]
    assert packed[-1][1] == 300
    assert all(2 * (b - a) <= 250 for a, b in packed)
    assert all(b % 70 == 0 for _, b in packed[:-1])


def test_the_words_around_an_anchor_stop_at_the_ends_of_the_text() -> None:
    index = windows.around(np.array([1, 9]), 10, 2)

    assert index.tolist() == [[-1, 0, 1, 2, 3], [7, 8, 9, -1, -1]]


def _happening(anchor: int, words: list[tuple[int, int]], score: float) -> Happening:
    return Happening(anchor, (tuple(words), (), (), (), ()), (1.0, 0.0, 0.0, 0.0, 0.0), score, (), (), ())


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ([(1, [(0, 1)], 0.9), (4, [(4, 4)], 0.5)], [1, 4]),
        ([(1, [(0, 1)], 0.4), (0, [(0, 1)], 0.9)], [0]),
        ([(5, [(5, 6)], 0.9), (2, [(2, 3)], 0.8), (6, [(5, 6)], 0.7)], [2, 5]),
    ],
)
def test_of_triggers_that_share_words_the_surest_stays(found: list[tuple[int, list[tuple[int, int]], float]], kept: list[int]) -> None:
    assert [one.anchor for one in apart([_happening(*each) for each in found])] == kept


def test_a_trigger_is_the_span_around_its_anchor() -> None:
    found = triggers(np.array([[5.0, 0.0], [0.0, 5.0], [5.0, 0.0]]), 0.5)
    index = windows.around(found.at, 3, 2)
    slots = np.zeros((1, 5, 5, 3))
    slots[..., 0] = 3.0
    slots[0, 1, 0] = (0.0, 6.0, 0.0)  # the word before begins the trigger
    slots[0, 2, 0] = (0.0, 0.0, 6.0)

    (one,) = happenings(found, index, slots, [np.zeros((1, 2))] * 3)

    assert (one.anchor, one.arguments) == (1, (((0, 1),), (), (), (), ()))
