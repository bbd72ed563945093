"""Surgery on the canvas: pinned cards, menus, the settings of a layer, and what is seen of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas import NetworkCanvas, painting
from app.canvas.card_tools import STEP, number_of
from app.canvas.hits import Hit
from app.canvas.subjects import NETWORK, Subject
from app.model import drawing
from app.theme import themes
from app.widgets.turner import Turner
from engine.graph import Wire

PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
NEURON = Subject("neuron", "dense1", 1)
WIRE = Subject("weight", "dense1", 2, "dense1.weight", (0, 2))


class Table:
    """An application whose blank network is on the table, standing still."""

    def __init__(self, qtbot: QtBot, application: Application) -> None:
        self.application, self._qtbot = application, qtbot
        self.document, self.session = application.document, application.session
        self.canvas: NetworkCanvas = application.window.canvas
        self.surgeon = self.canvas.surgery.surgeon
        self.until(lambda: self.session.latest is not None and self.session.build is not None)

    def until(self, done: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(done)

    def weight(self, name: str, *index: int) -> float:
        assert self.session.latest is not None
        return float(self.session.latest.weights[name][index])

    def pin(self, hit: Hit) -> None:
        self.canvas.looking.pin(hit)

    @property
    def tools(self) -> QWidget:
        return self.canvas.surgery.card.tools


@pytest.fixture
def table(qtbot: QtBot, application: Application) -> Table:
    return Table(qtbot, application)


def wheel(widget: QWidget, notches: int, held: Qt.KeyboardModifier = PLAIN) -> None:
    at = QPointF(widget.rect().center())
    QApplication.sendEvent(widget, QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        held, Qt.ScrollPhase.NoScrollPhase, False,
    ))


# --- a number that is turned --------------------------------------------------------------------


@pytest.fixture
def turner(qtbot: QtBot) -> tuple[Turner, list[float]]:
    made, told = Turner(), []
    qtbot.addWidget(made)
    made.turned.connect(told.append)
    made.resize(80, 20)
    made.show()
    return made, told


def test_wheel_drag_and_keys_turn_a_number(turner: tuple[Turner, list[float]]) -> None:
    made, told = turner
    wheel(made, 2)
    wheel(made, -1, SHIFT)
    wheel(made, 1, Qt.KeyboardModifier.ControlModifier)
    assert told == [2.0, -0.1, 10.0]
    told.clear()
    QTest.mousePress(made, LEFT, PLAIN, QPoint(10, 10))
    QTest.mouseMove(made, QPoint(10, -11))
    QTest.mouseRelease(made, LEFT, PLAIN, QPoint(10, -11))
    assert sum(told) == 4.0
    told.clear()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp):
        QTest.keyClick(made, key)
    assert told == [1.0, -1.0, 10.0]


def test_half_notches_add_up(turner: tuple[Turner, list[float]]) -> None:
    made, told = turner
    at = QPointF(5, 5)
    for _ in range(4):
        QApplication.sendEvent(made, QWheelEvent(
            at, at, QPoint(), QPoint(0, 60), Qt.MouseButton.NoButton, PLAIN,
            Qt.ScrollPhase.NoScrollPhase, False,
        ))
    assert told == [1.0, 1.0]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5", 1.5), ("−0,25", -0.25), (" +2 ", 2.0), ("1e-3", 0.001), ("－１．５", -1.5),
     ("０。２", 0.2), ("", None), ("nan", None), ("-", None),
     ("inf", None), ("1,2,3", None), ("abc", None)],
)
def test_typed_numbers(text: str, value: float | None) -> None:
    assert number_of(text) == value


# --- pinned cards -----------------------------------------------------------------------------


def test_the_wheel_over_a_pinned_weight_turns_it_in_one_undo_step(table: Table) -> None:
    before = table.weight("dense1.weight", 0, 2)
    table.pin(Hit("wire", "dense1", 2, "input1"))
    value = table.tools.value
    assert value.isVisible() and value.accessibleName() == "weight"
    for _ in range(3):
        wheel(value, 1)
    wanted = pytest.approx(before + 3 * STEP, abs=1e-5)
    table.until(lambda: table.weight("dense1.weight", 0, 2) == wanted)
    assert table.document.undo.count() == 1
    table.document.undo.undo()
    table.until(lambda: table.weight("dense1.weight", 0, 2) == before)
    assert "weight of Dense" in table.document.undo.redoText()


def test_a_bias_is_typed_on_the_card_of_its_neuron(table: Table) -> None:
    table.pin(Hit("neuron", "dense1", 1))
    table.canvas.view.setFocus()
    assert table.tools.value.accessibleName() == "bias"
    QTest.keyClicks(table.canvas.view, "0")
    QTest.keyClicks(table.tools.value, ".75")
    QTest.keyClick(table.tools.value, Qt.Key.Key_Return)
    table.until(lambda: table.weight("dense1.bias", 1) == 0.75)
    QTest.keyClick(table.canvas.view, Qt.Key.Key_PageDown)
    table.until(lambda: table.weight("dense1.bias", 1) == pytest.approx(0.75 - STEP))


def wheel_at(table: Table, at: QPoint, notches: int = 1, now: int = 0, **more: object) -> None:
    """The wheel over a pixel of the canvas, at a time in milliseconds."""
    view = table.canvas.view.viewport()
    event = QWheelEvent(
        QPointF(at), view.mapToGlobal(QPointF(at)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, more.get("held", PLAIN), Qt.ScrollPhase.NoScrollPhase, False,
    )
    event.setTimestamp(now)
    QApplication.sendEvent(view, event)


def test_the_wheel_over_what_is_pinned_turns_its_number(table: Table) -> None:
    canvas, view = table.canvas, table.canvas.view
    at = view.mapFromScene(canvas.scene.columns["dense1"].neuron_box(1).center())
    before = table.weight("dense1.bias", 1)
    wheel_at(table, at)
    assert not table.document.undo.count(), "it is not pinned"
    table.pin(Hit("neuron", "dense1", 1))
    wheel_at(table, at, 3, now=50)
    assert not table.document.undo.count(), "the canvas was scrolled a moment ago"
    for now in range(5000, 5300, 100):
        wheel_at(table, at, now=now)
    wanted = pytest.approx(before + 3 * STEP, abs=1e-5)
    table.until(lambda: table.weight("dense1.bias", 1) == wanted)
    assert table.document.undo.count() == 1, "one turn of the wheel is one step"
    zoom = view.camera.scale
    wheel_at(table, at, now=9000, held=Qt.KeyboardModifier.ControlModifier)
    assert view.camera.scale > zoom and table.document.undo.count() == 1


def test_the_wheel_over_a_pinned_wire_turns_its_weight(table: Table) -> None:
    view, wires = table.canvas.view, table.canvas.scene.wires["input1", "dense1"]
    line = wires.course.points[2]
    spots = (view.mapFromScene(float(x), float(y)) for x, y in line[len(line) // 4:])
    wire = Hit("wire", "dense1", 2, "input1")
    at = next(spot for spot in spots if view.hit_at(spot).same(wire))
    table.pin(wire)
    before = table.weight("dense1.weight", 0, 2)
    wheel_at(table, at, -2)
    wanted = pytest.approx(before - 2 * STEP, abs=1e-5)
    table.until(lambda: table.weight("dense1.weight", 0, 2) == wanted)


def test_a_pinned_wire_has_the_colour_of_its_weight_whatever_changes_that(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hand, undo and redo, training."""
    monkeypatch.setattr(painting, "WIRE_TIME", 0.0)
    table.pin(Hit("wire", "dense1", 2, "input1"))
    scene, view = table.canvas.scene, table.canvas.view

    def seen() -> str:
        """The colour on the screen, halfway along the wire."""
        x, y = scene.wires["input1", "dense1"].course.points[2][12]
        spot = QRect(view.mapFromScene(float(x), float(y)), QSize(1, 1))
        hue = view.viewport().grab(spot).toImage().pixelColor(0, 0).hue()
        roles = ("positive", "negative")
        return min(roles, key=lambda role: abs(themes.now().color(role).hue() - hue))

    def put(value: float) -> None:
        table.surgeon.set_number(WIRE, value)
        table.until(lambda: table.weight("dense1.weight", 0, 2) == value)

    before = "positive" if table.weight("dense1.weight", 0, 2) > 0 else "negative"
    for value, role in ((1.0, "positive"), (-1.0, "negative")):
        put(value)
        assert seen() == role
    table.document.undo.undo()
    table.until(lambda: seen() == before)
    table.document.undo.redo()
    table.until(lambda: seen() == "negative")
    frame = scene.frame
    assert frame is not None
    turned = {**frame.weights, "dense1.weight": -frame.weights["dense1.weight"]}
    for weights, role in ((turned, "positive"), (frame.weights, "negative")):
        scene.show_frame(replace(frame, weights=weights), moving=True)
        assert seen() == role, "at once, however many wires are to be drawn"


