"""What a way to run whole epochs at once has to know about a training: formulas and layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.ir.expr import Expr

__all__ = ["Role", "TrainingSpec"]

Role = Literal[
    "x", "y", "number", "seed", "rate", "age", "weights", "gradient", "l1", "l2", "decay"
]


@dataclass(frozen=True)
class TrainingSpec:
    """A training as formulas.

    `roles` names variables with a part to play: samples and labels along their first axis; the
    scalars "number" (of this step), "seed", "rate" and "age"; and flat vectors with one number a
    weight. `offsets` says where each weight and state begins in the flat vector, `slots` are the
    names of the optimizer's flat vectors in order, `live` those of scalars set by knobs.

    `gradient` makes, for a batch, "loss", `slope_names` and `state_names` (outputs by weight and
    state; a state may be missing). `update` makes the new flat vectors of a length, by the
    names of their variables, with regularization and clipping or without. `evaluation` makes "loss"
    and "score" of that many samples, `penalty` makes "penalty".
    """

    size: int
    state_size: int
    batch: int
    train_count: int
    test_count: int
    sample_size: int
    label_size: int
    labels_are_numbers: bool
    shuffle_stream: int
    roles: Mapping[Role, str]
    weights: Mapping[str, int]
    states: Mapping[str, int]
    slots: tuple[str, ...]
    live: tuple[str, ...]
    slope_names: Mapping[str, str]
    state_names: Mapping[str, str]
    gradient: Callable[[int], Mapping[str, Expr]]
    update: Callable[[int, bool], Mapping[str, Expr]]
    evaluation: Callable[[int], Mapping[str, Expr]]
    penalty: Callable[[int], Mapping[str, Expr]]
    key: Any = None

    @property
    def steps(self) -> int:
        """Batches in an epoch, the last partial one included."""
        return -(-self.train_count // self.batch)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many samples a batch has: whole ones, and the last where it is smaller."""
        rest = self.train_count % self.batch
        return (self.batch, rest) if rest else (self.batch,)

    @property
    def shuffles(self) -> bool:
        """Whether the order of samples matters."""
        return self.batch < self.train_count
