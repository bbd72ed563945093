"""A number typed or pasted on the card of a neuron or a connection: it goes nowhere else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.hits import Hit, Spot
from app.widgets.turner import Turner
from engine.frame import Frame

Key = Qt.Key
NEURON, WIRE = Hit("neuron", "dense1", 1), Hit("wire", "dense1", 2, "input1")


class Keyboard:
    """The keyboard of a window whose network stands still; keys go where the focus is."""

    def __init__(self, qtbot: QtBot, application: Application) -> None:
        self._qtbot, self._application = qtbot, application
        self.canvas, self.document = application.window.canvas, application.document
        self.until(lambda: application.session.build is not None)
        self.canvas.view.setFocus()
        self.layer = self.document.project.graph.node("dense1").layer

    def until(self, done: object) -> None:
        self._qtbot.waitUntil(done)

    def write(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(self._listener(), letter)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self._listener(), key)

    def _listener(self) -> object:
        return self._application.window.focusWidget() or self._application.window

    @property
    def frame(self) -> Frame:
        frame = self._application.session.latest
        assert frame is not None
        return frame

    @property
    def typing(self) -> bool:
        return isinstance(self._listener(), Turner)

    def is_at(self, name: str, index: tuple[int, ...], value: float) -> None:
        """Waits until a weight is that, and then looks whether anything else has happened."""
        wanted = pytest.approx(value, abs=1e-6)
        self.until(lambda: float(self.frame.weights[name][index]) == wanted)
        assert self.document.project.graph.node("dense1").layer == self.layer
        assert self.canvas.popover is None and self.canvas.view.hasFocus()


@pytest.fixture
def keys(qtbot: QtBot, application: Application) -> Keyboard:
    return Keyboard(qtbot, application)


@pytest.mark.parametrize(
    ("text", "value"), [("-1.3", -1.3), ("+0.7", 0.7), (",25", 0.25), (".5", 0.5), ("0", 0.0)]
)
def test_a_number_with_any_beginning_is_typed_and_enter_only_confirms(
    keys: Keyboard, text: str, value: float
) -> None:
    keys.canvas.looking.pin(NEURON)
    keys.write(text)
    keys.press(Key.Key_Return)
    keys.is_at("dense1.bias", (1,), value)
    assert keys.document.undo.count() == 1
    keys.canvas.looking.unpin()
    keys.canvas.looking.pin(WIRE)
    keys.write(text)
    keys.press(Key.Key_Enter)
    keys.is_at("dense1.weight", (0, 2), value)
    assert keys.canvas.looking.pinned.same(WIRE), "its card stays"


def test_escape_gives_the_number_up_and_arrows_stay_in_it(keys: Keyboard) -> None:
    keys.canvas.select("dense1")
    keys.canvas.looking.pin(NEURON)
    keys.write("-3")
    keys.press(Key.Key_Up, Key.Key_Down)
    assert keys.typing and keys.canvas.steering.spot == Spot("dense1")
    keys.press(Key.Key_Escape)
    assert keys.document.undo.count() == 0 and keys.canvas.view.hasFocus()
    assert keys.canvas.looking.pinned.same(NEURON), "it only gave up the number"


def test_what_is_no_number_is_refused_in_a_sentence(keys: Keyboard) -> None:
    keys.canvas.looking.pin(NEURON)
    keys.write("1..2")
    keys.press(Key.Key_Return)
    assert keys.document.undo.count() == 0 and keys.canvas.popover is None
    assert keys.canvas.around.status.note.startswith("“1..2” is not a number.")


def test_a_copied_number_is_pasted_into_the_open_card(keys: Keyboard) -> None:
    keys.canvas.looking.pin(NEURON)
    QGuiApplication.clipboard().setText(" −0,75\n")
    keys.canvas.acting.paste()
    keys.press(Key.Key_Return)
    keys.is_at("dense1.bias", (1,), -0.75)


def test_numbers_go_to_the_neuron_that_the_keyboard_is_on(keys: Keyboard) -> None:
    other = keys.canvas.scene.columns["dense1"].neuron_box(3).center()
    keys.canvas.view.point_at(keys.canvas.view.hit_at(keys.canvas.view.mapFromScene(other)))
    keys.press(Key.Key_Home, Key.Key_Right, Key.Key_Down)
    keys.write("-0.5")
    keys.press(Key.Key_Return)
    keys.is_at("dense1.bias", (0,), -0.5)
    keys.press(Key.Key_Down)
    keys.write("0.25")
    keys.press(Key.Key_Return)
    keys.is_at("dense1.bias", (1,), 0.25)


def test_a_sign_is_a_key_of_the_layer_while_no_card_is_open(keys: Keyboard) -> None:
    keys.canvas.select("dense1")
    before = keys.layer.values["units"]
    keys.write("-")
    assert keys.document.project.graph.node("dense1").layer.values["units"] == before - 1


def test_a_neuron_without_a_number_says_so(keys: Keyboard) -> None:
    keys.canvas.looking.pin(Hit("neuron", "input1", 0))
    keys.write("-")
    assert "no bias" in keys.canvas.around.status.note
    assert keys.document.undo.count() == 0 and not keys.typing
