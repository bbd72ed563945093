"""The worker thread that trains, and the session that is the window's side of it.

The window posts commands and never waits; the worker trains in turns of about ten milliseconds,
reads its mail between them, and shows a frame when one is due.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.attic import Weights
from app.births import ORIGINAL, Register, Way
from app.garbage import Collector
from app.mailbox import Outbox, Running, Setup
from app.search import DeviceSearch
from app.worker import Worker
from engine.build import Build
from engine.datasets import Data
from engine.devices import Device
from engine.errors import Problem
from engine.experiment import Experiment
from engine.frame import Frame
from engine.patch import NOTHING, Patch
from engine.weights import Carried

__all__ = ["Session"]

JOIN = 1.0
"""Seconds that `close` waits for a thread."""


class Session(QObject):
    """The training run as the window sees it. No call waits for the worker.

    `frame_ready` says that the slot is no longer empty: `take_frame` empties it. `state_changed`
    follows play, pause, problems, the device and the data in use. `failed` carries an EngineError
    (the run stands still then), `carried` how many weights outlived a change of shape,
    `explained` an Explanation.

    `problems`: why the newest experiment cannot be trained, nothing when it can. `latest`: the
    frame taken last; its weights are those to save. `asked`: the device that was asked for,
    "auto", "numpy" or a key. `search` finds devices.
    """

    frame_ready = Signal()
    state_changed = Signal()
    failed = Signal(object)
    carried = Signal(object)
    explained = Signal(object)

    def __init__(
        self, experiment: Experiment, *, device: str = "numpy", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._setup: Setup | None = None
        self._data: Data | None = None
        self.problems: tuple[Problem, ...] = ()
        self._told: tuple[tuple[Problem, ...], bool] | None = None
        self.latest: Frame | None = None
        self._loads = self._loaded = 0
        self.asked = device
        self.search = DeviceSearch(self)
        self.search.renewed.connect(self._choose_again)
        self._news: dict[str, Callable[[Any], None]] = {
            "problems": self._take_problems,
            "untrained": self._take_data,
            "failed": self.failed.emit,
            "carried": self._take_carried,
            "loaded": self._take_loaded,
            "explained": self.explained.emit,
            "crashed": _raise,
        }
        # A timer of no time runs when the event loop has nothing else to do.
        self._idle = QTimer(self, singleShot=True, interval=0)
        self._outbox = Outbox()
        self._outbox.rang.connect(self._collect, Qt.ConnectionType.QueuedConnection)
        self._worker = Worker(self._outbox, device)
        self._idle.timeout.connect(self._worker.way.give)
        self._collector = Collector(self)
        thread = threading.Thread(target=self._worker.live, name="training", daemon=True)
        self._close = weakref.finalize(self, _end, self._worker, thread)
        thread.start()
        self.load(experiment)

    @property
    def playing(self) -> bool:
        """Whether it trains until told otherwise."""
        return self._worker.playing

    @property
    def build(self) -> Build | None:
        """Shapes and weights of what `latest` is about; None before the first sound experiment."""
        return self._setup.build if self._setup else None

    @property
    def data(self) -> Data | None:
        """The samples that `latest` is about, in the numbers the network sees; before the first
        sound experiment those that there are to train with."""
        return self._setup.data if self._setup else self._data

    @property
    def running(self) -> Running:
        """What it computes on and why."""
        return self._setup.running if self._setup else Running()

    @property
    def device(self) -> Device | None:
        """The device that trains now; None for NumPy, or while nothing was found yet."""
        running = self.running
        chosen = running.plan.device if running.plan else None
        if chosen is None or chosen.name != running.device_name:
            return None
        return self.search.device(chosen.key)

    def take_frame(self) -> Frame | None:
        """What happened since the last call; None when nothing did. Pictures are made more seldom
        than frames: it has the newest that there are, as long as they are about the same run, and
        about these samples or all inputs there may be."""
        frame, setup = self._outbox.take_frame()
        if frame is not None:
            before, data = self.latest, setup.data if setup is not None else None
            if before is not None and before.run == frame.run and data and self.data:
                if data is self.data:
                    frame = frame.seen_with(before)
                elif data.spec.form == self.data.spec.form:
                    frame = frame.seen_with(before.of_other_samples())
            self.latest = frame
            self._take_setup(setup)
        return frame

    def load(
        self, experiment: Experiment, weights: Weights | None = None, epoch: int = 0
    ) -> None:
        """Begins anew with another project's experiment, and its learned weights if it has some."""
        self._loads += 1
        self._post("experiment", self._worker.load, experiment, weights, epoch)
        self._post("loaded", self._outbox.put_news, "loaded", self._loads)

    def set_experiment(
        self, experiment: Experiment, patch: Patch = NOTHING, register: Register = ORIGINAL,
        way: Way = "",
    ) -> None:
        """Goes on with a changed experiment, and then with the numbers of `patch`. Of several
        experiments that wait only the newest counts, but no patch is passed over.

        One that cannot be trained pauses; the next one that can goes on, unless a person has
        played or paused meanwhile, or it is a new network.

        Layers keep their weights as long as `register` has the same number for them; one that
        comes back has those with which it went. Where "undo" or "redo" is the `way` to the
        experiment, its neighbours have those that they had in the shapes that they get back."""
        if way:
            self._post("way", self._worker.expect, way)
        key = "" if patch else "experiment"
        self._post(key, self._worker.change, experiment, patch, register)

    def play(self) -> None:
        """Trains until told otherwise."""
        self._set_playing(True)
        self._post("play", self._worker.play)

    def pause(self) -> None:
        """Stands still after the step that is being made."""
        self._set_playing(False)
        self._post("play", self._worker.play)

    def step(self) -> None:
        """One batch, then stands still."""
        self._set_playing(False)
        self._post("", self._worker.step)

    def epoch(self, count: int = 1) -> None:
        """To the end of the epoch, or of the `count`-th from here, then stands still."""
        self._set_playing(False)
        self._post("epoch", self._worker.epochs, count)

    def restart(self) -> None:
        """Back to the initial weights of the experiment's seed."""
        self._post("restart", self._worker.restart)

    def set_speed(self, steps_per_second: float | None) -> None:
        """Limits the speed; None is as fast as possible."""
        self._post("speed", self._worker.speed, steps_per_second)

    def use_device(self, key: str) -> None:
        """Goes on with another device, "numpy" or "auto"; no weight is lost."""
        self.asked = key
        self._post("device", self._worker.use, key)
        self.state_changed.emit()

    def explain(
        self, node: str, unit: int, x: Any | None = None, sample: int | None = None
    ) -> None:
        """Asks for `explained`; of several waiting questions only the newest is answered."""
        self._post("explain", self._worker.explain, node, unit, x, sample)

    def want_pictures(self, size: int, axes: tuple[int, ...] | None = None) -> None:
        """Asks for `Frame.boundary` in every frame that has pictures; size 0 stops it."""
        self._post("pictures", self._worker.picture, size, axes)

    def close(self) -> None:
        """Ends the worker; at most a second later its thread is gone. May be called twice."""
        self._close()
        self.search.end(JOIN)
        self._idle.stop()
        self._collector.stop()

    def _set_playing(self, on: bool) -> None:
        if self._worker.playing != on:
            self._worker.playing, self._told = on, None
            self.state_changed.emit()

    def _post(self, key: str, command: Callable[..., None], *values: Any) -> None:
        self._worker.mailbox.post(key, partial(command, *values))

    def go_first(self) -> None:
        """The window is about to do something: the worker stands aside until that is done."""
        if not self._worker.mailbox.closed:  # else a canvas may outlive the session's own timer
            self._worker.way.take()
            self._idle.start()

    def _choose_again(self, before: tuple[Device, ...]) -> None:
        """The drivers were asked anew: takes up what there is now, if that is something else."""
        now, then = (
            {(device.key, device.identity) for device in found if device.usable}
            for found in (self.search.found, before)
        )
        if (self.asked == "auto" and now != then) or self.asked in {key for key, _ in now - then}:
            self.use_device(self.asked)

    def _collect(self) -> None:
        if self._worker.mailbox.closed:
            return
        self.go_first()
        for kind, value in self._outbox.take_news():
            self._news[kind](value)
        if not self._outbox.empty:
            if self._setup is None:
                self._take_setup(self._outbox.setup)
            self.frame_ready.emit()

    def _take_loaded(self, number: int) -> None:
        """From now on news are about what was loaded as this one."""
        self._loaded = number

    def _take_carried(self, carried: Carried) -> None:
        """What became of the weights of a project that is gone by now is of no interest."""
        if self._loaded == self._loads:
            self.carried.emit(carried)

    def _take_problems(self, problems: tuple[Problem, ...]) -> None:
        state = problems, self.playing
        if state != self._told:
            self.problems, self._told = problems, state
            self.state_changed.emit()

    def _take_setup(self, setup: Setup | None) -> None:
        if setup is not self._setup:
            self._setup = setup
            self.state_changed.emit()

    def _take_data(self, data: Data) -> None:
        """There is no network to train: nothing of what ran before is left, but there is data."""
        self._setup = self.latest = None
        self._data = data
        self.state_changed.emit()


def _end(worker: Worker, thread: threading.Thread) -> None:
    worker.mailbox.close()
    if thread is not threading.current_thread():
        thread.join(JOIN)


def _raise(error: Exception) -> None:
    raise error
