"""The panels that show: what was learned over the inputs, and how the losses went."""

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
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSlider, QTabBar, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app import texts
from app.document import Document
from app.model import edits
from app.model.project import Project, blank
from app.panels.boundary import BoundaryPanel
from app.panels.boundary.colors import area, label_colors
from app.panels.boundary.gallery import GalleryView
from app.panels.boundary.line import LineView
from app.panels.boundary.plane import PlaneView
from app.panels.boundary.view import PlotView, PredictionView, describe
from app.panels.loss import LossPanel
from app.panels.loss.course import Course
from app.panels.loss.plot import CoursePlot
from app.panels.loss.readout import Readout
from app.theme import themes
from app.training import Session
from app.widgets.choice import ChoiceBox
from app.widgets.named_switch import NamedSwitch
from engine.datasets import datasets, prepare
from engine.frame import Curve, Frame

LEFT = Qt.MouseButton.LeftButton
VIEWS: dict[str, type[PredictionView]] = {
    "plane": PlaneView, "line": LineView, "table": PlaneView, "image": GalleryView,
}


class Shown:
    """Both panels on one project, fed by a real session as the application does it."""

    def __init__(self, project: Project) -> None:
        self.document = Document(project)
        self.session = Session(project.experiment)
        self.boundary = BoundaryPanel(self.document, self.session)
        self.loss = LossPanel(self.document, self.session)
        self.session.frame_ready.connect(self._take)
        self.document.changed.connect(self._follow)
        for panel in (self.boundary, self.loss):
            panel.show_project(project)
            panel.resize(340, 420)
        self.loss.move(400, 0)  # side by side: the pointer finds the window that lies under it
        for panel in (self.boundary, self.loss):
            panel.show()

    def _take(self) -> None:
        frame = self.session.take_frame()
        assert frame is not None
        self.boundary.show_frame(frame)
        self.loss.show_frame(frame)

    def _follow(self, change: Any) -> None:
        self.session.set_experiment(change.after.experiment)
        self.boundary.show_change(change)
        self.loss.show_change(change)

    @property
    def view(self) -> Any:
        """What stands in the boundary panel just now."""
        found = [v for v in self.boundary.findChildren(PredictionView) if v.isVisible()]
        assert len(found) == 1
        return found[0]

    def switch(self, name: str) -> NamedSwitch:
        """The switch of this name that can be seen."""
        return next(
            s for s in (*self.boundary.findChildren(NamedSwitch),
                        *self.loss.findChildren(NamedSwitch))
            if s.isVisible() and any(w.text() == name for w in s.findChildren(QLabel))
        )

    def close(self) -> None:
        self.session.close()
        for panel in (self.boundary, self.loss):
            panel.close()
            panel.deleteLater()


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Any]:
    """Shows a data set with a small network, and waits until its first picture is there."""
    texts.install("en")
    themes.use("light")
    made: list[Shown] = []

    def shown(data: str, **values: Any) -> Shown:
        project = edits.choose_data(data, **values)(blank())
        if data == "digits":
            project = edits.set_split(standardize=False)(project)
        found = Shown(project)
        made.append(found)
        qtbot.waitUntil(lambda: found.session.latest is not None
                        and bool(found.session.latest.predictions)
                        and (data == "digits" or found.session.latest.boundary is not None))
        return found

    yield shown
    for one in made:
        one.close()
    QToolTip.hideText()
    tips = [w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel")]
    for tip in tips:
        tip.hide()
        tip.deleteLater()
    tips.clear()
    texts.install("en")
    themes.use("light")


def items(view: PlotView, kind: type) -> list[Any]:
    return [item for item in view.plot.items if isinstance(item, kind)]


def pixels(view: PlotView) -> np.ndarray:
    """The colours of the prediction, (rows × columns, 4)."""
    (image,) = items(view, pg.ImageItem)
    return np.asarray(image.image).reshape(-1, 4)


# --- the right view -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(datasets))
def test_every_data_set_has_a_view_that_suits_it(show: Any, name: str) -> None:
    shown = show(name)
    data = datasets[name]()
    assert isinstance(shown.view, VIEWS[data.view])
    image = shown.view.grab().toImage()
    assert len({image.pixel(x, y) for x in range(20, 300, 7) for y in range(20, 200, 7)}) > 3
    boxes = [box for box in shown.boundary.findChildren(ChoiceBox) if box.isVisible()]
    assert len(boxes) == (2 if data.view == "table" else 0)
    switches = {s.findChildren(QLabel)[0].text()
                for s in shown.boundary.findChildren(NamedSwitch) if s.isVisible()}
    expected = {"image": {"Only mistakes"}}.get(data.view, {"Discretize"})
    if data.task == "regression":
        expected = {"Residuals"} if data.view != "line" else set()
    assert switches == expected


def test_the_view_follows_the_data(qtbot: QtBot, show: Any) -> None:
    shown = show("circle")
    for name in ("digits", "curve", "iris", "hills", "circle"):
        shown.document.edit(name, edits.choose_data(name))
        kind = VIEWS[datasets[name].view]
        qtbot.waitUntil(lambda kind=kind, name=name: isinstance(shown.view, kind)
                        and shown.view.data is shown.session.data
                        and shown.view.data.spec.classes == datasets[name]().classes)
        qtbot.waitUntil(lambda: shown.view.frame is not None)


def test_titles_say_what_is_shown(qtbot: QtBot, show: Any) -> None:
    shown = show("hills")
    words = {label.text() for label in shown.boundary.findChildren(QLabel)}
    assert "FITTED SURFACE" in words
    shown.document.edit("", edits.choose_data("digits"))
    qtbot.waitUntil(lambda: "PREDICTIONS" in {
        label.text() for label in shown.boundary.findChildren(QLabel)
    })


def test_other_features_can_be_chosen_for_a_table(qtbot: QtBot, show: Any) -> None:
    shown = show("iris")
    across, up = (b for b in shown.boundary.findChildren(ChoiceBox) if b.isVisible())
    names = [across.itemText(n) for n in range(across.count())]
    assert names == ["Sepal length", "Sepal width", "Petal length", "Petal width"]
    for box, key in ((across, Qt.Key.Key_Home), (up, Qt.Key.Key_End)):
        QTest.keyClick(box, key)
    qtbot.waitUntil(lambda: shown.session.latest.boundary is not None
                    and shown.session.latest.boundary.axes == (0, 3))
    labels = [shown.view.plot.getAxis(side).labelText for side in ("bottom", "left")]
    assert labels == ["Sepal length (cm)", "Petal width (cm)"]


def test_axes_of_a_table_count_in_its_own_numbers(show: Any) -> None:
    view = show("iris").view
    axis = view.plot.getAxis("bottom")
    low, high = axis.range
    values = [v for _, level in axis.tickValues(low, high, 200) for v in level]
    said = sorted(float(text) for text in axis.tickStrings(values, 1.0, 1.0))
    feature = view.axes[0]
    raw = np.concatenate([view.data.x_train, view.data.x_test])[:, feature] * (
        view.data.spec.scale[feature]) + view.data.spec.mean[feature]
    assert raw.min() - 2 < said[0] and said[-1] < raw.max() + 2
    assert said[-1] > raw.mean()


# --- switches -----------------------------------------------------------------------------------


def test_discretize_leaves_only_two_colours(show: Any) -> None:
    shown = show("circle")
    assert len(np.unique(pixels(shown.view), axis=0)) > 10
    QTest.mouseClick(shown.switch("Discretize"), LEFT)
    assert shown.boundary.findChildren(NamedSwitch)
    theme = themes.now()
    ends = {theme.color(f"area_{sign}").getRgb() for sign in ("positive", "negative")}
    assert {tuple(int(c) for c in row) for row in np.unique(pixels(shown.view), axis=0)} <= ends
    shown.boundary.set_discretize(False)
    assert len(np.unique(pixels(shown.view), axis=0)) > 10


def test_the_switch_of_the_menu_and_of_the_panel_are_one(qtbot: QtBot, show: Any) -> None:
    shown = show("circle")
    with qtbot.waitSignal(shown.boundary.discretize_changed) as told:
        shown.boundary.set_discretize(True)
    assert told.args == [True]
    with qtbot.waitSignal(shown.loss.log_changed) as told:
        shown.loss.set_log(False)
    assert told.args == [False]


@given(st.integers(3, 5), st.integers(0, 2**31))
def test_classes_are_their_own_colour_and_fade_when_unsure(count: int, seed: int) -> None:
    data = datasets.make("spiral", {"arms": count})
    spec = prepare(data, blank().experiment.split).spec
    scores = np.random.default_rng(seed).dirichlet(np.ones(count), size=(4, 4))
    output = np.moveaxis(scores, 2, 0)
    sharp = area(spec, output, 1.0, True)
    for row, column in np.ndindex(4, 4):
        winner = int(output[:, row, column].argmax())
        assert tuple(sharp[row, column]) == themes.now().class_color(winner, area=True).getRgb()
    even = area(spec, np.full((count, 1, 1), 1 / count), 1.0, False)
    assert tuple(even[0, 0]) == themes.now().color("area_neutral").getRgb()


def test_binary_zero_is_neutral_and_signs_have_their_colours() -> None:
    spec = prepare(blank().experiment.data, blank().experiment.split).spec
    row = area(spec, np.array([[[-1.0, 0.0, 1.0, np.nan]]]), 1.0, False)[0]
    theme = themes.now()
    expected = [theme.color(f"area_{n}").getRgb() for n in ("negative", "neutral", "positive")]
    for pixel, color in zip(row, expected, strict=False):
        assert np.abs(pixel.astype(int) - color).max() <= 1
    assert row[3, 3] == 0


def test_residuals_colour_points_by_their_error(show: Any) -> None:
    shown = show("hills")
    view = shown.view
    QTest.mouseClick(shown.switch("Residuals"), LEFT)
    y = view.data.y_train
    error = shown.session.latest.predictions["train"] - np.reshape(y, (len(y), -1))
    colours = label_colors(view.data.spec, error, view.scale)
    train = items(view, pg.ScatterPlotItem)[0]
    assert [brush.color() for brush in train.data["brush"]] == colours
    far = int(np.abs(error).argmax())
    assert (colours[far].blue() > colours[far].red()) == (error[far] > 0)


def test_residuals_stay_out_of_the_way_of_classes(qtbot: QtBot, show: Any) -> None:
    shown = show("hills")
    QTest.mouseClick(shown.switch("Residuals"), LEFT)
    for name in ("circle", "iris"):
        shown.document.edit(name, edits.choose_data(name))
        qtbot.waitUntil(lambda name=name: shown.session.data is shown.view.data
                        and shown.view.data.spec.classes == datasets[name]().classes)
        qtbot.waitUntil(lambda: shown.view.frame is not None)
        expected = label_colors(shown.view.data.spec, shown.view.data.y_train, 1.0)
        train = items(shown.view, pg.ScatterPlotItem)[0]
        assert [brush.color() for brush in train.data["brush"]] == expected


def test_only_mistakes_hides_what_is_right(show: Any) -> None:
    shown = show("digits")
    before = shown.view.grab().toImage()
    predicted = shown.session.latest.predictions["test"].argmax(axis=1)
    assert (predicted != shown.session.data.y_test).mean() > 0.5
    right = int((predicted == shown.session.data.y_test).sum())
    QTest.mouseClick(shown.switch("Only mistakes"), LEFT)
    assert right == 0 or shown.view.grab().toImage() != before


# --- what hovering says -------------------------------------------------------------------------


def place(view: PlotView, x: float, y: float) -> QPoint:
    """Where a point of the plane is on the plot's widget."""
    scene = view.plot.getViewBox().mapViewToScene(pg.Point(x, y))
    return view.widget.mapFromScene(scene)


def hover(view: PlotView, at: QPoint) -> str:
    QTest.mouseMove(view.widget.viewport(), at)
    QTest.mouseMove(view.widget.viewport(), at + QPoint(1, 0))
    return QToolTip.text()


def test_hovering_a_sample_tells_its_label_and_what_the_network_says(show: Any) -> None:
    view = show("circle").view
    x, y = (float(v) for v in view.data.x_test[0])
    text = hover(view, place(view, x, y))
    number = text.split("\n")[0].split()[-1]
    part = "train" if "Training sample" in text else "test"
    assert text == describe(view.data, view.frame, part, int(number) - 1)
    assert "label" in text and "predicted" in text
    assert text[-1] in "✓✗"


def test_hovering_an_empty_place_tells_the_output_there(show: Any) -> None:
    view = show("circle").view
    low, high = np.asarray(view.data.spec.bounds)[0]
    text = hover(view, place(view, float(low) * 0.97, float(high) * 0.97))
    corner = float(view.frame.boundary.output[0, -1, 0])
    assert text.startswith("output")
    assert float(text.split()[1]) == pytest.approx(corner, abs=0.15)


@pytest.mark.parametrize("name", ["hills", "iris", "digits", "curve", "breast_cancer"])
def test_every_sample_can_be_put_into_words(show: Any, name: str) -> None:
    shown = show(name)
    data, frame = shown.session.data, shown.session.latest
    for part, y in (("train", data.y_train), ("test", data.y_test)):
        text = describe(data, frame, part, len(y) - 1)
        assert text.startswith("Training sample" if part == "train" else "Test sample")
        assert ("residual" in text) == (data.spec.task == "regression")
        assert ("label" in text) == (data.spec.task != "regression")
    before = describe(data, None, "test", 0)
    assert "predicted" not in before


def test_what_is_said_of_a_table_is_in_its_own_numbers(show: Any) -> None:
    data = show("iris").session.data
    text = describe(data, None, "train", 0)
    first = float(text.split("\n")[1].split()[-1])
    assert 4.0 < first < 8.0  # sepals are that many centimetres long


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


@pytest.mark.parametrize("height", [130, 200, 420])
@pytest.mark.parametrize(
    ("top", "bottom"),
    [(1.0, 0.9), (0.7, 0.69), (3.0, 1e-2), (0.5, 1e-6), (1e3, 1e-8), (2e-3, 1e-3), (1e5, 1e4)],
)
def test_log_ticks_can_be_read(losses: LossPanel, top: float, bottom: float, height: int) -> None:
    losses.set_log(True)
    losses.show_frame(frame(curve(np.geomspace(top, bottom, 50))))
    axis = plot(losses).getPlotItem().getAxis("left")
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
    QApplication.sendEvent(plot(losses), _leave())
    assert "epoch 100" in read(losses)


def _leave() -> Any:
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


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


@pytest.mark.parametrize("name", ["circle", "iris", "digits", "curve"])
def test_both_panels_follow_language_and_colours(
    qtbot: QtBot, show: Any, name: str
) -> None:
    shown = show(name)
    panels: tuple[QWidget, ...] = (shown.boundary, shown.loss)
    seen: list[list[QImage]] = [[]]

    def still() -> bool:
        seen.append([panel.grab().toImage() for panel in panels])
        return seen[-1] == seen[-2]

    qtbot.waitUntil(still)
    light = seen[-1]
    themes.use("dark")
    assert all(p.grab().toImage() != old for p, old in zip(panels, light, strict=True))
    themes.use("light")
    texts.install("zh_CN")
    QApplication.sendPostedEvents()
    words = {w.text() for p in panels for w in p.findChildren(QLabel) if w.isVisible()}
    assert not any(word.isascii() and word.isalpha() for word in words)
    texts.install("en")
    qtbot.waitUntil(lambda: [panel.grab().toImage() for panel in panels] == light)
