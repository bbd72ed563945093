"""Everything can be reached by keys alone, and everything has a name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QLabel,
    QScrollBar,
    QToolTip,
    QWidget,
)

from app.canvas.popover import LayerPopover
from app.canvas.selection import Chosen
from app.dialogs.palette import Palette
from app.dialogs.shortcuts import ShortcutPage
from app.model import edits
from app.model.project import Project, blank
from app.texts import without_key
from app.theme import themes
from app.widgets.fold import Fold
from app.widgets.voice import voice
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from tests.stories.person import Person, foreign

ESCAPE, RETURN = Qt.Key.Key_Escape, Qt.Key.Key_Return


def page(person: Person) -> QDialog:
    return next(d for d in person.window.findChildren(QDialog) if d.isVisible())


def closed(person: Person) -> None:
    person.until(lambda: not person.window.findChildren(QDialog))


def find(person: Person, words: str) -> None:
    """Opens the palette by its key, types, presses Return."""
    person.control(Qt.Key.Key_P, shift=True)
    assert isinstance(page(person), Palette)
    person.write(words)
    person.press(RETURN)
    closed(person)


def test_the_palette_runs_what_was_typed(person: Person) -> None:
    person.start("xor")
    find(person, "one epoch")
    person.until(person.trained(1))
    find(person, "dark")
    assert themes.now().name == "dark"
    find(person, "add layer")
    assert len(person.project.nodes("dense")) == 2
    find(person, "undo")
    assert len(person.project.nodes("dense")) == 1
    find(person, "简体")
    assert person.button("播放").isVisible()
    find(person, "English")
    assert person.button("Play").isVisible()


def test_the_palette_can_be_left_and_finds_nothing_quietly(person: Person) -> None:
    person.start("xor")
    before = person.project
    find(person, "zzzzqqqq")
    person.control(Qt.Key.Key_P, shift=True)
    person.press(ESCAPE)
    closed(person)
    assert person.project == before
    assert person.messages == []


def test_the_palette_leads_to_every_action(person: Person) -> None:
    person.start("xor")
    person.window.canvas.select("dense1")
    person.control(Qt.Key.Key_A)
    person.control(Qt.Key.Key_G)
    person.control(Qt.Key.Key_C)  # now every act on what is selected or copied is possible
    person.document.edit("One", edits.set_training(learning_rate=0.5))
    person.document.edit("Two", edits.set_training(learning_rate=0.6))
    person.control(Qt.Key.Key_Z)  # now both undo and redo are possible
    person.control(Qt.Key.Key_P, shift=True)
    palette = page(person)
    assert isinstance(palette, Palette)
    for action in person.application.actions:
        name = without_key(action.text())
        palette.field.setText(name)
        assert palette.list.item(0).text() == name
    person.press(ESCAPE)
    closed(person)


def test_the_shortcut_page_lists_every_key(person: Person) -> None:
    person.start("xor")
    person.press(Qt.Key.Key_F1)
    shown = page(person)
    assert isinstance(shown, ShortcutPage)
    person.until(shown.isActiveWindow)
    words = {label.text() for label in shown.findChildren(QLabel)}
    for action in person.application.actions:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        if key:
            assert {without_key(action.text()).rstrip("…"), key} <= words
    person.press(ESCAPE)
    closed(person)


def test_a_network_is_built_by_keys_alone(person: Person) -> None:
    person.start("xor")
    person.press(Qt.Key.Key_Right)  # the canvas has the keyboard from the start
    person.press(Qt.Key.Key_Right)
    assert person.window.selected_node() == "dense1"
    before = person.project.graph.node("dense1").layer.values["units"]
    person.press(Qt.Key.Key_Plus)
    assert person.project.graph.node("dense1").layer.values["units"] == before + 1
    person.press(Qt.Key.Key_Insert)
    person.press(RETURN)
    assert len(person.project.nodes("dense")) == 2
    person.press(RETURN)
    assert person.window.findChildren(LayerPopover)
    person.press(ESCAPE)
    person.until(lambda: not person.window.findChildren(LayerPopover))
    person.press(Qt.Key.Key_Delete)
    assert len(person.project.nodes("dense")) == 1


def test_a_wire_is_drawn_by_keys_and_says_why_it_may_not_end_somewhere(person: Person) -> None:
    person.start()
    person.document.new(residual_of_eight())
    canvas, said = person.window.canvas, []
    voice.said.connect(said.append)

    def heard(part: str) -> None:
        person.until(lambda: any(part in text for text in said[-1:]))

    canvas.select("dense3")
    wires = person.project.graph.wires
    person.press(Qt.Key.Key_C)
    assert "Escape ends" in QToolTip.text()
    heard("Escape ends")
    person.press(Qt.Key.Key_Right)
    person.press(Qt.Key.Key_Right)
    assert canvas.selected_node() == "add1"
    assert "do not fit together" in QToolTip.text(), "it is seen"
    heard("do not fit together")
    said.clear()
    person.press(RETURN)
    heard("do not fit together")
    assert person.project.graph.wires == wires
    person.press(Qt.Key.Key_Left)
    person.press(Qt.Key.Key_Down)
    assert canvas.selected_node() == "dense4" and "Enter connects" in QToolTip.text()
    assert not canvas.troubles.bubble.isVisible(), "it would be in the way"
    person.press(RETURN)
    assert person.project.graph.sources("dense4") == ("dense3",)
    heard("Connect Dense 4. Dense 4, 8 neurons")
    voice.said.disconnect(said.append)
    canvas.select("dense4")
    person.press(Qt.Key.Key_C)
    person.click_on("card", "add1")
    assert "dense4" in person.project.graph.sources("add1"), "a click ends it, too"
    assert not canvas.acting.connecting
    QToolTip.hideText()


def test_a_wire_that_is_drawn_by_keys_can_go_into_a_folded_group(person: Person) -> None:
    person.start()
    person.document.new(residual_of_eight())
    canvas = person.window.canvas
    canvas.selection.put(Chosen(nodes=frozenset({"dense4"})))
    person.control(Qt.Key.Key_G)
    canvas.ordering.fold_chosen()
    canvas.select("dense3")
    person.press(Qt.Key.Key_C)
    person.press(Qt.Key.Key_Right)
    assert "Enter unfolds" in QToolTip.text()
    person.press(RETURN)
    assert not person.project.board.groups[0].folded
    person.press(RETURN)
    assert person.project.graph.sources("dense4") == ("dense3",)
    QToolTip.hideText()


def residual_of_eight() -> Project:
    """Two dense layers and Add; a third one that is too narrow for it, and a free one."""
    made = {
        "input1": layers.make("input"), "dense1": layers.make("dense", {"units": 8}),
        "dense2": layers.make("dense", {"units": 8}), "dense3": layers.make("dense", {"units": 5}),
        "dense4": layers.make("dense", {"units": 8}), "add1": layers.make("add"),
        "output1": layers.make("output"),
    }
    places = {
        "input1": (0.0, 0.0), "dense1": (250.0, -90.0), "dense2": (500.0, -90.0),
        "dense3": (250.0, 150.0), "dense4": (500.0, 210.0), "add1": (750.0, 0.0),
        "output1": (1000.0, 0.0),
    }
    nodes = tuple(Node(id, layer, *places[id]) for id, layer in made.items())
    wires = (
        Wire("input1", "dense1"), Wire("dense1", "dense2"), Wire("input1", "dense3"),
        Wire("dense2", "add1"), Wire("dense1", "add1", 1), Wire("add1", "output1"),
    )
    return blank().with_graph(Graph(nodes, wires))


# --- names ----------------------------------------------------------------------------------------


def focusable(root: QWidget) -> Iterator[QWidget]:
    """Everything that can have the keyboard."""
    for widget in root.findChildren(QWidget):
        takes = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
        inside = widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar)
        if takes and not (inside or foreign(widget)):
            yield widget


def nameless(root: QWidget) -> list[str]:
    found = []
    buttons = [
        b for b in root.findChildren(QAbstractButton)
        if not foreign(b) and not b.objectName().startswith("qt_")
    ]
    for widget in {*focusable(root), *buttons}:
        face = QAccessible.queryAccessibleInterface(widget)
        if face is None or not face.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


@pytest.mark.parametrize("example", ["two-spirals", "iris", "digits"])
def test_everything_that_takes_the_keyboard_has_a_name(person: Person, example: str) -> None:
    person.start(example)
    for fold in person.window.findChildren(Fold):
        fold.set_open(True)
    person.window.toast("Something happened.")
    assert nameless(person.window) == []
    for id in ("help.palette", "help.shortcuts", "help.about"):
        person.application.actions[id].trigger()
        assert nameless(page(person)) == []
        page(person).close()
        closed(person)
    person.click_on("settings", "dense1")
    (popover,) = person.window.findChildren(LayerPopover)
    assert nameless(popover) == []
    person.press(ESCAPE)
    person.click_on("neuron", "dense1", 0)
    tools = person.window.canvas.surgery.card.tools
    assert tools.isVisible() and nameless(tools) == []
    person.window.toasts.clear()
