"""Surgery on a network that trains: a neuron pinned, its weight turned, frozen, knocked out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.stories.person import LEFT, NONE, Person


def wheel(widget: QWidget, notches: int) -> None:
    """Turns the wheel over the middle of a widget."""
    at = QPointF(widget.rect().center())
    for _ in range(notches):
        QApplication.sendEvent(widget, QWheelEvent(
            at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, NONE,
            Qt.ScrollPhase.NoScrollPhase, False,
        ))


def settled(person: Person, numbers: Callable[[], list[float]]) -> list[float]:
    """Numbers that do not change any more although it trains."""
    seen: list[tuple[int, list[float]]] = []

    def still() -> bool:
        now = person.frame.epoch, numbers()
        if not seen or now[0] != seen[-1][0]:
            seen.append(now)
        return len(seen) > 2 and seen[-3][1] == seen[-2][1] == seen[-1][1]

    person.until(still)
    return numbers()


def test_operating_while_it_trains(person: Person) -> None:
    person.start()
    first = person.project
    canvas = person.window.canvas
    view, card = canvas.view, canvas.looking.card
    person.press(Qt.Key.Key_Space)
    person.until(person.trained(3))

    box = canvas.scene.columns["dense1"].neuron_box(1)
    QTest.mouseClick(view.viewport(), LEFT, NONE, view.mapFromScene(box.center()))
    person.click(person.button("Freeze", card))
    assert person.button("Unfreeze", card).isVisible()

    def own() -> list[float]:
        weights = person.frame.weights
        return [*weights["dense1.weight"][:, 1].tolist(), float(weights["dense1.bias"][1])]

    def speaks() -> bool | None:
        """Whether its picture shows anything; None while a frame has no pictures."""
        pictures = person.frame.pictures
        return bool(pictures.units["dense1"][1].any()) if pictures is not None else None

    held = settled(person, own)
    wheel(card.tools.value, 4)
    person.until(lambda: own() != held)
    turned = settled(person, own)
    assert turned[:-1] == held[:-1]
    assert turned[-1] > held[-1]

    person.click(person.button("Knock out", card))
    person.until(lambda: speaks() is False)
    assert person.session.playing

    for _ in range(2):
        person.control(Qt.Key.Key_Z)
    person.until(lambda: own() == held)
    person.until(lambda: speaks() is True)
    person.control(Qt.Key.Key_Z)
    assert person.project == first
    person.until(lambda: own() != held)
    person.press(Qt.Key.Key_Space)
    assert not person.document.undo.canUndo()
    assert all(np.isfinite(array).all() for array in person.frame.weights.values())
    assert person.messages == []
