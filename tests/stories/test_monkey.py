"""Somebody who presses anything: nothing they do may break the program."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.model import files
from app.widgets.choice import ChoiceBox
from app.widgets.slider import Slider
from app.widgets.value import ValueEdit
from tests.stories.person import LEFT, Person, foreign

KEYS = [
    getattr(Qt.Key, f"Key_{name}") for name in (
        "Space", "Return", "Escape", "Delete", "Insert", "Plus", "Minus", "Left", "Right", "Up",
        "Down", "Home", "End", "Tab", "Backtab", "PageUp", "PageDown", "F2", "F10", "1", "7", "A",
    )
]
LEFT_ALONE = ("file.open", "file.save", "file.save_as", "file.quit")
"""Actions that ask the system for a file, or end the story."""


class Monkey:
    """Chooses by a seed what to do next, among all that can be seen."""

    def __init__(self, person: Person, seed: int) -> None:
        self._person, self._chance = person, random.Random(seed)
        self.done: list[str] = []

    def act(self) -> None:
        """One thing."""
        does: list[Callable[[], str]] = [
            self._action, self._key, self._key, self._canvas, self._canvas, self._widget,
            self._widget, self._drag, self._example,
        ]
        weights = [3, 3, 3, 3, 3, 4, 4, 2, 0.2]
        self.done.append(self._chance.choices(does, weights)[0]())
        lists = QApplication.activePopupWidget()
        if lists is not None and isinstance(lists.parent(), ChoiceBox):
            lists.parent().hidePopup()  # PySide loses hold of the list inside
        self._person.until(lambda: True)

    def _seen(self, *kinds: type) -> list[QWidget]:
        root = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        root = root or self._person.window
        return [w for kind in kinds for w in root.findChildren(kind)
                if w.isVisible() and w.isEnabled() and not foreign(w)]

    def _action(self) -> str:
        if QApplication.activePopupWidget() is not None:
            return "nothing"
        actions = self._person.application.actions
        can = [a for a in actions if a.isEnabled() and a.objectName() not in LEFT_ALONE]
        action = self._chance.choice(can)
        action.trigger()
        return action.objectName()

    def _key(self) -> str:
        key = self._chance.choice(KEYS)
        self._person.press(key)
        return key.name

    def _canvas(self) -> str:
        view = self._person.window.canvas.view.viewport()
        at = QPoint(self._chance.randrange(view.width()), self._chance.randrange(view.height()))
        if QApplication.activePopupWidget() is not None:
            self._person.press(Qt.Key.Key_Escape)
        spots = [*self._person.window.canvas.scene.columns.values()]
        if spots and self._chance.random() < 0.7:
            item = self._chance.choice(spots)
            boxes = [item.header_box(), item.chip_box()]
            boxes += [item.neuron_box(n) for n in range(len(item.column.shown))]
            box = self._chance.choice(boxes)
            scene = box.center()
            scene.setX(scene.x() + self._chance.choice((0, 0, box.width() / 2 + 13)))
            at = self._person.window.canvas.view.mapFromScene(scene)
        QTest.mouseMove(view, at)
        QTest.mouseClick(view, LEFT, pos=at)
        return f"canvas {at.toTuple()}"

    def _widget(self) -> str:
        seen = self._seen(QAbstractButton, ChoiceBox, ValueEdit)
        if not seen:
            return "nothing"
        widget = self._chance.choice(seen)
        name = widget.accessibleName()
        if isinstance(widget, ChoiceBox):
            widget.setFocus()
            self._person.press(self._chance.choice((Qt.Key.Key_Up, Qt.Key.Key_Down)))
        elif isinstance(widget, ValueEdit):
            widget.setFocus()
            QTest.keyClicks(widget, self._chance.choice(("1", "0.5", "-3", "abc", "1e9", "64")))
            QTest.keyClick(widget, Qt.Key.Key_Return)
        else:
            QTest.mouseClick(widget, LEFT)
        return f"{type(widget).__name__} {name}"

    def _drag(self) -> str:
        seen = self._seen(Slider)
        if not seen:
            return "nothing"
        widget = self._chance.choice(seen)
        name = widget.accessibleName()
        self._person.drag(widget, *(self._chance.randrange(-80, 80) for _ in range(3)))
        return f"drag {name}"

    def _example(self) -> str:
        name = self._chance.choice(files.examples())
        self._person.application.filing.open_example(name)
        return f"example {name}"


@pytest.mark.parametrize("seed", range(3))
def test_nothing_breaks_whatever_is_pressed(person: Person, seed: int) -> None:
    person.start()
    person.application.filing.ask = lambda: "discard"
    monkey = Monkey(person, seed)
    for _ in range(50):
        monkey.act()
        assert not person.told("inside the program"), monkey.done
    while (open_one := QApplication.activePopupWidget() or QApplication.activeModalWidget()):
        open_one.close()
    person.session.pause()
    person.application.filing.open_example("xor")
    person.until(lambda: not person.session.problems and person.session.data is not None)
    person.session.step()
    person.until(lambda: person.frame.step == 1)
    assert all(np.isfinite(w).all() for w in person.frame.weights.values())
