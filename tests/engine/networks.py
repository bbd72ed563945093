"""Networks of kinds still to come, as formulas and in PyTorch: what tests of every backend run."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.ir import functions as f
from engine.ir.expr import Expr, constant, variable
from engine.ir.gradient import gradients
from tests.engine.formulas import Array

__all__ = ["CASES", "Case"]

Named = Mapping[str, Any]


def convolve(x: Expr, kernels: Expr) -> Expr:
    """(N, C, H, W), (F, C, h, w) -> (N, F, H - h + 1, W - w + 1), as PyTorch's conv2d."""
    count, depth, high, wide = kernels.shape
    patches = f.windows(x, (2, 3), (high, wide)).permute((0, 2, 3, 1, 4, 5))
    rows = patches.reshape((-1, depth * high * wide))
    made = rows @ kernels.reshape((count, -1)).permute((1, 0))
    return made.reshape((*patches.shape[:3], count)).permute((0, 3, 1, 2))


def cnn(v: Mapping[str, Expr]) -> Expr:
    """Padded convolution, ReLU, max and average pooling, dense, cross-entropy."""
    padded = f.pad(v["x"], ((0, 0), (0, 0), (1, 1), (1, 1)))
    hidden = f.relu(convolve(padded, v["kernels"]) + v["bias"].reshape((-1, 1, 1)))
    pooled = f.windows(hidden, (2, 3), (2, 2), (2, 2)).max((-1, -2))
    smooth = f.windows(pooled, (2, 3), (2, 2)).mean((-1, -2))
    logits = smooth.reshape((smooth.shape[0], -1)) @ v["w"]
    return -(f.log_softmax(logits) * f.one_hot(constant(np.array([2, 0])), 3)).sum() / 2


def cnn_in_torch(torch: Any, v: Named) -> Any:
    nn = torch.nn.functional
    hidden = nn.relu(nn.conv2d(v["x"], v["kernels"], v["bias"], padding=1))
    smooth = nn.avg_pool2d(nn.max_pool2d(hidden, 2), 2, 1)
    return nn.cross_entropy(smooth.flatten(1) @ v["w"], torch.tensor([2, 0]))


def lstm(v: Mapping[str, Expr]) -> Expr:
    """Embedding and three steps of an LSTM cell, gates in PyTorch's order."""
    tokens = constant(np.array([[1, 0, 3], [2, 2, 1]]))
    h, c = v["h"], v["c"]
    for step in range(3):
        x = f.gather(v["table"], tokens[:, step])
        gates = x @ v["wi"].permute((1, 0)) + h @ v["wh"].permute((1, 0)) + v["b"]
        i, forget, g, o = (gates[:, 5 * k : 5 * k + 5] for k in range(4))
        c = forget.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
    return (h * h).mean() + (c * 0.3).sum()


def lstm_in_torch(torch: Any, v: Named) -> Any:
    tokens = torch.tensor([[1, 0, 3], [2, 2, 1]])
    h, c = v["h"], v["c"]
    cell = torch.nn.LSTMCell(4, 5, dtype=torch.float64)
    named = {"weight_ih": v["wi"], "weight_hh": v["wh"], "bias_ih": v["b"],
             "bias_hh": torch.zeros(20, dtype=torch.float64)}  # fmt: skip
    for step in range(3):
        x = torch.nn.functional.embedding(tokens[:, step], v["table"])
        h, c = torch.func.functional_call(cell, named, (x, (h, c)))
    return (h * h).mean() + (c * 0.3).sum()


def attention(v: Mapping[str, Expr]) -> Expr:
    """Causal self-attention with two heads of width 3 over five places, then layer norm."""
    x = v["x"]
    batch, places, width = x.shape

    def heads(y: Expr) -> Expr:
        return y.reshape((batch, places, 2, width // 2)).permute((0, 2, 1, 3))

    q, k, value = (heads(x @ v[name]) for name in ("q", "k", "v"))
    scores = q @ k.permute((0, 1, 3, 2)) / math.sqrt(width / 2)
    unseen = constant(np.triu(np.ones((places, places), bool), 1))
    weights = f.softmax(f.where(unseen, -1e9, scores))
    mixed = (weights @ value).permute((0, 2, 1, 3)).reshape(x.shape) + x
    away = mixed - mixed.mean(-1, keepdims=True)
    normal = away / (f.variance(mixed, -1, keepdims=True) + 1e-5).sqrt()
    return (normal * v["gain"]).tanh().sum()


def attention_in_torch(torch: Any, v: Named) -> Any:
    nn, x = torch.nn.functional, v["x"]

    def heads(y: Any) -> Any:
        return y.reshape(2, 5, 2, 3).transpose(1, 2)

    q, k, value = (heads(x @ v[name]) for name in ("q", "k", "v"))
    mixed = nn.scaled_dot_product_attention(q, k, value, is_causal=True)
    mixed = mixed.transpose(1, 2).reshape(2, 5, 6) + x
    return nn.layer_norm(mixed, (6,), v["gain"]).tanh().sum()


@dataclass(frozen=True)
class Case:
    """A network as a formula and in PyTorch, and the shapes of what it reads."""

    formula: Callable[[Mapping[str, Expr]], Expr]
    in_torch: Callable[[Any, Named], Any]
    shapes: Mapping[str, tuple[int, ...]]

    def values(self) -> dict[str, Array]:
        rng = np.random.default_rng(0)
        return {name: rng.normal(size=shape) for name, shape in self.shapes.items()}

    def outputs(self) -> dict[str, Expr]:
        variables = {name: variable(name, shape) for name, shape in self.shapes.items()}
        loss = self.formula(variables)
        slopes = gradients(loss, list(variables.values()))
        return {"loss": loss, **dict(zip(variables, slopes, strict=True))}


CASES = {
    "cnn": Case(
        cnn, cnn_in_torch,
        {"x": (2, 2, 6, 6), "kernels": (4, 2, 3, 3), "bias": (4,), "w": (16, 3)},
    ),
    "lstm": Case(
        lstm, lstm_in_torch,
        {"table": (4, 4), "h": (2, 5), "c": (2, 5), "wi": (20, 4), "wh": (20, 5), "b": (20,)},
    ),
    "attention": Case(
        attention, attention_in_torch,
        {"x": (2, 5, 6), "q": (6, 6), "k": (6, 6), "v": (6, 6), "gain": (6,)},
    ),
}  # fmt: skip
