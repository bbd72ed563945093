"""The item that draws a fan: wires between every neuron of an open layer and a card beside it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.canvas.fans import Fan, Gist, fan_course
from app.canvas.hits import Hit
from app.canvas.selection import LinkKey
from app.canvas.wires_item import WiresItem
from app.canvas.wiring import width
from app.theme import themes

__all__ = ["FanItem"]

_AROUND = 7.0
"""How far around its wires the band reaches that marks all of them."""
_LIT, _HALO = 2.4, 5.0


class FanItem(WiresItem):
    """The wires of one `Fan`, drawn as those between neurons are. Each is taken hold of as part of
    the whole wire `key`; the one under the pointer stands out, and a band lies behind all of them.

    `node` is the open layer, `outgoing`: they leave it; `whole`: they run all the way, so that no
    other line stands for them.
    """

    def __init__(self, key: LinkKey, fan: Fan) -> None:
        course, self.whole = fan_course(fan)
        super().__init__(fan.link, course)
        self.key, self.outgoing, self.node = key, fan.outgoing, fan.place.node
        self.gist: Gist | None = None
        self._signs: NDArray[np.int8] = np.ones(len(fan.link.sources), np.int8)
        self._hovered = self._selected = False
        self._lit = -1
        upper, lower = course.points[0], course.points[-1]
        above = [QPointF(x, y - _AROUND) for x, y in upper]
        below = [QPointF(x, y + _AROUND) for x, y in lower]
        self._band = QPolygonF([*above, *reversed(below)])
        self.setZValue(-2.5)

    def show_gist(self, gist: Gist | None, *, moving: bool) -> None:
        """Takes what the weights of every neuron come to, None where there are none."""
        self.gist = gist
        if gist is None:
            self.show_weights(None, moving=moving)
            return
        signs = gist.signs(self._signs if moving else None)
        self._stale |= not np.array_equal(signs, self._signs)
        self._signs = signs
        self.show_weights(np.where(signs < 0, -gist.sizes, gist.sizes), moving=moving)

    def role(self, number: int) -> str:
        return super().role(number) if self._signs[number] else "wire"

    def nearest(self, point: QPointF) -> tuple[float, Hit]:
        """How far the nearest of its wires is from a point, and what is taken hold of there."""
        number, gap = self.course.nearest(point.x(), point.y())
        gap -= width(self.level(number)) / 2 if number >= 0 else 0.0
        source, target, port = self.key
        return gap, Hit("link", target, port, source, unit=number)

    def show_state(self, *, hovered: bool, selected: bool, unit: int = -1) -> None:
        """Lights it, and the wire of one neuron."""
        now = (hovered, selected, unit if hovered else -1)
        if now != (self._hovered, self._selected, self._lit):
            self._hovered, self._selected, self._lit = now
            self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        theme = themes.now()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._hovered or self._selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent", 0.14 if self._selected else 0.07))
            painter.drawPolygon(self._band)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        super().paint(painter, option, widget)
        if 0 <= self._lit < len(self.link.sources):
            line = QPolygonF([QPointF(x, y) for x, y in self.course.points[self._lit]])
            thick = max(_LIT, width(self.level(self._lit)) * self.course.thickness)
            painter.setPen(QPen(theme.color("board"), thick + _HALO / math.pi))
            painter.drawPolyline(line)
            painter.setPen(QPen(theme.color("accent"), thick))
            painter.drawPolyline(line)
