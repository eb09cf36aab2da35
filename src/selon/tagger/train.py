"""Training: annotated articles → the network's weights."""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from . import windows
from .corpus import Example, Range, retyped
from .labels import ARGUMENTS, SLOTS, TIMEX_TYPES
from .network import Around, Batch, Network, Roles, Scores, Shape
from .pieces import Pieces

IGNORED = -100


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train.

    pieces: a batch's size. encoder_rate, head_rate: highest learning rates. retype: share of articles read in another typography.
    frozen: layers of the encoder, from the lowest, that stay as they come.
    """

    steps: int = 1_000_000
    pieces: int = 1024
    encoder_rate: float = 2e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    seed: int = 1
    retype: float = 0.5
    minutes: float = 1e9
    frozen: int = 4


@dataclass(frozen=True, slots=True)
class Targets:
    """Gold labels beside a Batch; IGNORED where unknown. anchor, timex, trigger: (words,); flat: (words, slots); slots: (anchors, width, slots); said, act: (anchors,);
    arguments: (triggers, width, arguments); type, mode, status: (triggers,)."""

    anchor: Tensor
    timex: Tensor
    trigger: Tensor
    flat: Tensor
    slots: Tensor
    said: Tensor
    act: Tensor
    arguments: Tensor
    type: Tensor
    mode: Tensor
    status: Tensor


class Layout:
    """Turns examples into batches."""

    def __init__(self, pieces: Pieces, reach: int = windows.REACH) -> None:
        self.pieces, self.reach = pieces, reach

    def batch(self, examples: Sequence[Example]) -> tuple[Batch, Targets]:
        """One batch of several articles."""
        rows: list[list[int]] = []
        starts: list[tuple[int, int]] = []
        for example in examples:
            self._lay(example, rows, starts)
        length = max(map(len, rows))
        ids = np.ones((len(rows), length), np.int64)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
        lengths = np.array([len(row) for row in rows])
        first = np.array([row * length + column for row, column in starts])
        mask = np.arange(length)[None] < lengths[:, None]
        sayings = self._around(examples, [[m.anchor for m in example.marked] for example in examples])
        events = self._around(examples, [[h.anchor for h in example.events or ()] for example in examples])
        return Batch(torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(first), sayings, events), self._targets(examples)

    def _around(self, examples: Sequence[Example], anchors: Sequence[Sequence[int]]) -> Around:
        parts = []
        offset = 0
        for example, told in zip(examples, anchors, strict=True):
            at = np.array(told, np.int64)
            around = windows.around(at, len(example.words), self.reach)
            parts.append((at + offset, np.where(around >= 0, around + offset, -1), windows.marks(example.words, around, at)))
            offset += len(example.words)
        return Around(*(torch.from_numpy(np.concatenate(column)) for column in zip(*parts, strict=True)))

    def _lay(self, example: Example, rows: list[list[int]], starts: list[tuple[int, int]]) -> None:
        cut = self.pieces.cut(example.words.form)
        for row, places in windows.laid(cut, example.words.block, (self.pieces.begin, self.pieces.end)):
            starts += [(len(rows), place) for place in places]
            rows.append(row)

    def _targets(self, examples: Sequence[Example]) -> Targets:
        parts = [self._target(example) for example in examples]
        return Targets(*(torch.from_numpy(np.concatenate(column)) for column in zip(*parts, strict=True)))

    def _target(self, example: Example) -> tuple[np.ndarray, ...]:
        count, reach = len(example.words), self.reach
        anchor = np.zeros(count, np.int64)
        slots = _slots([(marked.anchor, marked.roles) for marked in example.marked], len(SLOTS), reach)
        for marked in example.marked:
            anchor[marked.anchor] = 1 if marked.cued else 2
        flat = np.zeros((count, len(SLOTS)), np.int64)
        # The outermost span of a slot is told last.
        for number in range(len(SLOTS)):
            for first, last in sorted((r for m in example.marked for r in m.roles[number]), key=lambda r: r[1] - r[0]):
                flat[first : last + 1, number] = 2
                flat[first, number] = 1
        if example.asked is not None:
            flat[~np.array(example.asked) & (flat == 0).all(1)] = IGNORED
            anchor[~np.array(example.asked)] = IGNORED
        said = np.array([IGNORED if m.said is None else m.said for m in example.marked], np.int64)
        act = np.array([IGNORED if m.act is None else m.act for m in example.marked], np.int64)
        events = example.events or ()
        trigger = np.full(count, IGNORED if example.events is None else 0, np.int64)
        for event in events:
            trigger[event.anchor] = 1 + event.type
        arguments = _slots([(event.anchor, event.arguments) for event in events], len(ARGUMENTS), reach)
        status = [IGNORED if event.status is None else event.status for event in events]
        kinds = (np.array(column, np.int64) for column in ([e.type for e in events], [e.mode for e in events], status))
        return anchor, _typed(example.timexes, count, len(TIMEX_TYPES)), trigger, flat, slots, said, act, arguments, *kinds


def _slots(rows: Sequence[tuple[int, Sequence[Sequence[Range] | None]]], count: int, reach: int) -> np.ndarray:
    """BIO labels of the words around anchors: (rows, 2 * reach + 1, count). rows: anchor, then the ranges of each slot, None where they are unknown."""
    out = np.zeros((len(rows), 2 * reach + 1, count), np.int64)
    for row, (anchor, roles) in enumerate(rows):
        for number, spans in enumerate(roles):
            if spans is None:
                out[row, :, number] = IGNORED
            for first, last in spans or ():
                a, b = first - anchor + reach, last - anchor + reach
                out[row, max(a, 0) : max(b + 1, 0), number] = 2
                if 0 <= a < 2 * reach + 1:
                    out[row, a, number] = 1
    return out


def _typed(spans: Sequence[tuple[Range, int]] | None, count: int, kinds: int) -> np.ndarray:
    if spans is None:
        return np.full(count, IGNORED, np.int64)
    out = np.zeros(count, np.int64)
    for (first, last), kind in spans:
        out[first : last + 1] = 1 + kinds + kind
        out[first] = 1 + kind
    return out


def loss(scores: Scores, gold: Targets) -> Tensor:
    """Weighted sum of the heads' cross entropies. Weights set so that each head starts near the size of the others."""

    def entropy(logits: Tensor, target: Tensor) -> Tensor:
        known = (target != IGNORED).sum().clamp(min=1)
        return nn.functional.cross_entropy(logits.flatten(0, -2).float(), target.flatten(), ignore_index=IGNORED, reduction="sum") / known

    return (
        4 * entropy(scores.anchor, gold.anchor)
        + 8 * entropy(scores.flat, gold.flat)
        + 8 * entropy(scores.slots, gold.slots)
        + 0.3 * entropy(scores.saying[0], gold.said)
        + 0.3 * entropy(scores.saying[1], gold.act)
        + entropy(scores.timex, gold.timex)
        + 4 * entropy(scores.trigger, gold.trigger)
        + 4 * entropy(scores.arguments, gold.arguments)
        + sum(0.3 * entropy(logits, target) for logits, target in zip(scores.happening, (gold.type, gold.mode, gold.status), strict=True))
    )


