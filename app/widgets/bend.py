"""A small drawing of an activation: its curve, and its slope as a dashed one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.texts import Translated, tr
from app.theme import themes
from app.widgets.figures import tabular
from engine.bends import Bend, bend_of
from engine.layers.activation import Activation

__all__ = ["BendView"]

_REACH = 4.0
"""The curve runs from −_REACH to _REACH."""
_LEAST, _MOST = -1.25, 2.5
"""Values that are drawn at most; what goes on beyond is cut off."""
_HEIGHT, _SIDE, _ABOVE = 96, 12, 10
_SMALL = 11


class BendView(Translated, QWidget):
    """Shows one activation with its present settings; hides where there is no curve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._bend: Bend | None = None
        themes.changed.connect(self.update)
        self.retranslate()

    def show_activation(self, activation: Activation | None) -> None:
        """Draws `activation`, or nothing."""
        self._bend = None if activation is None else bend_of(activation, -_REACH, _REACH)
        self.setVisible(self._bend is not None)
        self.update()

    @property
    def is_drawn(self) -> bool:
        """Whether there is a curve."""
        return self._bend is not None

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Curve of the activation"))
        self.setToolTip(tr(
            "The activation from −4 to 4, and dashed its slope: how much a small change of the sum "
            "changes the output. Where the slope is 0, nothing is learned."
        ))

    def sizeHint(self) -> QSize:
        return QSize(180, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._bend is None:
            return
        theme, painter = themes.now(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("field"))
        painter.drawRoundedRect(self.rect(), 6, 6)
        room = QRectF(self.rect()).adjusted(_SIDE, _ABOVE, -_SIDE, -_ABOVE)
        low, high = _range(self._bend)
        self._paint_axes(painter, room, low, high)
        dashed = QPen(theme.color("negative_text"), 1.4, Qt.PenStyle.DashLine)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for values, pen in (
            (self._bend.slope, dashed), (self._bend.y, QPen(theme.color("positive_text"), 2.0)),
        ):
            painter.setPen(pen)
            for part in _lines(self._bend.x, values, room, low, high):
                painter.drawPolyline(part)
        self._paint_words(painter, room)

    def _paint_axes(self, painter: QPainter, room: QRectF, low: float, high: float) -> None:
        """Both axes, and pale lines at −1 and 1."""
        theme = themes.now()
        zero = _at(0.0, 0.0, room, low, high)
        painter.setPen(QPen(theme.color("border"), 1.0, Qt.PenStyle.DotLine))
        for level in (-1.0, 1.0):
            if low < level < high:
                y = _at(0.0, level, room, low, high).y()
                painter.drawLine(QLineF(room.left(), y, room.right(), y))
        painter.setPen(QPen(theme.color("muted", 0.5), 1.0))
        painter.drawLine(QLineF(room.left(), zero.y(), room.right(), zero.y()))
        painter.drawLine(QLineF(zero.x(), room.top(), zero.x(), room.bottom()))

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        """Which curve is which: f and its slope f′."""
        theme, font = themes.now(), QFont(tabular(self.font()))
        font.setPixelSize(_SMALL)
        painter.setFont(font)
        place = QPointF(room.left(), room.top() + painter.fontMetrics().ascent())
        for text, role in (("f", "positive_text"), ("f′", "negative_text")):
            painter.setPen(theme.color(role))
            painter.drawText(place, text)
            place += QPointF(painter.fontMetrics().horizontalAdvance(text) + 8, 0)


def _range(bend: Bend) -> tuple[float, float]:
    """The values that are drawn: all of both curves, within limits, and a little around."""
    every = np.concatenate([bend.y, bend.slope])
    low, high = max(min(every.min(), -0.1), _LEAST), min(max(every.max(), 1.0), _MOST)
    return low - 0.1, high + 0.1


def _at(x: float, y: float, room: QRectF, low: float, high: float) -> QPointF:
    across = (x + _REACH) / (2 * _REACH)
    return QPointF(
        room.left() + across * room.width(),
        room.bottom() - (y - low) / (high - low) * room.height(),
    )


def _lines(
    x: NDArray[np.float64], y: NDArray[np.float64], room: QRectF, low: float, high: float
) -> list[QPolygonF]:
    """The curve where it is within the range, broken where it jumps."""
    inside = (y >= low) & (y <= high)
    jumps = np.abs(np.diff(y)) > 0.25 * (high - low)
    breaks = np.flatnonzero(jumps | (np.diff(inside.astype(int)) != 0)) + 1
    parts = [part for part in np.split(np.arange(len(x)), breaks) if inside[part[0]]]
    return [QPolygonF([_at(x[n], y[n], room, low, high) for n in part]) for part in parts]
