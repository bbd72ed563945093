"""What was shown stays until there is something newer, and all figures tell one epoch."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

import app.pace
from app.application import Application
from app.model import edits
from app.model.project import Project, blank
from app.panels.loss.readout import Readout
from app.training import Session
from app.widgets.figures import FixedFigures
from engine.datasets import Data, datasets, prepare
from engine.experiment import Split
from engine.frame import Frame
from engine.surgery import Surgery

SEEN_WITH = ("pictures", "boundary", "predictions", "vitals", "silent")


@pytest.fixture
def seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker has no time for pictures, but for those that must be."""
    monkeypatch.setattr(app.pace, "PICTURE_SHARE", 1e-9)


@pytest.fixture
def frames(qtbot: QtBot, session: Session) -> Callable[..., Frame]:
    """The next frame, or the next one that is so."""
    session.want_pictures(24)

    def take(until: Callable[[Frame], bool] = lambda _: True) -> Frame:
        qtbot.waitUntil(lambda: (frame := session.take_frame()) is not None and until(frame))
        assert session.latest is not None
        return session.latest

    take(lambda frame: frame.boundary is not None)
    return take


def wider(project: Project) -> Project:
    return edits.set_units("dense1", 7)(project)


def playing(session: Session, frames: Callable[..., Frame]) -> Frame:
    """A frame of a training that has no time for other pictures."""
    session.play()
    step = session.latest.step if session.latest is not None else 0
    return frames(lambda frame: frame.step > step + 2)


# --- the session ----------------------------------------------------------------------------


def test_a_frame_has_the_newest_pictures(
    seldom: None, session: Session, frames: Callable[..., Frame]
) -> None:
    first = playing(session, frames)
    for _ in range(3):
        later = frames()
        assert later.step > first.step
        for part in SEEN_WITH:
            assert getattr(later, part) is getattr(first, part)
    assert first.pictures is not None and first.boundary is not None and first.predictions


def test_another_run_or_shape_is_pictured_at_once_and_again_soon(
    seldom: None, session: Session, frames: Callable[..., Frame]
) -> None:
    first = playing(session, frames)
    session.restart()
    begun = frames(lambda frame: frame.run > first.run)
    assert begun.pictures is not first.pictures and begun.boundary is not None
    session.set_experiment(wider(blank()).experiment)
    rebuilt = frames(lambda frame: len(frame.weights["dense1.bias"]) == 7)
    assert rebuilt.pictures is not None and len(rebuilt.pictures.units["dense1"]) == 7
    # The first ones of a network take long; that is no reason to wait for others.
    again = frames(lambda frame: frame.pictures is not rebuilt.pictures)
    assert again.step > rebuilt.step


def test_another_wish_and_surgery_are_pictured_while_training(
    seldom: None, session: Session, frames: Callable[..., Frame]
) -> None:
    first = playing(session, frames)
    session.want_pictures(12)
    frames(lambda frame: frame.boundary is not None and frame.boundary.output.shape[-1] == 12)
    first_unit = np.arange(len(first.weights["dense1.bias"])) == 0
    surgery = Surgery().mark("knocked", "dense1", first_unit)
    session.set_experiment(blank().with_experiment(surgery=surgery).experiment)
    silent = frames(lambda frame: not frame.pictures.units["dense1"][0].any())  # type: ignore[union-attr]
    assert silent.run == first.run


# --- panels -----------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["circle", "curve", "digits"])
def test_what_was_learned_stays_until_there_is_something_newer(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, show: Any, data: str
) -> None:
    shown = show(data)
    looks: list[Any] = []
    shown.session.frame_ready.connect(lambda: looks.append(shown.view.grab().toImage()))
    monkeypatch.setattr(app.pace, "PICTURE_SHARE", 1e-9)
    shown.session.play()
    qtbot.waitUntil(lambda: len(looks) > 5)
    shown.session.pause()
    assert all(look == looks[1] for look in looks[2:5])
    shown.view.frame = None
    shown.view.repaint_all()
    assert looks[2] != shown.view.grab().toImage()


def test_a_boundary_stays_under_other_samples_of_the_same_form(show: Any) -> None:
    shown = show("circle")
    assert shown.view.newest("plane") is not None
    shown.view.show_data(_data("circle", noise=0.3))
    assert shown.view.newest("plane") is not None and not shown.view.frame.predictions
    shown.view.show_data(_data("iris"))
    assert shown.view.frame is None


def _data(name: str, **values: float) -> Data:
    return prepare(datasets.make(name, values), Split())


def test_samples_that_change_leave_a_boundary_that_comes_without_pictures(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, show: Any
) -> None:
    shown = show("circle")
    monkeypatch.setattr("app.pace.Rhythm.pictures_due", lambda *_: False)
    monkeypatch.setattr("app.pace.Rhythm.hurry", lambda *_: None)
    shown.session.play()
    before = shown.session.data
    shown.document.edit("", edits.set_data(noise=0.4))
    qtbot.waitUntil(lambda: shown.session.data is not before)
    assert shown.view.newest("plane") is not None


def test_other_samples_and_what_is_said_of_them_are_shown_as_one(
    qtbot: QtBot, show: Any
) -> None:
    shown = show("circle")
    bare: list[bool] = []
    shown.session.state_changed.connect(
        lambda: bare.append(shown.view.frame is None and shown.session.latest is not None)
    )
    for name in ("xor", "curve", "iris", "circle"):
        before = shown.session.data
        shown.document.edit("", edits.choose_data(name))
        qtbot.waitUntil(lambda before=before: shown.session.data is not before)
        assert shown.view.data is shown.session.data and shown.view.frame is shown.session.latest
    assert bare and not any(bare)


def test_all_figures_tell_one_epoch(qtbot: QtBot, application: Application) -> None:
    window = application.window
    told: list[tuple[int, int, int]] = []

    class Eye(QObject):
        """Reads what is painted."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.UpdateRequest:
                told.append(figures(window))
            return False

    eye = Eye(window)
    window.installEventFilter(eye)
    application.session.play()
    qtbot.waitUntil(lambda: len({seen[0] for seen in told}) > 5)
    application.session.pause()
    assert all(len(set(seen)) == 1 for seen in told if seen[1] >= 0)


def figures(window: Any) -> tuple[int, int, int]:
    """The epoch that the bar above, the curves and the bar below tell; -1 for none."""
    above = window.transport.findChildren(FixedFigures)[0].text()
    below = window.timeline.findChildren(FixedFigures)[0].text().partition("/")[0]
    spoken = re.search(r"epoch ([\d,]+)", window.loss.findChild(Readout).accessibleName())
    curves = spoken[1] if spoken else "-1"
    return int(above.replace(",", "")), int(curves.replace(",", "")), int(below.replace(",", ""))
