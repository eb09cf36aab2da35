"""The network, for training: an encoder read once, and a light roles network read once an anchor.

The encoder is multilingual-e5-small; its upper layers read each word's first piece alone. Heads on words tell anchors, time
expressions and triggers of events. For each anchor the roles network looks at the words around it, told which word is the anchor and how far
each stands from it, and gives every word a BIO label in each slot: so contents may nest, a source may serve two cues, and no separate link
is needed (a link is what marking the anchor means; Shi and Lin 2019 do so for semantic roles). A second network of the same shape does so for events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from . import windows
from .checkpoint import Checkpoint
from .labels import ACTS, ANCHORS, ARGUMENTS, EVENT_TYPES, MODES, SAID, SLOTS, STATUSES, TIMEX_TYPES

SAYING = (len(SAID), len(ACTS))
HAPPENING = (len(EVENT_TYPES), len(MODES), len(STATUSES))


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network; stored with the weights. piece_layers: layers that read every piece; those above read the first of each word."""

    layers: int = 6
    piece_layers: int = 4
    role_width: int = 256
    role_layers: int = 2
    role_heads: int = 8
    drop: float = 0.1


@dataclass(frozen=True, slots=True)
class Around:
    """Anchors and the words around them. at: (anchors,) word indices. index: (anchors, width) word indices, -1 for none. marks: same shape, see `windows.marks`."""

    at: Tensor
    index: Tensor
    marks: Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Several articles laid out for the network.

    ids: (windows, pieces); mask: same shape, 1 where a piece stands. first: (words,) index of each word's first piece in the flattened ids.
    """

    ids: Tensor
    mask: Tensor
    first: Tensor
    sayings: Around
    events: Around


@dataclass(frozen=True, slots=True)
class Scores:
    """Logits: anchor, timex, trigger (words, 1 + types) by word; flat (words, slots, 3): slots towards any anchor; slots (anchors, width, slots, 3).

    saying: said and act by anchor; happening: type, mode and status by trigger. arguments: as slots, by trigger.
    """

    anchor: Tensor
    timex: Tensor
    trigger: Tensor
    flat: Tensor
    slots: Tensor
    saying: tuple[Tensor, ...]
    arguments: Tensor
    happening: tuple[Tensor, ...]


class Layer(nn.Module):
    """One transformer layer, norms behind (as BERT has them)."""

    def __init__(self, width: int, inner: int, heads: int, epsilon: float, drop: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=epsilon), nn.LayerNorm(width, eps=epsilon)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x: (rows, length, width); mask: (rows, 1, 1, length), True where attended."""
        rows, length, width = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        # Written out: on a CPU, at 256 pieces, half the time of the fused kernel's backward pass.
        weights = (q @ k.transpose(-2, -1) * (width // self.heads) ** -0.5).masked_fill(~mask, -1e4)
        seen = weights.softmax(-1).to(v.dtype) @ v
        x = self.norm1(x + self.drop(self.out(seen.transpose(1, 2).reshape(rows, length, width))))
        # The tanh form, since that is what runs fastest in the shipped graph; it differs from the exact one by under 1e-3.
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x), approximate="tanh"))))


class Encoder(nn.Module):
    """Embeddings and layers of the checkpoint, with the pruned vocabulary. Embeddings of pieces are not trained."""

    def __init__(self, checkpoint: Checkpoint, rows: np.ndarray, shape: Shape) -> None:
        super().__init__()
        width, arrays = checkpoint.hidden, checkpoint.arrays
        self.piece = nn.Embedding(len(rows), width)
        self.place = nn.Embedding(512, width)
        self.norm, self.drop = nn.LayerNorm(width, eps=checkpoint.epsilon), nn.Dropout(shape.drop)
        sizes = (width, checkpoint.inner, checkpoint.heads, checkpoint.epsilon, shape.drop)
        self.layers = nn.ModuleList(Layer(*sizes) for _ in range(shape.layers))
        self.piece_layers = shape.piece_layers
        with torch.no_grad():
            self.piece.weight.copy_(torch.from_numpy(arrays["emb.word"].reshape(-1, width)[rows]))
            kind = arrays["emb.type"].reshape(-1, width)[0]
            self.place.weight.copy_(torch.from_numpy(arrays["emb.pos"].reshape(-1, width) + kind))
            _put(self.norm, arrays, "emb.ln")
            for number, layer in enumerate(self.layers):
                _put_layer(layer, arrays, f"l{number}")
        self.piece.weight.requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor, first: Tensor) -> Tensor:
        """ids, mask: (windows, pieces); first: as of Batch → (words, width), of each word's first piece."""
        x = self.drop(self.norm(self.piece(ids) + self.place.weight[: ids.shape[1]]))
        seen = mask[:, None, None, :].bool()
        for layer in self.layers[: self.piece_layers]:
            x = layer(x, seen)
        kept, held, back = narrowed(first, ids.shape)
        x = x.gather(1, kept[:, :, None].expand(-1, -1, x.shape[2]))
        for layer in self.layers[self.piece_layers :]:
            x = layer(x, held[:, None, None, :])
        return x.flatten(0, 1)[back]


def narrowed(first: Tensor, shape: Sequence[int]) -> tuple[Tensor, Tensor, Tensor]:
    """What the upper layers read of windows of `shape`: columns kept (windows, longest), the opening piece first; which are there; the place of each word when flattened."""
    row, column = first // shape[1], first % shape[1]
    count = torch.bincount(row, minlength=shape[0])
    longest = int(count.max()) + 1
    order = torch.arange(len(first)) - (count.cumsum(0) - count)[row] + 1
    kept = torch.zeros(shape[0], longest, dtype=torch.long)
    kept[row, order] = column
    return kept, torch.arange(longest)[None] <= count[:, None], row * longest + order


