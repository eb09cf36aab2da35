"""The trained network as three ONNX graphs, quantised to int8: `encoder.onnx` reads a window, `roles.onnx` the words around anchors, `arguments.onnx` those around triggers.

The graphs are written node by node with ONNX Runtime's fused operators (attention, skip with norm, GELU with bias), and the matrices are
quantised by column with scales of the activations found at run time. Needs the packages of the extra `train`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

from .labels import EVENT_KINDS, SAYING_KINDS
from .network import Layer, Network, Roles

FUSED = "com.microsoft"
OPSETS = (helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1))


class Graph:
    """An ONNX graph under construction."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, values: np.ndarray | Tensor) -> str:
        """Store an array; its name."""
        array = values.detach().float().numpy() if isinstance(values, Tensor) else values
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: object) -> str:
        """Add an operator with one output; the output's name."""
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def linear(self, x: str, weight: Tensor, bias: Tensor) -> str:
        """x times a torch Linear."""
        return self.node("Add", self.node("MatMul", x, self.constant(weight.T)), self.constant(bias))

    def layer(self, x: str, layer: Layer, mask: str | None = None) -> str:
        """One transformer layer. mask: (rows, length) int32, 1 where attended; None: everywhere."""
        attended = [mask] if mask else []
        seen = self.node("Attention", x, self.constant(layer.qkv.weight.T), self.constant(layer.qkv.bias), *attended, domain=FUSED, num_heads=layer.heads)
        out = self.node("MatMul", seen, self.constant(layer.out.weight.T))
        x = self.normed(x, out, layer, 1)
        up = self.node("FastGelu", self.node("MatMul", x, self.constant(layer.up.weight.T)), self.constant(layer.up.bias), domain=FUSED)
        return self.normed(x, self.node("MatMul", up, self.constant(layer.down.weight.T)), layer, 2)

    def normed(self, x: str, skip: str, layer: Layer, which: int) -> str:
        """x plus skip plus the bias of the matrix before, normed."""
        norm, bias = (layer.norm1, layer.out.bias) if which == 1 else (layer.norm2, layer.down.bias)
        constants = (self.constant(norm.weight), self.constant(norm.bias), self.constant(bias))
        return self.node("SkipLayerNormalization", x, skip, *constants, domain=FUSED, epsilon=norm.eps)

    def model(self, inputs: list[onnx.ValueInfoProto], outputs: dict[str, str]) -> onnx.ModelProto:
        """Close the graph. outputs: public name to inner one."""
        for name, inner in outputs.items():
            self.nodes.append(helper.make_node("Identity", [inner], [name]))
        told = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
        graph = helper.make_graph(self.nodes, "selon", inputs, told, self.constants)
        return helper.make_model(graph, opset_imports=OPSETS, ir_version=9)


def _input(name: str, kind: int, *shape: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, list(shape))


def encoder(network: Network) -> onnx.ModelProto:
    """ids (1, pieces), first (words,) → words (words, width), then by word the logits anchor, timex, trigger and flat (words, slots * 3)."""
    graph, net = Graph(), network.encoder
    pieces = graph.node("Gather", graph.constant(net.piece.weight), "ids")
    length = graph.node("Shape", "ids", start=1, end=2)
    places = graph.node("Slice", graph.constant(net.place.weight), graph.constant(np.zeros(1, np.int64)), length)
    x = graph.node("LayerNormalization", graph.node("Add", pieces, places), graph.constant(net.norm.weight), graph.constant(net.norm.bias), epsilon=net.norm.eps)
    for number, layer in enumerate(net.layers):
        if number == net.piece_layers:
            x = graph.node("Gather", x, graph.node("Concat", graph.constant(np.zeros(1, np.int64)), "first", axis=0), axis=1)
        x = graph.layer(x, layer)
    flat = graph.node("Squeeze", x, graph.constant(np.zeros(1, np.int64)))
    ends = (graph.constant(np.ones(1, np.int64)), graph.constant(np.array([np.iinfo(np.int64).max])))
    words = graph.node("Slice", flat, *ends) if net.piece_layers < len(net.layers) else graph.node("Gather", flat, "first")
    outputs = (("anchor", network.anchor), ("timex", network.timex), ("trigger", network.trigger), ("flat", network.flat))
    heads = {name: graph.linear(words, head.weight, head.bias) for name, head in outputs}
    return graph.model([_input("ids", TensorProto.INT64, "one", "pieces"), _input("first", TensorProto.INT64, "words")], {"words": words, **heads})