def test_a_card_takes_the_pointer_only_while_it_is_pinned(table: Table) -> None:
    card, looking = table.canvas.surgery.card, table.canvas.looking
    through = Qt.WidgetAttribute.WA_TransparentForMouseEvents
    table.canvas.view.point_at(Hit("neuron", "dense1", 0))
    assert card.isVisible() and card.testAttribute(through)
    assert not table.tools.isVisible()
    table.pin(Hit("neuron", "dense1", 0))
    assert not card.testAttribute(through)
    table.canvas.view.point_at(Hit("neuron", "dense1", 3))
    assert looking.aside.isVisible() and "4" in looking.aside.title.text()
    assert "1" in card.title.text()
    QTest.mouseClick(card, LEFT, PLAIN, QPoint(30, 30))
    assert looking.pinned.position == 0
    card.entered.emit()
    assert not looking.aside.isVisible()


def test_buttons_of_a_pinned_neuron(table: Table) -> None:
    table.pin(Hit("neuron", "dense1", 1))
    tools = table.tools
    QTest.mouseClick(tools.freeze, LEFT)
    assert table.surgeon.is_held(NEURON)
    assert table.canvas.scene.columns["dense1"].column.held == (1,)
    assert tools.freeze.accessibleName() == "Unfreeze"
    QTest.mouseClick(tools.knock, LEFT)
    assert table.canvas.scene.columns["dense1"].column.silent == (1,)
    table.until(lambda: not table.session.latest.pictures.units["dense1"][1].any())
    assert "Knocked out" in table.canvas.surgery.card.note.text()
    QTest.mouseClick(tools.knock, LEFT)
    QTest.mouseClick(tools.freeze, LEFT)
    assert table.document.project.experiment.surgery.knocked == ()
    assert not table.document.project.experiment.surgery.holds
    while table.document.undo.canUndo():
        table.document.undo.undo()
    assert not table.surgeon.is_held(NEURON)


