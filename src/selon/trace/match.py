"""Whether two attributions tell the same utterance: features that can be told in words, a logistic model over them (`model.json`, fitted by `benchmarks/tracing.py`).

Sentence vectors, where there are any, are one feature among others: none of them sees negation. What separates (another speaker, another week, the opposite, another
number) can outweigh any likeness of words.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from .traits import Traits

FEATURES = (
    "same-speaker",
    "kin-speaker",
    "other-speaker",
    "no-speaker",
    "days-apart",
    "both-dated-apart",
    "shared-words",
    "shared-of-shorter",
    "run",
    "shared-concepts",
    "concepts-of-shorter",
    "cognates",
    "names",
    "other-names",
    "numbers",
    "other-numbers",
    "negation",
    "opposite",
    "modality",
    "condition",
    "both-direct",
    "same-act",
    "same-carrier",
    "other-carrier",
    "same-article",
    "heading",
    "two-of-body",
    "same-family",
    "short",
    "across",
    "across-concepts",
    "vectors",
    "has-vectors",
    "likeness",
    "likeness-then",
    "likeness-whose",
    "same-day",
    "other-age",
    "other-side",
    "same-numbers",
)
# Days after which a saying is old.
OLD = 14
FOR = frozenset(["accept", "agree", "confirm", "promise", "offer", "invite", "propose", "praise", "thank"])
AGAINST = frozenset(["refuse", "reject", "deny", "condemn", "criticise", "accuse", "threaten"])
# Blocks that sum up the article below them.
HEADINGS = frozenset(["title", "subtitle", "caption", "subhead"])
# Attributions compared from which on common words are told from rare ones.
ENOUGH = 6
# Days beyond which it does not matter how many more.
FAR = 10
# Contents of fewer solid words tell little.
FEW = 3
# Cosine of E5 vectors of sentences that have nothing in common, and of the same sentence: they lie between.
LOW, HIGH = 0.78, 0.97


@dataclass(frozen=True, slots=True)
class Pair:
    """Two attributions compared. values: by FEATURES. score: probability that they tell the same utterance."""

    values: tuple[float, ...]
    score: float

    def reason(self) -> str:
        """What speaks for it and against it, in words, the strongest first."""
        weights = model()["weights"]
        parts = sorted(((value * weights[name], name) for name, value in zip(FEATURES, self.values, strict=True)), key=lambda part: -abs(part[0]))
        return ", ".join(f"{'for' if weight > 0 else 'against'}: {WORDS[name]}" for weight, name in parts[:5] if abs(weight) > 0.3)


WORDS: Mapping[str, str] = {
    "same-speaker": "the same speaker",
    "kin-speaker": "speakers who act for one another",
    "other-speaker": "another speaker",
    "no-speaker": "a speaker is not named",
    "days-apart": "days apart",
    "both-dated-apart": "both days are told and differ",
    "shared-words": "words in common",
    "shared-of-shorter": "the shorter one within the longer",
    "run": "words in the same order",
    "shared-concepts": "matters in common",
    "concepts-of-shorter": "matters of the shorter within the longer",
    "cognates": "words that languages share",
    "names": "names in common",
    "other-names": "other names",
    "numbers": "numbers in common",
    "other-numbers": "other numbers",
    "negation": "one is negated",
    "opposite": "opposite words",
    "modality": "another modality",
    "condition": "one has a condition",
    "both-direct": "both quoted",
    "same-act": "the same act",
    "same-carrier": "the same occasion",
    "other-carrier": "another occasion",
    "same-article": "both in one article",
    "heading": "a heading and its article",
    "two-of-body": "two passages of one article",
    "same-family": "copies of one text",
    "short": "few words",
    "across": "two languages",
    "across-concepts": "matters in common across languages",
    "vectors": "near in meaning",
    "has-vectors": "vectors compared",
    "likeness": "much alike",
    "likeness-then": "much alike at the same time",
    "likeness-whose": "much alike by the same speaker",
    "same-day": "the same day is told",
    "other-age": "one is old, one is new",
    "other-side": "one accepts, one refuses",
    "same-numbers": "all numbers the same",
}


@cache
def model() -> dict[str, Any]:
    """Weights by feature, intercept, threshold."""
    told: dict[str, Any] = json.loads(resources.files(__package__).joinpath("model.json").read_text(encoding="utf-8"))
    return told


def rarity(some: Sequence[Traits]) -> Mapping[str, float]:
    """What words and concepts weigh among attributions that are compared: those that most of them have tell nothing. Of each utterance once: copies do not make a word common."""
    prints = {one.print: one for one in some}
    count = Counter(word for one in prints.values() for word in one.stems | one.concepts)
    return {word: math.log(1 + len(prints) / often) / math.log(1 + len(prints)) for word, often in count.items()} if len(prints) >= ENOUGH else {}


def compare(one: Traits, two: Traits, cosine: float | None = None, rare: Mapping[str, float] = MappingProxyType({})) -> Pair:
    """Compare two attributions. cosine: of their vectors, None where there are none. rare: see `rarity`."""
    values = features(one, two, cosine, rare)
    given = model()
    weights = given["weights"]
    total = given["intercept"] + sum(weights[name] * value for name, value in zip(FEATURES, values, strict=True))
    return Pair(values, 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))))


def features(one: Traits, two: Traits, cosine: float | None = None, rare: Mapping[str, float] = MappingProxyType({})) -> tuple[float, ...]:
    """The values of FEATURES."""
    across = one.lang != two.lang
    apart = days_apart(one, two)
    shared = overlap(one.stems, two.stems, rare) if not across else (0.0, 0.0)
    matters = overlap(one.concepts, two.concepts, rare)
    names, others = common(one.names_said, two.names_said)
    numbers, other = common(one.numbers, two.numbers)
    whom = party(one, two)
    told: dict[str, float] = {
        "same-speaker": whom == "same",
        "kin-speaker": whom == "kin",
        "other-speaker": whom == "other",
        "no-speaker": whom == "none",
        "days-apart": min(apart, FAR) / FAR,
        "both-dated-apart": one.dated and two.dated and apart > 0,
        "shared-words": shared[0],
        "shared-of-shorter": shared[1],
        "run": run(one.words, two.words) if not across else 0.0,
        "shared-concepts": matters[0],
        "concepts-of-shorter": matters[1],
        "cognates": overlap(one.cognates, two.cognates)[1] if across else 0.0,
        "names": names,
        "other-names": others,
        "numbers": numbers,
        "other-numbers": other,
        "negation": ("negation" in one.turned) != ("negation" in two.turned),
        "opposite": opposite(one, two),
        "modality": any((name in one.turned) != (name in two.turned) for name in ("possible", "necessary")),
        "condition": ("condition" in one.turned) != ("condition" in two.turned),
        "both-direct": one.form == two.form == "direct",
        "same-act": one.act == two.act,
        "same-carrier": bool(one.carrier) and one.carrier == two.carrier,
        "other-carrier": bool(one.carrier) and bool(two.carrier) and one.carrier != two.carrier,
        "same-article": one.article == two.article,
        "heading": one.article == two.article and (one.block in HEADINGS) != (two.block in HEADINGS),
        "two-of-body": one.article == two.article and (one.block in HEADINGS) == (two.block in HEADINGS),
        "same-family": one.family is not None and one.family == two.family,
        "short": min(len(one.stems), len(two.stems)) < FEW,
        "across": across,
        "across-concepts": matters[1] if across else 0.0,
        "vectors": 0.0 if cosine is None else max(0.0, min(1.0, (cosine - LOW) / (HIGH - LOW))),
        "has-vectors": cosine is not None,
    }
    told["same-day"] = one.dated and two.dated and apart == 0
    told["other-age"] = old(one) != old(two)
    told["other-side"] = {side(one.act), side(two.act)} == {1, -1}
    told["same-numbers"] = bool(one.numbers) and set(one.numbers) == set(two.numbers)
    told["likeness"] = max(told["shared-of-shorter"], told["concepts-of-shorter"], told["vectors"])
    told["likeness-then"] = told["likeness"] * (apart == 0)
    told["likeness-whose"] = told["likeness"] * (whom in ("same", "kin"))
    return tuple(float(told[name]) for name in FEATURES)


def party(one: Traits, two: Traits) -> str:
    """How those who speak are to each other: same, kin (a name in common: the spokesman of Sorenia and Sorenia), other, none."""
    if not one.names or not two.names:
        return "none"
    if set(one.speakers) & set(two.speakers) or one.names[-1] == two.names[-1]:
        return "same"
    return "kin" if set(one.names) & set(two.names) else "other"


def old(one: Traits) -> bool:
    """Whether a saying was old when it was printed."""
    return bool(one.dated and one.when and one.last) and (date.fromisoformat(one.when[:10]) - date.fromisoformat(one.last[:10])).days > OLD


def side(act: str) -> int:
    """1 for acts that offer or accept, -1 for those that refuse or attack, 0 for others."""
    return 1 if act in FOR else -1 if act in AGAINST else 0


def days_apart(one: Traits, two: Traits) -> int:
    """Days between the stretches within which two sayings lie; 0 when they meet or one is not known."""
    if not one.first or not two.first:
        return 0
    if one.first > two.last:
        return (date.fromisoformat(one.first[:10]) - date.fromisoformat(two.last[:10])).days
    if two.first > one.last:
        return (date.fromisoformat(two.first[:10]) - date.fromisoformat(one.last[:10])).days
    return 0


def overlap(one: frozenset[str], two: frozenset[str], rare: Mapping[str, float] = MappingProxyType({})) -> tuple[float, float]:
    """Share of the common of all, and of the smaller. rare: what each weighs, 1 where it is not told."""
    if not one or not two:
        return 0.0, 0.0
    both, left, right = (sum(rare.get(each, 1.0) for each in some) for some in (one & two, one, two))
    return both / (left + right - both), both / min(left, right)


def common(one: Sequence[str], two: Sequence[str]) -> tuple[float, float]:
    """Share of the smaller that both have; whether both have some and none in common."""
    if not one or not two:
        return 0.0, 0.0
    both = len(set(one) & set(two))
    return both / min(len(set(one)), len(set(two))), float(both == 0)


def run(one: Sequence[str], two: Sequence[str]) -> float:
    """The longest run of words that both have, as a share of the shorter."""
    if not one or not two:
        return 0.0
    best, before = 0, [0] * (len(two) + 1)
    for word in one:
        now = [0] * (len(two) + 1)
        for at, other in enumerate(two, 1):
            if word == other:
                now[at] = before[at - 1] + 1
                best = max(best, now[at])
        before = now
    return best / min(len(one), len(two))


def opposite(one: Traits, two: Traits) -> bool:
    """Whether one has one side of a pair of opposites alone, and the other the other."""
    for number in {number for number, _ in one.sides} & {number for number, _ in two.sides}:
        left, right = ({side for pair, side in each.sides if pair == number} for each in (one, two))
        if len(left) == len(right) == 1 and left != right:
            return True
    return False
