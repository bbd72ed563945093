"""The canvas: what it shows of a project, what a frame changes, what a person can do on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.canvas.columns import FOLDED
from app.canvas.editing import insert_kind
from app.canvas.formula import figure, neuron_formula
from app.canvas.gestures import DropLayer, Pan
from app.canvas.hits import NOTHING, Hit
from app.canvas.pictures import Strips, Wanted, scales
from app.canvas.wiring import LEVELS, levels, opacity, width
from app.model import edits
from app.model.project import blank
from app.theme import DARK, LIGHT, themes
from app.training import Session
from engine.frame import Pictures
from engine.layers import layers
from tests.app.bench import (
    LEFT,
    PLAIN,
    Bench,
    data_of,
    frame_of,
    network_of,
    project_of,
)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    made = Bench(project_of(4, 3))
    qtbot.addWidget(made.canvas)
    return made


def at_of(bench: Bench, kind: str, node: str) -> QPoint:
    """A pixel of the view where this thing is."""
    box = bench.canvas.scene.columns[node].header_box()
    x, y = {
        "less": (box.left() - 12, box.bottom() - 12), "more": (box.right() + 12, box.bottom() - 12),
        "settings": (box.right() + 12, box.top() + 12),
    }[kind]
    return bench.pixel(QPointF(x, y))


# --- pictures and wires ---------------------------------------------------------------------------


def test_quiet_neurons_are_paler_but_dead_ones_stay_grey() -> None:
    values = np.zeros((3, 2, 2), np.float32)
    values[0, 0, 0], values[1, 0, 0] = 4.0, 1.0
    peaks = np.abs(values / scales(values)[:, None, None]).max(axis=(1, 2))
    assert peaks[0] == pytest.approx(1.0)
    assert peaks[1] == pytest.approx(0.5)
    assert peaks[2] == 0.0


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("kind", ["plane", "line", "samples"])
def test_pictures_are_blue_where_positive(qapp: QApplication, kind: Any, theme: Any) -> None:
    values = np.full((1, 8, 8), -1.0, np.float32)
    values[:, 4:] = 1.0  # the upper half of a plane, the lower half of samples
    if kind == "line":
        values = np.linspace(-1, 1, 128, dtype=np.float32)[None, None]
    strips = Strips()
    pictures = Pictures(kind, {"a": values}, values)
    strips.draw(pictures, [Wanted("a", 1, (0,), 40)], theme)
    image = strips.image("a")
    assert image is not None and image.width() == image.height() == 40
    up, down = image.pixelColor(30, 14), image.pixelColor(10, 26)
    if kind == "samples":
        up, down = down, up
    assert up.blue() > up.red() and down.red() > down.blue()
    assert image.pixelColor(0, 0).alpha() < 60


def test_pictures_that_no_longer_fit_are_left_out(qapp: QApplication) -> None:
    values = np.ones((3, 4, 4), np.float32)
    strips = Strips()
    strips.draw(Pictures("plane", {"a": values}, values), [Wanted("a", 4, (0, 3), 20)], LIGHT)
    assert strips.image("a") is None


def test_strength_follows_size_and_sign() -> None:
    found = levels(np.array([2.0, -1.0, 0.01, 0.0], np.float32))
    assert found[0] == LEVELS and -LEVELS < found[1] < 0 and found[2] == 1
    steps = range(1, LEVELS + 1)
    assert all(np.diff([width(n) for n in steps]) >= 0)
    assert all(np.diff([opacity(n) for n in steps]) > 0)
    assert abs(levels(np.array([0.1], np.float32))[0]) < LEVELS / 2, "small weights look weak"
    assert np.isfinite(levels(np.array([np.nan, np.inf], np.float32))).all()


def test_wires_on_the_edge_of_two_levels_do_not_flicker() -> None:
    before = levels(np.array([1.0, 0.499], np.float32))
    after = levels(np.array([1.0, 0.502], np.float32), before)
    assert np.array_equal(before, after)
    assert not np.array_equal(levels(np.array([1.0, 0.7], np.float32), before), before)


def test_a_frame_changes_the_picture(bench: Bench) -> None:
    before = bench.canvas.grab().toImage()
    bench.canvas.show_frame(frame_of(bench.document.project, seed=5))
    assert bench.canvas.grab().toImage() != before


def test_a_frame_of_the_network_before_an_edit_does_no_harm(bench: Bench) -> None:
    old = frame_of(bench.document.project)
    bench.document.edit("", edits.add_unit("dense1"))
    bench.document.edit("", edits.insert_layer("dense1"))
    bench.canvas.show_frame(old)
    columns, known = bench.canvas.scene.columns, old.weights["dense1.bias"]
    assert columns["dense2"].biases is not None
    assert np.array_equal(columns["dense1"].biases, [*known, 0.0])
    bench.canvas.grab()


def test_samples_of_the_same_kind_draw_nothing_anew(bench: Bench, qtbot: QtBot) -> None:
    drawn: list[None] = []
    bench.canvas.stage.redrawn.connect(lambda: drawn.append(None))

    def follow(edit: edits.Edit) -> None:
        bench.document.edit("data", edit)
        bench.session.data = data_of(bench.document.project)
        bench.session.state_changed.emit()

    follow(edits.set_data(noise=0.3))
    follow(edits.set_split(train_share=0.7))
    assert not drawn
    follow(edits.choose_data("iris"))
    assert drawn


def test_only_training_moves(bench: Bench) -> None:
    frame = frame_of(bench.document.project)
    bench.session.playing = True
    bench.canvas.show_frame(frame)
    bench.canvas.show_frame(replace(frame, step=40))
    moving = [w.phase for w in bench.canvas.scene.wires.values()]
    assert all(phase > 0 for phase in moving)
    bench.session.playing = False
    bench.session.state_changed.emit()
    assert not any(w.phase for w in bench.canvas.scene.wires.values())


def test_a_theme_recolours_everything(bench: Bench) -> None:
    def middle() -> int:
        image: QImage = bench.canvas.grab().toImage()
        return image.pixelColor(image.width() // 2, 80).lightness()

    themes.use(LIGHT.name)
    light = middle()
    themes.use(DARK.name)
    assert bench.canvas.scene.strips.image("dense1") is not None
    assert middle() <= light


# --- pointer ------------------------------------------------------------------------------------


def test_plus_and_minus_change_the_number_of_neurons(bench: Bench) -> None:
    bench.click(at_of(bench, "more", "dense1"))
    assert bench.layer("dense1").units == 5
    bench.click(at_of(bench, "less", "dense1"))
    bench.click(at_of(bench, "less", "dense1"))
    assert bench.layer("dense1").units == 3
    assert len(bench.canvas.scene.columns["dense1"].column.shown) == 3
    bench.document.undo.undo()
    assert bench.layer("dense1").units == 4


def test_hovering_a_neuron_explains_it_with_real_numbers(bench: Bench) -> None:
    bench.move(bench.neuron("dense2", 1))
    card = bench.canvas.looking.card
    assert card.isVisible()
    assert card.accessibleName() == "Dense 2 · neuron 2"
    weights = bench.canvas.scene.frame.weights["dense2.weight"][:, 1]
    strongest = float(weights[np.abs(weights).argmax()])
    assert figure(abs(strongest)) in card.formula.text()
    assert bench.session.asked[-1][:2] == ("dense2", 1)
    assert len(bench.session.asked[-1][2]) == 2, "the point of the plane under the pointer"
    bench.move(QPoint(3, 3))
    assert not card.isVisible()


def test_the_session_completes_the_card(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.data is not None and session.build is not None)
    bench = Bench(blank(), session)
    qtbot.addWidget(bench.canvas)
    with qtbot.waitSignal(session.explained):
        bench.move(bench.neuron("dense1", 0))
    card = bench.canvas.looking.card
    assert any("%" in value.text() for value in card.values)


def test_a_click_pins_and_escape_lets_go(bench: Bench) -> None:
    bench.click(bench.neuron("dense1", 2))
    bench.move(QPoint(3, 3))
    card = bench.canvas.looking.card
    assert card.isVisible() and bench.canvas.looking.pinned.position == 2
    assert bench.canvas.selected_node() == "dense1"
    bench.press(Qt.Key.Key_Escape)
    assert not card.isVisible() and bench.canvas.looking.pinned == NOTHING


def test_a_wire_tells_its_weight(bench: Bench) -> None:
    scene = bench.canvas.scene
    wires = scene.wires["input1", "dense1"]
    number = int(np.abs(wires.weights).argmax())
    middle = wires.course.points[number][3]
    hit = scene.hit(QPointF(*middle))
    assert (hit.kind, hit.source, hit.node) == ("wire", "input1", "dense1")
    bench.canvas.view.point_at(Hit("wire", "dense1", number, "input1"))
    assert figure(float(wires.weights[number]), signed=True) in (
        bench.canvas.looking.card.values[0].text()
    )


def test_wires_of_a_hovered_neuron_stand_out(bench: Bench) -> None:
    bench.move(bench.neuron("dense1", 0))
    into = bench.canvas.scene.wires["input1", "dense1"]
    away = bench.canvas.scene.wires["dense2", "output1"]
    assert into.chosen == into.chosen_of(None, 0) and len(into.chosen) == 2
    assert away.chosen == frozenset()
    bench.canvas.view.point_at(NOTHING)
    assert into.chosen is None


def test_a_chip_is_clicked_or_pulled_into_a_gap(bench: Bench) -> None:
    dense = next(c for c in bench.canvas.chips.chips if c.kind == "dense")
    bench.canvas.select("dense1")
    dense.click()
    assert len(bench.graph.nodes) == 5
    assert bench.canvas.selected_node() == bench.graph.targets("dense1")[0]
    insert = bench.canvas.scene.items_of.open.inserts["input1"]
    drag = DropLayer(bench.canvas.view, "dropout")
    drag.start(QPoint())
    drag.move(bench.pixel(insert.middle))
    assert insert.dropping
    drag.finish(bench.pixel(insert.middle))
    assert bench.layer(bench.graph.targets("input1")[0]).name == "dropout"
    assert not any(i.dropping for i in bench.canvas.scene.items_of.open.inserts.values())


def test_a_layer_dropped_beside_the_network_is_not_added(bench: Bench) -> None:
    drag = DropLayer(bench.canvas.view, "dropout")
    drag.start(QPoint())
    drag.finish(QPoint(-50, -50))
    assert len(bench.graph.nodes) == 4


def test_panning_moves_the_view_and_cancel_takes_it_back(bench: Bench) -> None:
    view = bench.canvas.view
    view.camera.zoom(4)
    before = view.horizontalScrollBar().value()
    pan = Pan(view)
    pan.start(QPoint(200, 200))
    pan.move(QPoint(150, 200))
    assert view.horizontalScrollBar().value() == before + 50
    pan.cancel()
    assert view.horizontalScrollBar().value() == before


def test_control_and_wheel_zoom_and_fit_returns(bench: Bench) -> None:
    view = bench.canvas.view
    where = QPointF(view.viewport().rect().center())
    wheel = QWheelEvent(
        where, view.mapToGlobal(where), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )
    view.wheelEvent(wheel)
    assert view.transform().m11() > 1.1
    bench.canvas.chips.tools.fitted.emit()
    assert view.transform().m11() == pytest.approx(1.0)


def test_a_folded_layer_opens_and_closes_on_a_click(qtbot: QtBot) -> None:
    bench = Bench(project_of(64))
    qtbot.addWidget(bench.canvas)
    scene = bench.canvas.scene
    bench.click(bench.pixel(scene.columns["dense1"].chip_box().center()))
    assert len(scene.columns["dense1"].column.shown) > FOLDED
    bench.click(bench.pixel(scene.columns["dense1"].chip_box().center()))
    assert len(scene.columns["dense1"].column.shown) == FOLDED


def test_a_click_selects_and_the_button_opens_the_settings(bench: Bench) -> None:
    bench.click(bench.header("dense1"))
    assert bench.canvas.selected_node() == "dense1" and bench.canvas.popover is None
    bench.click(at_of(bench, "settings", "dense1"))
    popover = bench.canvas.popover
    assert popover is not None and popover.isVisible()
    popover.form.value_changed.emit("activation", "relu")
    assert bench.layer("dense1").activation == "relu"
    assert bench.canvas.scene.columns["dense1"].column.detail == "4 · ReLU"
    popover.removed.emit()
    assert "dense1" not in bench.graph
    assert bench.canvas.popover is None


def test_settings_opened_before_others_are_closed_stay_known(bench: Bench) -> None:
    QTest.mouseDClick(bench.canvas.view.viewport(), LEFT, PLAIN, bench.header("dense1"))
    first = bench.canvas.popover
    assert first is not None
    bench.canvas.select("dense2")
    bench.press(Qt.Key.Key_Return)
    first.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert bench.canvas.popover is not None and bench.canvas.popover.nodes == ("dense2",)
    bench.canvas.popover.close()


# --- keyboard -------------------------------------------------------------------------------------


def test_everything_is_reached_by_keys(bench: Bench) -> None:
    bench.canvas.view.setFocus()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab):
        bench.press(key)
    assert bench.canvas.selected_node() == "dense1"
    bench.press(Qt.Key.Key_Plus)
    assert bench.layer("dense1").units == 5
    bench.press(Qt.Key.Key_Minus)
    bench.press(Qt.Key.Key_Down)
    assert bench.canvas.steering.spot.position == 0
    assert "neuron 1" in bench.canvas.view.accessibleDescription()
    assert bench.canvas.looking.card.isVisible()
    bench.press(Qt.Key.Key_Right)
    assert bench.canvas.selected_node() == "dense2"
    bench.press(Qt.Key.Key_Up)  # from its neuron, which Delete would remove, to the layer
    bench.press(Qt.Key.Key_Delete)
    assert [n.id for n in bench.graph.nodes] == ["input1", "dense1", "output1"]
    bench.press(Qt.Key.Key_Home)
    bench.press(Qt.Key.Key_Right)
    bench.press(Qt.Key.Key_Return)
    assert bench.canvas.popover is not None
    bench.canvas.popover.close()


def test_tab_leaves_the_network_after_the_last_layer(bench: Bench) -> None:
    bench.canvas.select("output1")
    bench.canvas.view.focusNextPrevChild(True)
    assert not bench.canvas.view.stops_tab


def test_the_ends_of_the_network_have_no_neurons_to_add_but_can_be_removed(bench: Bench) -> None:
    for node in ("input1", "output1"):
        bench.canvas.select(node)
        bench.press(Qt.Key.Key_Plus)
        assert len(bench.graph.nodes) == 4 and bench.document.undo.index() == 0
        bench.press(Qt.Key.Key_Delete)
        assert node not in bench.graph
        bench.document.undo.undo()


# --- edits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [n for n in layers if n not in edits.FIXED])
def test_every_kind_of_layer_can_be_put_in(bench: Bench, kind: str) -> None:
    bench.document.edit("", insert_kind("dense2", kind))
    fresh = bench.graph.targets("dense2")[0]
    assert bench.layer(fresh).name == kind
    assert fresh in bench.canvas.scene.columns
    bench.canvas.grab()


def test_a_layer_that_joins_becomes_a_shortcut_at_once(qapp: QApplication) -> None:
    project = project_of(6, 6)
    made = insert_kind("dense2", "add")(project)
    fresh = made.graph.targets("dense2")[0]
    assert made.graph.sources(fresh) == ("dense2", "dense1")
    assert not network_of(made).column(fresh).problem


def test_a_network_without_hidden_layers_gives_a_hint(qtbot: QtBot) -> None:
    bench = Bench(project_of())
    qtbot.addWidget(bench.canvas)
    assert not bench.canvas.scene.network.hidden
    bench.canvas.chips.chosen.emit("dense")
    assert [n.layer.name for n in bench.graph.nodes] == ["input", "dense", "output"]


# --- words ----------------------------------------------------------------------------------------


def test_the_formula_writes_the_strongest_inputs_in_order() -> None:
    terms = [(0.1, "h₁"), (-0.94, "h₂"), (1.82, "h₃"), (0.31, "h₄")]
    text = neuron_formula("tanh", terms, -0.12, LIGHT)
    assert text.startswith("a = tanh(") and text.endswith(")")
    places = [text.index(part) for part in ("0.94", "h₂", "1.82", "h₃", "0.31", "h₄", "…", "0.12")]
    assert places == sorted(places) and "h₁" not in text
    assert LIGHT.negative_text in text and LIGHT.positive_text in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.00"), (-0.714, "−0.71"), (0.0132, "0.0132"), (123.456, "123.5"), (-2e-7, "−2.0e−7"),
     (float("nan"), "–")],
)
def test_figures(value: float, text: str) -> None:
    assert figure(value) == text
