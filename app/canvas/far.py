"""The board from far away: hundreds of nodes as plain boxes, in a few strokes of the painter."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.card_plate import square_color
from app.canvas.population import Population
from app.theme import themes

__all__ = ["FAR", "FarItem"]

FAR = 0.15
"""Below this zoom no word could be read and no picture seen."""


class FarItem(QGraphicsItem):
    """Stands for all cards and the wires between them while it is visible."""

    def __init__(self, items: Population) -> None:
        super().__init__()
        self._items = items
        self._boxes: dict[str, tuple[QColor, list[QRectF]]] = {}
        self._broken: list[QRectF] = []
        self._lines: list[QLineF] = []
        self._chosen: list[QRectF] = []
        self._extent = QRectF()
        self._ready = False
        self.setZValue(-1)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.hide()

    def renew(self) -> None:
        """The network or the colours have changed."""
        self._ready = False
        self.prepareGeometryChange()
        self._extent = self._items.extent()

    def choose(self, nodes: Iterable[str]) -> None:
        """Shows what is selected."""
        cards = self._items.cards
        self._chosen = [cards[node].box for node in nodes if node in cards]

    def boundingRect(self) -> QRectF:
        return self._extent

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not self._ready:
            self._collect()
        theme, scale = themes.now(), painter.worldTransform().m11() or 1.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(theme.color("wire"), 0))
        painter.drawLines(self._lines)
        painter.setPen(Qt.PenStyle.NoPen)
        for color, boxes in self._boxes.values():
            painter.setBrush(color)
            painter.drawRects(boxes)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for role, rects in (("danger", self._broken), ("accent", self._chosen)):
            painter.setPen(QPen(theme.color(role), 2.0 / scale))
            painter.drawRects(rects)

    def _collect(self) -> None:
        """All boxes by colour, and all wires as straight lines."""
        theme = themes.now()
        self._boxes, self._broken, self._ready = {}, [], True
        for card in self._items.cards.values():
            content = card.content
            color = QColor(square_color(content, theme))
            color.setAlphaF(0.35 if content.loose else 0.9)
            self._boxes.setdefault(color.name(QColor.NameFormat.HexArgb), (color, []))[1].append(
                card.box
            )
            if content.problem:
                self._broken.append(card.box)
        self._lines = [
            QLineF(*link.knots[0], *link.knots[-1]) for link in self._items.links.values()
        ]
