"""Trains many networks of one graph at once: what sweeps, forks and landscapes build on.

Network k gives the same numbers as a `Trainer` of `ManyTrainer.experiment(k)`: bit by bit on
NumPy, where one is trained after the other, and nearly so on a device, where sixteen share a
vector. A network that diverges does not stop the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.many import (
    DeviceFault,
    ManyKernel,
    ManyKnobs,
    ManyPart,
    TooLarge,
)
from engine.backends.plan import Plan, Sizes, choose
from engine.build import sound_build
from engine.datasets.split import prepare
from engine.devices import candidates, find
from engine.evaluation import Survey
from engine.experiment import Experiment
from engine.frame import Curve
from engine.loops import training_spec
from engine.network import live_name
from engine.random import permutation
from engine.runner import NotFinite, Runner
from engine.surgery import is_mask
from engine.variants import Variants

__all__ = ["Curves", "ManyTrainer", "Variants"]

_LONGEST = 0.012
"""Seconds one launch may take, unless an epoch of all networks takes longer."""
_FORGET = 1.05
"""How much longer an epoch is thought to take after every launch that was slower than before."""
_FIXED = frozenset({"zeros", "ones", "constant"})
"""Initializers that draw nothing, so that scales leave them alone."""
_RATE = live_name(".training", "learning_rate")
_CLIPS = tuple(live_name(".training", name) for name in ("clip_norm", "clip_value"))
_LARGEST = 3.0e38
_COLUMNS = ("train_loss", "test_loss", "penalty", "train_score", "test_score")


@dataclass(frozen=True)
class Curves:
    """What was measured of every network, oldest first; columns as in `Curve`.

    `epoch` is (rows,), all others (rows, networks); NaN once a network diverged.
    """

    epoch: NDArray[np.int64]
    train_loss: NDArray[np.float64]
    test_loss: NDArray[np.float64]
    penalty: NDArray[np.float64]
    train_score: NDArray[np.float64]
    test_score: NDArray[np.float64]

    def of(self, index: int) -> Curve:
        """The curve of one network."""
        return Curve(self.epoch, *(getattr(self, name)[:, index] for name in _COLUMNS))


class ManyTrainer:
    """`variants.count` networks of one experiment in training, all after equally many epochs.

    `epoch` counts those that are complete for every network. `device` is what was asked for, as
    in `Trainer`; with a device, the first `advance` (or `prepare`) compiles. `plan` is the way
    that was chosen and why. `every`: how many epochs lie between two measurements. Raises what
    `Trainer` raises, and BadValue for settings.
    """

    def __init__(
        self, experiment: Experiment, variants: Variants, *, device: str = "numpy", every: int = 1
    ) -> None:
        self.variants = variants
        self.epoch = 0
        self._base = experiment
        self._every = max(1, every)
        self._live, self._seeds = variants.live(experiment), variants.seeds(experiment)
        self._kernel: ManyKernel | None = None
        self._epoch_time = 0.0
        self.data = prepare(experiment.data, experiment.split)
        self.build = sound_build(
            experiment.graph, self.data.spec, experiment.loss, experiment.surgery
        )
        self._runner = Runner(self.build, experiment.optimizer)
        memory = self._runner.memory
        self._samples = (memory.cast(self.data.x_train), memory.cast(self.data.y_train))
        self.plan = self._planned(device)
        self.device_note = self._refusal(device)
        self._everything = self._initial(variants.scales())
        # Which of the two has the newest numbers: what is here, the device, or both.
        self._here, self._there = True, False
        self._rows: list[tuple[int, NDArray[np.float64]]] = []
        self._row = np.full((len(_COLUMNS), self.count), math.nan)
        self._at = 0
        self._diverged: dict[int, int] = {}

    # --- what it is -------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many networks there are."""
        return self.variants.count

    @property
    def device(self) -> str:
        """What trains now, for people."""
        return self._kernel.name if self._kernel is not None else "NumPy"

    @property
    def diverged(self) -> Mapping[int, int]:
        """The networks that met a number that is not finite, and in which epoch, counted from 0.
        From then on their curves and weights are NaN."""
        return MappingProxyType(self._diverged)

    @property
    def batch_size(self) -> int:
        """Samples in a full batch, never more than there are."""
        count = len(self.data.x_train)
        whole = self._base.optimizer.full_batch
        return count if whole else min(self._base.training.batch_size, count)

    @property
    def steps_per_epoch(self) -> int:
        """Batches in one pass over the training set, the last partial one included."""
        return math.ceil(len(self.data.x_train) / self.batch_size)

    @property
    def curves(self) -> Curves:
        """What was measured so far."""
        epochs = np.array([epoch for epoch, _ in self._rows], np.int64)
        rows = np.array([row for _, row in self._rows])
        columns = rows.reshape(-1, len(_COLUMNS), self.count).transpose(1, 0, 2)
        return Curves(epochs, *columns)

    def experiment(self, index: int) -> Experiment:
        """The experiment of one network: a `Trainer` of it repeats this run, unless its initial
        weights were scaled."""
        return self.variants.experiment(self._base, index)

    def weights(self, index: int) -> dict[str, NDArray[np.float32]]:
        """Copies of one network's weights and running statistics by full name."""
        size, numbers = self.build.size, self._numbers()[index]
        states = numbers[len(numbers) - self.build.state_size :]
        return {
            **{n: spec.view(numbers[:size]).copy() for n, spec in self.build.weights.items()},
            **{
                n: spec.view(states).copy()
                for n, spec in self.build.states.items() if not is_mask(n)
            },
        }

    def set_weights(self, index: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Takes every number whose name and index exist in the network; the rest stays."""
        numbers = self._numbers()[index]
        memory = self._runner.memory
        np.copyto(memory.everything, numbers)
        memory.take(arrays)
        np.copyto(numbers, memory.everything)
        self._there = False

    def best(self, by: str = "") -> int:
        """The network that did best in the last measurement `by` a column of `Curves`: with the
        least loss or the greatest score. "" is the test loss, or the train loss where there are
        no test samples. Before any measurement, and when all have diverged, it is the first."""
        by = by or ("test_loss" if len(self.data.x_test) else "train_loss")
        column = getattr(self.curves, by)
        if not len(column):
            return 0
        signed = -column[-1] if by.endswith("score") else column[-1]
        return int(np.argmin(np.where(np.isnan(signed), math.inf, signed)))

    # --- training ---------------------------------------------------------------------------

    def prepare(self) -> None:
        """Compiles for the device, if one was asked for and that has not been done."""
        device = self.plan.device
        if self._kernel is not None or device is None:
            return
        live = tuple(self._live)
        data = self.data
        spec = training_spec(self.build, self._base.optimizer, data, self.batch_size, live)
        samples = (data.x_train, data.y_train, data.x_test, data.y_test)
        try:
            self._kernel = ManyKernel(spec, _RATE, device.number, samples, self._knobs())
        except TooLarge:
            self._leave("large_network")
        except (DeviceFault, NotImplementedError):
            self._leave("device_failed")

    def advance(
        self,
        *,
        epochs: int | None = None,
        seconds: float | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        """Trains all networks until any of the bounds is reached.

        `seconds` is overshot by at most one launch, or one epoch of one network on NumPy. Where it
        is reached before all networks have ended an epoch, the next call completes that first.
        """
        self.prepare()
        deadline = math.inf if seconds is None else perf_counter() + seconds
        last = math.inf if epochs is None else self.epoch + epochs
        with np.errstate(all="ignore"):
            while self.epoch < last and not (stop is not None and stop()):
                if self._kernel is None or not self._launch(self._kernel, last, deadline):
                    self._train_one()
                if perf_counter() >= deadline:
                    break

    def _launch(self, kernel: ManyKernel, last: float, deadline: float) -> bool:
        """Trains on the device, some epochs of all networks or, where that takes too long, one
        epoch of some; whether it did."""
        part = self._part(kernel, last, min(_LONGEST, deadline - perf_counter()))
        samples = len(self.data.x_train)
        starts = [s / samples for s in range(0, samples, self.batch_size)]
        factors = self._base.schedule.rates(1.0, self.epoch, part.epochs, starts)
        began = perf_counter()
        try:
            if not self._there:
                kernel.put(self._everything)
                self._there = True
            report = kernel.launch(part, self._every, factors)
        except DeviceFault:
            self._leave("device_failed")
            return False
        share = part.epochs * (part.last - part.first) / self.count
        # On a busy machine short launches wait longer than they run: believe the fast ones.
        took = (perf_counter() - began) / share
        self._epoch_time = min(took, _FORGET * self._epoch_time or took)
        self._here = False
        self._take(part, report.astype(np.float64))
        return True

    def _part(self, kernel: ManyKernel, last: float, seconds: float) -> ManyPart:
        """What to train in that time, as far as that is known."""
        step = self.epoch * self.steps_per_epoch
        if self._at or self._epoch_time > 2 * _LONGEST:
            fit = int(seconds / self._epoch_time * self.count) // kernel.least * kernel.least
            end = min(self._at + max(kernel.least, fit), self.count)
            return ManyPart(self._at, end, 1, self.epoch, step)
        epochs = int(seconds / self._epoch_time) if self._epoch_time else 1
        epochs = int(min(last - self.epoch, max(1, epochs)))
        return ManyPart(0, self.count, epochs, self.epoch, step)

    def _take(self, part: ManyPart, report: NDArray[np.float64]) -> None:
        """Notes what a launch reports, (epochs, columns, networks)."""
        for train, score, test, test_score, penalty, fault in report:
            for index in np.flatnonzero(fault != 0):
                self._diverged.setdefault(part.first + int(index), self.epoch)
            self._row[:, part.first : part.last] = (
                train + penalty, test + penalty, penalty, score, test_score
            )
            self._at = part.last % self.count
            if not self._at:
                self._end_epoch()

    def _end_epoch(self) -> None:
        self._row[:, list(self._diverged)] = math.nan
        self.epoch += 1
        if self.epoch % self._every == 0:
            self._rows.append((self.epoch, self._row.copy()))

    def _numbers(self) -> NDArray[np.float32]:
        """The numbers of all networks as they are now, (networks, numbers)."""
        if not self._here and self._kernel is not None:
            self._everything[...] = self._kernel.everything()
            self._here = True
        self._everything[list(self._diverged)] = math.nan
        return self._everything

    def _leave(self, note: str) -> None:
        """Goes on with NumPy, from the numbers of the last launch that ended well."""
        self._numbers()
        self._kernel, self.device_note = None, note
        self.plan = replace(self.plan, way="numpy", device=None)

    # --- on NumPy ---------------------------------------------------------------------------

    def _train_one(self) -> None:
        """One epoch of the network whose turn it is."""
        index = self._at
        if index not in self._diverged:
            self._load(index)
            try:
                self._epoch_of(index)
            except NotFinite:
                self._diverged[index] = self.epoch
            self._everything[index] = self._runner.memory.everything
        self._at = (index + 1) % self.count
        if not self._at:
            self._end_epoch()

    def _load(self, index: int) -> None:
        """Makes the runner this network."""
        np.copyto(self._runner.memory.everything, self._everything[index])
        values = {name: float(each[index]) for name, each in self._live.items()}
        self._runner.set_live(values, int(self._seeds[index]))

    def _epoch_of(self, index: int) -> None:
        count, size = len(self.data.x_train), self.batch_size
        order = np.arange(count)
        if size < count:
            order = permutation(count, seed=int(self._seeds[index]), epoch=self.epoch)
        step, base = self.epoch * self.steps_per_epoch, float(self._live[_RATE][index])
        for start in range(0, count, size):
            step += 1
            rate = self._base.schedule.rate(base, self.epoch + start / count)
            self._runner.step(*self._samples, order[start : start + size], step, step, rate)
        if (self.epoch + 1) % self._every == 0:
            m = Survey(self._runner, self.data).finish()
            self._row[:, index] = [getattr(m, name) for name in _COLUMNS]

    # --- how it begins ----------------------------------------------------------------------

    def _planned(self, device: str) -> Plan:
        """The way to run, which asks for devices only if one is wanted."""
        data = self.data
        arrays = (data.x_train, data.y_train, data.x_test, data.y_test)
        numbers = sum(array.size for array in arrays)
        sizes = Sizes(self.build.size, numbers, False, self.batch_size, self.count)
        found = () if device == "numpy" else candidates(many=True)
        return choose(sizes, found, device)

    def _refusal(self, device: str) -> str:
        """Why it is not the device that was asked for: a code as in `Trainer.device_note`."""
        reason = find(device).reason
        if self.plan.device is not None or self.plan.reason == "asked":
            return ""
        return reason or (self.plan.reason if self.plan.reason.startswith("large") else "")

    def _initial(self, scales: NDArray[np.float64]) -> NDArray[np.float32]:
        """The numbers of all networks before the first step, (networks, numbers)."""
        memory = self._runner.memory
        made = np.empty((self.count, memory.everything.size), np.float32)
        for seed in np.unique(self._seeds):
            memory.initialize(int(seed))
            made[self._seeds == seed] = memory.everything
        for spec in self.build.weights.values():
            if spec.init not in _FIXED:
                made[:, spec.offset : spec.offset + spec.size] *= scales[:, None]
        return made

    def _knobs(self) -> ManyKnobs:
        """The settings of all networks. A limit of 0 means none."""
        memory, size = self._runner.memory, self.build.size
        live = np.stack([
            np.where(each > 0, each, _LARGEST) if name in _CLIPS else each
            for name, each in self._live.items()
        ], axis=1)
        l1, l2 = (np.empty((self.count, size), np.float32) for _ in range(2))
        for index in range(self.count):
            self._load(index)
            l1[index], l2[index] = memory.l1, memory.l2
        clips = any((self._live[name] > 0).any() for name in _CLIPS)
        return ManyKnobs(
            self._seeds, live, l1, l2, memory.inputs[".decay"],
            bool(clips or l1.any() or l2.any()),
        )

