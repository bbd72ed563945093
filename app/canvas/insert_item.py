"""The "+" between two columns, and the words on an empty or unusable network."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.brushes import button, font
from app.canvas.hits import NOTHING, Hit
from app.theme import themes

__all__ = ["HintItem", "InsertItem"]

_RADIUS = 9.0


class InsertItem(QGraphicsItem):
    """Inserts a layer behind `node`. Shown while `there`; `dropping` marks the whole gap."""

    def __init__(self, node: str, middle: QPointF, low: float) -> None:
        super().__init__()
        self.node, self.middle = node, middle
        self.there = self.lit = self.dropping = False
        self._low = low
        self.setZValue(3)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        x, y = self.middle.toTuple()
        return QRectF(x - 14, y - 14, 28, self._low - y + 28)

    def hit(self, point: QPointF) -> Hit:
        """This button, if the point is on it."""
        on = math.hypot(*(point - self.middle).toTuple()) <= _RADIUS + 3
        return Hit("insert", self.node) if on else NOTHING

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not (self.there or self.dropping):
            return
        theme = themes.now()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.lit or self.dropping:
            painter.setPen(QPen(theme.color("accent", 0.8), 1.4, Qt.PenStyle.DashLine))
            below = QPointF(self.middle.x(), self._low)
            painter.drawLine(self.middle + QPointF(0, _RADIUS + 6), below)
        button(painter, "+", self.middle, _RADIUS, theme, lit=self.lit or self.dropping)


class HintItem(QGraphicsItem):
    """Two centred lines: a title and what to do."""

    def __init__(self, title: str, text: str, middle: QPointF, role: str = "text") -> None:
        super().__init__()
        self._title, self._text, self._middle, self._role = title, text, middle, role
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(2)

    def boundingRect(self) -> QRectF:
        return QRectF(self._middle.x() - 210, self._middle.y() - 14, 420, 96)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        theme, box = themes.now(), self.boundingRect()
        wrap = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.setFont(font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color(self._role))
        painter.drawText(box, wrap, self._title)
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        painter.drawText(box.adjusted(0, 24, 0, 0), wrap, self._text)
