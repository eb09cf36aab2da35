#!/usr/bin/env python3
"""Fits the model that joins tellings of one happening, on the training articles, and writes `src/selon/tellings.yaml`; prints F1 of pairs on train and dev for several floors.

usage: tellings.py [--write] [--tags FOLDER …]

Triggers are those that selon finds and the gold has; --tags as in actors.py. A logistic regression with an L2 penalty, by Newton's steps.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import yaml

from actors import cases, tagged
from selon import gold
from selon.telling import Pair, features

HERE = Path(__file__).parent.parent
WEIGHTS = HERE / "src" / "selon" / "tellings.yaml"
PENALTY, STEPS, LEAST = 3.0, 12, 0.01
FLOORS = (0.3, 0.4, 0.5, 0.6, 0.7)
Row = dict[str, float]


def pairs(records: Sequence[dict[str, object]], kept: Path | None) -> list[tuple[Row, bool]]:
    """Features of every two matched triggers of an article, and whether the gold has them as one event."""
    tags = tagged(records, kept)
    out = []
    for record in records:
        if record["id"] not in tags:
            continue
        told = [(one, case.want["n"], case.scene.parties.cast) for case in cases(record, tags[str(record["id"])]) for one in case.group]
        for (one, n, cast), (two, m, _) in combinations(sorted(told, key=lambda each: each[0].trigger.start), 2):
            out.append((features(Pair(one, two, cast)), n == m))
    return out


def fitted(rows: Sequence[tuple[Row, bool]]) -> Row:
    """Weights by feature."""
    names = sorted({name for row, _ in rows for name in row})
    column = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for at, (row, _) in enumerate(rows):
        table[at, [column[name] for name in row]] = list(row.values())
    target = np.array([same for _, same in rows], float)
    weight = np.zeros(len(names))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-table @ weight))
        slope = table.T @ (chance - target) + PENALTY * weight
        bend = (table * (chance * (1 - chance))[:, None]).T @ table + PENALTY * np.eye(len(names))
        weight -= np.linalg.solve(bend, slope)
    return {name: round(float(value), 3) for name, value in zip(names, weight, strict=True) if abs(value) >= LEAST}


def shown(rows: Sequence[tuple[Row, bool]], weights: Row) -> None:
    values = np.array([sum(weights.get(name, 0.0) * value for name, value in row.items()) for row, _ in rows])
    chance, target = 1 / (1 + np.exp(-values)), np.array([same for _, same in rows])
    for floor in FLOORS:
        given = chance >= floor
        print(f"  floor {floor}: pairs F1 {200 * (given & target).sum() / max(given.sum() + target.sum(), 1):.1f}, given {given.sum()} of {target.sum()}")


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--write", action="store_true", help="write the weights")
    cli.add_argument("--tags", type=Path, nargs="*", default=[None])
    args = cli.parse_args()
    records = gold.load(HERE / "tests" / "gold" / "articles")
    parts = {"train": [row for kept in args.tags for row in pairs(gold.train_part(records), kept / "train.pkl" if kept else None)]}
    parts |= {f"dev {kept.name if kept else ''}": pairs(gold.dev_part(records), kept / "dev.pkl" if kept else None) for kept in args.tags}
    weights = fitted(parts["train"])
    for name, rows in parts.items():
        print(name, len(rows))
        shown(rows, weights)
    if args.write:
        head = f"# Weights of the model that joins tellings. Made by benchmarks/tellings.py from {gold.digest(gold.train_part(records))}; not written by hand.\n"
        WEIGHTS.write_text(head + yaml.safe_dump(weights, allow_unicode=True, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    main()
