"""One network being trained and asked on NumPy, one step or one block of samples at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.backends.numpy import NumpyProgram
from engine.build import Build
from engine.memory import Floats, Memory, is_finite
from engine.network import X, Y, live_name
from engine.objectives import supervised as rules
from engine.optimizers import Optimizer
from engine.programs import Programs, fill

__all__ = ["NotFinite", "Outputs", "Runner"]


class NotFinite(Exception):
    """A step met a number that is not finite and was not taken: the first bad quantity in
    forward order ("activation", "loss", "gradient" or "weight") and its node."""

    def __init__(self, node: str, quantity: str) -> None:
        super().__init__(node, quantity)
        self.node = node
        self.quantity = quantity


@dataclass(frozen=True)
class Outputs:
    """What a network answers, (count, outputs) each. See `engine.network.Network`."""

    output: Floats
    logits: Floats
    prediction: Floats


@dataclass(frozen=True, slots=True)
class _Stride:
    """A step with batches of one size: the `inputs` that samples go to, in the order in which they
    are given, None for what the formulas do not use."""

    gradient: NumpyProgram
    update: NumpyProgram
    inputs: tuple[Floats | None, ...]
    loss: Floats

    @classmethod
    def of(cls, programs: Programs, count: int, shape: rules.Shape) -> _Stride:
        """That with `count` samples."""
        gradient = programs.gradient(count)
        inputs = tuple(gradient.inputs.get(name) for name in (X, Y))
        return cls(gradient, programs.update(shape), inputs, gradient.outputs["loss"])


class Runner:
    """A network in memory with its programs. A step is taken over only when all of it is finite."""

    def __init__(self, build: Build, optimizer: Optimizer, dtype: Any = np.float32) -> None:
        self.build = build
        self.memory = Memory(build, optimizer, dtype)
        self.programs = Programs(self.memory)
        self._shape = rules.Shape(build.size, False, False, False, build.surgery.holds)
        self._strides: dict[int, _Stride] = {}

    def set_live(self, values: Mapping[str, float], seed: int) -> None:
        """Takes over the seed and the live settings (`engine.settings.live_settings`)."""
        memory = self.memory
        memory.seed[...] = seed
        memory.set_live(values)
        strengths = self.programs.strengths()
        strengths.run()
        np.copyto(memory.l1, strengths.outputs[rules.L1])
        np.copyto(memory.l2, strengths.outputs[rules.L2])
        self._shape = rules.Shape(
            self.build.size,
            bool(memory.l1.any() or memory.l2.any()),
            values[live_name(".training", "clip_norm")] > 0,
            values[live_name(".training", "clip_value")] > 0,
            self.build.surgery.holds,
        )
        self._strides.clear()

    def step(self, x: Floats, y: Floats, rows: Any, number: int, age: int, rate: float) -> float:
        """Trains on one batch, the samples `rows` of `x` and `y`, and returns its loss. Both come
        from `Memory.cast`; the caller has told NumPy not to warn of what is not finite.

        `number` counts all steps and chooses the random masks, `age` those of the optimizer,
        both from 1. Raises NotFinite and then leaves everything as it was.
        """
        memory, count = self.memory, len(rows)
        stride = self._strides.get(count)
        if stride is None:
            stride = self._strides[count] = _Stride.of(self.programs, count, self._shape)
        for samples, given in zip((x, y), stride.inputs):  # noqa: B905  # three times as slow
            if given is not None:
                samples.take(rows, 0, given, "clip")
        memory.number[...], memory.age[...], memory.rate[...] = number, age, rate
        if memory.states.size:
            # A state that this batch does not update (statistics of a single sample) stays.
            memory.next_states[...] = memory.states
        stride.gradient.compute()
        stride.update.compute()
        loss = float(stride.loss)
        good = math.isfinite(loss) and is_finite(memory.next_everything)
        # Clipping would hide a gradient that is infinite.
        if not good or (self._shape.clips_value and not is_finite(memory.gradient)):
            raise self._blame(stride.gradient, count)
        np.copyto(memory.everything, memory.next_everything)
        return loss

    def ask(self, x: Floats) -> Outputs:
        """What the network answers to `x`, (count, *shape), in evaluation mode. Copies."""
        program = self.programs.answer(len(x))
        fill(program, {X: x})
        program.run()
        found = program.outputs
        return Outputs(*(found[name].copy() for name in ("output", "logits", "prediction")))

    def judge(self, answers: Outputs, y: Floats) -> tuple[float, float]:
        """The loss without penalties, and the score, of answers to all samples labelled `y`."""
        program = self.programs.judge(len(y))
        fill(program, {rules.OUTPUT: answers.output, rules.LOGITS: answers.logits, Y: y})
        program.run()
        return float(program.outputs["loss"]), float(program.outputs["score"])

    def penalty(self) -> float:
        """What regularization adds to the loss now."""
        if not self._shape.regularized:
            return 0.0
        program = self.programs.penalty()
        program.run()
        return float(program.outputs["penalty"])

    def _blame(self, program: NumpyProgram, batch: int) -> NotFinite:
        """Finds what went wrong in a step: every node forward, then the gradient, then the rest."""
        network = self.build.network(batch, True)
        look = self.programs.compile({**network.nodes, ".loss": network.loss})
        fill(look, {name: program.inputs[name] for name in (X, Y) if name in program.inputs})
        look.run()
        for node in self.build.active:
            if not np.isfinite(look.outputs[node]).all():
                return NotFinite(node, "activation")
        if not np.isfinite(look.outputs[".loss"]).all():
            return NotFinite(self.build.output, "loss")
        memory = self.memory
        for flat, quantity in ((memory.gradient, "gradient"), (memory.next_rows[0], "weight")):
            if not np.isfinite(flat).all():
                return NotFinite(self._first_bad(flat), quantity)
        for state in self.build.states.values():
            if not np.isfinite(state.view(memory.next_states)).all():
                return NotFinite(state.node, "activation")
        # A slot sums up gradients or their squares: a gradient was too large for it.
        return NotFinite(self._first_bad(memory.next_rows.sum(axis=0)), "gradient")

    def _first_bad(self, flat: Floats) -> str:
        """The first node in forward order with a number in `flat` that is not finite."""
        specs = self.build.weights.values()
        return next(s.node for s in specs if not np.isfinite(s.view(flat)).all())