def roles(net: Roles, kinds: Sequence[str]) -> onnx.ModelProto:
    """words (words, width), flat (words, slots * 3), anchors (anchors,), index, distance, marks (anchors, width) → slots (anchors, width, slots, 3), and each of `kinds` by anchor.

    index is 0 where there is no word; mask (anchors, width) int32 says where there is one. distance: clipped to FAR, from 0 to 2 * FAR.
    """
    graph = Graph()
    narrow = graph.linear(graph.node("Concat", "words", "flat", axis=-1), net.word.weight, net.word.bias)
    told = graph.node("Gather", "words", "anchors")
    anchor = graph.node("Unsqueeze", graph.linear(told, net.anchor.weight, net.anchor.bias), graph.constant(np.ones(1, np.int64)))
    x = graph.node("Gather", narrow, "index")
    for part in (graph.node("Gather", graph.constant(net.distance.weight), "distance"), graph.node("Gather", graph.constant(net.mark.weight), "marks"), anchor):
        x = graph.node("Add", x, part)
    x = graph.node("LayerNormalization", x, graph.constant(net.norm.weight), graph.constant(net.norm.bias), epsilon=net.norm.eps)
    for layer in net.layers:
        x = graph.layer(x, layer, "mask")
    slots = graph.linear(x, net.slots.weight, net.slots.bias)
    slots = graph.node("Reshape", slots, graph.constant(np.array([0, 0, net.slots.out_features // 3, 3])))
    middle = graph.node("Squeeze", graph.node("Gather", x, "middle", axis=1), graph.constant(np.ones(1, np.int64)))
    hidden = graph.node("MatMul", graph.node("Concat", told, middle, axis=-1), graph.constant(net.kind.weight.T))
    hidden = graph.node("FastGelu", hidden, graph.constant(net.kind.bias), domain=FUSED)
    out = {"slots": slots} | {name: graph.linear(hidden, head.weight, head.bias) for name, head in zip(kinds, net.heads, strict=True)}
    whole = [_input(name, TensorProto.INT64, "anchors", "width") for name in ("index", "distance", "marks")]
    inputs = [_input("words", TensorProto.FLOAT, "words", "size"), _input("flat", TensorProto.FLOAT, "words", "flats"), _input("anchors", TensorProto.INT64, "anchors"), *whole]
    return graph.model([*inputs, _input("mask", TensorProto.INT32, "anchors", "width"), _input("middle", TensorProto.INT64, "one")], out)


def write(network: Network, folder: Path, quantised: bool = True) -> None:
    """Write the three graphs to a folder."""
    made_of = {"encoder": encoder(network), "roles": roles(network.roles, SAYING_KINDS), "arguments": roles(network.arguments, EVENT_KINDS)}
    for name, made in made_of.items():
        out = folder / f"{name}.onnx"
        if not quantised:
            onnx.save(made, out)
            continue
        with tempfile.TemporaryDirectory() as scratch:
            whole = Path(scratch) / "whole.onnx"
            onnx.save(made, whole)
            quantize_dynamic(
                whole,
                out,
                op_types_to_quantize=["MatMul", "Attention", "Gather"],
                per_channel=True,
                weight_type=QuantType.QInt8,
                extra_options={"DefaultTensorType": TensorProto.FLOAT},
            )
