"""The item that takes all wires between two open nodes as one: to be selected, and cut."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.brushes import font
from app.canvas.hits import NOTHING, Hit
from app.canvas.labels import LETTERS, MEDIUM, label_size
from app.canvas.wiring import Shape
from app.theme import themes

__all__ = ["BundleItem"]

_BELOW = 17.0
"""How far below the lowest wire the handle stands."""
_APART, _BESIDE = 4.0, 2.0
"""How far below columns it stands, and how much wider than itself a gap must be."""
_AROUND = 8.0
"""How far around its wires a bundle notices the pointer."""
_UNKNOWN = "⋯"
"""What is written on the handle when nobody knows yet what flows through."""


class BundleItem(QGraphicsItem):
    """A handle below the wires, with the `label` of what flows through them. It is seen when the
    pointer is near; pointed at or selected, there is a band behind the wires as well.

    Stands for the wire from `source` to input `port` of `target`. `low` is where both columns end:
    a handle that is too wide for the gap between them stands below.
    """

    def __init__(
        self, source: str, target: str, port: int, course: Shape, label: str, low: float
    ) -> None:
        super().__init__()
        self.source, self.target, self.port = source, target, port
        self._label = label or _UNKNOWN
        self._near = self._hovered = self._selected = False
        upper, lower = course.points[..., 1].min(0), course.points[..., 1].max(0)
        along = course.points[0, :, 0]
        above = [QPointF(x, y) for x, y in zip(along, upper - _AROUND, strict=True)]
        below = [QPointF(x, y) for x, y in zip(along, lower + _AROUND, strict=True)]
        self._band = QPolygonF([*above, *reversed(below)])
        self.handle = QRectF(QPointF(), QPointF(*label_size(self._label, LETTERS)))
        """Where it is held."""
        self.handle.moveCenter(_foot(course))
        if len(course.knots[0]) == 2 and self.handle.width() + _BESIDE > np.ptp(along):
            self.handle.moveTop(max(self.handle.top(), low + _APART))
        self.setZValue(-1)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def shown(self) -> bool:
        """Whether the handle is seen just now."""
        return self._near or self._hovered or self._selected

    def hit(self, point: QPointF) -> Hit:
        """The whole wire, if the point is on the handle and that is seen."""
        on = self.shown and self.handle.contains(point)
        return Hit("link", self.target, self.port, self.source) if on else NOTHING

    def approach(self, point: QPointF | None) -> None:
        """The pointer is at a point of the scene, or elsewhere."""
        reach = _AROUND + _APART
        held = self.handle.adjusted(-reach, -reach, reach, reach)
        near = point is not None and (
            held.contains(point) or self._band.containsPoint(point, Qt.FillRule.OddEvenFill)
        )
        self._show(near, self._hovered, self._selected)

    def show_state(self, *, hovered: bool, selected: bool) -> None:
        """Lights it."""
        self._show(self._near, hovered, selected)

    def boundingRect(self) -> QRectF:
        return self._band.boundingRect().united(self.handle).adjusted(-2, -2, 2, 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not self.shown:
            return
        theme, lit = themes.now(), self._hovered or self._selected
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent", 0.14 if self._selected else 0.07))
            painter.drawPolygon(self._band)
        painter.setPen(QPen(theme.color("accent" if lit else "border"), 1.2))
        painter.setBrush(theme.color("raised"))
        radius = self.handle.height() / 2
        painter.drawRoundedRect(self.handle, radius, radius)
        painter.setFont(font(LETTERS, MEDIUM))
        painter.setPen(theme.color("text"))
        painter.drawText(self.handle, Qt.AlignmentFlag.AlignCenter, self._label)

    def _show(self, near: bool, hovered: bool, selected: bool) -> None:
        if (near, hovered, selected) != (self._near, self._hovered, self._selected):
            self._near, self._hovered, self._selected = near, hovered, selected
            self.update()


def _foot(course: Shape) -> QPointF:
    """Half of the way along, below the lowest wire; on the wires where they pass other nodes close
    together, as there may be no room below."""
    knots = course.knots[0]
    x = (knots[(len(knots) - 1) // 2][0] + knots[len(knots) // 2][0]) / 2
    near = abs(course.points[0, :, 0] - x).argmin()
    ys = course.points[:, near, 1]
    middle = float(ys.mean()) if len(knots) > 2 else float(ys.max()) + _BELOW
    return QPointF(x, middle)
