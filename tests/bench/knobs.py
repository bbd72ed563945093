"""Whether the window stays smooth, and training goes on, while a student turns every knob."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, cycle, islice

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.application import Application
from app.widgets.fold import Fold
from app.widgets.rows import NumberRow
from app.widgets.slider import Slider
from tests.bench.window import Heartbeat, playing, wait

__all__ = ["Turned", "measure"]

_DRAGGED, _AFTER = 1.5, 1.0
"""Seconds for which a slider is dragged, and for which the window is watched afterwards."""
_STEP = 0.016
"""Seconds between two moves of the pointer."""
_SWEEP = 24
"""Moves from one end to the other."""


@dataclass(frozen=True)
class Turned:
    """One slider, dragged to and fro while it trains. Milliseconds between ticks of a timer at
    display rate in the window's event loop, from the press to a second after the release; epochs
    that were trained while it was dragged; and the share of the shown frames that a device made."""

    name: str
    frame_median_ms: float
    frame_p99_ms: float
    frame_worst_ms: float
    epochs: int
    by_device: float


def measure(
    device: str = "numpy", project: str = "two-spirals", *, size: tuple[int, int] = (1280, 800)
) -> list[Turned]:
    """Turns every slider beside the canvas while it plays at full speed. Raises what
    `tests.bench.window.playing` raises."""
    with playing(device, project, size) as application:
        return [_turned(application, row) for row in _rows(application)]


def _rows(application: Application) -> list[NumberRow]:
    """Every setting with a slider, of the data and of the training."""
    window = application.window
    for fold in window.training.findChildren(Fold):
        if not fold.is_open:
            fold.head.click()
    wait(0.5)
    found = chain(window.data.findChildren(NumberRow), window.training.findChildren(NumberRow))
    return [row for row in found if row.slider is not None and not row.isHidden()]


def _turned(application: Application, row: NumberRow) -> Turned:
    session, slider = application.session, row.slider
    assert slider is not None and session.latest is not None
    devices: list[str] = []
    session.frame_ready.connect(lambda: devices.append(session.running.device_name))
    before, heartbeat = session.latest.epoch, Heartbeat()
    for at in _way(slider):
        if not slider.isSliderDown():
            QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseMove(slider, at)
        wait(_STEP)
    epochs = session.latest.epoch - before
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at)
    wait(_AFTER)
    heartbeat.stop()
    gaps = 1000 * np.diff(heartbeat.times)
    application.document.undo.undo()
    wait(_AFTER)
    if not session.playing:  # it was turned so far that the run diverged
        session.restart()
        session.play()
    return Turned(
        row.param.name, float(np.median(gaps)), float(np.percentile(gaps, 99)), float(gaps.max()),
        epochs, float(np.mean([name != "NumPy" for name in devices] or [0.0])),
    )


def _way(slider: Slider) -> Iterator[QPoint]:
    """Where the pointer goes: to and fro over the middle of the slider."""
    there = np.linspace(0.2, 0.8, _SWEEP)
    shares = cycle([*there, *there[::-1]])
    for share in islice(shares, int(_DRAGGED / _STEP)):
        yield QPoint(int(share * slider.width()), slider.height() // 2)
