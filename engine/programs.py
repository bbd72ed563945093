"""Everything compiled for one network, each program when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from engine.backends.numpy import NumpyProgram
from engine.ir.expr import Expr
from engine.memory import Floats, Memory
from engine.network import output_activation
from engine.objectives import supervised as rules

__all__ = ["Programs", "fill"]


_READY = 24
"""Programs that are kept; each has arrays for as many samples as it is for."""


class Programs:
    """Programs that read the numbers in `memory`, and keep ready what was used last."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._build = memory.build
        self._made: dict[tuple[str, object], NumpyProgram] = {}

    def compile(
        self, outputs: Mapping[str, Expr], results: Mapping[str, Floats] | None = None
    ) -> NumpyProgram:
        """A new program; see `NumpyProgram` for `results`."""
        memory = self._memory
        return NumpyProgram(
            outputs, dtype=memory.dtype, inputs=memory.inputs, results=results or {}
        )

    def gradient(self, batch: int) -> NumpyProgram:
        """The first half of a step, into `gradient` and `next_states` of the memory."""
        return self.kept("gradient", batch, partial(self._gradient, batch))

    def update(self, shape: rules.Shape) -> NumpyProgram:
        """The second half of a step, into `next_rows` of the memory."""
        return self.kept("update", shape, partial(self._update, shape))

    def answer(self, count: int) -> NumpyProgram:
        """The output, logits and prediction of `count` samples in evaluation mode."""
        return self.kept("answer", count, partial(self._answer, count))

    def judge(self, count: int) -> NumpyProgram:
        """The loss and the score of `count` outputs."""
        return self.kept("judge", count, partial(self._judge, count))

    def strengths(self) -> NumpyProgram:
        """How strongly each weight is regularized, from the live settings."""
        return self.kept("strengths", None, self._strengths)

    def penalty(self) -> NumpyProgram:
        """What regularization adds to the loss."""
        return self.kept("penalty", None, self._penalty)

    def kept(self, kind: str, key: object, make: Callable[[], NumpyProgram]) -> NumpyProgram:
        """What was made before for the same purpose and key, or else is made now."""
        found = self._made.pop((kind, key), None)
        if found is None:
            found = make()
        self._made[kind, key] = found
        if len(self._made) > _READY:
            del self._made[next(iter(self._made))]
        return found

    def _gradient(self, batch: int) -> NumpyProgram:
        memory = self._memory
        outputs = rules.step_gradient(self._build.network(batch, True))
        results = {
            rules.of_gradient(s.name): s.view(memory.gradient) for s in self._build.weights.values()
        }
        for state in self._build.states.values():
            if rules.of_state(state.name) in outputs:
                results[rules.of_state(state.name)] = state.view(memory.next_states)
        return self.compile(outputs, results)

    def _update(self, shape: rules.Shape) -> NumpyProgram:
        memory = self._memory
        names = (rules.WEIGHTS, *memory.slots)
        results = dict(zip(names, memory.next_rows, strict=True))
        return self.compile(rules.update(memory.optimizer, shape), results)

    def _answer(self, count: int) -> NumpyProgram:
        network = self._build.network(count, False)
        return self.compile(
            {
                "output": network.output,
                "logits": network.logits,
                "prediction": network.prediction,
            }
        )

    def _judge(self, count: int) -> NumpyProgram:
        build = self._build
        activation = output_activation(build.graph.node(build.output), build.loss, build.spec)
        return self.compile(rules.judgement(self._build, activation, count))

    def _strengths(self) -> NumpyProgram:
        return self.compile(rules.coefficients(self._build.network(1, True)))

    def _penalty(self) -> NumpyProgram:
        return self.compile({"penalty": rules.penalty(self._build.size)})


def fill(program: NumpyProgram, values: Mapping[str, Floats]) -> None:
    """Copies values into the inputs of a program; what its formulas do not use is left out."""
    for name, array in values.items():
        if name in program.inputs:
            np.copyto(program.inputs[name], array)
