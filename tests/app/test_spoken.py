"""What a screen reader is told of the canvas: names, states, and what happens."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from app.canvas.accessible import LayerFace
from app.canvas.hits import Hit
from app.canvas.selection import Chosen
from app.model import arranging, drawing
from app.model.board import Note
from app.model.project import blank
from app.widgets.voice import voice
from engine.frame import Vital
from engine.graph import Wire
from tests.app.bench import frame_of, residual
from tests.app.board_bench import SHIFT, BoardBench

Key = Qt.Key


class Listener(BoardBench):
    """A canvas that has the keyboard, and what is said about it."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__(blank().with_graph(residual()))
        self._qtbot = qtbot
        self._said: list[str] = []
        voice.said.connect(self._said.append)
        self.canvas.activateWindow()
        self.canvas.view.setFocus()
        qtbot.waitUntil(self.canvas.view.hasFocus)

    def hears(self) -> str:
        """What is said next."""
        self._qtbot.waitUntil(lambda: bool(self._said))
        said = " / ".join(self._said)
        self._said.clear()
        return said

    @property
    def quiet(self) -> bool:
        """Whether nothing is said."""
        self._qtbot.wait(1)
        return not self._said

    def stop(self) -> None:
        voice.said.disconnect(self._said.append)


@pytest.fixture
def there(qtbot: QtBot) -> Iterator[Listener]:
    made = Listener(qtbot)
    qtbot.addWidget(made.canvas)
    yield made
    made.stop()


def layers_of(there: Listener) -> list[QAccessibleInterface]:
    """The layers among the children of the canvas."""
    face = QAccessible.queryAccessibleInterface(there.canvas.view)
    children = [face.child(n) for n in range(face.childCount())]
    return [c for c in children if isinstance(c, LayerFace)]


# --- what is said ---------------------------------------------------------------------------


def test_where_the_keyboard_goes_is_said(there: Listener) -> None:
    there.keys(Key.Key_Right)
    assert there.hears() == "Input, 2 features, selected"
    there.keys(Key.Key_Right)
    assert there.hears() == "Dense 1, 3 neurons, tanh, selected"
    there.keys(Key.Key_Down)
    assert there.hears() == "Dense 1, neuron 1 of 3"
    there.keys(Key.Key_Left)
    assert there.hears() == "Input, x₁"
    there.keys(Key.Key_End)
    assert there.hears() == "Output, neuron 1 of 1"
    there.keys(Key.Key_Up)
    assert there.hears() == "Output, 1 neuron, tanh, selected"


def test_what_ails_a_layer_and_what_is_wrong_is_said(there: Listener) -> None:
    vital = Vital("dense2", "dead", 2, 3, 0.66)
    frame = frame_of(there.document.project)
    there.canvas.show_frame(replace(frame, vitals={"dense2": (vital,)}))
    there.canvas.select("dense2")
    assert there.hears() == "Dense 2, 3 neurons, tanh, selected, 2 dead"
    there.document.edit("", drawing.disconnect([Wire("dense1", "dense2")]))
    there.canvas.select("add1")
    assert "8 numbers" not in there.hears()
    there.canvas.select("dense2")
    assert "Nothing leads into Dense 2" in there.hears()


def test_edits_are_said_with_what_they_lead_to(there: Listener) -> None:
    there.canvas.select("dense2")
    there.hears()
    there.keys(Key.Key_Plus)
    assert there.hears().startswith("Add a neuron to Dense 2. Dense 2, 4 neurons, tanh, selected")
    there.document.undo.undo()
    assert there.hears().startswith("Undone: Add a neuron to Dense 2. Dense 2, 3 neurons")
    there.document.undo.redo()
    assert there.hears().startswith("Redone: Add a neuron to Dense 2")
    there.document.edit("From a panel", drawing.rename("dense1", "Encoder"), origin=there)
    assert there.quiet, "panels say what they do"
    there.document.new()
    assert there.quiet


