#!/usr/bin/env python3
"""Fits the antecedent ranker on the training articles: `src/selon/antecedents.yaml`.

usage: antecedents.py [--write] [--passes N]

Spans and speakers are the gold ones; each source is answered with the gold speaker before the next is asked. One softmax over the
candidates of each question (the characters of the article, and nobody), by stochastic gradient, with an L2 penalty. Prints how often the
right candidate is among those asked about, and how often it comes first, on train and on dev.
"""

from __future__ import annotations

import argparse
import math
import random
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from selon import gold, resolve
from selon.article import Declared, from_record
from selon.model import Article, Attribution, Why
from selon.names_score import same  # type: ignore[import-not-found]

HERE = Path(__file__).parent.parent
