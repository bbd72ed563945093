"""Checks the gradients of a whole network against finite differences, in float64."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import random
from engine.build import build
from engine.datasets.split import prepare
from engine.errors import BadExperiment
from engine.experiment import Experiment
from engine.ir.gradient import gradients
from engine.network import WeightSpec, X, Y
from engine.objectives.supervised import total_loss
from engine.programs import fill
from engine.runner import Runner
from engine.settings import live_settings

__all__ = ["GradientReport", "check"]

_BATCH = 8
_COORDINATES = 200
_STEPS = (1e-5, 1e-6, 1e-7)
_GOOD, _SUSPICIOUS = 1e-7, 1e-6
_FLOOR = 1e-3
_BEND = 1e-4

Floats = NDArray[Any]


@dataclass(frozen=True)
class GradientReport:
    """How far gradients are from finite differences.

    `errors`, by weight: the largest |gradient − difference| divided by the largest |gradient| in
    that weight (or by a thousandth of the largest in the network or of the loss, where that is
    more: a gradient of zero has no relative error). `largest` is the largest of them. `checked`
    counts the numbers compared; `kinks` those passed over because the loss has a corner there.
    """

    largest: float
    errors: Mapping[str, float]
    checked: int
    kinks: int


def check(
    experiment: Experiment, weights: Mapping[str, Floats] | None = None
) -> GradientReport:
    """Compares the gradient of the loss with its penalties on one batch of up to 8 samples.

    Up to 200 numbers of every weight are moved by h and −h (central differences), at the initial
    weights or at `weights`. The network is in training mode; dropout keeps one mask throughout.

    A corner (ReLU at 0) less than h away spoils the difference, not the gradient. Such a number
    is tried again with h ten times smaller, and with a straight line through both results to
    h = 0, which is exact where only the curvature jumps. If the corner is at the very point, the
    slopes to its two sides differ however small h is, and there is nothing to compare with: the
    number is passed over and counted in `kinks`. A wrong gradient does not hide there, because
    away from corners the two slopes agree. Raises BadExperiment.
    """
    loss = _Loss(experiment, weights)
    flat = loss.runner.memory.weights
    specs = loss.runner.build.weights
    gradient = loss.gradient()
    floor = _FLOOR * max(float(np.abs(gradient).max()), abs(loss.here()), 1e-9)
    errors: dict[str, float] = {}
    checked = kinks = 0
    for name, spec in specs.items():
        own = spec.view(gradient)
        scale = max(float(np.abs(own).max()), floor)
        worst = 0.0
        for place in _places(spec, experiment.training.seed):
            error = _error(loss, flat, place, float(gradient[place]), scale)
            checked += error is not None
            kinks += error is None
            worst = max(worst, error or 0.0)
        errors[name] = worst
    return GradientReport(max(errors.values(), default=0.0), errors, checked, kinks)


def _places(spec: WeightSpec, seed: int) -> NDArray[np.intp]:
    """Which numbers of the flat vector to check: all of a weight, or a random choice."""
    chosen = random.permutation(spec.size, seed=seed, epoch=0, stream=random.stream(15, spec.name))
    return np.sort(chosen[:_COORDINATES]) + spec.offset


def _error(
    loss: _Loss, flat: Floats, place: int, gradient: float, scale: float
) -> float | None:
    """The relative error of one number; None where the loss has a corner."""
    here = loss.here()
    best = np.inf
    before: float | None = None
    for h in _STEPS:
        above, below = loss.at(flat, place, h), loss.at(flat, place, -h)
        slope = (above - below) / (2 * h)
        straight = slope if before is None else slope + (slope - before) / 9
        best = min(best, *(abs(found - gradient) / scale for found in (slope, straight)))
        if best < _GOOD:
            return best
        before = slope
    bend = abs((above - here) - (here - below)) / h
    return None if best > _SUSPICIOUS and bend > _BEND * scale else best


class _Loss:
    """The loss of one fixed batch as a function of the flat weights."""

    def __init__(self, experiment: Experiment, weights: Mapping[str, Floats] | None) -> None:
        data = prepare(experiment.data, experiment.split)
        made = build(experiment.graph, data.spec, experiment.loss, experiment.surgery)
        if not made.sound:
            raise BadExperiment(made.problems)
        self.runner = Runner(made, experiment.optimizer, np.float64)
        self.runner.memory.initialize(experiment.training.seed)
        self.runner.set_live(live_settings(experiment), experiment.training.seed)
        self.runner.memory.take(weights or {})
        count = min(_BATCH, len(data.x_train))
        network = made.network(count, True)
        loss = total_loss(network)
        slopes = gradients(loss, list(network.weights.values()))
        self._program = self.runner.programs.compile({"loss": loss})
        self._slopes = self.runner.programs.compile(dict(zip(network.weights, slopes, strict=True)))
        for program in (self._program, self._slopes):
            fill(program, {X: data.x_train[:count], Y: data.y_train[:count]})

    def gradient(self) -> Floats:
        """The gradient as one flat vector."""
        self._slopes.run()
        flat = np.zeros_like(self.runner.memory.weights)
        for name, spec in self.runner.build.weights.items():
            spec.view(flat)[...] = self._slopes.outputs[name]
        return flat

    def here(self) -> float:
        """The loss at the weights as they are."""
        self._program.run()
        return float(self._program.outputs["loss"])

    def at(self, flat: Floats, place: int, by: float) -> float:
        """The loss with one number moved."""
        kept = flat[place]
        flat[place] = kept + by
        moved = self.here()
        flat[place] = kept
        return moved