def test_copying_adds_a_neuron_that_does_the_same(table: Table) -> None:
    table.pin(Hit("neuron", "dense1", 1))
    QTest.mouseClick(table.tools.copy, LEFT)
    table.until(lambda: table.session.latest.weights["dense1.weight"].shape[1] == 5)
    weights = table.session.latest.weights
    np.testing.assert_array_equal(weights["dense1.weight"][:, 4], weights["dense1.weight"][:, 1])
    np.testing.assert_array_equal(weights["output1.weight"][4], weights["output1.weight"][1])
    table.document.undo.undo()
    table.until(lambda: table.session.latest.weights["dense1.weight"].shape[1] == 4)


def test_nothing_is_offered_that_cannot_be_done(table: Table) -> None:
    table.pin(Hit("neuron", "output1", 0))
    assert table.tools.freeze.isVisible()
    assert not table.tools.knock.isVisible() and not table.tools.copy.isVisible()
    table.pin(Hit("neuron", "input1", 0))
    assert table.tools.knock.isVisible()
    assert not table.tools.freeze.isVisible() and not table.tools.value.isVisible()


# --- keys, menus, settings --------------------------------------------------------------------


def test_actions_work_on_the_neuron_that_has_the_keyboard(table: Table) -> None:
    view, actions = table.canvas.view, table.application.actions
    view.setFocus()
    table.canvas.select("dense1")
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Down)
    actions["network.freeze"].trigger()
    actions["network.knock_out"].trigger()
    assert table.surgeon.is_held(NEURON) and table.surgeon.is_out(NEURON)
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert "knocked out" in view.accessibleDescription()
    assert "frozen" in view.accessibleDescription()
    actions["network.copy_neuron"].trigger()
    assert table.document.project.graph.node("dense1").layer.units == 5
    table.canvas.select("output1")
    actions["network.freeze"].trigger()
    assert table.surgeon.is_held(Subject("layer", "output1"))
    table.canvas.select("")
    actions["network.freeze"].trigger()
    assert table.document.undo.count() == 4