def test_wires_notes_and_many_things_are_said(there: Listener) -> None:
    chosen = Chosen(links=frozenset({("dense1", "add1", 1)}))
    there.canvas.selection.put(chosen)
    assert there.hears() == "Wire from Dense 1 to Add selected"
    there.document.edit("Note", arranging.add_note((0.0, 0.0), "Why?"))
    (note,) = there.document.project.board.notes
    assert isinstance(note, Note)
    there.canvas.selection.put(Chosen(notes=frozenset({note.id})))
    assert there.hears() == "Note selected: Why?"
    there.canvas.select_all()
    assert there.hears() == "6 things selected"


def test_a_wire_by_keys_is_told_all_the_way(there: Listener) -> None:
    there.canvas.select("dense1")
    there.hears()
    there.keys(Key.Key_C)
    assert there.hears().startswith("Wire from Dense 1: go to where it ends")
    there.keys(Key.Key_End)
    there.keys(Key.Key_Return)
    assert "is taken" in there.hears()
    there.canvas.steering.select("add1")
    assert "Enter disconnects" in there.hears()
    there.keys(Key.Key_Return)
    assert there.hears().startswith("Disconnect Add")
    QToolTip.hideText()


def test_a_refused_wire_is_said_once(there: Listener) -> None:
    there.drag(there.port_out("dense2"), there.port_in("dense1"), release=False)
    assert there.hears().count("This input") == 1
    there.canvas.view.put_down()
    assert there.quiet


def test_nothing_is_said_of_a_canvas_without_the_keyboard(there: Listener) -> None:
    there.canvas.view.clearFocus()
    there.canvas.select("dense2")
    assert there.quiet


# --- what can be explored -------------------------------------------------------------------


def test_layers_are_a_list_with_names_and_states(there: Listener) -> None:
    name, about = QAccessible.Text.Name, QAccessible.Text.Description
    first, second, *_ = listed = layers_of(there)
    words = [face.text(name) for face in listed]
    assert words[:2] == ["Input, 2 features", "Dense 1, 3 neurons, tanh"]
    assert second.text(about) == "from Input, to Dense 2, Add"
    assert not second.state().selected
    there.canvas.select("dense1")
    assert second.state().selected and second.state().focused
    face = QAccessible.queryAccessibleInterface(there.canvas.view)
    middle = second.rect().center()
    assert face.childAt(middle.x(), middle.y()) is second
    assert face.focusChild() is second and face.indexOfChild(first) == face.childCount() - 5
    there.document.edit("", drawing.remove(["dense2"]))
    assert len(layers_of(there)) == 4 and not listed[4].isValid()
    assert listed[4].text(name) == "" and listed[4].state().invalid


def test_a_folded_group_is_one_thing(there: Listener) -> None:
    there.canvas.choose_mode("cards")
    there.canvas.select("dense1")
    there.click_with(SHIFT, there.card("dense2"))
    there.canvas.ordering.group()
    (group,) = there.document.project.board.groups
    there.canvas.ordering.fold(group.id)
    words = [face.text(QAccessible.Text.Name) for face in layers_of(there)]
    assert len(words) == 4 and any("a folded group: 2 layers" in text for text in words)


def test_a_neuron_is_the_value_of_its_layer(there: Listener) -> None:
    there.canvas.select("dense1")
    there.keys(Key.Key_Down)
    found = layers_of(there)[1]
    assert found.text(QAccessible.Text.Value) == "Dense 1, neuron 1 of 3"
    there.canvas.looking.pin(Hit("neuron", "dense1", 1))


def test_a_canvas_that_goes_takes_its_faces_along(qtbot: QtBot) -> None:
    made = Listener(qtbot)
    ids = [QAccessible.uniqueId(face) for face in layers_of(made)]
    made.stop()
    made.canvas.deleteLater()
    qtbot.waitUntil(lambda: QAccessible.accessibleInterface(ids[0]) is None)
    gc.collect()
    assert all(QAccessible.accessibleInterface(id) is None for id in ids)
