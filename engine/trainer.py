"""Runs an experiment: steps, measurements, live changes, and frames of what is going on."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import Thread
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.plan import Plan, Sizes
from engine.build import Build, sound_build
from engine.camera import Camera
from engine.datasets.base import Data
from engine.datasets.split import prepare
from engine.devices import find
from engine.errors import Diverged
from engine.evaluation import Measured, Survey
from engine.experiment import Experiment
from engine.explain import Explainer, Explanation
from engine.express import Express, Job, Leap, Whereabouts
from engine.frame import Curve, Frame, Pictures
from engine.loops import training_spec
from engine.probe import Probe, default_axes
from engine.random import permutation
from engine.record import Record, Snapshot, Speed
from engine.runner import NotFinite, Runner
from engine.settings import live_settings, structure_of
from engine.weights import Carried

__all__ = ["Carried", "Explanation", "Snapshot", "Trainer"]

_FRESH = 20_000_000
"""Up to this many multiplications, predictions are made anew for a frame between epochs."""
_PICTURES = 4
"""Different pictures kept ready at once."""


class Trainer:
    """One experiment being trained: at once on NumPy, then on a device, epoch by epoch the same.

    `epoch` and `step` count what is complete; an epoch is complete when it is measured. `run`
    counts restarts. `device` is what was asked for: "numpy", of which every run is equal
    bit by bit; "auto", the fastest way, taken as soon as it is ready; "opencl" or "opencl:N".
    Raises BadExperiment when the graph cannot be trained, BadFile when its data cannot be read,
    UnknownDevice. Whoever trains on a device calls `close` at the end.
    """

    def __init__(
        self, experiment: Experiment, *, device: str = "numpy", dtype: Any = np.float32
    ) -> None:
        self._asked = device
        self._refused = find(device).reason
        self._express = Express("numpy")
        self._careful = 0
        self.epoch = self.step = self.run = 0
        self._dtype = dtype
        self._position = self._age = 0
        self._order: NDArray[np.intp] | None = None
        self._survey: Survey | None = None
        self._record = Record()
        self._measured: Measured | None = None
        self._diverged: Diverged | None = None
        self._probes: dict[Any, Probe] = {}
        self._explainer: Explainer | None = None
        self._speed = Speed()
        data = prepare(experiment.data, experiment.split)
        made = sound_build(experiment.graph, data.spec, experiment.loss)
        self._rebuild(experiment, data, made, None)

    # --- what it is -------------------------------------------------------------------------

    @property
    def curve(self) -> Curve:
        """All rows of this run."""
        self._measure_now()
        return self._record.curve()

    @property
    def steps_per_epoch(self) -> int:
        """Batches in one pass over the training set, the last partial one included."""
        return math.ceil(len(self.data.x_train) / self.batch_size)

    @property
    def batch_size(self) -> int:
        """Samples in a full batch, never more than there are."""
        count = len(self.data.x_train)
        whole = self.experiment.optimizer.full_batch
        return count if whole else min(self.experiment.training.batch_size, count)

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step, by the schedule."""
        passed = self.epoch + self._position / len(self.data.x_train)
        return self.experiment.schedule.rate(self.experiment.training.learning_rate, passed)

    @property
    def device(self) -> str:
        """What trains now, for people."""
        return self._express.name or "NumPy"

    @property
    def device_note(self) -> str:
        """Why the device asked for is not in use: a code from `engine.devices`, "device_failed",
        or "" where there is nothing to explain."""
        return self._refused or self._express.note

    @property
    def plan(self) -> Plan | None:
        """Which way to run was chosen and why; None until then."""
        return self._express.plan

    @property
    def sizes(self) -> Sizes:
        """What the choice of a way depends on."""
        return self._job().sizes

    def use(self, device: str) -> None:
        """Goes on with another device, from the numbers as they are. Raises UnknownDevice."""
        self._refused = find(device).reason
        self._asked = device
        self._express = self._new_express(self._express.abandon())

    def wait_for_device(self) -> None:
        """Returns when the device is ready, or given up."""
        self._express.prepare()

    def close(self) -> None:
        """Ends the use of a device. Waits for a compiler at work."""
        self._express.close()

    # --- training ---------------------------------------------------------------------------

    def advance(
        self,
        *,
        steps: int | None = None,
        epochs: int | None = None,
        seconds: float | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        """Trains until any of the bounds is reached; `epochs` counts ends of epochs.

        `seconds` is overshot by at most one step or one block of a measurement; when it falls
        into the measurement at the end of an epoch, the next call completes it first. Raises
        Diverged, with everything as it was before the step that went wrong.
        """
        began, first = perf_counter(), self.step
        deadline = math.inf if seconds is None else began + seconds
        last_step = math.inf if steps is None else self.step + steps
        last_epoch = math.inf if epochs is None else self.epoch + epochs
        with np.errstate(all="ignore"):
            self._measure_now()
            while self.epoch < last_epoch and not (stop is not None and stop()):
                if self._survey is not None:
                    if self._survey.advance():
                        self._end_epoch(self._survey)
                elif self.step >= last_step:
                    break
                elif not self._leap(last_step, last_epoch, deadline):
                    self._take_step()
                if perf_counter() >= deadline and self.step < last_step:
                    break
        spent = perf_counter() - began
        self._speed.note((self.step - first) / self.steps_per_epoch, spent)
        if self.step > first:
            self._express.trained(spent)

    def _leap(self, last_step: float, last_epoch: float, deadline: float) -> bool:
        """Trains some whole epochs on the device, if that can be done now."""
        express = self._express
        if not express.is_ready or self._position or self.step < self._careful:
            return False
        per_epoch = self.steps_per_epoch
        count = int(min(
            last_epoch - self.epoch, (last_step - self.step) // per_epoch,
            express.epochs_within(deadline - perf_counter()),
        ))
        if count < 1:
            return False
        seed = self.experiment.training.seed
        where = Whereabouts(count, self.epoch, self.step, self._age, seed)
        leap = express.leap(self._runner.memory, self._rates(count), where)
        if leap is None:
            # NumPy finds the step that went wrong, or takes over from a device that failed.
            self._careful = self.step + count * per_epoch
            return False
        self._land(leap)
        return True

    def _land(self, leap: Leap) -> None:
        """Takes over what a leap has done."""
        np.copyto(self._runner.memory.everything, leap.everything)
        self._record.extend(leap.rows)
        self.epoch, *losses = leap.rows[-1]
        train, test, penalty, score, test_score = losses
        self._measured = Measured(train, test, penalty, score, test_score, {})
        steps = len(leap.rows) * self.steps_per_epoch
        self.step += steps
        self._age += steps
        self._begin_epoch()
        self._unmeasured, self._measured_at = False, -1

    def _rates(self, epochs: int) -> NDArray[np.float32]:
        """The learning rate of every step of the next epochs."""
        count, base = len(self.data.x_train), self.experiment.training.learning_rate
        starts = [start / count for start in range(0, count, self.batch_size)]
        return self.experiment.schedule.rates(base, self.epoch, epochs, starts)

    def _take_step(self) -> None:
        count = len(self.data.x_train)
        if self._order is None:
            self._order = np.arange(count)
            if self.batch_size < count:
                seed = self.experiment.training.seed
                self._order = permutation(count, seed=seed, epoch=self.epoch)
        rows = self._order[self._position : self._position + self.batch_size]
        rate = self.learning_rate
        try:
            self._runner.step(*self._samples, rows, self.step + 1, self._age + 1, rate)
        except NotFinite as bad:
            self._diverged = Diverged(bad.node, bad.quantity, self.step + 1, self.epoch, rate)
            raise self._diverged from None
        self.step += 1
        self._age += 1
        self._position += len(rows)
        if self._position >= count:
            self._survey = Survey(self._runner, self.data)

    def _end_epoch(self, survey: Survey) -> None:
        """Completes the measurement, and with it the epoch."""
        measured = survey.finish()
        self._begin_epoch()
        self.epoch += 1
        self._note(measured)

    def _measure_now(self) -> None:
        """Measures what has changed outside of a step, before anybody looks at it."""
        if self._unmeasured:
            self._note(Survey(self._runner, self.data).finish())

    def _note(self, measured: Measured) -> None:
        self._unmeasured = False
        self._measured, self._measured_at = measured, self.step
        self._record.add(self.epoch, measured)

    # --- what is seen -----------------------------------------------------------------------

    def frame(self, *, pictures: bool = True, predictions: bool = True) -> Frame:
        """One look; its curve holds the rows since the last frame."""
        self._measure_now()
        stale = self._measured_at != self.step
        cheap = self.build.size * (len(self.data.x_train) + len(self.data.x_test)) <= _FRESH
        seen = self._measured
        if seen is None or (predictions and stale and cheap):
            seen = Survey(self._runner, self.data).finish()
            self._measured, self._measured_at = seen, self.step
        return Frame(
            run=self.run,
            epoch=self.epoch,
            step=self.step,
            steps_per_epoch=self.steps_per_epoch,
            curve=self._record.fresh(),
            weights=self.weights(),
            pictures=self.pictures() if pictures else None,
            predictions=seen.predictions if predictions else {},
            loss=seen.train_loss,
            learning_rate=self.learning_rate,
            epochs_per_second=self._speed.now,
            device=self.device,
            diverged=self._diverged,
        )

    def pictures(
        self, size: int = 0, axes: Sequence[int] | None = None, *, units: bool = True
    ) -> Pictures:
        """Pictures of every unit (or only of the prediction), `size` points along a side.

        0 and None take what suits the data. See `engine.probe.Probe`.
        """
        key = (size, default_axes(self.data, axes), units)
        if key not in self._probes:
            if len(self._probes) >= _PICTURES:
                del self._probes[next(iter(self._probes))]
            camera = self._camera
            self._probes[key] = Probe(self._runner, self.data, size, axes, camera, units=units)
        return self._probes[key].take()

    def explain(
        self, node: str, unit: int, *, x: Sequence[float] | None = None, sample: int | None = None
    ) -> Explanation:
        """One unit with real numbers; see `engine.explain.Explainer.explain`."""
        if self._explainer is None:
            self._explainer = Explainer(self._runner, self.data)
        return self._explainer.explain(node, unit, x=x, sample=sample)

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Copies of all weights and running statistics by full name, in forward order."""
        memory = self._runner.memory
        arrays = {**memory.weight_arrays(), **memory.state_arrays()}
        return {name: array.astype(np.float32) for name, array in arrays.items()}

    # --- changes ----------------------------------------------------------------------------

    def restart(self) -> None:
        """Back to the initial weights, in a new run."""
        self.run += 1
        self.epoch = self.step = self._age = 0
        self._record, self._speed = Record(), Speed()
        self._runner.memory.initialize(self.experiment.training.seed)
        self._begin_epoch()
        self._touched()

    def change(self, experiment: Experiment) -> Carried:
        """Goes on with another experiment; epoch and step go on counting.

        Live values are simply taken. For anything else the network is rebuilt, and every weight
        and slot keeps its number where a weight of that name has that index. Raises what the
        constructor raises and then stays with the experiment it had.
        """
        if structure_of(experiment) == structure_of(self.experiment):
            self._take(experiment)
            return Carried(False, self.build.size, 0, 0)
        old = self.experiment
        same_data = (experiment.data, experiment.split) == (old.data, old.split)
        data = self.data if same_data else prepare(experiment.data, experiment.split)
        made = sound_build(experiment.graph, data.spec, experiment.loss)
        if self._survey is not None:
            self._end_epoch(self._survey)
        before, samples = self._runner, len(self.data.x_train)
        kept = self._rebuild(experiment, data, made, before)
        if type(old.optimizer) is not type(experiment.optimizer):
            self._age = 0
        if len(data.x_train) != samples:
            self._begin_epoch()
        return Carried(True, kept, made.size - kept, before.build.size - kept)

    def set_weights(self, arrays: Mapping[str, NDArray[Any]]) -> Carried:
        """Takes every number whose name and index exist in this network; the rest stays."""
        kept = self._runner.memory.take(arrays)
        names = set(self.build.weights) | set(self.build.states)
        dropped = sum(a.size for name, a in arrays.items() if name not in names)
        self._touched()
        return Carried(False, kept, self.build.size - kept, dropped)

    def snapshot(self) -> Snapshot:
        """What `restore` needs to go on exactly from here."""
        return Snapshot(
            self.experiment, self._runner.memory.everything.copy(),
            self.epoch, self.step, self._age, self._position,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Back to a snapshot: the same steps from here give the same numbers. Later rows of the
        curve are forgotten."""
        self.change(snapshot.experiment)
        np.copyto(self._runner.memory.everything, snapshot.everything)
        self._begin_epoch()
        self.epoch, self.step = snapshot.epoch, snapshot.step
        self._age, self._position = snapshot.age, snapshot.position
        if self._position >= len(self.data.x_train):
            self._survey = Survey(self._runner, self.data)
        self._record.cut(self.epoch)
        self._touched()

    def _rebuild(
        self, experiment: Experiment, data: Data, made: Build, before: Runner | None
    ) -> int:
        """A new network in memory; how many weights it has from the one before."""
        self.data = data
        self._runner = Runner(made, experiment.optimizer, self._dtype)
        cast = self._runner.memory.cast
        self._samples = (cast(data.x_train), cast(data.y_train))
        self._runner.memory.initialize(experiment.training.seed)
        kept = 0 if before is None else self._runner.memory.carry_from(before.memory)
        self._probes.clear()
        self._explainer = None
        self._measured = None
        self._take(experiment)
        # A new network needs a new kernel; the old one is of no use.
        self._express = self._new_express(self._express.abandon())
        self._camera = Camera(self._runner, self._express)
        return kept

    def _new_express(self, others: tuple[Thread, ...]) -> Express:
        return Express("numpy" if self._refused else self._asked, self._job(), others)

    def _job(self) -> Job:
        data, experiment = self.data, self.experiment
        live = tuple(live_settings(experiment))
        spec = training_spec(self.build, experiment.optimizer, data, self.batch_size, live)
        samples = (data.x_train, data.y_train, data.x_test, data.y_test)
        return Job(spec, samples, self._runner.memory.dtype != np.float32)

    def _take(self, experiment: Experiment) -> None:
        """The experiment with its live values."""
        self.experiment = experiment
        self.build = replace(self._runner.build, graph=experiment.graph, loss=experiment.loss)
        self._runner.set_live(live_settings(experiment), experiment.training.seed)
        self._touched()

    def _touched(self) -> None:
        """What was measured at the start of this epoch is no longer so."""
        self._unmeasured = self._position == 0
        self._measured_at = -1
        self._diverged = None

    def _begin_epoch(self) -> None:
        self._order, self._survey, self._position = None, None, 0
        self._unmeasured = True