def batches(examples: Sequence[Example], plan: Plan, layout: Layout, draw: random.Random) -> Iterator[tuple[Batch, Targets]]:
    """Batches without end; each pass over the examples in a new order, some in another typography."""
    while True:
        order = list(examples)
        draw.shuffle(order)
        held: list[Example] = []
        size = 0
        for item in order:
            if draw.random() < plan.retype:
                item = Example(item.name, retyped(item.words, draw), item.marked, item.asked, item.timexes, item.events)
            held.append(item)
            size += int(1.45 * len(item.words))
            if size >= plan.pieces:
                yield layout.batch(held)
                held, size = [], 0


def train(network: Network, examples: Sequence[Example], plan: Plan, layout: Layout, tell: Callable[[str], None]) -> None:
    """Train in place. tell: takes one line of progress at a time."""
    torch.manual_seed(plan.seed)
    draw = random.Random(plan.seed)
    if plan.frozen:
        lower = [network.encoder.place, network.encoder.norm, *list(network.encoder.layers)[: plan.frozen]]
        for module in lower:
            module.requires_grad_(False)
    pretrained = "encoder."
    encoder = [p for name, p in network.named_parameters() if name.startswith(pretrained) and p.requires_grad]
    heads = [p for name, p in network.named_parameters() if not name.startswith(pretrained)]
    optimiser = torch.optim.AdamW([{"params": encoder, "lr": plan.encoder_rate}, {"params": heads, "lr": plan.head_rate}], weight_decay=0.01)
    begun = time.monotonic()
    done = 0.0

    def rate(step: int) -> float:
        # By steps, or by the clock where the clock is the tighter bound: the rate reaches zero when training ends.
        share = max(step / plan.steps, done)
        return min(1.0, share / plan.warmup) * max(0.0, min(1.0, (1 - share) / (1 - plan.warmup)))

    rates = [group["lr"] for group in optimiser.param_groups]
    network.train()
    mean = 0.0
    for step, (batch, gold) in enumerate(batches(examples, plan, layout, draw), 1):
        done = (time.monotonic() - begun) / 60 / plan.minutes
        for group, top in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = top * rate(step)
        with torch.autocast("cpu", torch.bfloat16):
            scores = network(batch)
        value = loss(scores, gold)
        value.backward()
        nn.utils.clip_grad_norm_(encoder + heads, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        mean += (value.item() - mean) / min(step, 50)
        if step % 50 == 0 or step == 1:
            tell(f"step {step}/{plan.steps}  loss {mean:.3f}  {(time.monotonic() - begun) / 60:.1f} min")
        if step >= plan.steps or done >= 1 or math.isnan(mean):
            break
    network.eval()


@dataclass(frozen=True, slots=True)
class Kinds:
    """Features of anchors and the gold of each kind, for training those heads alone."""

    features: Tensor
    gold: tuple[Tensor, ...]


def kinds(network: Network, examples: Sequence[Example], layout: Layout) -> tuple[Kinds, Kinds]:
    """Read every example once with the network as it stands: of sayings and of events."""
    network.eval()
    sayings, events = [], []
    for example in examples:
        if example.marked and any(m.act is not None for m in example.marked):
            batch, gold = layout.batch([example])
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                one, two = network.features(batch)
            sayings.append((one.float(), gold.said, gold.act))
            events.append((two.float(), gold.type, gold.mode, gold.status))
    return _joined(sayings), _joined(events)


def _joined(parts: Sequence[tuple[Tensor, ...]]) -> Kinds:
    features, *gold = (torch.cat(column) for column in zip(*parts, strict=True))
    return Kinds(features, tuple(gold))


# Passes over all anchors, dropout and rate. Gold dev act accuracy on gold anchors: 64.9 before, 66.2 after 20 or 40 passes, 66.0 with dropout 0.5 and rate 1e-3.
KIND_PASSES, KIND_DROP, KIND_RATE = 20, 0.3, 5e-4


def settle(roles: Roles, data: Kinds, seed: int = 1) -> None:
    """Train the heads of kinds alone: beside the spans they learn too slowly, since their loss counts once an anchor."""
    torch.manual_seed(seed)
    optimiser = torch.optim.AdamW([*roles.kind.parameters(), *roles.heads.parameters()], lr=KIND_RATE, weight_decay=0.05)
    steps = KIND_PASSES * (len(data.features) // 64 + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, KIND_RATE, total_steps=steps)
    roles.drop.p, before = KIND_DROP, roles.drop.p
    roles.train()
    for _ in range(steps):
        some = torch.randint(len(data.features), (64,))
        pairs = zip(roles.kinds(data.features[some]), data.gold, strict=True)
        value = torch.stack([nn.functional.cross_entropy(logits, gold[some], ignore_index=IGNORED, label_smoothing=0.1) for logits, gold in pairs]).sum()
        value.backward()
        optimiser.step()
        optimiser.zero_grad()
        schedule.step()
    roles.drop.p = before
    roles.eval()


def save(network: Network, shape: Shape, path: Path) -> None:
    """Write weights and shape, for further training or export."""
    torch.save({"shape": json.dumps(asdict(shape)), "weights": network.state_dict()}, path)
