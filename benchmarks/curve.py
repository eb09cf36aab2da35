#!/usr/bin/env python3
"""The learning curve: F1 on gold dev against the number of articles trained on, every point trained for the same time.

usage: curve.py FOLDER [--minutes M] [--articles 60,120,240,0] [--layers N]

Each point is a whole training (needs the extra packages); 0 means all articles. Results are appended to FOLDER/curve.jsonl as they come.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from calibrate import ROOT, read_all
from selon import gold
from selon.score import score
from selon.tagger.encoder import Tagger
from selon.tagger.lesson import Lesson, learn


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("folder", type=Path)
    cli.add_argument("--minutes", type=float, default=8)
    cli.add_argument("--articles", default="60,120,240,0")
    cli.add_argument("--layers", type=int, default=6)
    args = cli.parse_args()
    folder = ROOT / "tests" / "gold" / "articles"
    documents = gold.dev_part(gold.load(folder))
    for count in map(int, args.articles.split(",")):
        out = args.folder / f"articles-{count}"
        learn(Lesson(out, (folder,), (), args.minutes, args.layers, count or None, 1), print)
        result = score(documents, read_all(Tagger(out), documents))
        told = json.loads((out / "model.json").read_text(encoding="utf-8"))
        row = {"articles": told["articles"], "minutes": args.minutes, "layers": args.layers}
        row |= {name: round(result.f(name).f1 or 0, 1) for name in ("tokens", "0.3", "0.8", "who+what")}
        print(row)
        with (args.folder / "curve.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
