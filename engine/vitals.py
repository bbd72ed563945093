"""Is every layer well? Units that say nothing, units that are stuck, gradients that fade or grow.

All of it is read off one fixed batch of training samples, forward and backward in evaluation mode,
on NumPy. Nothing of the training is touched, and the same numbers always give the same findings.

The gradient that is followed starts with 1 or −1 at every output, before the activation, and not
with the slope of the loss: how it fades or grows on its way is a matter of the layers alone, and a
network that is stuck at the ends of its output can be judged as well. That it grows is told only
where there is something left to learn.

Outputs are at the ends of their range when they are right, so that alone is no ailment. It is one
where they are wrong, and the loss looks at them after their activation: then it has no slope there,
and what is wrong stays wrong. Cross-entropy, which looks at them before, keeps its slope.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.numpy import NumpyProgram
from engine.build import Build
from engine.datasets.base import Data
from engine.frame import Ailment, Vital
from engine.ir.expr import Expr
from engine.ir.functions import concat
from engine.ir.gradient import gradients
from engine.layers import Layer, layers
from engine.layers.activation import Activation
from engine.network import Network, X, Y, output_activation
from engine.programs import fill
from engine.runner import Runner
from engine.surgery import ALIVE

__all__ = ["Examiner", "Vital"]

MOST_SAMPLES, LEAST_SAMPLES = 256, 32
"""Fewer tell too little about a unit that is rarely active; more change the findings no more."""
_WORK, _MOST_WORK = 20_000_000, 100_000_000
"""Multiplications that a look should take, a millisecond or two, and above which there is none:
a network of a million weights trains too slowly to be stopped for this."""
_PASSES = 3
"""A backward pass costs as much as two forward ones."""

STILL = 1e-6
"""A unit whose output varies by less than this share of its size is constant: what is left is the
rounding of float32."""
EDGE = 0.005
"""A unit within this share of the end of its range is at its end: |tanh| > 0.99, a sigmoid below
0.005 or above 0.995. The slope there is at most a fiftieth of the greatest one."""
STUCK = 0.9
"""A unit at its ends on more than this share of the samples is saturated. A sharp edge sits at the
ends on most of the plane and is useful; one sample in ten is what it needs to go on learning."""
FADED, GROWN = 1e-3, 1e2
"""The gradient that reaches a layer, as a multiple of the one that starts at the output. With a
thousandth it learns a thousand times slower than the output layer: five or six sigmoids in a row
do that. A hundredfold one takes a learning rate so small that the output layer stands still."""
LOST = 0.25
"""An output that is stuck at one end on more than this share of the samples that belong to the
other one is lost. A few of them may have wrong labels."""
LEARNED = 0.01
"""With a loss below this next to no gradient starts, and however it grows it does no harm: a sharp
border, which a network ends with when it has learned everything, makes it grow."""

_VALUES, _GRADIENTS, _LOSS = ".values", ".gradients", ".loss"
_ANSWERS, _TARGETS = ".answers", ".targets"
_SHARES = (0.0, 1.0)
"""The range of softmax."""

Floats = NDArray[Any]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class _Patient:
    """A node and where its `count` units stand among those of all nodes; `bend` is its
    activation."""

    node: str
    units: slice
    count: int
    bend: type[Activation] | None
    learns: bool


class Examiner:
    """Examines one network, again and again as it learns.

    The numbers of all nodes lie in one matrix, (samples, numbers), so that the time goes into a few
    large sums and not into many small ones. A unit is one number, or a channel of an image.
    """

    def __init__(self, runner: Runner, data: Data) -> None:
        self._runner = runner
        build = runner.build
        passed = sum(math.prod(build.shapes[node]) for node in build.active)
        cost = _PASSES * (build.size + passed)
        wanted = min(MOST_SAMPLES, max(LEAST_SAMPLES, _WORK // cost))
        count = min(wanted, len(data.x_train))
        rows = np.linspace(0, len(data.x_train) - 1, count).astype(np.intp)
        self._samples, self._labels = data.x_train[rows], data.y_train[rows]
        self._fits = count * cost <= _MOST_WORK
        self._patients: dict[str, _Patient] = {}
        self._program: NumpyProgram | None = None
        self._range: tuple[float, float] | None = None
        """Between which values the outputs are, if the loss looks at them there."""
        self.silent: dict[str, tuple[int, ...]] = {}
        """Which numbers of each node were 0 for all samples at the last look, by place in their
        array; nodes of which none was are left out."""

    def examine(self) -> dict[str, tuple[Vital, ...]]:
        """What is wrong now, by node; nodes that are well, or that cannot be judged, are left out.
        Empty for a network that is too large."""
        if not self._fits or len(self._runner.build.active) < 2:
            return {}
        if self._program is None:
            self._program = self._prepare()
        fill(self._program, {X: self._samples, Y: self._labels})
        self._program.run()
        with np.errstate(all="ignore"):
            still, share = self._units(self._program.outputs[_VALUES])
            arrived = self._arrived()
        found: dict[str, tuple[Vital, ...]] = {}
        for node, patient in self._patients.items():
            vitals = (*self._stuck(patient, still, share), *self._fed(patient, still, arrived))
            if vitals:
                found[node] = vitals
        if self._range is not None and (lost := self._astray(*self._range)) is not None:
            found[lost.node] = (lost,)
        return found

    def _prepare(self) -> NumpyProgram:
        """Finds a place for every unit, and compiles all that is looked at."""
        build = self._runner.build
        widths: list[int] = []
        ends: list[tuple[float, float]] = []
        for node in build.active[:-1]:
            units, *inside = build.shapes[node]
            bend = _activation(build.graph.node(node).layer)
            place = slice(len(widths), len(widths) + units)
            learns = bool(build.drafts[node].weights)
            self._patients[node] = _Patient(node, place, units, bend, learns)
            widths += [math.prod(inside)] * units
            low, high = bend.ends if bend and bend.ends else (-math.inf, math.inf)
            edge = EDGE * (high - low) if bend and bend.ends else 0.0
            ends += [(low + edge, high - edge)] * (units * math.prod(inside))
        self._widths = np.array(widths)
        self._starts = np.concatenate([[0], np.cumsum(self._widths)[:-1]])
        self._ends = np.array(ends, self._runner.memory.dtype).T
        self._range = None if build.loss.from_logits else _ends(
            output_activation(build.graph.node(build.output), build.loss, build.spec)
        )
        programs = self._runner.programs
        return programs.kept("vitals", len(self._samples), self._compiled)

    def _compiled(self) -> NumpyProgram:
        """What looks at so many samples."""
        count = len(self._samples)
        network = self._runner.build.network(count, False)
        nodes = [network.nodes[node] for node in self._patients]
        start = np.where(np.indices(network.logits.shape).sum(axis=0) % 2, -1.0, 1.0)
        slopes = gradients((network.logits * start).sum(), nodes)
        judged = {} if self._range is None else _judged(self._runner.build, network)
        return self._runner.programs.compile({
            _LOSS: network.loss,
            **judged,
            **{
                name: concat([part.reshape((count, -1)) for part in parts], axis=1)
                for name, parts in ((_VALUES, nodes), (_GRADIENTS, slopes))
            },
        })

    def _units(self, values: Floats) -> tuple[Flags, Floats]:
        """Which units say the same for all samples; how often each is at an end of its range."""
        least, most = values.min(axis=0), values.max(axis=0)
        self.silent = self._places((least == 0) & (most == 0))
        low = np.minimum.reduceat(least, self._starts)
        high = np.maximum.reduceat(most, self._starts)
        still = high - low <= STILL * np.maximum(np.abs(low), np.abs(high))
        floor, ceiling = self._ends
        outside = ((values < floor) | (values > ceiling)).mean(axis=0)
        return still, np.add.reduceat(outside, self._starts) / self._widths

    def _places(self, marked: Flags) -> dict[str, tuple[int, ...]]:
        """Where the marked numbers are in the nodes; nodes without any are left out."""
        if not marked.any():
            return {}
        ends = np.cumsum(self._widths)
        found = {
            node: np.flatnonzero(marked[self._starts[p.units.start] : ends[p.units.stop - 1]])
            for node, p in self._patients.items()
        }
        return {node: tuple(places.tolist()) for node, places in found.items() if len(places)}

    def _arrived(self) -> Floats:
        """The squared size of the gradient at every unit, as a multiple of that at the output.
        In float64, where small squares do not vanish."""
        assert self._program is not None
        squares = np.square(self._program.outputs[_GRADIENTS], dtype=np.float64).sum(axis=0)
        start = len(self._samples) * self._runner.build.spec.outputs
        return np.add.reduceat(squares, self._starts) / start

    def _stuck(self, patient: _Patient, still: Flags, share: Floats) -> Iterator[Vital]:
        """Saturated units, and dead ones: those that are still although something reaches them."""
        if patient.bend is None:
            return
        count, own = patient.count, share[patient.units]
        stuck = own > STUCK
        if stuck.any():
            size = float(own[stuck].mean())
            yield Vital(patient.node, "saturated", int(stuck.sum()), count, size)
        layer = self._runner.build.graph.node(patient.node).layer
        (source, *_) = self._runner.build.graph.sources(patient.node)
        before = still[self._patients[source].units]
        reached = ~before if isinstance(layer, Activation) else not before.all()
        dead = int((still[patient.units] & reached & ~stuck & self._works(patient)).sum())
        if dead:
            yield Vital(patient.node, "dead", dead, count, dead / count)

    def _astray(self, low: float, high: float) -> Vital | None:
        """Outputs at the wrong end of their range for many samples, and hardly anywhere else wrong,
        so that next to nothing brings them back."""
        assert self._program is not None
        answers, targets = (self._program.outputs[name] for name in (_ANSWERS, _TARGETS))
        edge = EDGE * (high - low)
        wrong = np.abs(answers - targets) > (high - low) / 2
        stuck = wrong & ((answers < low + edge) | (answers > high - edge))
        upper = targets > (low + high) / 2
        share = np.maximum(*(
            (stuck & side).sum(axis=0) / np.maximum(1, side.sum(axis=0)) for side in (upper, ~upper)
        ))
        lost = (share > LOST) & (stuck.sum(axis=0) > STUCK * wrong.sum(axis=0))
        if not lost.any():
            return None
        size = float(stuck.mean(axis=0)[lost].mean())
        return Vital(self._runner.build.output, "astray", int(lost.sum()), len(lost), size)

    def _works(self, patient: _Patient) -> Flags:
        """Which units are not knocked out: those are silent because somebody wants it."""
        alive = self._runner.memory.inputs.get(f"{patient.node}.{ALIVE}")
        if alive is None:
            return np.ones(patient.count, bool)
        return np.asarray(alive.reshape(patient.count, -1).max(axis=1) > 0)

    def _fed(self, patient: _Patient, still: Flags, arrived: Floats) -> Iterator[Vital]:
        """Whether the gradient that reaches the units of a layer is far from the one at the
        output. Units that are still pass none on, so what reaches them does not count."""
        alive = ~still[patient.units]
        if not patient.learns or not alive.any():
            return
        size = math.sqrt(arrived[patient.units][alive].sum())
        assert self._program is not None
        learned = float(self._program.outputs[_LOSS]) < LEARNED
        if size < FADED or (size > GROWN and not learned):
            kind: Ailment = "vanishing" if size < FADED else "exploding"
            yield Vital(patient.node, kind, patient.count, patient.count, size)


def _activation(layer: Layer) -> type[Activation] | None:
    """The bend at the end of this layer, None where there is none (or the layer hands on)."""
    if isinstance(layer, Activation):
        return type(layer)
    name = str(layer.values.get("activation", ""))
    if name not in layers:
        return None
    found = layers[name]
    return found if issubclass(found, Activation) else None


def _ends(activation: str) -> tuple[float, float] | None:
    """The ends of the range of an output with this activation, None where it has none."""
    if activation == "softmax":
        return _SHARES
    found = layers.get(activation)
    return found.ends if found is not None and issubclass(found, Activation) else None


def _judged(build: Build, network: Network) -> dict[str, Expr]:
    """What the network says, and what it should."""
    spec = build.spec
    wanted = build.loss.target(network.labels, spec.task, spec.outputs, network.activation)
    return {_ANSWERS: network.output, _TARGETS: wanted}
