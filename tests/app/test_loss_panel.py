"""The panel that shows how the losses went."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSlider, QTabBar
from pytestqt.qtbot import QtBot

from app.model import edits
from app.model.project import blank
from app.panels.loss import LossPanel
from app.panels.loss.course import Course
from app.panels.loss.plot import CoursePlot
from app.panels.loss.readout import Readout
from app.widgets.named_switch import NamedSwitch
from engine.frame import Curve, Frame
from engine.graph import Graph
from tests.app.shown import Shown

LEFT = Qt.MouseButton.LeftButton


# --- the course of the losses -------------------------------------------------------------------


def curve(losses: Any, first: int = 0, **columns: Any) -> Curve:
    losses = np.asarray(losses, float)
    count = len(losses)
    epochs = np.arange(first, first + count)
    made = {"test_loss": losses * 1.5, "penalty": np.zeros(count),
            "train_score": np.full(count, 0.9), "test_score": np.full(count, 0.8), **columns}
    return Curve(epochs, losses, *(np.asarray(made[n], float) for n in (
        "test_loss", "penalty", "train_score", "test_score")))


@given(st.integers(1, 60_000), st.floats(0, 1), st.booleans())
def test_thinning_loses_no_spike(count: int, where: float, up: bool) -> None:
    losses = np.linspace(1.0, 0.5, count)
    at = min(count - 1, int(where * count))
    losses[at] = 9.0 if up else 0.01
    course = Course()
    course.append(curve(losses))
    x, y = course.shown("train_loss")
    assert (y.max() if up else y.min()) == losses[at]
    assert x[0] == 0 and x[-1] == count - 1 and y[-1] == losses[-1]
    assert (np.diff(x) >= 0).all()
    assert len(x) <= 3000


def test_a_very_long_run_is_kept_in_little_room_and_keeps_its_spikes() -> None:
    course, rng = Course(), np.random.default_rng(3)
    losses = 1.0 + 0.1 * rng.random(120_000)
    losses[[41_111, 90_001]] = 9.0, 0.01
    for at in range(0, len(losses), 700):
        course.append(curve(losses[at : at + 700], at))
    assert len(course) <= 20_000
    x, y = course.shown("train_loss")
    assert np.diff(x).max() < 120_000 / 100, "no part of the run is left out"
    assert np.diff(course.column("epoch")).max() < 120_000 / 1000
    assert (y.max(), y.min()) == (9.0, 0.01)
    assert x[0] == 0 and x[-1] == 119_999 and y[-1] == losses[-1]
    assert (np.diff(course.column("epoch")) > 0).all()


def test_rows_take_the_place_of_those_for_the_same_epochs_and_later() -> None:
    course = Course()
    course.append(curve([5.0, 4.0, 3.0, 2.0]))
    course.append(curve([4.5, 3.5], first=1))
    assert list(course.column("epoch")) == [0, 1, 2]
    assert list(course.column("train_loss")) == [5.0, 4.5, 3.5]


@given(st.lists(st.integers(0, 700), max_size=12))
def test_rows_arrive_in_pieces_of_any_size(pieces: list[int]) -> None:
    course, losses = Course(), np.sin(np.arange(sum(pieces))) + 2
    at = 0
    for size in pieces:
        course.append(curve(losses[at : at + size], at))
        at += size
    assert len(course) == at
    assert np.array_equal(course.column("train_loss"), losses)
    assert np.array_equal(course.column("epoch"), np.arange(at))


def test_smoothing_calms_and_keeps_the_level() -> None:
    course = Course()
    losses = 1.0 + 0.2 * np.random.default_rng(1).normal(size=400)
    course.append(curve(losses))
    rough = [np.abs(np.diff(course.shown("train_loss", s)[1])).mean() for s in (0, 0.3, 0.9)]
    assert rough[0] > 3 * rough[1] > rough[2]
    assert course.shown("train_loss", 0.9)[1].mean() == pytest.approx(losses.mean(), abs=0.02)
    assert np.array_equal(course.shown("train_loss")[1], losses)


def test_losses_that_are_no_numbers_leave_gaps_not_errors() -> None:
    course = Course()
    course.append(curve([1.0, 0.5, 0.25], test_loss=[np.nan] * 3))
    assert len(course.shown("test_loss")[1]) == 0
    course.append(curve([np.inf, np.nan], 3))
    assert list(course.shown("train_loss")[1]) == [1.0, 0.5, 0.25]


def test_the_nearest_row() -> None:
    course = Course()
    assert course.nearest(3.0) is None
    course.append(curve([4.0, 3.0, 2.0, 1.0]))
    found = {at: course.nearest(at) for at in (-5.0, 0.4, 0.6, 99.0, math.inf)}
    assert [row["epoch"] for row in found.values() if row] == [0.0, 0.0, 1.0, 3.0, 3.0]


# --- the plot -----------------------------------------------------------------------------------


@pytest.fixture
def losses(qtbot: QtBot, show: Any) -> LossPanel:
    """A panel with no session to interfere."""
    shown = show("circle")
    shown.session.close()
    panel: LossPanel = shown.loss
    panel.show_project(blank())
    return panel


def frame(rows: Curve, run: int = 100) -> Frame:
    return Frame(run=run, epoch=int(rows.epoch[-1]) if len(rows) else 0, curve=rows)


def plot(panel: LossPanel) -> CoursePlot:
    (found,) = panel.findChildren(CoursePlot)
    return found


def read(panel: LossPanel) -> str:
    (found,) = panel.findChildren(Readout)
    return found.accessibleName()


def lines(panel: LossPanel) -> list[np.ndarray]:
    """The heights of every line that is drawn."""
    found = [i for i in plot(panel).getPlotItem().items if isinstance(i, pg.PlotCurveItem)]
    return [line.yData for line in found if line.yData is not None and len(line.yData)]


@pytest.mark.parametrize(
    ("top", "bottom"),
    [(1.0, 0.9), (0.7, 0.69), (3.0, 1e-2), (0.5, 1e-6), (1e3, 1e-8), (2e-3, 1e-3), (1e5, 1e4)],
)
def test_log_ticks_can_be_read(losses: LossPanel, top: float, bottom: float) -> None:
    losses.set_log(True)
    losses.show_frame(frame(curve(np.geomspace(top, bottom, 50))))
    axis = plot(losses).getPlotItem().getAxis("left")
    for height in (130, 200, 420):
        axis.resize(axis.width(), height)
        drawn, values = painted(axis)
        assert len(drawn) >= 2, values
        numbers = [float(text) for _, text in drawn]
        assert len(set(numbers)) == len(numbers)
        assert len(drawn) >= len(values), "a tick has no room for its number"
        spots = sorted(rect.center().y() for rect, _ in drawn)
        assert all(b - a >= 11 for a, b in pairwise(spots))
        low, high = axis.range
        assert all(low <= math.log10(n) + 0.05 and math.log10(n) - 0.05 <= high for n in numbers)


def painted(axis: pg.AxisItem) -> tuple[list[tuple[Any, str]], list[float]]:
    """The numbers that an axis writes and where, and the ticks that it should write."""
    image = QImage(100, 600, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    _, _, words = axis.generateDrawSpecs(painter)
    painter.end()
    low, high = axis.range
    edge = (high - low) * 8 / axis.size().height()  # where half of a number would be cut off
    levels = axis.tickValues(low, high, axis.size().height())
    ticks = [v for _, level in levels for v in level if low + edge < v < high - edge]
    return [(rect, text) for rect, _, text in words], ticks


def test_the_log_switch_changes_heights_not_numbers(losses: LossPanel) -> None:
    losses.show_frame(frame(curve([1.0, 0.1, 0.01])))
    losses.set_log(False)
    assert any(np.allclose(y, [1.0, 0.1, 0.01]) for y in lines(losses))
    said = read(losses)
    losses.set_log(True)
    assert any(np.allclose(y, [0.0, -1.0, -2.0]) for y in lines(losses))
    assert read(losses) == said


def test_the_log_switch_of_the_menu_and_of_the_panel_are_one(
    qtbot: QtBot, losses: LossPanel
) -> None:
    with qtbot.waitSignal(losses.log_changed) as told:
        losses.set_log(False)
    assert told.args == [False]


def test_smoothing_keeps_the_true_curve_faintly(losses: LossPanel) -> None:
    rough = 1.0 + 0.2 * np.sin(np.arange(300) * 2.0)
    losses.set_log(False)
    losses.show_frame(frame(curve(rough)))
    count = len(lines(losses))
    slider = next(s for s in losses.findChildren(QSlider) if s.accessibleName() == "Smoothing")
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert len(lines(losses)) == count + 2
    assert any(np.allclose(y, rough) for y in lines(losses))
    assert any(len(y) == len(rough) and np.ptp(y) < 0.1 for y in lines(losses))


def test_the_newest_numbers_are_read_out_and_those_under_the_mouse(losses: LossPanel) -> None:
    losses.show_frame(frame(curve(np.linspace(1.0, 0.5, 101), penalty=np.full(101, 0.02))))
    assert "0.5000" in read(losses) and "epoch 100" in read(losses)
    assert "penalty 0.0200" in read(losses)
    losses.grab()  # places everything
    view = plot(losses).getPlotItem().getViewBox()
    at = plot(losses).mapFromScene(view.mapViewToScene(pg.Point(40.0, 0.0)))
    inside = QPoint(at.x(), plot(losses).height() // 2)
    for dx in (1, 0):
        QTest.mouseMove(plot(losses).viewport(), inside + QPoint(dx, 0))
    assert "epoch 40" in read(losses) and "0.8000" in read(losses)
    QApplication.sendEvent(plot(losses), QEvent(QEvent.Type.Leave))
    assert "epoch 100" in read(losses)


def test_scores_are_on_the_other_tab(losses: LossPanel) -> None:
    losses.show_frame(frame(curve([1.0, 0.5])))
    (tabs,) = losses.findChildren(QTabBar)
    assert [tabs.tabText(n) for n in range(tabs.count())] == ["Loss", "Accuracy"]
    QTest.mouseClick(tabs, LEFT, pos=tabs.tabRect(1).center())
    assert "90.0 %" in read(losses) and "80.0 %" in read(losses)
    assert not any(s.isVisible() for s in losses.findChildren(NamedSwitch))


def test_another_run_starts_an_empty_plot(losses: LossPanel) -> None:
    losses.show_frame(frame(curve(np.full(50, 7.0))))
    losses.show_frame(frame(curve([1.0]), run=101))
    assert all(np.allclose(y, 0.0, atol=0.2) for y in lines(losses))
    assert "epoch 0" in read(losses)
    losses.show_project(blank())
    assert lines(losses) == []
    assert read(losses).startswith("Press Play")


def test_restart_clears_the_curves_of_a_real_run(qtbot: QtBot, show: Any) -> None:
    shown = show("circle")
    shown.session.epoch(4)
    qtbot.waitUntil(lambda: shown.session.latest.epoch == 4)
    assert max(len(y) for y in lines(shown.loss)) == 5
    shown.session.restart()
    qtbot.waitUntil(lambda: shown.session.latest.epoch == 0)
    assert max(len(y) for y in lines(shown.loss)) == 1


def test_regression_is_scored_by_r2(qtbot: QtBot, show: Any) -> None:
    shown = show("hills")
    (tabs,) = shown.loss.findChildren(QTabBar)
    assert tabs.tabText(1) == "R²"
    shown.document.edit("", edits.choose_data("circle"))
    qtbot.waitUntil(lambda: tabs.tabText(1) == "Accuracy")


@pytest.fixture
def empty(qapp: QApplication) -> Iterator[Shown]:
    made = Shown(blank().with_graph(Graph()))
    yield made
    made.close()


def test_an_empty_plot_has_no_numbers_and_says_why(qtbot: QtBot, empty: Shown) -> None:
    (plot,), (readout,) = empty.loss.findChildren(CoursePlot), empty.loss.findChildren(Readout)
    axes = [plot.getPlotItem().getAxis(side) for side in ("left", "bottom")]

    def explained() -> bool:
        words = [label.text() for label in empty.boundary.findChildren(QLabel)]
        return any("These are the samples" in text for text in words)

    qtbot.waitUntil(lambda: "once the network can learn" in readout.accessibleName())
    assert not any(axis.style["showValues"] for axis in axes) and explained()
    empty.document.edit("", lambda project: blank())
    qtbot.waitUntil(lambda: all(axis.style["showValues"] for axis in axes))
    assert not explained()