def test_a_neuron_that_cannot_be_copied_says_why(table: Table) -> None:
    actions, view = table.application.actions, table.canvas.view
    table.canvas.editor.insert("dense1", "dense")
    table.canvas.editor.set_value(["dense2"], "units", 4)
    table.canvas.editor.insert("dense2", "add")
    graph = table.document.project.graph
    assert graph.sources("add1") == ("dense2", "dense1")
    table.until(lambda: table.session.build is not None and "add1" in table.session.build.active)
    table.until(lambda: table.surgeon.against_copying(NEURON) is not None)
    reason = table.surgeon.against_copying(NEURON)
    assert reason and "Dense 2" in reason and "Add" in reason
    table.pin(Hit("neuron", "dense1", 1))
    assert table.tools.copy.isVisible() and not table.tools.copy.isEnabled()
    assert "Dense 2" in table.tools.copy.toolTip()
    menu = opened(table, view.mapFromScene(
        table.canvas.scene.columns["dense1"].neuron_box(1).center()
    ))
    assert not menu["Copy neuron"].isEnabled()
    QApplication.activePopupWidget().close()
    if not table.canvas.looking.pinned.same(Hit("neuron", "dense1", 1)):
        table.pin(Hit("neuron", "dense1", 1))
    actions["network.copy_neuron"].trigger()
    assert table.document.project.graph == graph and "Dense 2" in QToolTip.text()
    QToolTip.hideText()
    table.document.edit("", drawing.disconnect([Wire("dense1", "add1", 1)]))
    table.until(lambda: table.surgeon.against_copying(NEURON) is None)
    assert not table.tools.copy.isVisible(), "what is drawn cannot be trained"


def units(table: Table, node: str = "dense1") -> int:
    return int(table.document.project.graph.node(node).layer.values["units"])


def test_delete_takes_the_pinned_neuron_and_not_its_layer(table: Table) -> None:
    view, first = table.canvas.view, table.document.project
    before = table.session.latest.weights
    place = view.mapFromScene(table.canvas.scene.columns["dense1"].neuron_box(1).center())
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, place)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert units(table) == 3 and table.canvas.looking.pinned.kind == "nothing"
    table.until(lambda: table.session.latest.weights["dense1.weight"].shape[1] == 3)
    after = table.session.latest.weights
    np.testing.assert_array_equal(
        after["output1.weight"], before["output1.weight"][[0, 2, 3]]
    )
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert units(table) == 3, "nothing is chosen any more"
    table.document.undo.undo()
    assert table.document.project == first
    table.until(lambda: table.session.latest.weights["dense1.weight"].shape[1] == 4)
    np.testing.assert_array_equal(
        table.session.latest.weights["dense1.weight"], before["dense1.weight"]
    )


def test_backspace_at_the_keyboard_removes_neurons_until_one_is_left(table: Table) -> None:
    view = table.canvas.view
    view.setFocus()
    table.canvas.select("dense1")
    QTest.keyClick(view, Qt.Key.Key_Down)
    for left in (3, 2, 1):
        table.until(lambda: table.surgeon.against_removing(Subject("neuron", "dense1", 0)) == "")
        QTest.keyClick(view, Qt.Key.Key_Backspace)
        assert units(table) == left
        shape = (2, left)
        table.until(lambda: table.session.latest.weights["dense1.weight"].shape == shape)  # noqa: B023
    QTest.keyClick(view, Qt.Key.Key_Backspace)
    assert units(table) == 1 and "only" in table.canvas.around.status.note


def test_ends_of_the_network_say_why_they_keep_their_neurons(table: Table) -> None:
    for node, words in (("input1", "feature"), ("output1", "Output")):
        table.pin(Hit("neuron", node, 0))
        assert not table.tools.remove.isVisible()
        QTest.keyClick(table.canvas.view, Qt.Key.Key_Delete)
        assert words in table.canvas.around.status.note
    assert not table.document.undo.count()
    table.pin(Hit("neuron", "dense1", 1))
    table.canvas.acting.activate(Hit("header", "dense1"))
    QTest.keyClick(table.canvas.view, Qt.Key.Key_Delete)
    assert "dense1" not in table.document.project.graph, "its name is about the whole layer"


def test_a_pinned_wire_is_cut_and_can_come_back(table: Table) -> None:
    view, before = table.canvas.view, table.session.latest.weights["dense1.weight"]
    wire = next(
        Hit("wire", link.target, at, link.source)
        for link in table.canvas.scene.network.links if link.target == "dense1"
        for at in range(len(link.sources)) if (link.rows[at], link.columns[at]) == WIRE.index
    )
    table.canvas.acting.activate(wire)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    table.until(lambda: table.weight("dense1.weight", 0, 2) == 0)
    assert table.surgeon.is_held(WIRE) and len(table.document.project.graph.nodes) == 3
    table.canvas.acting.activate(wire)
    assert not table.tools.remove.isEnabled()
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert "already" in table.canvas.around.status.note and table.document.undo.count() == 1
    table.document.undo.undo()
    table.until(lambda: table.weight("dense1.weight", 0, 2) == float(before[0, 2]))
    assert not table.surgeon.is_held(WIRE)


