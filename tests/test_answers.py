"""Who answers whom. Attributions are marked by hand (see sayings.py); the ranker has its shipped weights."""

from __future__ import annotations

import pytest

from sayings import told
from selon import answers
from selon.model import Answer


def exchanges(marked: str, lang: str, acts: dict[int, str], **about: str) -> list[Answer]:
    read = told(marked, lang, acts, **about)
    return list(answers.find(answers.Scene(read.article, tuple(read.sayings.values()), read.cast), ()))


def pairs(found: list[Answer]) -> list[tuple[str, str, str, str]]:
    return [(one.answering, one.answered, one.how, one.asked) for one in found]


@pytest.mark.parametrize(
    ("lang", "marked", "acts", "expected"),
    [
        (
            "fr",
            "[s1 La Norvège] [k1 a invité] [a1 la Moldavie] à [c1 rejoindre l'accord gazier]. [s2 La Moldavie] [k2 a refusé] [c2 l'invitation].",
            {1: "invite", 2: "refuse"},
            [("2", "1", "refuses", "invitation")],
        ),
        (
            "fr",
            "[s1 La Norvège] [k1 accuse] [c1 la Moldavie d'avoir détourné le gaz]. [s2 La Moldavie] [k2 dément] [c2 avoir détourné le gaz].",
            {1: "accuse", 2: "deny"},
            [("2", "1", "denies", "accusation")],
        ),
        (
            "en",
            "[s1 Norway] [k1 accused] [c1 Moldova of diverting the gas]. [s2 Moldova] [k2 denied] [c2 it].",
            {1: "accuse", 2: "deny"},
            [("2", "1", "denies", "accusation")],
        ),
        (
            "en",
            "[s1 Norway] [k1 offered] [a1 Moldova] [c1 a loan for the gas terminal]. [s2 Moldova] [k2 accepted] [c2 the offer].",
            {1: "offer", 2: "accept"},
            [("2", "1", "accepts", "offer")],
        ),
    ],
)
def test_an_answer_is_joined_to_what_it_answers(lang: str, marked: str, acts: dict[int, str], expected: list[tuple[str, str, str, str]]) -> None:
    assert pairs(exchanges(marked, lang, acts)) == expected


@pytest.mark.parametrize(
    ("lang", "marked"),
    [
        ("fr", "[s1 Claire Vasseur] [k1 explique] que [c1 la digue est vieille]. [s2 Elle] [k2 ajoute] que [c2 les travaux commenceront lundi]."),
        ("en", "[s1 Claire Vasseur] [k1 said] [c1 the dyke was old]. [s2 She] [k2 added] that [c2 work would start on Monday]."),
    ],
)
def test_a_speaker_who_goes_on_answers_nobody(lang: str, marked: str) -> None:
    assert exchanges(marked, lang, {1: "explain", 2: "state"}) == []


def test_an_answer_given_before_is_said_so() -> None:
    marked = (
        "[s1 La Norvège] [k1 a invité] [a1 la Moldavie] [t1 dimanche] à [c1 rejoindre l'accord gazier]. "
        "[s2 La Moldavie] [k2 avait refusé] [t2 vendredi] [c2 l'invitation à rejoindre l'accord gazier]."
    )

    (one,) = exchanges(marked, "fr", {1: "invite", 2: "refuse"}, published="2024-03-11")

    assert one.ahead is True


def test_an_answer_says_why() -> None:
    marked = "[s1 La Norvège] [k1 accuse] [c1 la Moldavie d'avoir détourné le gaz]. [s2 La Moldavie] [k2 dément] [c2 avoir détourné le gaz]."

    (one,) = exchanges(marked, "fr", {1: "accuse", 2: "deny"})

    assert one.reason.startswith("deny after accuse")
    assert [span.text for span in one.words] == ["dément"]
