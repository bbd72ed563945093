"""The panel that shows what was learned over the inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app import texts
from app.model import edits
from app.model.project import blank
from app.panels.boundary.colors import area, label_colors
from app.panels.boundary.gallery import GalleryView
from app.panels.boundary.line import LineView
from app.panels.boundary.plane import PlaneView
from app.panels.boundary.view import PlotView, PredictionView, describe
from app.theme import themes
from app.widgets.choice import ChoiceBox
from app.widgets.named_switch import NamedSwitch
from engine.datasets import datasets, prepare

LEFT = Qt.MouseButton.LeftButton
VIEWS: dict[str, type[PredictionView]] = {
    "plane": PlaneView, "line": LineView, "table": PlaneView, "image": GalleryView,
}


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


def test_points_of_another_data_set_need_no_symbol_painted_anew(
    show: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = show("spiral")
    painted: list[Any] = []
    symbol = pg.graphicsItems.ScatterPlotItem.renderSymbol

    def counted(*given: Any) -> Any:
        painted.append(given)
        return symbol(*given)

    monkeypatch.setattr(pg.graphicsItems.ScatterPlotItem, "renderSymbol", counted)
    shown.view.repaint_all()
    assert not painted
