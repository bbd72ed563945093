"""Where a card stands in the scene, and what is where on it: its picture, its ports, its button."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from app.canvas.boxes import CARD_WIDTH
from app.canvas.card_plate import MARGIN, Health
from app.canvas.cards import PAD, CardContent, card_height, face_height, face_top
from app.canvas.hits import NOTHING, Hit
from app.canvas.port_item import on_port

__all__ = ["CardPlace"]

_FAR, _LEAST, _MOST = 0.36, 17.0, 36.0
"""Where the canvas is smaller there is no button; else it is at least so wide on the screen, and at
most so on the card."""
_TOOL, _OVER_RIM = 20.0, 8.0
"""How wide the button is, and how far it reaches over the card."""


class CardPlace:
    """The places of a card with this `content` around `middle`, which are asked for at every frame.

    `box` is the card, `bounds` all that is painted of it; its `corner` is that of the box. Seen
    from there, `room` is that of the picture, and `outer` that of the card with what is around it.
    """

    def __init__(self, content: CardContent, middle: QPointF) -> None:
        self.content, self.middle = content, middle
        tall = card_height(content)
        x, y = middle.x() - CARD_WIDTH / 2, middle.y() - tall / 2
        self.box, self.corner = QRectF(x, y, CARD_WIDTH, tall), (x, y)
        kept = self.box.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self.outer = kept.translated(-x, -y)
        self.bounds = kept.adjusted(0, -_MOST, _MOST, 0)  # the button, however far out
        self.room = QRectF(PAD, face_top(content), CARD_WIDTH - 2 * PAD, face_height(content))

    def port_in(self, port: int) -> QPointF:
        """Where wires into an input port end."""
        heights = self.content.port_heights or (self.box.height() / 2,)
        at = heights[min(port, len(heights) - 1)]
        return QPointF(self.box.left(), self.box.top() + at)

    @property
    def port_out(self) -> QPointF:
        """Where wires begin."""
        return QPointF(self.box.right(), self.middle.y())

    def port_at(self, point: QPointF) -> Hit:
        """The port at a point of the scene, or NOTHING."""
        if self.content.sends and on_port(point, self.port_out):
            return Hit("port_out", self.content.node, 0)
        ports = range(self.content.ports)
        reached = [k for k in ports if on_port(point, self.port_in(k))]
        if not reached:
            return NOTHING
        nearest = min(reached, key=lambda k: abs(self.port_in(k).y() - point.y()))
        return Hit("port_in", self.content.node, nearest)

    def tool_box(self, health: Health | None, zoom: float) -> QRectF:
        """The button on the upper rim, beside a badge if there is one; empty far out. It covers no
        word."""
        if zoom < _FAR:
            return QRectF()
        side = min(_MOST, max(_TOOL, _LEAST / zoom))
        left = self.box.right() + 4 - side
        if health is not None:
            left = max(left, self.box.right() - PAD + 2)
        return QRectF(left, self.box.top() + _OVER_RIM - side, side, side)
