"""Trains many networks of one graph at once: what sweeps, forks and landscapes build on.

Network k gives the same numbers as a `Trainer` of `ManyTrainer.experiment(k)`: bit by bit on
NumPy, where one is trained after the other, and nearly so on a device, where sixteen share a
vector. A network that diverges does not stop the others. What NumPy trains while a kernel is
compiled is a preview: the device repeats it, and its numbers take the place of NumPy's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from time import perf_counter
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.many import ManyKernel, ManyKnobs
from engine.backends.plan import Plan, Sizes
from engine.build import sound_build
from engine.datasets.split import prepare
from engine.devices import find
from engine.evaluation import Survey
from engine.experiment import Experiment
from engine.loops import training_spec
from engine.many_express import ManyExpress
from engine.network import live_name
from engine.progress import COLUMNS, Curves, Progress
from engine.random import permutation
from engine.runner import NotFinite, Runner
from engine.surgery import is_mask
from engine.variants import Variants

__all__ = ["Curves", "ManyTrainer", "Variants"]

_FIXED = frozenset({"zeros", "ones", "constant"})
"""Initializers that draw nothing, so that scales leave them alone."""
_RATE = live_name(".training", "learning_rate")
_CLIPS = tuple(live_name(".training", name) for name in ("clip_norm", "clip_value"))
_LARGEST = 3.0e38


class ManyTrainer:
    """`variants.count` networks of one experiment in training, all after equally many epochs.

    `epoch` counts those that are complete for every network. `device` is what was asked for, as
    in `Trainer`. A device is looked for, and its kernel compiled, in a second thread, from the
    first `advance` (or `prepare`) on; NumPy trains meanwhile, unless `wait_for_device` is called.
    The device repeats that, so that a run is equal to the next one bit by bit; whoever trains on
    one calls `close` at the end. `every`: how many epochs lie between two measurements, the first
    of which is before the first epoch. Raises what `Trainer` raises, and BadValue for settings.
    """

    def __init__(
        self, experiment: Experiment, variants: Variants, *, device: str = "numpy", every: int = 1
    ) -> None:
        self.variants = variants
        self._refused = find(device).reason
        self._base = experiment
        self._every = max(1, every)
        self._live, self._seeds = variants.live(experiment), variants.seeds(experiment)
        self.data = prepare(experiment.data, experiment.split)
        self.build = sound_build(
            experiment.graph, self.data.spec, experiment.loss, experiment.surgery
        )
        self._runner = Runner(self.build, experiment.optimizer)
        memory = self._runner.memory
        self._samples = (memory.cast(self.data.x_train), memory.cast(self.data.y_train))
        self._express = ManyExpress(device, self._sizes())
        self._run = Progress(self._initial(variants.scales()), self._every)
        # Where the preview began; the device goes on there until it has made up for it.
        self._origin: Progress | None = None

    # --- what it is -------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many networks there are."""
        return self.variants.count

    @property
    def epoch(self) -> int:
        """How many epochs are complete for every network."""
        return self._run.epoch

    @property
    def device(self) -> str:
        """What trains now, for people."""
        kernel = self._express.kernel
        return kernel.name if kernel is not None and self._origin is None else "NumPy"

    @property
    def device_note(self) -> str:
        """Why it is not the device that was asked for: a code as in `Trainer.device_note`."""
        plan = self._express.plan
        has_none = plan is not None and plan.device is None
        return self._express.note or (self._refused if has_none else "")

    @property
    def plan(self) -> Plan | None:
        """The way that was chosen, and why; None until then."""
        return self._express.plan

    @property
    def diverged(self) -> Mapping[int, int]:
        """The networks that met a number that is not finite, and in which epoch, counted from 0.
        From then on their curves and weights are NaN."""
        return MappingProxyType(self._run.diverged)

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
        while self._run.begun < self.count:
            self._run.begin(self._measured)
        return self._run.curves

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
        self._express.forget()
        self._origin = None
        if not self.epoch and not self._run.at:
            self._run.begun = 0

    def best(self, by: str = "") -> int:
        """The network that did best in the last measurement `by` a column of `Curves`: with the
        least loss or the greatest score. "" is the test loss, or the train loss where there are
        no test samples. When all have diverged, it is the first."""
        by = by or ("test_loss" if len(self.data.x_test) else "train_loss")
        column = getattr(self.curves, by)
        signed = -column[-1] if by.endswith("score") else column[-1]
        return int(np.argmin(np.where(np.isnan(signed), math.inf, signed)))

    # --- training ---------------------------------------------------------------------------

    def prepare(self) -> None:
        """Begins to look for a device and to compile, if that was asked for; does not wait."""
        self._express.start(self._plans)

    def wait_for_device(self) -> None:
        """Returns when the device is ready, or given up."""
        self.prepare()
        self._express.wait()

    def close(self) -> None:
        """Ends the use of a device. A compiler at work is not waited for: Python does that when it
        ends."""
        self._numbers()
        self._express.close()

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
                if self._run.begun < self.count:
                    self._run.begin(self._measured)
                elif not self._fly(last, deadline):
                    self._train_one()
                if perf_counter() >= deadline:
                    break

    def _fly(self, last: float, deadline: float) -> bool:
        """Whether the device trains; first what NumPy did before it was ready."""
        kernel, run = self._express.kernel, self._origin or self._run
        if kernel is None or run.at % kernel.least:
            return False
        goal = self.epoch if self._origin else last
        if run.epoch < goal:
            seconds, steps = deadline - perf_counter(), self.steps_per_epoch
            if not self._express.launch(run, goal, seconds, self._every, steps, self._factors):
                self._origin = None
        if self._origin is not None and run.epoch >= goal:
            self._run, self._origin = run, None
        return True

    def _factors(self, epoch: int, epochs: int) -> NDArray[Any]:
        """What part of its learning rate each network takes in every step from `epoch` on."""
        samples = len(self.data.x_train)
        starts = [s / samples for s in range(0, samples, self.batch_size)]
        return self._base.schedule.rates(1.0, epoch, epochs, starts)

    def _numbers(self) -> NDArray[np.float32]:
        """The numbers of all networks as they are now, (networks, numbers)."""
        self._express.fetch(self._run)
        self._run.everything[list(self._run.diverged)] = math.nan
        return self._run.everything

    # --- on NumPy ---------------------------------------------------------------------------

    def _train_one(self) -> None:
        """One epoch of the network whose turn it is."""
        run, index = self._run, self._run.at
        if not index and self._origin is None and self._express.is_hoped_for:
            self._origin = run.copy()
        measured = None
        if index not in run.diverged:
            self._load(index)
            try:
                measured = self._epoch_of(index)
            except NotFinite:
                run.diverged[index] = self.epoch
            run.everything[index] = self._runner.memory.everything
        run.note(index, index + 1, measured)
        self._express.stand_aside()

    def _load(self, index: int) -> None:
        """Makes the runner this network."""
        np.copyto(self._runner.memory.everything, self._run.everything[index])
        values = {name: float(each[index]) for name, each in self._live.items()}
        self._runner.set_live(values, int(self._seeds[index]))

    def _epoch_of(self, index: int) -> NDArray[np.float64] | None:
        """What is measured at its end, if anything is."""
        count, size = len(self.data.x_train), self.batch_size
        order = np.arange(count)
        if size < count:
            order = permutation(count, seed=int(self._seeds[index]), epoch=self.epoch)
        step, base = self.epoch * self.steps_per_epoch, float(self._live[_RATE][index])
        for start in range(0, count, size):
            step += 1
            rate = self._base.schedule.rate(base, self.epoch + start / count)
            self._runner.step(*self._samples, order[start : start + size], step, step, rate)
        return self._survey()[:, None] if self._run.is_measured_next else None

    def _measured(self, index: int) -> NDArray[np.float64]:
        """One network as it is, by column."""
        self._load(index)
        return self._survey()

    def _survey(self) -> NDArray[np.float64]:
        found = Survey(self._runner, self.data).finish()
        return np.array([getattr(found, name) for name in COLUMNS], np.float64)

    # --- how it begins ----------------------------------------------------------------------

    def _sizes(self) -> Sizes:
        """What the choice of a way depends on."""
        data = self.data
        arrays = (data.x_train, data.y_train, data.x_test, data.y_test)
        numbers = sum(array.size for array in arrays)
        return Sizes(self.build.size, numbers, False, self.batch_size, self.count)

    def _plans(self) -> Callable[[int], ManyKernel]:
        """What makes the kernel, for the number of a device."""
        data = self.data
        spec = training_spec(
            self.build, self._base.optimizer, data, self.batch_size, tuple(self._live)
        )
        samples = (data.x_train, data.y_train, data.x_test, data.y_test)
        knobs = self._knobs()
        return lambda number: ManyKernel(spec, _RATE, number, samples, knobs)

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

