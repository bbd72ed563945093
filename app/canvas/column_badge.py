"""What ails an open node, beside its header, in the words that its card would have."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.card_plate import PILL, Health, paint_pill, pill_width
from app.canvas.layout import HEADER, Place
from app.theme import themes

__all__ = ["BadgeItem"]

_GAP = 3.0


class BadgeItem(QGraphicsItem):
    """A pill under the header, or above it where the neurons begin at once. Nothing for a node
    that is well."""

    def __init__(self, place: Place, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._place = place
        self._health: Health | None = None
        self.box = QRectF()
        """Where it is; empty while the node is well."""
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def reason(self) -> str:
        """A sentence for a tooltip about what ails the node, "" for nothing."""
        return self._health.reason if self._health is not None else ""

    def show_health(self, health: Health | None) -> None:
        """Shows what ails the node; None when it is well."""
        if health != self._health:
            self.prepareGeometryChange()
            self._health = health
            self.box = self._measured(pill_width(health)) if health is not None else QRectF()
            self.update()

    def boundingRect(self) -> QRectF:
        return self.box

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._health is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_pill(painter, self.box, self._health, themes.now())

    def _measured(self, width: float) -> QRectF:
        place = self._place
        low = place.header + HEADER + _GAP
        room = place.top - low >= PILL + _GAP
        top = low if room else place.header - 4 - _GAP - PILL
        return QRectF(place.x - width / 2, top, width, PILL)
