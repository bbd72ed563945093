"""Two thousand gestures of a hand that does not know what it does, while the network trains."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.stories.person import LEFT, NONE, Person

Key, Held = Qt.Key, Qt.KeyboardModifier
CONTROL, SHIFT, ALT = Held.ControlModifier, Held.ShiftModifier, Held.AltModifier
KEYS: list[tuple[Qt.Key, Qt.KeyboardModifier]] = [
    *((getattr(Key, f"Key_{name}"), NONE) for name in (
        "Left", "Right", "Up", "Down", "Home", "End", "Tab", "Backtab", "Plus", "Minus", "Delete",
        "Return", "Escape", "Insert", "C", "N", "F", "K", "F2",
    )),
    *((getattr(Key, f"Key_{name}"), CONTROL) for name in (
        "A", "C", "X", "V", "D", "G", "0", "1", "Left", "Right", "Up", "Down", "Z",
    )),
    *((getattr(Key, f"Key_{name}"), CONTROL | SHIFT) for name in ("L", "G", "Z", "Left")),
]
WORDS = ("dense", "add", "concat", "note", "drop", "input", "output", "norm", "flatten", "xyz", "")
MANY = 24
"""From so many nodes on some are taken away: the hand would double them again and again."""


class Hand:
    """Does things on the canvas, chosen by a seed."""

    def __init__(self, person: Person, seed: int) -> None:
        self._person, self._chance = person, random.Random(seed)
        self._canvas = person.window.canvas
        self.done: list[str] = []

    def act(self) -> None:
        """One thing; whatever it has opened is closed again, sooner or later."""
        does: dict[Callable[[], str], float] = {
            self._drag: 5, self._click: 3, self._double_click: 1, self._key: 6, self._wheel: 1,
            self._name: 1.5, self._menu: 1.5, self._right_click: 1,
        }
        (deed,) = self._chance.choices(list(does), list(does.values()))
        if len(self._person.project.graph.nodes) > MANY:
            deed = self._thin_out
        self.done.append(deed())
        if QApplication.activePopupWidget() is not None:
            self._answer()
        QApplication.sendPostedEvents()

    # --- deeds ------------------------------------------------------------------------------

    def _drag(self) -> str:
        start, end = self._somewhere(), self._somewhere()
        held = self._chance.choice((NONE, NONE, NONE, SHIFT, ALT, CONTROL))
        button = self._chance.choice((LEFT, LEFT, LEFT, LEFT, Qt.MouseButton.MiddleButton))
        view = self._view()
        QTest.mouseMove(view, start)
        QTest.mousePress(view, button, held, start)
        for share in (0.2, 0.6, 1.0):
            QTest.mouseMove(view, start + (end - start) * share)
        if self._chance.random() < 0.1:
            self._press(Key.Key_Escape, NONE)
        QTest.mouseRelease(view, button, held, end)
        return f"drag {start.toTuple()} {end.toTuple()} {held.name}"

    def _click(self) -> str:
        at, held = self._somewhere(), self._chance.choice((NONE, NONE, SHIFT, CONTROL))
        QTest.mouseMove(self._view(), at)
        QTest.mouseClick(self._view(), LEFT, held, at)
        return f"click {at.toTuple()} {held.name}"

    def _double_click(self) -> str:
        at = self._somewhere()
        self._person.double_click(at)
        return f"double click {at.toTuple()}"

    def _key(self) -> str:
        key, held = self._chance.choice(KEYS)
        self._canvas.view.setFocus()
        self._press(key, held)
        return f"{held.name} {key.name}"

    def _wheel(self) -> str:
        at, turn = QPointF(self._somewhere()), self._chance.choice((-240, -120, 120, 240))
        held = self._chance.choice((NONE, CONTROL, CONTROL))
        event = QWheelEvent(
            at, self._view().mapToGlobal(at), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            held, Qt.ScrollPhase.NoScrollPhase, False,
        )
        QApplication.sendEvent(self._view(), event)
        return f"wheel {turn} {held.name}"

    def _name(self) -> str:
        """Asks for something by its name."""
        self._canvas.view.setFocus()
        self._press(Key.Key_Slash, NONE)
        word = self._chance.choice(WORDS)
        if QApplication.activePopupWidget() is not None:
            self._person.write(word)
            self._press(Key.Key_Return, NONE)
        return f"/{word}"

    def _menu(self) -> str:
        ids = ("edit.", "network.", "view.level", "view.fit")
        can = [
            a for a in self._person.application.actions
            if a.isEnabled() and a.objectName().startswith(ids)
        ]
        action = self._chance.choice(can)
        action.trigger()
        return action.objectName()

    def _right_click(self) -> str:
        """Takes an entry of the menu of a right click, or leaves it."""
        at = self._somewhere()
        self._person.right_click(at)
        names = [name for name, can in self._person.offered().items() if can]
        name = self._chance.choice([*names, ""])
        if name and not self._person.is_menu(name):
            self._person.pick(name)
        else:
            self._person.leave_menu()
        return f"right {at.toTuple()} {name}"

    def _thin_out(self) -> str:
        self._canvas.view.setFocus()
        self._press(Key.Key_A, CONTROL)
        self._press(Key.Key_Delete, NONE)
        return "all away"

    # --- where ------------------------------------------------------------------------------

    def _answer(self) -> None:
        """Takes, types into, or closes what has opened."""
        if self._chance.random() < 0.4:
            self._person.write(self._chance.choice(("4", "abc", "-1", "")))
            self._press(self._chance.choice((Key.Key_Return, Key.Key_Down, Key.Key_Tab)), NONE)
        for _ in range(5):
            popup = QApplication.activePopupWidget()
            if popup is None:
                return
            popup.close()

    def _press(self, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
        self._person.press(key, held)

    def _view(self) -> QWidget:
        return self._canvas.view.viewport()

    def _somewhere(self) -> QPoint:
        """A pixel of the canvas, more often one with something on it."""
        view, items = self._canvas.view, self._canvas.scene.items_of
        spots: list[QPointF] = []
        for card in items.cards.values():
            spots += [card.box.center(), card.port_out, card.port_in(0), card.port_in(1)]
            spots += [card.tool_box.center(), QPointF(card.box.center().x(), card.box.top() + 10)]
        for column in items.columns.values():
            spots += [column.header_box().center(), column.neuron_box(0).center()]
            spots += [QPointF(column.header_box().right() + 13, column.header_box().top() + 12)]
            spots += [column.port_out, column.port_in(0)]
        for note in items.notes.values():
            spots += [note.boundingRect().center()]
        spots += [link.boundingRect().center() for link in items.links.values()]
        if spots and self._chance.random() < 0.7:
            at = view.mapFromScene(self._chance.choice(spots))
            if self._view().rect().contains(at):
                return at
        room = self._view().size()
        return QPoint(self._chance.randrange(room.width()), self._chance.randrange(room.height()))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_nothing_a_hand_can_do_breaks_or_is_lost(person: Person, seed: int) -> None:
    person.start()
    person.application.filing.ask = lambda: "discard"
    firsts = [person.project]  # a template that is chosen by name begins another project
    person.document.changed.connect(
        lambda change, _: firsts.append(change.after) if change.everything else None
    )
    hand = Hand(person, seed)
    person.press(Key.Key_Space)
    for number in range(500):
        hand.act()
        if number % 25 == 0:
            person.until(lambda: True)
        if number % 100 == 0 and not person.session.playing:
            person.session.play()
        assert not person.told("inside the program"), hand.done[-30:]
    while (open_one := QApplication.activePopupWidget() or QApplication.activeModalWidget()):
        open_one.close()
    person.session.pause()
    undo = person.document.undo
    while undo.canRedo():  # the hand may have undone a few steps, and nothing since
        undo.redo()
    last = person.project
    while undo.canUndo():
        undo.undo()
    assert person.project == firsts[-1], hand.done
    while undo.canRedo():
        undo.redo()
    assert person.project == last, hand.done
