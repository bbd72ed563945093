"""How good a network is, in numbers people can read: for showing, not for training."""

from __future__ import annotations

from typing import ClassVar

from engine.datasets.base import Task
from engine.ir.expr import Expr
from engine.ir.functions import argmax, equal, less, maximum, where
from engine.param import Declared
from engine.registry import Registry

__all__ = ["Metric", "metric", "metrics", "score_name"]


class Metric(Declared):
    """A score over a set of samples. `tasks` are the kinds of data it is meant for."""

    tasks: ClassVar[frozenset[Task]] = frozenset({"binary", "classes", "regression"})

    def build(self, logits: Expr, output: Expr, labels: Expr, task: Task) -> Expr:
        """The score, a scalar.

        `logits` and `output` are the output layer before and after its activation,
        (count, outputs); `labels` are class numbers (count,) or targets (count, outputs).
        """
        raise NotImplementedError


metrics: Registry[Metric] = Registry("metric")
metric = metrics


def score_name(task: Task) -> str:
    """The metric shown beside the loss for data of this task."""
    return "r2" if task == "regression" else "accuracy"


def _predicted(logits: Expr, task: Task) -> Expr:
    """Class numbers, (count,); of equal logits the first class wins."""
    if task == "binary":
        return less(0.0, logits).reshape((logits.shape[0],)).cast("i")
    return argmax(logits)


@metric
class Accuracy(Metric):
    """The share of samples whose class is predicted correctly."""

    tasks = frozenset({"binary", "classes"})

    def build(self, logits: Expr, output: Expr, labels: Expr, task: Task) -> Expr:
        return equal(_predicted(logits, task), labels).cast("f").mean()


@metric
class R2(Metric):
    """The share of the targets' variation that the network explains: 1 is perfect, 0 is no
    better than always answering the mean.

    1 − Σ(y − p)² / Σ(y − ȳ)², over all outputs together; 0 where the targets do not vary.
    """

    label = "R²"
    tasks = frozenset({"regression"})

    def build(self, logits: Expr, output: Expr, labels: Expr, task: Task) -> Expr:
        error = labels - output
        spread = labels - labels.mean(axes=(0,), keepdims=True)
        left, total = (error * error).sum(), (spread * spread).sum()
        return where(less(0.0, total), 1 - left / maximum(total, 1e-30), 0.0)


@metric
class MeanAbsoluteError(Metric):
    """How far predictions are from their targets on average, in the units of the target."""

    name = "mae"
    label = "Mean absolute error"
    tasks = frozenset({"regression"})

    def build(self, logits: Expr, output: Expr, labels: Expr, task: Task) -> Expr:
        return (output - labels).abs().mean()
