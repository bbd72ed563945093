"""The item that draws one node as a card: its words, its ports and its live picture.

The card itself and its picture are kept as pixmaps. `show_frame` only notes what is new; `work`
draws it, so that the scene decides when, and what is out of sight costs nothing. Far out the
title grows and the lines go, as they could not be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPaintEngine, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.boxes import CARD_WIDTH
from app.canvas.card_faces import Look, paint_face
from app.canvas.card_plate import MARGIN, Plate, paint_plate
from app.canvas.cards import (
    PAD,
    CardContent,
    card_contents,
    card_height,
    face_height,
    face_top,
    port_offsets,
)
from app.canvas.drawn import Drawn
from app.canvas.hits import NOTHING, Hit
from app.canvas.port_item import PortState, on_port, paint_port
from app.theme import themes
from engine.frame import Frame, Pictures

__all__ = ["CardContent", "CardItem", "Health", "card_contents", "card_height"]

_SHARPEST = 3.0
"""Closer than this a card is drawn afresh each time: its pixmaps would be too large."""
_NEAR = 1.6
"""Pixmaps are stretched at most by so much until `work` draws them anew."""


@dataclass(frozen=True)
class Health:
    """What ails a node: "2 dead" on its card, how bad it is, and a sentence about it."""

    text: str
    role: Literal["danger", "warning"]
    reason: str


class CardItem(QGraphicsItem):
    """A view of one `CardContent` around a place of the scene; changes nothing."""

    def __init__(self, content: CardContent, middle: QPointF) -> None:
        super().__init__()
        self.content = content
        self.middle = middle
        self.at = (0.5, 0.5)
        self._hovered = NOTHING
        self._selected = self._focused = False
        self._health: Health | None = None
        self._ports: Mapping[int, PortState] = {}
        self._pictures: Pictures | None = None
        self._ratio = 1.0
        """Pixels of the screen in a logical one, whatever the zoom."""
        self._plate = Drawn()
        self._face = Drawn()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    # --- places -----------------------------------------------------------------------------

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the card."""
        return CARD_WIDTH, card_height(self.content)

    @property
    def box(self) -> QRectF:
        """The card in the scene, without its shadow and ports."""
        width, height = self.size
        return QRectF(self.middle.x() - width / 2, self.middle.y() - height / 2, width, height)

    def move_to(self, middle: QPointF) -> None:
        """Stands somewhere else."""
        if middle != self.middle:
            self.prepareGeometryChange()
            self.middle = middle

    def port_in(self, port: int) -> QPointF:
        """Where wires into an input port end."""
        box = self.box
        offsets = port_offsets(max(1, self.content.ports), box.height())
        return QPointF(box.left(), box.top() + offsets[min(port, len(offsets) - 1)])

    @property
    def port_out(self) -> QPointF:
        """Where wires begin."""
        return QPointF(self.box.right(), self.middle.y())

    def boundingRect(self) -> QRectF:
        return self.box.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    def hit(self, point: QPointF) -> Hit:
        """What of this card is at a point of the scene: a port, the card, or NOTHING."""
        node = self.content.node
        if self.content.sends and on_port(point, self.port_out):
            return Hit("port_out", node, 0)
        ports = range(self.content.ports)
        reached = [k for k in ports if on_port(point, self.port_in(k))]
        if reached:
            nearest = min(reached, key=lambda k: abs(self.port_in(k).y() - point.y()))
            return Hit("port_in", node, nearest)
        box = self.box
        if not box.contains(point):
            return NOTHING
        at = (point.x() - box.left()) / box.width(), (point.y() - box.top()) / box.height()
        return Hit("card", node, at=at)

    # --- what it shows ----------------------------------------------------------------------

    def show_content(self, content: CardContent) -> None:
        """Follows an edit."""
        if content != self.content:
            self.prepareGeometryChange()
            self.content = content
            self.restyle()

    def show_frame(self, frame: Frame) -> None:
        """Notes the pictures of a frame; `work` draws them."""
        if frame.pictures is not None and frame.pictures is not self._pictures:
            self._pictures = frame.pictures
            self._face.expire()

    def look_at(self, at: tuple[float, float]) -> None:
        """Shows the numbers at another place of the probes, each in [0, 1], y downwards."""
        if at != self.at:
            self.at = at
            self._face.expire()

    def hover(self, hit: Hit) -> None:
        """Lights what is under the pointer; NOTHING when that is elsewhere."""
        if not hit.same(self._hovered):
            self._hovered = hit
            self._change()

    def select(self, *, selected: bool, focused: bool = False) -> None:
        """Whether it is among what is selected, and whether the keyboard is on it."""
        if (selected, focused) != (self._selected, self._focused):
            self._selected, self._focused = selected, focused
            self._change()

    def show_health(self, health: Health | None) -> None:
        """Shows what ails the node; None when it is well."""
        if health != self._health:
            self._health = health
            self._change()

    def light_ports(self, states: Mapping[int, PortState]) -> None:
        """How ports answer to a wire that is pulled: input ports by number, the output as −1."""
        self._ports = states
        self.update()

    @property
    def selected(self) -> bool:
        """Whether it is among what is selected."""
        return self._selected

    @property
    def reason(self) -> str:
        """A sentence for a tooltip: what is wrong with the node, or what ails it; "" for nothing."""
        return self.content.problem or (self._health.reason if self._health else "")

    def restyle(self) -> None:
        """Draws everything anew: words, colours or language have changed."""
        self._face.forget()
        self._change(fresh=True)

    # --- painting ---------------------------------------------------------------------------

    @property
    def stale(self) -> bool:
        """Whether `work` has something to do: a new frame, a change, another zoom."""
        return self._face.stale or self._plate.stale

    def work(self) -> None:
        """Draws what is new; it is seen when the scene is painted again."""
        if self._plate.stale:
            self._plate.draw(self._outer(), self._paint_plate)
        if self._face.stale and self._has_face():
            self._face.draw(self._room(), self._paint_face)

    def forget(self) -> None:
        """Gives back the memory of what is drawn, for a card that is far out of sight."""
        self._face.forget()
        self._plate.forget()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        scale = painter.deviceTransform().m11()
        self._ratio = scale / (painter.worldTransform().m11() or 1.0)
        painter.save()
        painter.translate(self.box.topLeft())
        vector = painter.paintEngine().type() != QPaintEngine.Type.Raster
        if vector or scale > _SHARPEST:
            self._paint_plate(painter, scale)
            self._paint_face(painter, max(scale, _SHARPEST) if vector else scale)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._plate.show(painter, self._outer(), scale, _NEAR, self._paint_plate)
            if self._has_face():
                self._face.show(painter, self._room(), scale, _NEAR, self._paint_face)
        self._paint_lit_ports(painter)
        painter.restore()

    def _change(self, *, fresh: bool = False) -> None:
        if fresh:
            self._plate.forget()
        self._plate.expire()
        self.update()

    def _outer(self) -> QRectF:
        return QRectF(QPointF(), QSizeF(*self.size)).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    def _room(self) -> QRectF:
        tall = face_height(self.content)
        return QRectF(PAD, face_top(self.content), CARD_WIDTH - 2 * PAD, tall)

    def _has_face(self) -> bool:
        return self.content.face != "none"

    def _paint_plate(self, painter: QPainter, scale: float) -> None:
        plate = Plate(
            self.content, self._selected, self._focused, self._hovered.kind != "nothing",
            self._health.text if self._health else "", self._health.role if self._health else "",
        )
        paint_plate(painter, QSizeF(*self.size), plate, themes.now(), scale / self._ratio)

    def _paint_face(self, painter: QPainter, scale: float) -> None:
        look = Look(
            self.content, self._pictures, themes.now(), self.at, scale, scale / self._ratio
        )
        paint_face(painter, self._room(), look)

    def _paint_lit_ports(self, painter: QPainter) -> None:
        theme, corner = themes.now(), self.box.topLeft()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for port, state in self._lit():
            middle = self.port_out if port < 0 else self.port_in(port)
            paint_port(painter, middle - corner, theme, state)

    def _lit(self) -> Iterator[tuple[int, PortState]]:
        yield from self._ports.items()
        if self._hovered.kind == "port_in":
            yield self._hovered.position, self._ports.get(self._hovered.position, "hovered")
        if self._hovered.kind == "port_out":
            yield -1, self._ports.get(-1, "hovered")
