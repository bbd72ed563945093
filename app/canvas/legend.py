"""The colour scale of all pictures and wires, small, at the foot of the canvas."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPaintEngine, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.canvas.brushes import font, metrics
from app.canvas.foot import TALL, paint_ground
from app.texts import Translated, tr
from app.theme import themes

__all__ = ["ScaleLegend"]

_BAR, _SMALL, _PAD, _TOP, _STROKE = 96.0, 11, 11, 3, 32


class ScaleLegend(Translated, QWidget):
    """−1, 0 and +1 on the scale, what the width of a wire means, and what stands in a picture that
    shows samples: those of `rows`, "class" or "value"; "" for other pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._drawn = QPixmap()
        self._worded = True
        self.rows = ""
        self.retranslate()

    @property
    def whole_width(self) -> int:
        """How wide it is with all its words."""
        measure = metrics(_SMALL).horizontalAdvance
        words = max(_STROKE + measure(self._words), measure(self._cells))
        return round(self._brief_width() + 12 + words)

    def show_rows(self, rows: str) -> None:
        """Says what the rows of a picture are."""
        if rows != self.rows:
            self.rows = rows
            self.retranslate()

    def show_words(self, on: bool) -> None:
        """With or without what the width of a wire means, where that room is needed more."""
        if on != self._worded:
            self._worded = on
            self.updateGeometry()
            self.restyle()

    def retranslate(self) -> None:
        self._words = tr("wire: sign and size of its weight")
        self._name = tr("activation")
        self._cells = {
            "class": tr("picture: row = class, cell = sample"),
            "value": tr("picture: rows from low to high, cell = sample"),
        }.get(self.rows, "")
        scale = tr("Scale: orange is negative, grey is zero, blue is positive.")
        self.setAccessibleName(" ".join(filter(None, (scale, self._words, self._cells))))
        self.updateGeometry()
        self.restyle()

    def restyle(self) -> None:
        """Draws everything anew, in the colours of the theme in use."""
        self._drawn = QPixmap()
        self.update()

    def sizeHint(self) -> QSize:
        wide = self.whole_width if self._worded else self._brief_width()
        return QSize(round(wide), TALL)

    def minimumSizeHint(self) -> QSize:
        return QSize(int(_BAR) + 20, TALL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shows a picture of it: the canvas below asks at every frame. A figure gets the lines."""
        painter = QPainter(self)
        if painter.paintEngine().type() != QPaintEngine.Type.Raster:
            self._draw(painter)
            return
        ratio = self.devicePixelRatioF()
        if self._drawn.isNull() or self._drawn.devicePixelRatioF() != ratio:
            self._drawn = QPixmap((self.size().toSizeF() * ratio).toSize())
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            self._draw(QPainter(self._drawn))
        painter.drawPixmap(0, 0, self._drawn)
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        paint_ground(painter, QRectF(self.rect()))
        painter.translate(_PAD, _TOP)
        theme = themes.now()
        painter.setFont(font(_SMALL))
        painter.setPen(theme.color("muted"))
        left = self._lead()
        centre = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, left, 16), centre, self._name)
        bar = QRectF(left + 8, 4, _BAR, 8)
        painter.drawImage(bar, _gradient())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawRect(bar)
        painter.setPen(theme.color("muted"))
        for share, text in ((0.0, "−1"), (0.5, "0"), (1.0, "+1")):
            box = QRectF(bar.left() + share * _BAR - 20, 14, 40, 14)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        if self._worded:
            self._paint_wires(painter, bar.right() + 22)
        painter.end()

    def _brief_width(self) -> float:
        return self._lead() + 8 + _BAR + 12 + 2 * _PAD

    def _lead(self) -> float:
        return metrics(_SMALL).horizontalAdvance(self._name)

    def _paint_wires(self, painter: QPainter, x: float) -> None:
        theme = themes.now()
        for role, y, size in (("positive", 5.5, 3.2), ("negative", 10.5, 1.4)):
            painter.setPen(QPen(theme.color(role, 0.85), size, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(int(x), int(y), int(x) + 22, int(y))
        painter.setPen(theme.color("muted"))
        room = QRectF(x + _STROKE, 0, self.width() - x - _STROKE, 16)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._words)
        below = QRectF(x, 14, self.width() - x, 14)
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, self._cells)


def _gradient() -> QImage:
    pixels = np.ascontiguousarray(themes.now().diverging(np.linspace(-1, 1, 97))[None])
    return QImage(pixels.data, 97, 1, 4 * 97, QImage.Format.Format_RGBA8888).copy()
