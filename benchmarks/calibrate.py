#!/usr/bin/env python3
"""Chooses the floors and the confidence curve of a folder of weights on gold dev, writes them to its model.json, and prints the reliability table.

usage: calibrate.py [WEIGHTS] [--write] [--table FILE]

Floors: the pair with the best who+what F1. Confidence: a logistic curve (Platt 1999) from the log-odds of the product of the probabilities of anchor,
content and source to whether content (J>=0.8) and source are right.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from selon import gold, pipeline, views
from selon.article import Declared, from_record
from selon.score import Words, jaccard, paired, score
from selon.tagger.encoder import WEIGHTS, Settings, Tagger

ROOT = Path(__file__).parent.parent
CUE_FLOORS = (0.3, 0.4, 0.5, 0.6)
CONTENT_FLOORS = (0.3, 0.45, 0.6)
STEP_MOST = 0.2
BINS = 10


def read_all(tagger: Tagger, documents: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    given = ("id", "text", "lang", "blocks")
    return {d["id"]: views.gold_record(pipeline.read_article(from_record({k: d[k] for k in given}, Declared()), tagger)) for d in documents}


def outcomes(documents: list[dict[str, Any]], found: dict[str, dict[str, Any]]) -> list[tuple[float, bool]]:
    """Confidence and whether it was right, for every attribution found."""
    out = []
    for document in documents:
        words, have = Words(document["text"]), found[document["id"]]["quotes"]
        pairs = {j: (level, i) for level, i, j in paired([words.content(q["content"]) for q in document["quotes"]], [words.content(q["content"]) for q in have])}
        for j, quote in enumerate(have):
            level, i = pairs.get(j, (0.0, -1))
            want = words.telling(document["quotes"][i]["source"]) if i >= 0 else set()
            right = level >= 0.8 and (not want or jaccard(want, words.telling(quote["source"])) > 0)
            out.append((float(quote["confidence"]), right))
    return out


def fitted(raw: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Slope and offset of the logistic curve, by Newton's method with bounded steps."""
    odds = np.log(np.clip(raw, 1e-6, 1 - 1e-6) / (1 - np.clip(raw, 1e-6, 1 - 1e-6)))
    columns, weights = np.stack([odds, np.ones_like(odds)], 1), np.array([1.0, 0.0])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-columns @ weights))
        step = np.linalg.solve((columns * (chance * (1 - chance))[:, None]).T @ columns + 1e-6 * np.eye(2), columns.T @ (right - chance))
        # Whole steps ran away on the weights of 2026-11-24, which are surer of themselves.
        weights = weights + np.clip(step, -STEP_MOST, STEP_MOST)
    return float(weights[0]), float(weights[1])


def table(rows: list[tuple[float, bool]]) -> str:
    """Ten bins of confidence: how many, mean confidence, share right; and the expected calibration error."""
    lines, error = ["| confidence | attributions | mean confidence | right |", "| --- | ---: | ---: | ---: |"], 0.0
    for first in range(BINS):
        inside = [(c, r) for c, r in rows if min(int(c * BINS), BINS - 1) == first]
        if inside:
            mean, right = (sum(column) / len(inside) for column in zip(*inside, strict=True))
            error += abs(mean - right) * len(inside) / len(rows)
            lines.append(f"| {first / BINS:.1f}-{(first + 1) / BINS:.1f} | {len(inside)} | {mean:.2f} | {right:.2f} |")
    return "\n".join([*lines, "", f"Expected calibration error {error:.3f} over {len(rows)} attributions."])


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("weights", type=Path, nargs="?", default=WEIGHTS)
    cli.add_argument("--write", action="store_true", help="write floors and curve to model.json")
    args = cli.parse_args()
    documents = gold.dev_part(gold.load(ROOT / "tests" / "gold" / "articles"))
    tagger = Tagger(args.weights)
    best: tuple[float, Settings] = (-1.0, tagger.settings)
    for cue in CUE_FLOORS:
        for content in CONTENT_FLOORS:
            tagger.settings = replace(tagger.settings, cue_floor=cue, content_floor=content, slope=1.0, offset=0.0)
            f1 = score(documents, read_all(tagger, documents)).f("who+what").f1 or 0.0
            print(f"floors {cue:.2f} {content:.2f}: who+what F1 {f1:.1f}")
            best = max(best, (f1, tagger.settings), key=lambda pair: pair[0])
    tagger.settings = best[1]
    raw, right = (np.array(column, float) for column in zip(*outcomes(documents, read_all(tagger, documents)), strict=True))
    slope, offset = fitted(raw, right)
    final = replace(best[1], slope=round(slope, 4), offset=round(offset, 4))
    calibrated = [(1 / (1 + math.exp(-(slope * math.log(max(r, 1e-6) / max(1 - r, 1e-6)) + offset))), bool(ok)) for r, ok in zip(raw, right, strict=True)]
    print(f"\nchosen: {final}\n\n{table(calibrated)}")
    if args.write:
        path = args.weights / "model.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        told |= {name: getattr(final, name) for name in Settings.__slots__}
        path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        print(f"\nwritten to {path}")


if __name__ == "__main__":
    main()
