"""The scorer agrees with the program that defines it, to the digit."""

from __future__ import annotations

import copy
import importlib.util
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from selon import gold
from selon.score import score, split_spans

HERE = Path(__file__).parent
DEV = gold.dev_part(gold.load(HERE / "gold" / "articles"))[:20]


def _reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", HERE / "gold" / "score_quotes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _disturbed(documents: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """Gold with spans moved, sources swapped, attributions dropped and added."""
    draw = random.Random(seed)
    out = copy.deepcopy(documents)
    for document in out:
        document["quotes"] = [q for q in document["quotes"] if draw.random() > 0.1]
        for quote in document["quotes"]:
            if draw.random() < 0.5:
                quote["content"] = [[max(0, a + draw.randint(-30, 10)), b + draw.randint(0, 30)] for a, b in quote["content"]]
            if draw.random() < 0.2:
                quote["source"] = draw.choice(document["quotes"])["source"]
            quote["kind"] = draw.choice(["direct", "mixed", "indirect"])
        if document["quotes"]:
            document["quotes"].append(copy.deepcopy(draw.choice(document["quotes"])))
    return out


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("spans", [False, True])
@pytest.mark.parametrize("scoped", [False, True])
def test_figures_agree_with_the_reference(seed: int, spans: bool, scoped: bool) -> None:
    wanted, given = copy.deepcopy(DEV), _disturbed(DEV, seed)
    if scoped:
        for document in wanted:
            document["scope"] = [q["cue"][0] for q in document["quotes"][::2] if q["cue"]]
    theirs_gold, theirs = {d["id"]: d for d in wanted}, {d["id"]: d for d in given}
    reference = _reference()
    if spans:
        theirs_gold, theirs = reference.by_span(theirs_gold), reference.by_span(theirs)
        wanted, given = split_spans(wanted), split_spans(given)
    expected, _ = reference.score(theirs_gold, theirs)

    mine = score(wanted, {d["id"]: d for d in given})

    for name, theirs_name in (("exact", "exact"), ("0.3", "J>=0.3"), ("0.8", "J>=0.8"), ("tokens", "tokens"), ("who+what", "who+what")):
        row = expected[theirs_name]
        assert [mine.f(name).precision, mine.f(name).recall, mine.f(name).f1] == pytest.approx([100 * row[k] for k in ("p", "r", "f1")], abs=1e-9), name
    for name, asked in (("source any", "source asked"), ("source exact", "source asked"), ("cue any", "cue asked")):
        assert mine.part(name, asked) == pytest.approx(100 * expected[name], abs=1e-9)


def test_gold_against_itself_gives_a_hundred() -> None:
    result = score(DEV, {d["id"]: d for d in DEV})

    assert {result.f(name).f1 for name in ("exact", "0.8", "tokens", "who+what")} == {100.0}
