#!/usr/bin/env python3
"""Fits the model of statuses on the training articles and writes `src/selon/statuses.yaml`; prints its accuracy on train and dev beside the head's own.

usage: statuses.py [--write] [--tags FOLDER …]

Triggers are those that selon finds and the gold has. --tags as in actors.py; several folders are put together: tags of weights that have not yet learned the
training articles by heart tell how far the head may be trusted. A multinomial logistic regression with an L2 penalty, by gradient steps.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml

from actors import cases, tagged
from selon import events, gold, statuses
from selon.tagger.labels import STATUSES

HERE = Path(__file__).parent.parent
WEIGHTS = HERE / "src" / "selon" / "statuses.yaml"
PENALTY, STEPS, RATE, OFTEN, LEAST = 2.0, 400, 0.05, 5, 0.02
Row = dict[str, float]


def asked(records: Sequence[dict[str, object]], kept: Path | None) -> list[tuple[Row, int, bool]]:
    """Features of each matched trigger, the gold status, and whether it stands inside a saying; later tellings of an asserted event inside sayings are left out."""
    tags, out = tagged(records, kept), []
    standing = events.chances
    for record in records:
        if record["id"] not in tags:
            continue
        rows: dict[tuple[int, int], Row] = {}

        def keep(one: statuses.Standing, rows: dict[tuple[int, int], Row] = rows) -> tuple[float, ...]:
            rows[one.trigger.start, one.trigger.end] = statuses.features(one)
            return standing(one)

        events.chances = keep
        for case in cases(record, tags[str(record["id"])]):
            for one in case.group:
                if case.want["status"] == "asserted" and one.inside is not None:
                    continue
                out.append((rows[one.trigger.start, one.trigger.end], STATUSES.index(case.want["status"]), one.inside is not None))
    events.chances = standing
    return out


def fitted(rows: Sequence[tuple[Row, int, bool]]) -> dict[str, list[float]]:
    """Weights by feature, one for each status."""
    count = Counter(name for row, _, _ in rows for name in row)
    names = sorted(name for name, often in count.items() if often >= OFTEN)
    table, target = _table(rows, names), np.eye(len(STATUSES))[[status for _, status, _ in rows]]
    weight, mean, square = (np.zeros((len(names), len(STATUSES))) for _ in range(3))
    for step in range(1, STEPS + 1):
        scores = np.exp(table @ weight - (table @ weight).max(1, keepdims=True))
        slope = (table.T @ (scores / scores.sum(1, keepdims=True) - target) + PENALTY * weight) / len(rows)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weight -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-9)
    return {name: [round(float(value), 3) for value in row] for name, row in zip(names, weight, strict=True) if np.abs(row).max() >= LEAST}


def _table(rows: Sequence[tuple[Row, int, bool]], names: Sequence[str]) -> np.ndarray:
    column = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for at, (row, _, _) in enumerate(rows):
        for name, value in row.items():
            if name in column:
                table[at, column[name]] = value
    return table


def shown(rows: Sequence[tuple[Row, int, bool]], weights: dict[str, list[float]]) -> None:
    names = list(weights)
    scores = _table(rows, names) @ np.array([weights[name] for name in names])
    head = np.array([[row.get(f"head {name}", 0.0) for name in STATUSES] for row, _, _ in rows])
    inside, target = np.array([each for _, _, each in rows]), np.array([status for _, status, _ in rows])
    for title, values in (("head", head), ("model", scores)):
        values = values.copy()
        values[inside, 0] = -1e9
        print(f"  {title}: {100 * (values.argmax(1) == target).mean():.1f} % of {len(rows)}")


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--write", action="store_true", help="write the weights")
    cli.add_argument("--tags", type=Path, nargs="*", default=[None])
    args = cli.parse_args()
    records = gold.load(HERE / "tests" / "gold" / "articles")
    train = [row for kept in args.tags for row in asked(gold.train_part(records), kept / "train.pkl" if kept else None)]
    weights = fitted(train)
    print("train")
    shown(train, weights)
    for kept in args.tags:
        print("dev", kept.name if kept else "")
        shown(asked(gold.dev_part(records), kept / "dev.pkl" if kept else None), weights)
    if args.write:
        head = f"# Weights of the statuses {', '.join(STATUSES)}. Made by benchmarks/statuses.py from {gold.digest(gold.train_part(records))}; not written by hand.\n"
        WEIGHTS.write_text(head + yaml.safe_dump(weights, allow_unicode=True, sort_keys=True, default_flow_style=None, width=200), encoding="utf-8")


if __name__ == "__main__":
    main()