def _put(module: nn.Module, arrays: dict[str, np.ndarray], name: str) -> None:
    for parameter, suffix in ((module.weight, "w"), (module.bias, "b")):
        parameter.copy_(torch.from_numpy(np.array(arrays[f"{name}.{suffix}"])).view_as(parameter))


def _put_layer(layer: Layer, arrays: dict[str, np.ndarray], name: str) -> None:
    for suffix in ("w", "b"):
        joined = np.concatenate([arrays[f"{name}.{part}.{suffix}"] for part in "qkv"])
        parameter = layer.qkv.weight if suffix == "w" else layer.qkv.bias
        parameter.copy_(torch.from_numpy(joined).view_as(parameter))
    for module, part in ((layer.out, "ao"), (layer.up, "fi"), (layer.down, "fo"), (layer.norm1, "aln"), (layer.norm2, "oln")):
        _put(module, arrays, f"{name}.{part}")


class Roles(nn.Module):
    """What each word around an anchor is to it. Narrow, trained from nothing: what a word may be is told by the encoder's own slot
    head, here it is settled whose it is."""

    def __init__(self, width: int, shape: Shape, slots: int, kinds: Sequence[int]) -> None:
        super().__init__()
        narrow = shape.role_width
        self.word, self.anchor = nn.Linear(width + 3 * len(SLOTS), narrow), nn.Linear(width, narrow)
        self.distance, self.mark = nn.Embedding(2 * windows.FAR + 1, narrow), nn.Embedding(4, narrow)
        self.norm, self.drop = nn.LayerNorm(narrow), nn.Dropout(shape.drop)
        sizes = (narrow, 4 * narrow, shape.role_heads, 1e-5, shape.drop)
        self.layers = nn.ModuleList(Layer(*sizes) for _ in range(shape.role_layers))
        self.slots = nn.Linear(narrow, 3 * slots)
        self.kind = nn.Linear(width + narrow, width)
        self.heads = nn.ModuleList(nn.Linear(width, count) for count in kinds)

    def forward(self, words: Tensor, flat: Tensor, around: Around) -> tuple[Tensor, tuple[Tensor, ...]]:
        """words: (words, width); flat: (words, slots * 3) → slots of Scores, and the kinds of each anchor."""
        x = self.settled(words, flat, around)
        return self.slots(x).view(*around.index.shape, self.slots.out_features // 3, 3), self.kinds(self.features(words, x, around))

    def features(self, words: Tensor, x: Tensor, around: Around) -> Tensor:
        """What the heads of kinds see of each anchor: its vector before and after the layers."""
        return torch.cat([words[around.at], x[:, x.shape[1] // 2]], -1)

    def settled(self, words: Tensor, flat: Tensor, around: Around) -> Tensor:
        """Every word around every anchor, after the layers: (anchors, width of the window, narrow)."""
        index, anchors = around.index, around.at
        reach = index.shape[1] // 2
        distance = torch.from_numpy(windows.distances(reach)).to(index.device)
        x = self.word(torch.cat([words, flat], -1))[index.clamp(min=0)] + self.distance(distance) + self.mark(around.marks)
        x = self.drop(self.norm(x + self.anchor(words[anchors])[:, None, :]))
        for layer in self.layers:
            x = layer(x, (index >= 0)[:, None, None, :])
        return x

    def kinds(self, features: Tensor) -> tuple[Tensor, ...]:
        """features: (anchors, width + narrow) → logits of each kind."""
        told = self.drop(nn.functional.gelu(self.kind(self.drop(features)), approximate="tanh"))
        return tuple(head(told) for head in self.heads)


class Network(nn.Module):
    """Encoder, heads on words, roles."""

    def __init__(self, checkpoint: Checkpoint, rows: np.ndarray, shape: Shape) -> None:
        super().__init__()
        width = checkpoint.hidden
        self.encoder = Encoder(checkpoint, rows, shape)
        self.drop = nn.Dropout(shape.drop)
        self.anchor = nn.Linear(width, len(ANCHORS))
        self.timex = nn.Linear(width, 1 + 2 * len(TIMEX_TYPES))
        self.trigger = nn.Linear(width, 1 + len(EVENT_TYPES))
        self.flat = nn.Linear(width, 3 * len(SLOTS))
        self.roles = Roles(width, shape, len(SLOTS), SAYING)
        self.arguments = Roles(width, shape, len(ARGUMENTS), HAPPENING)

    def words(self, batch: Batch) -> Tensor:
        """One vector a word: that of its first piece."""
        return self.encoder(batch.ids, batch.mask, batch.first)

    def features(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """What the heads of kinds see of each anchor of a saying and of an event, for training them alone."""
        words = self.words(batch)
        flat = self.flat(words)
        both = ((self.roles, batch.sayings), (self.arguments, batch.events))
        one, two = (net.features(words, net.settled(words, flat, around), around) for net, around in both)
        return one, two

    def forward(self, batch: Batch) -> Scores:
        """Everything at once, for training."""
        words = self.drop(self.words(batch))
        flat = self.flat(words)
        slots, saying = self.roles(words, flat, batch.sayings)
        arguments, happening = self.arguments(words, flat, batch.events)
        return Scores(self.anchor(words), self.timex(words), self.trigger(words), flat.view(-1, len(SLOTS), 3), slots, saying, arguments, happening)
