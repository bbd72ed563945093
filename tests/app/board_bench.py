"""Somebody's hands on the drawing board: what its tests share."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.canvas.gestures import DropLayer
from app.theme import themes
from tests.app.bench import LEFT, PLAIN, Bench

__all__ = ["ALT", "CONTROL", "SHIFT", "BoardBench"]

ALT, CONTROL, SHIFT = (
    Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


class BoardBench(Bench):
    """A canvas that shows cards."""

    def start(self) -> BoardBench:
        """Goes over to cards."""
        self.canvas.choose_mode("cards")
        self.canvas.view.setFocus()
        return self

    def card(self, node: str) -> QPoint:
        """A pixel in the lower half of a card."""
        box = self.canvas.scene.items_of.cards[node].box
        return self.pixel(QPointF(box.center().x(), box.bottom() - 8))

    def title(self, node: str) -> QPoint:
        """A pixel on the name of a card."""
        box = self.canvas.scene.items_of.cards[node].box
        return self.pixel(QPointF(box.center().x(), box.top() + 12))

    def port_out(self, node: str) -> QPoint:
        """The pixel of an output port."""
        return self.pixel(self.canvas.scene.items_of.port_out(node))

    def port_in(self, node: str, port: int = 0) -> QPoint:
        """The pixel of an input port."""
        return self.pixel(self.canvas.scene.items_of.port_in(node, port))

    def link(self, source: str, target: str, port: int = 0) -> QPoint:
        """A pixel on a wire between two cards."""
        return self.pixel(self.canvas.scene.items_of.links[source, target, port].middle)

    def free(self) -> QPoint:
        """A pixel on which nothing is."""
        return QPoint(30, 60)

    def drag(self, *way: QPoint, held: Qt.KeyboardModifier = PLAIN, release: bool = True) -> None:
        """Presses at the first pixel and goes to the others."""
        viewport = self.canvas.view.viewport()
        QTest.mousePress(viewport, LEFT, held, way[0])
        for start, end in pairwise(way):
            for step in (1, 2, 3):
                QTest.mouseMove(viewport, start + (end - start) * step / 3)
        if release:
            QTest.mouseRelease(viewport, LEFT, held, way[-1])

    def drop(self, kind: str, at: QPoint) -> None:
        """Pulls a layer out of the row of chips."""
        gesture = DropLayer(self.canvas.view, kind)
        gesture.start(QPoint())
        gesture.move(at)
        gesture.finish(at)

    def picture(self, room: QRectF, width: int = 300, height: int = 300) -> QImage:
        """What is seen in a `room` of the scene, so many pixels large."""
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(themes.now().color("panel"))
        painter = QPainter(image)
        self.canvas.scene.render(painter, QRectF(image.rect()), room)
        painter.end()
        return image

    def click_with(self, held: Qt.KeyboardModifier, at: QPoint) -> None:
        """A click with a key held."""
        QTest.mouseClick(self.canvas.view.viewport(), LEFT, held, at)

    def keys(self, key: Qt.Key, held: Qt.KeyboardModifier = PLAIN) -> None:
        """A key on the canvas."""
        QTest.keyClick(self.canvas.view, key, held)

    def write(self, text: str) -> None:
        """Types into the field that is open on the canvas, and leaves it."""
        field = self.canvas.view.viewport().findChildren(QWidget)[-1].parentWidget()
        focus = QApplication.focusWidget()
        QTest.keyClicks(focus if focus is not None else field, text)
        self.canvas.view.setFocus()

    def place(self, node: str) -> tuple[float, float]:
        """Where a node stands."""
        assert self.canvas.scene.layout is not None
        return self.canvas.scene.layout.middle(node)

    @property
    def selected(self) -> set[str]:
        """The selected nodes."""
        return set(self.canvas.selection.chosen.nodes)

    @property
    def wires(self) -> set[tuple[str, str, int]]:
        """The wires of the project."""
        return {(w.source, w.target, w.port) for w in self.graph.wires}
