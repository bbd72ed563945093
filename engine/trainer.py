"""Runs an experiment: steps, measurements, live changes, and frames of what is going on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.plan import Plan, Sizes
from engine.bounds import Bounds
from engine.build import Build, sound_build
from engine.camera import Camera
from engine.datasets.base import Data, DataSpec
from engine.datasets.split import prepare
from engine.devices import find
from engine.errors import Diverged
from engine.experiment import Experiment
from engine.explain import Explanation
from engine.express import Express
from engine.flights import Point, Terms
from engine.frame import Curve, Frame, Pictures
from engine.lap import Lap
from engine.memory import NOBODY, Others
from engine.patch import NOTHING, Patch
from engine.pilot import Pilot, job_of
from engine.record import Record, Snapshot, Speed
from engine.runner import NotFinite, Runner
from engine.settings import formulas_of, live_settings, structure_of
from engine.succession import succeed
from engine.views import Views
from engine.weights import Carried

__all__ = ["Carried", "Explanation", "Snapshot", "Trainer"]


class Trainer:
    """One experiment being trained: at once on NumPy, then on a device, epoch by epoch the same.

    `epoch` and `step` count what is complete; an epoch is complete when it is measured. `run`
    counts restarts. `batch_size` is that of a full batch, never more than there are samples;
    `steps_per_epoch` counts the last partial one, too. `device` is what was asked for: "numpy";
    "auto", the fastest way, taken as soon as it is ready; "opencl" or "opencl:N". A device
    repeats what NumPy trained before it was ready, so that a run is equal to the next one bit by
    bit; see `engine.pilot`. Raises BadExperiment when the graph cannot be trained, BadFile when
    its data cannot be read, UnknownDevice. Whoever trains on a device calls `close` at the end.
    """

    data: Data
    build: Build
    experiment: Experiment
    batch_size: int
    steps_per_epoch: int
    _lap: Lap
    _runner: Runner
    _pilot: Pilot
    _camera: Camera
    _terms: Terms

    def __init__(
        self, experiment: Experiment, *, device: str = "numpy", dtype: Any = np.float32
    ) -> None:
        self._asked = device
        self._refused = find(device).reason
        self.epoch = self.step = self.run = 0
        self._dtype = dtype
        self._age = 0
        self._record, self._speed = Record(), Speed()
        self._diverged: Diverged | None = None
        data = prepare(experiment.data, experiment.split)
        made = sound_build(experiment.graph, data.spec, experiment.loss, experiment.surgery)
        self._rebuild(experiment, data, made, None)

    # --- what it is -------------------------------------------------------------------------

    @property
    def curve(self) -> Curve:
        """The rows of this run; of very many some are forgotten, evenly."""
        self._refresh()
        return self._record.curve()

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step, by the schedule."""
        passed = self.epoch + self._lap.position / len(self.data.x_train)
        return self.experiment.schedule.rate(self.experiment.training.learning_rate, passed)

    @property
    def device(self) -> str:
        """What trains now, for people."""
        return self._pilot.express.name or "NumPy"

    @property
    def device_note(self) -> str:
        """Why the device asked for is not in use: a code from `engine.devices`, "device_failed",
        or "" where there is nothing to explain."""
        return self._refused or self._pilot.express.note

    @property
    def plan(self) -> Plan | None:
        """Which way to run was chosen and why; None until then."""
        return self._pilot.express.plan

    @property
    def sizes(self) -> Sizes:
        """What the choice of a way depends on."""
        return self._pilot.express.job.sizes

    def use(self, device: str) -> None:
        """Goes on with another device, from the numbers as they are. Raises UnknownDevice."""
        self._refused = find(device).reason
        self._asked = device
        self._pilot.express.close()
        self._equip(None)

    def wait_for_device(self) -> None:
        """Returns when the device is ready, or given up."""
        self._pilot.express.prepare()

    def close(self) -> None:
        """Ends the use of a device. A compiler at work is not waited for: Python does that when it
        ends."""
        self._pilot.express.close()

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

        `seconds` is overshot by at most one step or one block of a measurement or one launch on a
        device; when it falls into the measurement at the end of an epoch, the next call completes
        it first. Raises Diverged, and is then back where the loss was last measured and sane.
        """
        bounds = Bounds(
            self.epoch, self.step, steps=steps, epochs=epochs, seconds=seconds, stop=stop
        )
        flying = seconds is not None and self._pilot.express.is_flying
        with np.errstate(all="ignore"):
            self._refresh()
            while not bounds.stop():
                between = not self._lap.position
                behind = between and self._pilot.is_behind(self.step)
                done = bounds.are_reached(self.epoch, self.step, measuring=self._lap.is_measuring)
                if done and not behind:
                    break
                if not (between and self._fly(bounds)):
                    self._work()
                if bounds.is_late(self.step):
                    break
        spent, steps_done = bounds.spent, self.step - bounds.step
        self._speed.note(steps_done / self.steps_per_epoch, bounds.began, spent, flying)
        if steps_done > 0:
            self._pilot.express.trained(spent)

    def _fly(self, bounds: Bounds) -> bool:
        """Whether whole epochs are the device's; trains some of them."""
        pilot, before = self._pilot, self.step
        epochs = bounds.epochs_left(self.epoch, before, self.steps_per_epoch)
        if not pilot.is_behind(before) and (epochs < 1 or not pilot.has_word(before)):
            return False
        here = Point(self._runner.memory.everything, self.epoch, self.step, self._age)
        leap = pilot.fly(
            here, self._terms, epochs, bounds.seconds, lambda: bounds.hurry(self.step)
        )
        if leap is None:
            return pilot.has_word(before)
        assert leap.end is not None
        end = leap.end
        np.copyto(self._runner.memory.everything, end.numbers)
        self._record.land(end.epoch, leap.rows)
        self.epoch, self.step, self._age = end.epoch, end.step, end.age
        self._record.keep(self.step, self.snapshot)
        return True

    def _work(self) -> None:
        """One step on NumPy, or one block of the measurement that ends an epoch."""
        lap, express = self._lap, self._pilot.express
        if lap.is_measuring:
            measured = lap.measure()
            if measured is not None:
                self.epoch += 1
                self._lap = Lap(self._runner, self.data, self.batch_size)
                self._record.note(self.epoch, self.step, measured, self.snapshot)
                express.stand_aside()
            return
        if not lap.position:
            self._pilot.preview(self.epoch, self.step, self._terms, lambda: Point(
                self._runner.memory.everything.copy(), self.epoch, self.step, self._age
            ))
        rate, seed = self.learning_rate, self.experiment.training.seed
        try:
            lap.step(self._samples, seed, self.epoch, self.step + 1, self._age + 1, rate)
        except NotFinite as bad:
            raise self._go_back(bad, rate) from None
        self.step += 1
        self._age += 1

    def _go_back(self, bad: NotFinite, rate: float) -> Diverged:
        """Smaller steps cannot mend weights that are ruined: goes on, with all knobs as they are,
        from before that."""
        kept, step, epoch = self._record.kept, self.step + 1, self.epoch
        assert kept is not None
        self.restore(replace(kept, experiment=self.experiment))
        self._record.is_stale = True
        self._diverged = Diverged(bad.node, bad.quantity, step, epoch, rate, kept.epoch)
        return self._diverged

    # --- what is seen -----------------------------------------------------------------------

    def frame(self, *, pictures: bool = True, predictions: bool = True) -> Frame:
        """One look; its curve holds the rows since the last frame."""
        self._refresh()
        self._pilot.express.look_ahead()  # who looks may turn a knob
        seen = self._record.seen(self.step, self._runner, self.data, predictions)
        # First what takes long: whoever gives it up misses no row of the curve.
        shown = self.pictures() if pictures else None
        vitals = self._views.vitals() if pictures else {}
        return Frame(
            run=self.run,
            epoch=self.epoch,
            step=self.step,
            steps_per_epoch=self.steps_per_epoch,
            curve=self._record.fresh(),
            weights=self.weights(),
            pictures=shown,
            vitals=vitals,
            silent=self._views.silent if pictures else {},
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
        return self._views.pictures(size, axes, units)

    def explain(
        self, node: str, unit: int, *, x: Sequence[float] | None = None, sample: int | None = None
    ) -> Explanation:
        """One unit with real numbers; see `engine.explain.Explainer.explain`."""
        return self._views.explain(node, unit, x, sample)

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Copies of all weights and running statistics by full name, in forward order."""
        return self._views.weights()

    def learned(self) -> dict[str, NDArray[np.float32]]:
        """The same, and copies of what the optimizer keeps for every weight, by the names of
        `engine.weights.kept_for`."""
        slots = self._runner.memory.slot_arrays()
        return {**self.weights(), **{n: np.array(a, np.float32) for n, a in slots.items()}}

    # --- changes ----------------------------------------------------------------------------

    def restart(self) -> None:
        """Back to the initial weights, in a new run."""
        self.run += 1
        self.epoch = self.step = self._age = 0
        self._record, self._speed = Record(), Speed()
        self._runner.memory.initialize(self.experiment.training.seed)
        self._lap = Lap(self._runner, self.data, self.batch_size)
        self._pilot.forget()
        self._take(self.experiment)

    def change(
        self, experiment: Experiment, patch: Patch = NOTHING, others: Others = NOBODY
    ) -> Carried:
        """Goes on with another experiment, and then with the numbers of `patch`, in its order.

        Live values, and which weights and units are marked, are simply taken. For anything else
        the network is rebuilt, and every weight and slot keeps its number where a weight of that
        name has that index, unless its node is among `others`. Epoch and step go on counting; if no
        weight is kept, another run begins. Raises what the constructor raises and then stays with
        the experiment it had.
        """
        old, data, made = self.experiment, self.data, self.build
        rebuilds = bool(others or patch.orders) or structure_of(experiment) != structure_of(old)
        if rebuilds:
            if (experiment.data, experiment.split) != (old.data, old.split):
                data = prepare(experiment.data, experiment.split)
            made = sound_build(experiment.graph, data.spec, experiment.loss, experiment.surgery)
        if another := bool(rebuilds or patch or experiment.surgery != old.surgery):
            while self._lap.is_measuring:
                self._work()
            self._pilot.forget()
        carried = Carried(False, made.size, 0, 0)
        if rebuilds:
            before = self._runner
            kept, gone = self._rebuild(experiment, data, made, before, others, patch)
            carried = Carried(True, kept, made.size - kept, gone)
            if carried.is_new:
                self.restart()
        self._runner.memory.operate(experiment.surgery)
        self._runner.memory.patch(patch)
        self._take(experiment)
        if another:  # also within an epoch: who stands still there looks at it
            self._record.doubt()
        return carried

    def has_formulas_of(self, experiment: Experiment, spec: DataSpec) -> bool:
        """Whether an experiment on data like `spec` differs in no more than its samples, how many
        of them a batch has, and live values."""
        same = formulas_of(experiment) == formulas_of(self.experiment)
        return same and spec.form == self.data.spec.form

    def set_weights(self, arrays: Mapping[str, NDArray[Any]]) -> Carried:
        """Takes every number whose name and index exist in this network; the rest stays."""
        kept = self._runner.memory.take(arrays)
        names = set(self.build.weights) | set(self.build.states)
        dropped = sum(a.size for name, a in arrays.items() if name not in names)
        self._pilot.forget()
        self._take(self.experiment)
        self._record.doubt()
        return Carried(False, kept, self.build.size - kept, dropped)

    def snapshot(self) -> Snapshot:
        """What `restore` needs to go on exactly from here."""
        return Snapshot(
            self.experiment, self._runner.memory.everything.copy(),
            self.epoch, self.step, self._age, self._lap.position, self._pilot.origin,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Back to a snapshot: the same steps from here give the same numbers. Later rows of the
        curve are forgotten."""
        self.change(snapshot.experiment)
        np.copyto(self._runner.memory.everything, snapshot.everything)
        self._lap = Lap(self._runner, self.data, self.batch_size, snapshot.position)
        self.epoch, self.step, self._age = snapshot.epoch, snapshot.step, snapshot.age
        self._record.go_back(snapshot)
        self._pilot.forget()
        self._take(self.experiment)
        self._pilot.origin = snapshot.origin

    def _rebuild(
        self, experiment: Experiment, data: Data, made: Build, before: Runner | None,
        others: Others = NOBODY, patch: Patch = NOTHING,
    ) -> tuple[int, int]:
        """The network in memory; how many weights were there before, and how many are gone."""
        samples = None if before is None else len(self.data.x_train)
        alike = before is not None and self.has_formulas_of(experiment, data.spec)
        runner, kept, gone = succeed(
            made, experiment, self._dtype, before, alike=alike, others=others, patch=patch
        )
        if before is not None and type(before.memory.optimizer) is not type(experiment.optimizer):
            self._age = 0
        self.data, self._runner = data, runner
        cast = runner.memory.cast
        self._samples = (cast(data.x_train), cast(data.y_train))
        self.experiment = experiment
        count, wanted = len(data.x_train), experiment.training.batch_size
        batch = self.batch_size = count if experiment.optimizer.full_batch else min(wanted, count)
        self.steps_per_epoch = -(-count // batch)
        self._equip(None if before is None else self._pilot.express)
        as_many = samples == count
        self._lap = self._lap.resized(runner, data, batch) if as_many else Lap(runner, data, batch)
        self._record.measured = None
        self._take(experiment)
        return kept, gone

    def _refresh(self) -> None:
        self._record.refresh(self.epoch, self.step, self._runner, self.data, self.snapshot)

    def _equip(self, before: Express | None) -> None:
        """What trains and shows the network as it is, where possible what did it `before`."""
        data, runner = self.data, self._runner
        job = job_of(runner, self.experiment, data, self.batch_size)
        asked = "numpy" if self._refused else self._asked
        express = Express(asked, job) if before is None else before.moved(job)
        camera = self._camera.moved if before and express.is_ready else Camera
        self._pilot = Pilot(express, runner, data)
        self._camera = camera(runner, express)
        self._views = Views(runner, data, self._camera)

    def _take(self, experiment: Experiment) -> None:
        """The experiment with its live values. What was measured at the start of this epoch is no
        longer so."""
        self.experiment = experiment
        self.build = replace(
            self._runner.build,
            graph=experiment.graph, loss=experiment.loss, surgery=experiment.surgery,
        )
        live = live_settings(experiment)
        self._runner.set_live(live, experiment.training.seed)
        # New ones, even if they say the same: they tell a device that NumPy measures here.
        self._terms = Terms.of(experiment, self._runner.memory, tuple(live))
        if self._lap.position:
            self._pilot.forget()
        self._record.is_stale |= not self._lap.position
        self._record.measured_at = -1
        self._diverged = None
