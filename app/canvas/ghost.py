"""The ghost of a layer that is dragged over the canvas: what it is, and where it would stand."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from app.canvas.boxes import CARD_WIDTH
from app.canvas.brushes import font, metrics
from app.canvas.card_plate import ROUND, Plate, paint_plate, paint_shadow, square_color
from app.canvas.cards import CardContent
from app.texts import tr_engine
from app.theme import Theme
from engine.layers import layers

__all__ = ["Ghost", "paint_ghost"]

_CLEAR = 0.78
_PILL, _EDGE, _SQUARE, _GAP, _WORDS = 28.0, 11.0, 10.0, 8.0, 13
_BELOW = QPointF(0.0, 26.0)
"""How far below the pointer a pill hangs, in pixels: what would take the layer stays in sight."""


@dataclass(frozen=True)
class Ghost:
    """A kind of layer around a point of the scene: as the card it will be, or, where something
    takes it in, no more than its name (`taken`)."""

    kind: str
    middle: QPointF
    taken: bool = False

    @property
    def content(self) -> CardContent:
        """Its card, before anything is known of it but its kind."""
        cls = layers[self.kind]
        return CardContent(
            "", self.kind, cls.category, tr_engine(cls.label), (), inputs=cls.inputs,
            sends=self.kind != "output",
        )

    @property
    def box(self) -> QRectF:
        """Where its card stands in the scene."""
        wide, tall = CARD_WIDTH, self.content.height
        x, y = self.middle.toTuple()
        return QRectF(x - wide / 2, y - tall / 2, wide, tall)


def paint_ghost(painter: QPainter, ghost: Ghost, theme: Theme, zoom: float) -> None:
    """Paints it in the scene, which is seen as large as `zoom` says."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if ghost.taken:
        _paint_pill(painter, ghost, theme, zoom)
    else:
        _paint_card(painter, ghost, theme, zoom)
    painter.restore()


def _paint_card(painter: QPainter, ghost: Ghost, theme: Theme, zoom: float) -> None:
    box = ghost.box
    painter.translate(box.topLeft())
    painter.setOpacity(_CLEAR)
    paint_plate(painter, box.size(), Plate(ghost.content), theme, zoom)
    painter.setOpacity(1.0)
    painter.setPen(QPen(theme.color("accent"), 1.6 / zoom, Qt.PenStyle.DashLine))
    painter.setBrush(theme.color("accent", 0.06))
    painter.drawRoundedRect(QRectF(QPointF(), box.size()), ROUND, ROUND)


def _paint_pill(painter: QPainter, ghost: Ghost, theme: Theme, zoom: float) -> None:
    """The name in a pill, as large at any zoom."""
    content, bold = ghost.content, QFont.Weight.DemiBold
    words = metrics(_WORDS, bold).horizontalAdvance(content.title)
    wide = 2 * _EDGE + _SQUARE + _GAP + words
    painter.translate(ghost.middle)
    painter.scale(1 / zoom, 1 / zoom)
    painter.translate(_BELOW - QPointF(wide / 2, _PILL / 2))
    pill = QRectF(0, 0, wide, _PILL)
    painter.setOpacity(0.94)
    paint_shadow(painter, pill, theme)
    painter.setPen(QPen(theme.color("accent"), 1.4))
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(pill, 8, 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(square_color(content, theme))
    square = QRectF(_EDGE, (_PILL - _SQUARE) / 2, _SQUARE, _SQUARE)
    painter.drawRoundedRect(square, 2.6, 2.6)
    painter.setFont(font(_WORDS, bold))
    painter.setPen(theme.color("text"))
    room = QRectF(square.right() + _GAP, 0, words + 2, _PILL)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, content.title)
