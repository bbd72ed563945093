"""Whether the window stays smooth while the network trains as fast as it can."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.application import Application, make_qapplication
from app.settings import Settings
from tests.bench.players import Absent

__all__ = ["Heartbeat", "Smoothness", "measure", "playing", "rest", "wait"]

TICK = 16
"""Milliseconds between two frames of a display."""
CLICK = 0.15
"""Seconds between two clicks."""
LOOK, STILL = 0.1, 0.01
"""For how long the program is looked at, and what it may compute in that time while it rests."""
COMPILE = 60.0
"""The longest that a kernel may take, in seconds."""


@dataclass(frozen=True)
class Smoothness:
    """What a person would feel. Frame times are the gaps between ticks of a timer at display
    rate in the window's event loop, clicks the time from a mouse event to its button's answer."""

    seconds: float
    epochs_per_second: float
    frames_shown: int
    frame_median_ms: float
    frame_p99_ms: float
    frame_worst_ms: float
    clicks: int
    click_median_ms: float
    click_worst_ms: float
    close_ms: float = 0.0


class Heartbeat(QObject):
    """Notes when the event loop gets round to a timer at display rate."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(TICK)

    def stop(self) -> None:
        """No more beats."""
        self._timer.stop()

    def _beat(self) -> None:
        self.times.append(time.perf_counter())


class Clicker:
    """Another thread, as the system would be, that clicks on a small button in the window."""

    def __init__(self, window: QWidget) -> None:
        self.delays: list[float] = []
        self._button = QPushButton(window)
        self._button.resize(4, 4)
        self._button.show()
        self._button.clicked.connect(self._answer)
        self._sent = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._click, name="clicks")
        self._thread.start()

    def stop(self) -> None:
        """No more clicks."""
        self._stop.set()
        self._thread.join()

    def _click(self) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        while not self._stop.wait(CLICK):
            self._sent = time.perf_counter()
            for kind, held in (
                (QEvent.Type.MouseButtonPress, left),
                (QEvent.Type.MouseButtonRelease, none),
            ):
                event = QMouseEvent(
                    kind, QPointF(1, 1), QPointF(1, 1), left, held, Qt.KeyboardModifier.NoModifier
                )
                QCoreApplication.postEvent(self._button, event)

    def _answer(self) -> None:
        self.delays.append(time.perf_counter() - self._sent)


def measure(
    device: str = "numpy",
    project: str = "two-spirals",
    *,
    seconds: float = 8.0,
    size: tuple[int, int] = (1600, 1000),
) -> Smoothness:
    """Plays a project at full speed for so many seconds. Raises what `playing` raises."""
    with playing(device, project, size) as application:
        played = _play(application, seconds)
        closing = time.perf_counter()
    return replace(played, close_ms=1000 * (time.perf_counter() - closing))


@contextmanager
def playing(device: str, project: str, size: tuple[int, int]) -> Iterator[Application]:
    """The real window, which plays a project at full speed; once the device trains, where it is
    not NumPy. Raises Absent where it never does."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_qapplication()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        settings.device = device
        application = Application(settings, device=device)
        try:
            application.start(project)
            application.window.resize(*size)
            application.window.show()
            wait(1.5)
            application.session.play()
            if device != "numpy":
                _take_off(application)
            yield application
        finally:
            application.close()


def _take_off(application: Application) -> None:
    """Waits until a device trains, and trains for a moment: it makes up for what NumPy did, and
    the kernel for its pictures is compiled."""
    until = time.perf_counter() + COMPILE
    while (running := application.session.running).device_name in ("", "NumPy"):
        if time.perf_counter() > until or running.device_note:
            raise Absent(f"no device trains ({running.device_note})")
        wait(0.1)
    wait(3.0)


def _play(application: Application, seconds: float) -> Smoothness:
    session, window = application.session, application.window
    frames: list[int] = []
    session.frame_ready.connect(lambda: frames.append(1))
    wait(0.5)
    first, began = session.latest.epoch, time.perf_counter()
    heartbeat, clicker = Heartbeat(), Clicker(window)
    frames.clear()
    wait(seconds)
    heartbeat.stop()
    clicker.stop()
    took = time.perf_counter() - began
    epochs, shown = session.latest.epoch - first, len(frames)
    gaps = 1000 * np.diff(heartbeat.times)
    delays = 1000 * np.array(clicker.delays)
    return Smoothness(
        seconds=round(took, 2),
        epochs_per_second=epochs / took,
        frames_shown=shown,
        frame_median_ms=float(np.median(gaps)),
        frame_p99_ms=float(np.percentile(gaps, 99)),
        frame_worst_ms=float(gaps.max()),
        clicks=len(delays),
        click_median_ms=float(np.median(delays)),
        click_worst_ms=float(delays.max()),
    )


def wait(seconds: float) -> None:
    """Lets the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


def rest(most: float = 10.0) -> None:
    """Waits until the program has nothing more to do, as before a person goes on."""
    began = time.perf_counter()
    while time.perf_counter() - began < most:
        computed = time.process_time()
        wait(LOOK)
        if time.process_time() - computed < STILL:
            return
