"""Everything that decides a training run, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.datasets import Dataset, datasets
from engine.graph import Graph
from engine.losses import Loss, losses
from engine.optimizers import Optimizer, optimizers
from engine.param import Declared, param
from engine.schedules import Schedule, schedules
from engine.surgery import Surgery

__all__ = ["Experiment", "Split", "Training"]


class Split(Declared):
    """How the samples are divided and prepared."""

    train_share: float = param(
        0.5, lo=0.1, hi=0.9, unit="%", label="Training share",
        help="Part of the samples used for learning. The rest only tests what was learned.",
    )
    standardize: bool = param(
        False,
        help="Shift and scale every feature to mean 0 and standard deviation 1, measured on the "
        "training samples.",
    )
    stratify: bool = param(
        True, help="Keep the share of every class the same in the training and the test samples."
    )
    seed: int = param(
        1, lo=0, hi=2**31 - 1, label="Data seed",
        help="Which random samples and which random split. The same seed gives the same data.",
    )


class Training(Declared):
    """How the network learns."""

    learning_rate: float = param(
        0.03, lo=1e-6, hi=10.0, log=True, live=True, help="How far each step moves the weights."
    )
    batch_size: int = param(
        10, lo=1, hi=4096, log=True, help="How many samples are averaged in one step."
    )
    l1: float = param(
        0.0, lo=0.0, hi=1.0, log=True, live=True, label="L1 regularization",
        help="Adds λ·Σ|w| to the loss. Pushes unneeded weights to exactly zero.",
    )
    l2: float = param(
        0.0, lo=0.0, hi=1.0, log=True, live=True, label="L2 regularization",
        help="Adds λ/2·Σw² to the loss. Keeps all weights small.",
    )
    clip_norm: float = param(
        0.0, lo=0.0, hi=100.0, live=True, label="Clip gradient norm",
        help="Shortens a gradient longer than this to this length. 0 turns clipping off.",
    )
    clip_value: float = param(
        0.0, lo=0.0, hi=100.0, live=True, label="Clip gradient values",
        help="Limits every number of the gradient to this size. 0 turns clipping off.",
    )
    seed: int = param(
        1, lo=0, hi=2**31 - 1, label="Weight seed",
        help="Which random initial weights, batch order and dropout masks. The same seed gives "
        "the same run.",
    )


@dataclass(frozen=True)
class Experiment:
    """A graph, data, how to learn, and what is left out of it. Two equal experiments give two
    equal runs."""

    graph: Graph
    data: Dataset
    loss: Loss
    optimizer: Optimizer
    schedule: Schedule
    split: Split = Split()
    training: Training = Training()
    surgery: Surgery = Surgery()

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON types; the inverse of `from_plain`."""
        plain = {
            "graph": self.graph.to_plain(),
            "data": self.data.to_plain(),
            "loss": self.loss.to_plain(),
            "optimizer": self.optimizer.to_plain(),
            "schedule": self.schedule.to_plain(),
            "split": self.split.values,
            "training": self.training.values,
        }
        # Most projects have none, and their files say nothing about it.
        return plain if self.surgery == Surgery() else plain | {"surgery": self.surgery.to_plain()}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Experiment:
        """An experiment from untrusted plain values, already checked to have this structure.

        Raises BadValue or UnknownName.
        """
        return cls(
            Graph.from_plain(plain["graph"]),
            datasets.from_plain(plain["data"]),
            losses.from_plain(plain["loss"]),
            optimizers.from_plain(plain["optimizer"]),
            schedules.from_plain(plain["schedule"]),
            Split.from_values(plain["split"]),
            Training.from_values(plain["training"]),
            Surgery.from_plain(plain.get("surgery") or {}),
        )
