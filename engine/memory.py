"""Every number of one network in memory: weights, slots, states, and what a step writes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import random
from engine.build import Build
from engine.initializers import initializers
from engine.network import SEED, STEP, WeightSpec
from engine.objectives import supervised as rules
from engine.optimizers import Optimizer
from engine.patch import Patch
from engine.surgery import Surgery, is_mask
from engine.weights import carry, common_size, kept_for

__all__ = ["NOBODY", "Memory", "Others", "initial", "is_finite"]

Floats = NDArray[Any]
Others = Mapping[str, Mapping[str, Floats]]
"""Nodes that are not those that had their ids before, and what arrays are known of them."""
NOBODY: Others = {}


class Memory:
    """The numbers of one network on its way.

    `everything` that training changes lies in one array: `rows`, whose first is the flat weight
    vector and whose others are the `slots` (the optimizer's, and what weights are held), then
    `states`. A step writes to
    `next_everything`, `next_rows` and `next_states`, laid out alike. `inputs` are all arrays that
    formulas may read, by the name of the variable; live settings join it when they are set.
    """

    def __init__(self, build: Build, optimizer: Optimizer, dtype: Any) -> None:
        self.build = build
        self.optimizer = optimizer
        self.dtype = np.dtype(dtype)
        self.slots = rules.slot_names(optimizer, build.surgery.holds)
        self._surgery = build.surgery
        size, rows = build.size, 1 + len(self.slots)
        self.everything = np.zeros(rows * size + build.state_size, self.dtype)
        self.next_everything = np.zeros_like(self.everything)
        self.rows, self.states = _parts(self.everything, rows, size)
        self.next_rows, self.next_states = _parts(self.next_everything, rows, size)
        self.weights: Floats = self.rows[0]
        self.gradient = np.zeros(size, self.dtype)
        self.l1, self.l2, decay = (np.zeros(size, self.dtype) for _ in range(3))
        for spec in build.weights.values():
            spec.view(decay)[...] = spec.regularize
        self.rate, self.age = np.zeros((), self.dtype), np.zeros((), self.dtype)
        self.number, self.seed = np.zeros((), np.int64), np.zeros((), np.int64)
        self.inputs: dict[str, Floats] = {
            **self.weight_arrays(), **self.state_arrays(),
            **dict(zip(self.slots, self.rows[1:], strict=True)),
            rules.WEIGHTS: self.weights, rules.GRADIENT: self.gradient, rules.DECAY: decay,
            rules.L1: self.l1, rules.L2: self.l2, rules.RATE: self.rate, rules.AGE: self.age,
            STEP: self.number, SEED: self.seed,
        }

    def weight_arrays(self, row: int = 0) -> dict[str, Floats]:
        """Views of the weights by name; rows from 1 are those of the optimizer's slots."""
        return {name: s.view(self.rows[row]) for name, s in self.build.weights.items()}

    def slot_arrays(self) -> dict[str, Floats]:
        """Views of what the optimizer keeps, by the names of `engine.weights.kept_for`."""
        return {
            kept_for(name, self.optimizer.name, slot): array
            for row, slot in enumerate(self.optimizer.slots, 1)
            for name, array in self.weight_arrays(row).items()
        }

    def state_arrays(self) -> dict[str, Floats]:
        """Views of the states by name."""
        return {name: s.view(self.states) for name, s in self.build.states.items()}

    def initialize(self, seed: int) -> None:
        """Sets weights, slots and states to where training starts."""
        self.rows[:] = 0
        for spec in self.build.weights.values():
            spec.view(self.weights)[...] = initial(spec, seed)
        for state in self.build.states.values():
            state.view(self.states)[...] = state.value
        self.operate(self._surgery)

    def operate(self, surgery: Surgery) -> None:
        """Holds the weights and silences the units that `surgery` marks, and no others. What is
        pruned becomes 0. Only for surgery that the network was built for."""
        self._surgery = surgery
        for name, state in self.build.states.items():
            if is_mask(name):
                state.view(self.states)[...] = ~surgery.marked("knocked", state.node, state.shape)
        if not surgery.holds:
            return
        for name, spec in self.build.weights.items():
            spec.view(self.rows[-1])[...] = surgery.held(name, spec.shape)
            spec.view(self.weights)[surgery.marked("pruned", name, spec.shape)] = 0

    def patch(self, patch: Patch) -> None:
        """Puts single numbers in."""
        patch.put({**self.weight_arrays(), **self.state_arrays()})
        self.operate(self._surgery)

    def take(self, arrays: Mapping[str, Floats]) -> int:
        """Sets every weight, slot and state that `arrays` has a number for; how many weights."""
        carry(arrays, self.build.states, self.states)
        for row, slot in enumerate(self.optimizer.slots, 1):
            full = {n: kept_for(n, self.optimizer.name, slot) for n in self.build.weights}
            known = {n: arrays[name] for n, name in full.items() if name in arrays}
            carry(known, self.build.weights, self.rows[row])
        kept = carry(arrays, self.build.weights, self.weights)
        self.operate(self._surgery)
        return kept

    def carry_from(self, other: Memory, others: Others, patch: Patch) -> tuple[int, int]:
        """Takes over every weight, state and slot that has a place here, in the order of the
        `patch`, and of `others` what is known; how many weights, and how many of the other memory
        have no place here."""

        def same(arrays: Mapping[str, Floats]) -> dict[str, Floats]:
            return patch.ordered(
                {n: a for n, a in arrays.items() if n.partition(".")[0] not in others}
            )

        known = {name: a for arrays in others.values() for name, a in arrays.items()}
        before = other.weight_arrays()
        own = same(before)
        kept = self.take({**own, **same(other.state_arrays()), **known})
        # Copies of a neuron are more than there were; they do not make up for what is gone.
        stay = sum(
            min(array.size, common_size(own[name], self.build.weights[name].shape))
            for name, array in before.items() if name in own and name in self.build.weights
        )
        if type(other.optimizer) is type(self.optimizer):
            for row in range(1, 1 + len(self.optimizer.slots)):
                carry(same(other.weight_arrays(row)), self.build.weights, self.rows[row])
        return kept, other.build.size - stay

    def set_live(self, values: Mapping[str, float]) -> None:
        """Takes over live settings by the name of their variable."""
        for name, value in values.items():
            self.inputs.setdefault(name, np.zeros((), self.dtype))[...] = value

    def cast(self, samples: Floats) -> Floats:
        """Samples in the types that programs want; the array itself where it has them."""
        real = np.issubdtype(samples.dtype, np.floating)
        return samples.astype(self.dtype if real else np.int64, copy=False)


def initial(spec: WeightSpec, seed: int) -> Floats:
    """What a weight is before training."""
    stream = random.stream(random.WEIGHTS, spec.name)
    drawn = initializers.make(spec.init).draw(spec.shape, spec.fan_in, spec.fan_out, seed, stream)
    return spec.gain * drawn


def is_finite(numbers: Floats) -> bool:
    """Whether all of a vector are finite. A dot product tells in one call unless squares
    overflow."""
    return math.isfinite(numbers.dot(numbers)) or bool(np.isfinite(numbers).all())


def _parts(everything: Floats, rows: int, size: int) -> tuple[Floats, Floats]:
    """The rows (rows, size) and the states in it."""
    return everything[: rows * size].reshape(rows, size), everything[rows * size :]