def test_the_button_and_the_menu_remove_the_neuron_they_are_about(table: Table) -> None:
    table.pin(Hit("neuron", "dense1", 3))
    QTest.mouseClick(table.tools.remove, LEFT)
    assert units(table) == 3
    table.until(lambda: table.surgeon.against_removing(NEURON) == "")
    view = table.canvas.view
    menu = opened(table, view.mapFromScene(
        table.canvas.scene.columns["dense1"].neuron_box(1).center()
    ))
    assert "&Remove the layer" in menu and "D&elete" not in menu
    menu["Remove neuron"].trigger()
    QApplication.activePopupWidget().close()
    assert units(table) == 2
    assert table.document.undo.text(1) == "Remove Dense · neuron 2"


def opened(table: Table, at: QPoint) -> dict[str, object]:
    """What the menu of a right click says, and the entries of its submenus."""
    view = table.canvas.view
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at)
    ))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    found = {}
    for action in menu.actions():
        inner = action.menu()
        for entry in inner.actions() if inner is not None else (action,):
            found[entry.text().partition("\t")[0]] = entry
    return found


def test_a_right_click_offers_what_can_be_done(table: Table) -> None:
    view, column = table.canvas.view, table.canvas.scene.columns["dense1"]
    entries = opened(table, view.mapFromScene(column.neuron_box(1).center()))
    assert list(entries)[:3] == ["Freeze Dense · neuron 2", "Knock out", "Copy neuron"]
    entries["Knock out"].trigger()
    QApplication.activePopupWidget().close()
    assert table.surgeon.is_out(NEURON)
    entries = opened(table, view.mapFromScene(column.header_box().center()))
    assert "Reset weights" in entries
    entries["50 % of its weights"].trigger()
    QApplication.activePopupWidget().close()
    table.until(lambda: (table.session.latest.weights["dense1.weight"] == 0).sum() == 4)
    assert len(table.canvas.scene.network.links[0].pruned) == 4
    entries = opened(table, QPoint(3, view.height() - 3))
    assert "Unfreeze the whole network" in entries
    entries["Unfreeze the whole network"].trigger()
    QApplication.activePopupWidget().close()
    assert not table.document.project.experiment.surgery.holds


def settings(table: Table, node: str) -> QWidget:
    """What opens beside the header of a layer."""
    table.canvas.select(node)
    QTest.keyClick(table.canvas.view, Qt.Key.Key_Return)
    popover = table.canvas.popover
    assert popover is not None
    return popover


def test_the_settings_of_a_layer_have_surgery(table: Table) -> None:
    popover = settings(table, "dense1")
    bar = next(w for w in popover.findChildren(QWidget) if type(w).__name__ == "SurgeryBar")
    bar.share.moved.emit(9)
    assert bar.prune.accessibleName() == "Prune the smallest 50 %"
    QTest.mouseClick(bar.prune, LEFT)
    table.until(lambda: (table.session.latest.weights["dense1.weight"] == 0).sum() == 4)
    QTest.mouseClick(bar.freeze, LEFT)
    assert table.surgeon.is_held(Subject("layer", "dense1"))
    assert bar.freeze.accessibleName() == "Unfreeze"
    popover.close()
    popover = settings(table, "input1")
    assert not [w for w in popover.findChildren(QWidget) if type(w).__name__ == "SurgeryBar"]
    popover.close()


def test_a_layer_is_reset_and_that_is_undone(table: Table) -> None:
    first = table.weight("dense1.weight", 0, 2)
    table.surgeon.set_number(WIRE, 2.0)
    table.until(lambda: table.weight("dense1.weight", 0, 2) == 2.0)
    table.surgeon.release()
    table.surgeon.reset(Subject("layer", "dense1"))
    table.until(lambda: table.weight("dense1.weight", 0, 2) == first)
    table.document.undo.undo()
    table.until(lambda: table.weight("dense1.weight", 0, 2) == 2.0)


def test_frozen_wires_carry_a_lock_unless_all_of_their_neuron_is_frozen(table: Table) -> None:
    table.surgeon.freeze(WIRE)
    links = table.canvas.scene.network.links
    assert links[0].held == (2,)
    table.surgeon.freeze(Subject("neuron", "dense1", 2))
    links = table.canvas.scene.network.links
    assert links[0].held == ()
    assert table.canvas.scene.columns["dense1"].column.held == (2,)
    assert table.surgeon.name(NETWORK) == "the whole network"
    cut = [wire for wire in table.document.project.graph.wires if wire.source == "dense1"]
    table.document.edit("", drawing.disconnect(cut))
    held = table.canvas.scene.columns["dense1"].column.held
    assert held == (2,), "also while nothing can be trained"
