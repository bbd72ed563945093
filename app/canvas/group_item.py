"""The item that frames the nodes of a group, with its title and a button that folds it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.brushes import font, metrics
from app.canvas.drawn import Drawn
from app.canvas.hits import NOTHING, Hit
from app.canvas.pane import Pane
from app.model.board import Group
from app.texts import tr
from app.theme import themes

__all__ = ["FOLD", "GroupItem"]

FOLD = 1
"""`Hit.position` of the button that folds the group; that of the title is 0."""
_AROUND, _BELOW, _BAR, _ROUND = 22.0, 37.0, 30.0, 14.0
"""How far the frame is around its nodes, and below them: wires run under nodes there."""
_TITLE, _BUTTON = 13, 20.0
_BOLD = QFont.Weight.DemiBold
_FAR, _LARGEST = 11.0, 40


class GroupItem(QGraphicsItem):
    """A view of one open `Group` around `box`, the room of its nodes; changes nothing.

    Only its title can be clicked and dragged: what lies inside belongs to the nodes.
    """

    def __init__(self, group: Group, box: QRectF) -> None:
        super().__init__()
        self.content, self._nodes = group, box
        self._hovered = NOTHING
        self._selected = False
        self._words = Drawn()
        self._zoom = 1.0
        self.setZValue(-5)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def box(self) -> QRectF:
        """The whole frame with its title."""
        return self._nodes.adjusted(-_AROUND, -_AROUND - _BAR, _AROUND, _BELOW)

    @property
    def title_box(self) -> QRectF:
        """The bar with the title, for an editor that is laid over it."""
        box = self.box
        return QRectF(box.left(), box.top(), box.width(), _BAR)

    def show_group(self, group: Group, box: QRectF) -> None:
        """Follows an edit or a move."""
        if (group, box) != (self.content, self._nodes):
            self.prepareGeometryChange()
            self.content, self._nodes = group, box
            self.restyle()

    def hover(self, hit: Hit) -> None:
        """Lights the title or the button; NOTHING when the pointer is elsewhere."""
        if not hit.same(self._hovered):
            self._hovered = hit
            self.restyle()

    def select(self, *, selected: bool) -> None:
        """Whether it is among what is selected."""
        if selected != self._selected:
            self._selected = selected
            self.restyle()

    def restyle(self) -> None:
        """Draws it anew, in the colours of the theme in use."""
        self._words.expire()
        self.update()

    def hit(self, point: QPointF) -> Hit:
        """Its title (position 0) or the button that folds it (`FOLD`), if the point is there."""
        if self._button().adjusted(-4, -4, 4, 4).contains(point):
            return Hit("group", self.content.id, FOLD)
        return Hit("group", self.content.id, 0) if self.title_box.contains(point) else NOTHING

    def boundingRect(self) -> QRectF:
        return self.box.adjusted(-3, -3, 3, 3)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        theme, pane = themes.now(), Pane(painter)
        zoom = pane.zoom
        if abs(zoom - self._zoom) > 1e-3:
            self._zoom = zoom
            self._words.expire()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self._selected or self._hovered.kind == "group"
        painter.setPen(QPen(theme.color("accent" if lit else "muted", 0.9 if lit else 0.4),
                            2.0 if self._selected else 1.2))
        painter.setBrush(theme.color("muted", 0.055))
        painter.drawRoundedRect(self.box, _ROUND, _ROUND)
        corner = self.box.topLeft()
        if pane.kept:
            room = QRectF(0, 0, self.box.width(), _BAR + 14)
            if self._words.stale:
                self._words.draw(room, self._paint_title)
            self._words.show(pane, corner.x(), corner.y(), room, self._paint_title)
            pane.finish()
            return
        painter.translate(corner)
        self._paint_title(painter, pane.scale)
        painter.translate(-corner)

    def _button(self) -> QRectF:
        box = self.title_box
        return QRectF(box.right() - _BUTTON - 10, box.top() + 8, _BUTTON, _BUTTON)

    def _paint_title(self, painter: QPainter, scale: float) -> None:
        """The title, how many nodes there are, and the button. Far out the title is larger."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, group = themes.now(), self.content
        tall = min(_LARGEST, max(_TITLE, round(_FAR / max(self._zoom, 1e-3))))
        button = self._button().translated(-self.box.topLeft())
        room = QRectF(16, 18 - tall, button.left() - 24, 2 * tall)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        title = group.title or tr("Group")
        cut = Qt.TextElideMode.ElideRight
        fitting = metrics(tall, _BOLD).elidedText(title, cut, room.width())
        painter.setFont(font(tall, _BOLD))
        painter.setPen(theme.color("text"))
        painter.drawText(room, left, fitting)
        used = metrics(tall, _BOLD).horizontalAdvance(fitting) + 10
        count = tr("{count} nodes", count=len(group.nodes))
        if fitting == title and metrics(12).horizontalAdvance(count) < room.width() - used:
            painter.setFont(font(12))
            painter.setPen(theme.color("muted"))
            painter.drawText(room.adjusted(used, 0, 0, 0), left, count)
        self._paint_button(painter, button)

    def _paint_button(self, painter: QPainter, box: QRectF) -> None:
        """Two arrows towards each other: fold."""
        theme = themes.now()
        lit = self._hovered.kind == "group" and self._hovered.position == FOLD
        painter.setPen(QPen(theme.color("accent" if lit else "border"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(box, 5, 5)
        pen = QPen(theme.color("accent" if lit else "muted"), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        middle = box.center()
        for way in (-1, 1):
            tip = middle + QPointF(0, 1.8 * way)
            arms = [tip + QPointF(dx, 3.4 * way) for dx in (-3.6, 3.6)]
            painter.drawPolyline([arms[0], tip, arms[1]])
