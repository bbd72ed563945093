"""The item that draws the neurons of one column, and knows what of it can be clicked."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.card_plate import GREYED
from app.canvas.column_badge import BadgeItem
from app.canvas.column_words import HeaderItem, LabelsItem
from app.canvas.columns import Column
from app.canvas.hits import NOTHING, Hit, Spot
from app.canvas.layout import Place
from app.canvas.marks import paint_lock, paint_silence
from app.canvas.pictures import ROUNDING, Strips
from app.theme import themes

__all__ = ["ColumnItem"]

_RIM = 6.0
"""How far the mark of a chosen neuron and its bias reach beyond the picture."""
_RAISED = 0.5
"""Above other columns, whose names its buttons may reach over."""
_BESIDE = 12.0
"""How far beside its neurons a column has its ports."""


class ColumnItem(QGraphicsItem):
    """A view of one `Column` at its `Place`; the pointer and the keyboard decide what is lit."""

    def __init__(self, column: Column, place: Place, strips: Strips) -> None:
        super().__init__()
        self.column, self.place, self.strips = column, place, strips
        self.biases: NDArray[np.float32] | None = None
        self._hovered = NOTHING
        self._spot = Spot()
        self._pinned = -1
        self._focused = self._chosen = False
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._header = HeaderItem(column, place, self)
        self._labels = LabelsItem(column, place, self)
        self.badge = BadgeItem(place, self)
        """What ails the node."""
        self.loose, self.live = False, True
        """Whether the node plays no part, and whether what trains leads through it."""

    @property
    def selected(self) -> bool:
        """Whether it is among what is selected, or the keyboard is on it."""
        return self._chosen or self._here

    @property
    def lit(self) -> bool:
        """Whether the pointer is on its name, or on a button beside that."""
        return self._header.lit

    @property
    def _here(self) -> bool:
        """Whether the keyboard is on it."""
        return self._spot.node == self.column.node

    @property
    def port_out(self) -> QPointF:
        """Where wires to cards begin."""
        return QPointF(self.place.right + _BESIDE, (self.place.top + self.place.bottom) / 2)

    def port_in(self, port: int) -> QPointF:
        """Where wires from cards end, whatever the port."""
        return QPointF(self.place.left - _BESIDE, (self.place.top + self.place.bottom) / 2)

    def choose(self, *, chosen: bool) -> None:
        """Shows whether it is among what is selected."""
        if chosen != self._chosen:
            self._chosen = chosen
            self._light()

    def leave_out(self, *, loose: bool, live: bool, vacant: str = "") -> None:
        """Greys a node that plays no part, and says why. What is not live has no pictures: those
        that a frame still has are of before."""
        self.loose, self.live = loose, live
        self._header.tell(vacant if loose else "")
        self.setOpacity(GREYED if loose and not self.column.problem else 1.0)

    def hover(self, hit: Hit) -> None:
        """Lights what is under the pointer; NOTHING when that is elsewhere."""
        self._hovered = hit
        self._light()

    def mark(self, spot: Spot, *, focused: bool) -> None:
        """Shows where the keyboard is."""
        self._spot, self._focused = spot, focused
        self._light()

    def pin(self, position: int) -> None:
        """Rings a pinned neuron; -1 for none."""
        self._pinned = position

    def show_biases(self, biases: NDArray[np.float32] | None) -> None:
        """Takes the biases of all units; None, or a wrong number of them, shows none."""
        fits = biases is not None and biases.shape == (self.column.units,)
        self.biases = biases[list(self.column.shown)] if biases is not None and fits else None

    def restyle(self) -> None:
        """Draws the words again, in the colours of the theme in use."""
        for words in (self._header, self._labels, self.badge):
            words.update()

    def boundingRect(self) -> QRectF:
        place = self.place
        box = QRectF(place.left, place.top, place.right - place.left, place.bottom - place.top)
        return box.adjusted(-_RIM, -_RIM, _RIM, _RIM)

    def body(self) -> QRectF:
        """The room of the neurons and of the name above them, without what is free beside them."""
        return self.boundingRect().adjusted(_RIM, _RIM, -_RIM, -_RIM).united(self.header_box())

    def extent(self) -> QRectF:
        """The room of the neurons and of all words around them."""
        words = self._header.boundingRect().united(self._labels.boundingRect())
        return self.boundingRect().united(words)

    def neuron_box(self, position: int) -> QRectF:
        """Where the picture of a shown unit is."""
        side = self.place.size
        return QRectF(self.place.left, self.place.ys[position] - side / 2, side, side)

    def hit(self, point: QPointF) -> Hit:
        """What of this column is at a point of the scene."""
        node = self.column.node
        for kind, box in self._header.knobs():
            if box.contains(point):
                return Hit(kind, node)
        if any(box.contains(point) for box in (
            self.header_box(), self.badge.box, self._labels.warning
        )):
            return Hit("header", node)
        if self.chip_box().contains(point):
            return Hit("fold", node)
        for position in range(len(self.column.shown)):
            box = self.neuron_box(position)
            if box.adjusted(-2, -2, 2, 2).contains(point):
                at = (point.x() - box.left()) / box.width(), (point.y() - box.top()) / box.height()
                return Hit("neuron", node, position, at=(_clip(at[0]), _clip(at[1])))
        return NOTHING

    @property
    def vacant(self) -> str:
        """Why there are no pictures, "" where there are."""
        return self._header.vacant

    def header_box(self) -> QRectF:
        """The two lines above the column."""
        return self._header.box

    def chip_box(self) -> QRectF:
        """The "8 of 64" chip; empty when the layer is not wide."""
        return self._labels.chip

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image = self.strips.image(self.column.node) if self.live else None
        for position in range(len(self.column.shown)):
            box = self.neuron_box(position)
            if image is None:
                self._paint_blank(painter, box)
            else:
                side = image.width()  # a copy: SVG knows no part of an image
                painter.drawImage(box, image.copy(0, position * side, side, side))
            if position in self.column.silent:
                paint_silence(painter, box, self.place.size * ROUNDING)
            self._paint_rim(painter, box, position)
            self._paint_bias(painter, box, position)
            if position in self.column.held:
                paint_lock(painter, box.topRight() + QPointF(-1, 1), min(7.5, box.width() / 3.5))

    def _light(self) -> None:
        ringed = self._here and self._focused and self._spot.position < 0
        self._header.light(self._hovered, selected=self.selected, ringed=ringed)
        self.setZValue(_RAISED if self.lit else 0.0)
        self._labels.light(self._hovered)

    def _paint_blank(self, painter: QPainter, box: QRectF) -> None:
        """A neuron of which nothing is known yet, or of which there is nothing to know."""
        radius, theme = self.place.size * ROUNDING, themes.now()
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("neutral"))
        if not self.live:
            painter.setPen(QPen(theme.color("muted", 0.7), 1, Qt.PenStyle.DashLine))
            painter.setBrush(theme.color("neutral", 0.4))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _paint_rim(self, painter: QPainter, box: QRectF, position: int) -> None:
        here = self._hovered.kind == "neuron" and self._hovered.position == position
        chosen = self._here and self._spot.position == position
        if not (here or chosen or self._pinned == position):
            return
        theme = themes.now()
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
        if not self.live:
            return
        bias = float(self.biases[position])
        if not math.isfinite(bias) or abs(bias) < 0.02:
            return
        theme = themes.now()
        radius = 2.8 + 1.6 * min(1.0, abs(bias))
        painter.setPen(QPen(theme.color("panel"), 1.5))
        painter.setBrush(theme.color("positive" if bias > 0 else "negative"))
        painter.drawEllipse(QPointF(box.left() + 1, box.bottom() - 1), radius, radius)


def _clip(share: float) -> float:
    return min(1.0, max(0.0, share))
