#!/usr/bin/env python3
"""Fits the ranker of actors and recipients on the training articles and writes `src/selon/actors.yaml`; prints how it does on train and dev.

usage: actors.py [--write] [--passes N] [--tags FOLDER …]

Triggers, their grouping and the attributions are the gold ones where selon finds the trigger; the words around it are those that selon finds. --tags: a folder in which tags are
kept from one run to the next (train.pkl, dev.pkl), since reading all articles takes some minutes.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from antecedents import _fit
from selon import actors, attributions, events, gold, knowledge, parties, pipeline, published, timexes
from selon.agreement import agree, all_agree
from selon.language import language
from selon.model import Entity
from selon.tagger.encoder import Tags
from selon.tagger.words import split
from selon.telling import Telling

HERE = Path(__file__).parent.parent
WEIGHTS = HERE / "src" / "selon" / "actors.yaml"
Row = dict[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """One event and one side: the features of nobody and of every candidate, and the numbers of the right ones."""

    rows: list[Row]
    right: list[int]


@dataclass(frozen=True, slots=True)
class Case:
    """One event of the gold with the tellings that selon finds."""

    record: Mapping[str, Any]
    want: Mapping[str, Any]
    group: list[Telling]
    scene: events.Scene


def tagged(records: Sequence[dict[str, Any]], kept: Path | None) -> dict[str, Tags]:
    """Tags of each article, from a file where there is one."""
    if kept is not None and kept.exists():
        return dict(pickle.loads(kept.read_bytes()))
    reader, out = pipeline.tagger(), {}
    for record in records:
        article = gold.article(record)
        places = [(block.start, block.end) for block in article.blocks if block.repeats is None]
        out[article.id] = reader.tag(split(article.text, places, language(article.lang).marks))
    if kept is not None:
        kept.write_bytes(pickle.dumps(out))
    return out


def cases(record: dict[str, Any], tags: Tags) -> list[Case]:
    """Every event of one article of which selon finds a trigger."""
    article = gold.article(record)
    out = published.published(article)
    found = attributions.find(article, tags, pipeline.tagger().settings)
    whole = pipeline.resolve_all(article, found, out, timexes.spot(article))
    acting = parties.Parties(whole.cast, whole.attributions, knowledge.load(), (out.earliest, out.latest) if out.earliest and out.latest else None)
    scene = events.Scene(article, whole.attributions, whole.timexes, acting, out.earliest)
    tellings = [events._telling(tags, one, scene) for one in tags.triggers]
    made = []
    for want in record["events"]:
        group = [one for one in tellings if any(a < one.trigger.end and one.trigger.start < b for a, b in want["trigger"])]
        made += [Case(record, want, group, scene)] if group else []
    return made


def question(case: Case, side: str) -> actors.Question:
    """What is asked; the actors of the gold are taken when its recipients are asked for."""
    lang = case.record["lang"]
    taken = tuple(one.entity for one in case.scene.parties.figures if any(agree(one.entity.name, name, lang) for name in case.want["actor"] or [])) if side == "recipient" else ()
    return actors.Question(case.scene.parties, case.group, side, taken)


def asked(case: Case, side: str) -> Asked:
    """Features of all candidates of one side."""
    one, names = question(case, side), case.want[side] or []
    figures = case.scene.parties.figures
    right = [at for at, figure in enumerate(figures, 1) if any(agree(figure.entity.name, name, case.record["lang"]) for name in names)]
    return Asked([actors.features(one, None), *(actors.features(one, figure) for figure in figures)], right if names else [0])


def pairs(case: Case, side: str) -> list[Asked]:
    """For the likeliest candidate, if it is right: whether each other one acts with it."""
    one, first = question(case, side), asked(case, side)
    figures = case.scene.parties.figures
    rows = actors.ranked(one, figures)
    best = rows[0][1]
    if best is None or not case.want[side] or figures.index(best) + 1 not in first.right:
        return []
    left = [(at, figure) for at, figure in enumerate(figures, 1) if figure is not best and figure.entity not in one.taken]
    return [Asked([actors.alone(one), actors.beside(one, best, figure)], [int(at in first.right)]) for at, figure in left]


def right(case: Case, side: str, taken: tuple[Entity, ...]) -> tuple[bool, tuple[Entity, ...]]:
    """Whether those chosen agree with the gold, and who they are."""
    found = actors.chosen(actors.Question(case.scene.parties, case.group, side, taken)).entities
    kept = tuple(entity for entity in found if entity not in taken)
    return all_agree([entity.name for entity in kept], case.want[side] or [], case.record["lang"]), found


def shown(items: Sequence[Case]) -> None:
    """Share of lists that agree, as the gate counts them, and of questions whose right answer is among the candidates."""
    good = dict.fromkeys(actors.SIDES, 0)
    for case in items:
        taken: tuple[Entity, ...] = ()
        for side in actors.SIDES:
            same, taken = right(case, side, taken)
            good[side] += same
    for side in actors.SIDES:
        among = sum(bool(asked(case, side).right) for case in items)
        print(f"  {side:10} {len(items)} asked, one right among the candidates {100 * among / len(items):.1f} %, list right {100 * good[side] / len(items):.1f} %")


def of_part(records: Sequence[dict[str, Any]], kept: Path | None) -> list[Case]:
    """Every case of some articles."""
    tags = tagged(records, kept)
    return [case for record in records if record["id"] in tags for case in cases(record, tags[record["id"]])]


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--write", action="store_true", help="write the weights")
    cli.add_argument("--passes", type=int, default=10)
    cli.add_argument("--tags", type=Path, nargs="*", default=[None])
    args = cli.parse_args()
    records = gold.load(HERE / "tests" / "gold" / "articles")
    parts = {"train": [case for kept in args.tags for case in of_part(gold.train_part(records), kept / "train.pkl" if kept else None)]}
    parts |= {f"dev {kept.name if kept else ''}": of_part(gold.dev_part(records), kept / "dev.pkl" if kept else None) for kept in args.tags}
    weights = {side: _fit([one for case in parts["train"] if (one := asked(case, side)).right], args.passes) for side in actors.SIDES}
    actors.weights = lambda: weights  # type: ignore[assignment]
    weights |= {f"{side}, beside": _fit([one for case in parts["train"] for one in pairs(case, side)], args.passes) for side in actors.SIDES}
    for name, items in parts.items():
        print(name)
        shown(items)
    if args.write:
        head = f"# Weights of the ranker of actors and recipients. Made by benchmarks/actors.py from {gold.digest(gold.train_part(records))}; not written by hand.\n"
        WEIGHTS.write_text(head + yaml.safe_dump(weights, allow_unicode=True, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    main()
