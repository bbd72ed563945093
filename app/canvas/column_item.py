"""The item that draws one column: its header, its neurons and what can be clicked on it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.brushes import button, centred, elided, font, metrics, text_height
from app.canvas.columns import Column
from app.canvas.hits import NOTHING, Hit, Kind, Spot
from app.canvas.layout import HEADER, Place, label_text
from app.canvas.pictures import ROUNDING, Strips
from app.texts import tr
from app.theme import themes

__all__ = ["ColumnItem"]

_TITLE, _DETAIL, _LABEL, _SMALL, _LEAST = 15, 13, 13, 12, 11
_NARROW = 76.0
_BOLD = QFont.Weight.DemiBold
_KNOB, _LABEL_ROOM = 26.0, 132.0
_HEADER_KINDS = ("header", "more", "less")
_PROBLEM_WIDTH = 190.0


class ColumnItem(QGraphicsItem):
    """A view of one `Column` at its `Place`. `hovered`, `selected`, `spot` decide what is lit."""

    def __init__(self, column: Column, place: Place, strips: Strips) -> None:
        super().__init__()
        self.column, self.place, self.strips = column, place, strips
        self.hovered = NOTHING
        self.spot = Spot()
        self.pinned = -1
        self.focused = False
        self.biases: NDArray[np.float32] | None = None
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._note = _note_box(place, column.problem)
        self._header, self._chip = self._measured_header(), self._measured_chip()

    @property
    def selected(self) -> bool:
        """Whether the keyboard is on this layer or one of its neurons."""
        return self.spot.node == self.column.node

    def show_biases(self, biases: NDArray[np.float32] | None) -> None:
        """Takes the biases of all units; None, or a wrong number of them, shows none."""
        fits = biases is not None and biases.shape == (self.column.units,)
        self.biases = biases[list(self.column.shown)] if biases is not None and fits else None

    def boundingRect(self) -> QRectF:
        place = self.place
        half = max(place.width / 2, place.size / 2 + 12 + _LABEL_ROOM, _PROBLEM_WIDTH / 2)
        bottom = max(place.bottom + 16, (place.chip or 0.0) + 16, self._note.bottom() + 4)
        return QRectF(place.x - half, place.header - 8, 2 * half, bottom - place.header + 8)

    def neuron_box(self, position: int) -> QRectF:
        """Where the picture of a shown unit is."""
        side = self.place.size
        return QRectF(self.place.left, self.place.ys[position] - side / 2, side, side)

    def hit(self, point: QPointF) -> Hit:
        """What of this column is at a point of the scene."""
        node = self.column.node
        for kind, box in self._knobs():
            if box.contains(point):
                return Hit(kind, node)
        if self.header_box().contains(point):
            return Hit("header", node)
        if self.chip_box().contains(point):
            return Hit("fold", node)
        for position in range(len(self.column.shown)):
            box = self.neuron_box(position)
            if box.adjusted(-2, -2, 2, 2).contains(point):
                at = (point.x() - box.left()) / box.width(), (point.y() - box.top()) / box.height()
                return Hit("neuron", node, position, at=(_clip(at[0]), _clip(at[1])))
        return NOTHING

    def header_box(self) -> QRectF:
        """The two lines above the column."""
        return self._header

    def chip_box(self) -> QRectF:
        """The "8 of 64" chip; empty when the layer is not wide."""
        return self._chip

    def _measured_header(self) -> QRectF:
        width = min(self.place.width, max(self._text_width() + 20, 64.0))
        return QRectF(self.place.x - width / 2, self.place.header - 4, width, HEADER + 6)

    def _measured_chip(self) -> QRectF:
        if self.place.chip is None:
            return QRectF()
        width = metrics(_SMALL).horizontalAdvance(self._chip_text()) + 20
        return QRectF(self.place.x - width / 2, self.place.chip - 11, width, 22)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_header(painter)
        self._paint_neurons(painter)
        self._paint_labels(painter)
        self._paint_chip(painter)
        if self.column.problem:
            self._paint_problem(painter)

    def _text_width(self) -> float:
        title = metrics(_TITLE, _BOLD).horizontalAdvance(self.column.title)
        return max(title, metrics(_DETAIL).horizontalAdvance(self.column.detail))

    def _chip_text(self) -> str:
        return tr("{shown} of {count}", shown=len(self.column.shown), count=self.column.units)

    def _knobs(self) -> Iterator[tuple[Kind, QRectF]]:
        """The − and + at the ends of the header, of a layer whose neurons can be counted."""
        if self.column.resizable:
            box = self._header
            yield "less", QRectF(box.left() - _KNOB, box.top(), _KNOB, box.height())
            yield "more", QRectF(box.right(), box.top(), _KNOB, box.height())

    def _paint_header(self, painter: QPainter) -> None:
        theme, place, column = themes.now(), self.place, self.column
        box = self._header
        if self.selected or self.hovered.kind in _HEADER_KINDS:
            self._paint_plate(painter)
        room = box.width() - 2
        painter.setFont(font(_TITLE if place.width > _NARROW else _LEAST, _BOLD))
        painter.setPen(theme.color("accent" if self.selected else "text"))
        cut = Qt.TextElideMode.ElideRight
        title = painter.fontMetrics().elidedText(column.title, cut, int(room))
        centred(painter, title, place.x, place.header + 10, box.width())
        painter.setFont(font(_DETAIL))
        painter.setPen(theme.color("muted"))
        fits = metrics(_DETAIL).horizontalAdvance(column.detail) <= room
        detail = column.detail if fits else str(column.units)
        centred(painter, detail, place.x, place.header + 31, box.width())

    def _paint_plate(self, painter: QPainter) -> None:
        """What shows that a header can be clicked, with − and + at its ends."""
        theme, plate = themes.now(), QRectF(self._header)
        knobs = list(self._knobs())
        for _, box in knobs:
            plate = plate.united(box)
        ring = self.selected and self.focused and self.spot.position < 0
        painter.setPen(QPen(theme.color("accent" if ring else "border"), 2 if ring else 1))
        painter.setBrush(theme.color("field"))
        painter.drawRoundedRect(plate, 8, 8)
        for kind, box in knobs:
            sign = "+" if kind == "more" else "−"
            button(painter, sign, box.center(), _KNOB * 0.36, theme, lit=self.hovered.kind == kind)

    def _paint_neurons(self, painter: QPainter) -> None:
        theme, image = themes.now(), self.strips.image(self.column.node)
        edge, blank = QPen(theme.color("border"), 1), theme.color("neutral")
        radius = self.place.size * ROUNDING
        for position in range(len(self.column.shown)):
            box = self.neuron_box(position)
            if image is not None:
                side = image.width()
                painter.drawImage(box, image, QRectF(0, position * side, side, side))
            painter.setPen(edge)
            painter.setBrush(blank if image is None else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            self._paint_rim(painter, box, position)
            self._paint_bias(painter, box, position)

    def _paint_rim(self, painter: QPainter, box: QRectF, position: int) -> None:
        theme = themes.now()
        here = self.hovered.kind == "neuron" and self.hovered.position == position
        chosen = self.selected and self.spot.position == position
        if not (here or chosen or self.pinned == position):
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("panel"), 1.5))
        radius = self.place.size * ROUNDING
        painter.drawRoundedRect(box.adjusted(-0.5, -0.5, 0.5, 0.5), radius, radius)
        painter.setPen(QPen(theme.color("accent"), 2.2))
        painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)

    def _paint_bias(self, painter: QPainter, box: QRectF, position: int) -> None:
        """A dot on the lower left corner: its colour is the sign of the bias, its size |bias|."""
        if self.biases is None or position >= len(self.biases) or self.place.size < 20:
            return
        bias = float(self.biases[position])
        if not math.isfinite(bias) or abs(bias) < 0.02:
            return
        theme = themes.now()
        radius = 2.8 + 1.6 * min(1.0, abs(bias))
        painter.setPen(QPen(theme.color("panel"), 1.5))
        painter.setBrush(theme.color("positive" if bias > 0 else "negative"))
        painter.drawEllipse(QPointF(box.left() + 1, box.bottom() - 1), radius, radius)

    def _paint_labels(self, painter: QPainter) -> None:
        painter.setFont(font(_LABEL))
        painter.setPen(themes.now().color("muted"))
        first = self.column.layer.name == "input"
        side = Qt.AlignmentFlag.AlignRight if first else Qt.AlignmentFlag.AlignLeft
        x = self.place.left - 11 - _LABEL_ROOM if first else self.place.right + 11
        for y, name in zip(self.place.ys, self.column.names, strict=False):
            text = elided(label_text(name), _LABEL_ROOM, _LABEL)
            box = QRectF(x, y - 10, _LABEL_ROOM, 20)
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_chip(self, painter: QPainter) -> None:
        box = self.chip_box()
        if box.isEmpty():
            return
        theme = themes.now()
        lit = self.hovered.kind == "fold"
        painter.setPen(QPen(theme.color("accent" if lit else "border"), 1))
        painter.setBrush(theme.color("field"))
        painter.drawRoundedRect(box, 11, 11)
        painter.setFont(font(_SMALL))
        painter.setPen(theme.color("accent" if lit else "muted"))
        centred(painter, self._chip_text(), box.center().x(), box.center().y(), box.width())

    def _paint_problem(self, painter: QPainter) -> None:
        theme, place = themes.now(), self.place
        pen = QPen(theme.color("danger"), 1.6)
        pen.setDashPattern([3.5, 3.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        reach = place.size / 2 + 9
        low = place.bottom if place.chip is None else place.chip + 8
        rim = QRectF(place.x - reach, place.top - 9, 2 * reach, low - place.top + 18)
        painter.drawRoundedRect(rim, 9, 9)
        painter.setFont(font(_SMALL))
        painter.setPen(theme.color("danger"))
        wrap = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(self._note, wrap, self.column.problem)


def _note_box(place: Place, text: str) -> QRectF:
    """The room for a problem's sentence under the column."""
    if not text:
        return QRectF(place.x, place.bottom, 0, 0)
    top = max(place.bottom, (place.chip or 0.0) + 8) + 16
    height = text_height(text, _PROBLEM_WIDTH, _SMALL)
    return QRectF(place.x - _PROBLEM_WIDTH / 2, top, _PROBLEM_WIDTH, height)


def _clip(share: float) -> float:
    return min(1.0, max(0.0, share))
